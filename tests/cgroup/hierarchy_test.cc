#include "dray/cgroup/hierarchy.h"

#include <catch2/catch.hpp>

using namespace dray::cgroup;

TEST_CASE("memberships are the lines of /proc/PID/cgroup") {
  const auto lines = parse_memberships("9:name=systemd:/user.slice\n2:cpu,cpuacct:/docker/a:b\n0::/\n");
  CHECK(lines == std::vector<Membership>{{Version::V1, {"name=systemd"}, "/user.slice"},
                                         {Version::V1, {"cpu", "cpuacct"}, "/docker/a:b"},
                                         {Version::V2, {}, "/"}});
}

TEST_CASE("what is not a membership is left out") {
  for (const char* line : {"", "\n\n", "x", "1:cpu", "1:cpu:", "1:cpu:relative", "1::/", "::/", ":", "::", "0:", "\0:a:/"})
    CHECK(parse_memberships(line).empty());
  CHECK(parse_memberships("1:cpu:/a (deleted)") == std::vector<Membership>{{Version::V1, {"cpu"}, "/a (deleted)"}});
  CHECK(parse_memberships("1:cpu:/a\ngarbage\n0::/b").size() == 2);
}

TEST_CASE("cgroup mounts are found in mountinfo whatever their optional fields") {
  const auto mounts = parse_hierarchy_mounts(
      "22 1 254:0 / / rw - ext4 /dev/root rw\n"
      "32 31 0:29 /docker/x /mnt/cpu\\040set rw,relatime shared:9 master:1 - cgroup cgroup rw,cpuset,name=a\n"
      "41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 none rw,nsdelegate\n"
      "42 31 0:38 / - cgroup2\n"
      "43 - cgroup x y\n");
  CHECK(mounts == std::vector<HierarchyMount>{{Version::V1, "/docker/x", "/mnt/cpu set", {"rw", "cpuset", "name=a"}},
                                              {Version::V2, "/", "/sys/fs/cgroup/unified", {"rw", "nsdelegate"}}});
}

TEST_CASE("a layout finds the hierarchy of a controller and names it by its mount point") {
  const Layout layout{
      Mode::Hybrid,
      {{Version::V1, {"cpu", "cpuacct"}, "/sys/fs/cgroup/cpu,cpuacct", "/"}, {Version::V2, {"hugetlb"}, "/sys/fs/cgroup/unified", "/"}}};
  REQUIRE(layout.find("cpuacct") != nullptr);
  CHECK(layout.find("cpuacct")->name() == "cpu,cpuacct");
  CHECK(layout.find("hugetlb")->name() == "unified");
  CHECK(layout.find("memory") == nullptr);
}
