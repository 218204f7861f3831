#include "dray/cgroup/placement.h"

#include "dray/base/error.h"

#include <catch2/catch.hpp>

using namespace dray;
using namespace dray::cgroup;

namespace {

const Hierarchy kMemory{Version::V1, {"memory"}, "/sys/fs/cgroup/memory", "/us"};
const Hierarchy kCpu{Version::V1, {"cpu"}, "/sys/fs/cgroup/cpu", "/"};
const Hierarchy kUnified{Version::V2, {}, "/sys/fs/cgroup/unified", "/us/deep"};
const Layout kHybrid{Mode::Hybrid, {kMemory, kCpu, kUnified}};

std::vector<std::string> paths(const Layout& layout, const std::optional<std::string>& cgroups_path) {
  std::vector<std::string> out;
  for (const Place& each : place(layout, cgroups_path, "box")) out.push_back(each.path());
  return out;
}

Layout v2(const char* own) { return {Mode::V2, {{Version::V2, {}, "/sys/fs/cgroup", own}}}; }

}  // namespace

TEST_CASE("an absolute cgroups path is below the mount point of each hierarchy") {
  CHECK(place(kHybrid, "/docker/abc", "box") == std::vector<Place>{{kMemory, "/sys/fs/cgroup/memory", "docker/abc"},
                                                                   {kCpu, "/sys/fs/cgroup/cpu", "docker/abc"},
                                                                   {kUnified, "/sys/fs/cgroup/unified", "docker/abc"}});
  CHECK(paths(v2("/us"), "/a") == std::vector<std::string>{"/sys/fs/cgroup/a"});
}

TEST_CASE("a relative path, and the id without one, are below the runtime's own cgroup") {
  CHECK(paths(kHybrid, "a/b") ==
        std::vector<std::string>{"/sys/fs/cgroup/memory/us/a/b", "/sys/fs/cgroup/cpu/a/b", "/sys/fs/cgroup/unified/us/deep/a/b"});
  const std::vector<std::string> unset{"/sys/fs/cgroup/memory/us/box", "/sys/fs/cgroup/cpu/box", "/sys/fs/cgroup/unified/us/deep/box"};
  CHECK(paths(kHybrid, std::nullopt) == unset);
  CHECK(paths(kHybrid, "") == unset);
}

TEST_CASE("on a version 2 host a relative path is beside the runtime's own cgroup") {
  CHECK(paths(v2("/a/us"), "x") == std::vector<std::string>{"/sys/fs/cgroup/a/x"});
  CHECK(paths(v2("/us"), "x") == std::vector<std::string>{"/sys/fs/cgroup/x"});
  CHECK(paths(v2("/"), "x") == std::vector<std::string>{"/sys/fs/cgroup/x"});
}

TEST_CASE("dots and double slashes vanish from a cgroups path") {
  CHECK(paths(kHybrid, "//a/./b/")[1] == "/sys/fs/cgroup/cpu/a/b");
  CHECK(paths(kHybrid, "./a..b/...")[1] == "/sys/fs/cgroup/cpu/a..b/...");
  CHECK(paths(kHybrid, "/a:b:c")[1] == "/sys/fs/cgroup/cpu/a:b:c");
}

TEST_CASE("a cgroups path that names no cgroup of its own is refused at its pointer") {
  for (const char* bad : {"/", "//", ".", "/./", "..", "/a/../b", "a/..", "/x/../../../../tmp", "a\nb", "a\x01", "a\x7f"}) {
    INFO(bad);
    try {
      (void)place(kHybrid, bad, "box");
      FAIL("accepted");
    } catch (const Error& error) {
      CHECK(error.code() == Code::InvalidConfig);
      CHECK(error.property() == "/linux/cgroupsPath");
    }
  }
  CHECK_THROWS_AS(place(kHybrid, std::string("a\0b", 3), "box"), Error);
}

TEST_CASE("the form of the systemd driver is refused with its name") {
  try {
    (void)place(kHybrid, "system.slice:docker:abc", "box");
    FAIL("accepted");
  } catch (const Error& error) {
    CHECK(error.code() == Code::Unsupported);
    CHECK(error.text() ==
          "/linux/cgroupsPath: cgroup path \"system.slice:docker:abc\": the form slice:prefix:name needs the systemd cgroup "
          "driver (give a path)");
  }
}

TEST_CASE("a runtime outside of its cgroup namespace has no place for relative paths") {
  const Layout outside{Mode::V1, {{Version::V1, {"cpu"}, "/sys/fs/cgroup/cpu", "/../x"}}};
  CHECK_THROWS_AS(place(outside, "a", "box"), Error);
  CHECK(paths(outside, "/a") == std::vector<std::string>{"/sys/fs/cgroup/cpu/a"});
}

TEST_CASE("a host without cgroups has no places") { CHECK(place({}, "/a", "box").empty()); }
