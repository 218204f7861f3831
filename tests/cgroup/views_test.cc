// Other hosts' views of cgroups, made in a private mount namespace.

#include "dray/base/error.h"
#include "dray/cgroup/hierarchy.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdio>
#include <sched.h>
#include <string>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace dray::cgroup;

namespace {

bool skipped() {
  if (geteuid() == 0) return false;
  WARN("skipped: needs root for a private mount namespace");
  return true;
}

/// What `discover` finds after `prepare`, in a child with its own mount namespace; "?" if the view can't be made.
template <class Prepare>
std::string discovered(Prepare prepare) {
  int channel[2];
  REQUIRE(pipe(channel) == 0);
  const pid_t child = fork();
  if (child == 0) {
    std::string out = "?";
    if (unshare(CLONE_NEWNS) == 0 && mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 && prepare()) {
      const Layout layout = discover();
      out = mode_name(layout.mode);
      for (const Hierarchy& each : layout.hierarchies) out += ' ' + each.mount_point;
    }
    (void)!write(channel[1], out.data(), out.size());
    _exit(0);
  }
  close(channel[1]);
  char text[4096];
  std::string out;
  for (ssize_t got = 0; (got = read(channel[0], text, sizeof text)) > 0;) out.append(text, static_cast<std::size_t>(got));
  close(channel[0]);
  waitpid(child, nullptr, 0);
  return out;
}

bool bind_mount(const std::string& from, const std::string& to) {
  mkdir(to.c_str(), 0755);
  return mount(from.c_str(), to.c_str(), nullptr, MS_BIND, nullptr) == 0;
}

bool has_v1_host() {
  const Layout layout = discover();
  if (layout.mode == Mode::V1 || layout.mode == Mode::Hybrid) return true;
  WARN("skipped: this host has no version 1 hierarchies");
  return false;
}

}  // namespace

TEST_CASE("the host's own view: each hierarchy is mounted, and this process is in each") {
  const Layout layout = discover();
  for (const Hierarchy& each : layout.hierarchies) {
    CHECK(access((each.mount_point + "/cgroup.procs").c_str(), F_OK) == 0);
    CHECK(access((each.mount_point + each.own).c_str(), F_OK) == 0);
  }
}

TEST_CASE("a host with version 1 only") {
  if (skipped() || !has_v1_host()) return;
  const std::string found = discovered([] { return umount2("/sys/fs/cgroup/unified", MNT_DETACH) == 0 || errno == EINVAL; });
  CHECK(found.starts_with("v1 /sys/fs/cgroup/"));
  CHECK(found.find("unified") == std::string::npos);
}

TEST_CASE("a host with version 2 only") {
  if (skipped()) return;
  CHECK(discovered([] {
          umount2("/sys/fs/cgroup", MNT_DETACH);
          return mount("cgroup2", "/sys/fs/cgroup", "cgroup2", 0, nullptr) == 0;
        }) == "v2 /sys/fs/cgroup");
}

TEST_CASE("a host without cgroup mounts") {
  if (skipped()) return;
  CHECK(discovered([] { return umount2("/sys/fs/cgroup", MNT_DETACH) == 0; }) == "none");
}

TEST_CASE("a hierarchy at an unusual place is found through mountinfo") {
  if (skipped() || !has_v1_host()) return;
  const std::string found = discovered([] {
    return mount("t", "/mnt", "tmpfs", 0, nullptr) == 0 && bind_mount("/sys/fs/cgroup/pids", "/mnt/p") &&
           umount2("/sys/fs/cgroup/pids", MNT_DETACH) == 0;
  });
  CHECK(found.find(" /mnt/p") != std::string::npos);
  CHECK(found.find("/sys/fs/cgroup/pids") == std::string::npos);
}

TEST_CASE("a mount that shows only our own cgroup makes it the root") {
  if (skipped() || !has_v1_host()) return;
  const Layout host = discover();
  const Hierarchy* memory = host.find("memory");
  if (memory == nullptr || memory->own == "/") {
    WARN("skipped: this process is in the root of the memory hierarchy");
    return;
  }
  int channel[2];
  REQUIRE(pipe(channel) == 0);
  const pid_t child = fork();
  if (child == 0) {
    const std::string own = memory->mount_point + memory->own;
    char answer = '?';
    if (unshare(CLONE_NEWNS) == 0 && mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
        mount("t", "/mnt", "tmpfs", 0, nullptr) == 0 && bind_mount(own, "/mnt/m") &&
        umount2(memory->mount_point.c_str(), MNT_DETACH) == 0 && bind_mount("/mnt/m", memory->mount_point)) {
      umount2("/mnt", MNT_DETACH);
      const Layout inside = discover();
      answer = inside.find("memory") != nullptr && inside.find("memory")->own == "/" ? 'y' : 'n';
    }
    (void)!write(channel[1], &answer, 1);
    _exit(0);
  }
  char answer = 0;
  CHECK(read(channel[0], &answer, 1) == 1);
  CHECK(answer == 'y');
  waitpid(child, nullptr, 0);
  close(channel[0]);
  close(channel[1]);
}
