// Other hosts' views of cgroups, made in a private mount namespace.

#include "dray/base/error.h"
#include "dray/cgroup/processes.h"
#include "dray/sys/process.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <csignal>
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

/// What `act` says after `prepare`, in a child with its own mount namespace; "?" if the view can't be made.
template <class Prepare, class Act>
std::string in_view(Prepare prepare, Act act) {
  int channel[2];
  REQUIRE(pipe(channel) == 0);
  const pid_t child = fork();
  if (child == 0) {
    std::string out = "?";
    if (unshare(CLONE_NEWNS) == 0 && mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 && prepare()) out = act();
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

/// What `discover` finds in the view.
template <class Prepare>
std::string discovered(Prepare prepare) {
  return in_view(prepare, [] {
    const Layout layout = discover();
    std::string out(mode_name(layout.mode));
    for (const Hierarchy& each : layout.hierarchies) out += ' ' + each.mount_point;
    return out;
  });
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
  const auto show_only_own = [memory] {
    const std::string own = memory->mount_point + memory->own;
    return mount("t", "/mnt", "tmpfs", 0, nullptr) == 0 && bind_mount(own, "/mnt/m") &&
           umount2(memory->mount_point.c_str(), MNT_DETACH) == 0 && bind_mount("/mnt/m", memory->mount_point) &&
           umount2("/mnt", MNT_DETACH) == 0;
  };
  CHECK(in_view(show_only_own, [] {
          const Layout inside = discover();
          return inside.find("memory") == nullptr ? std::string("none") : inside.find("memory")->own;
        }) == "/");
}

TEST_CASE("a version 2 host: a cgroup is made, joined by clone3, killed and removed") {
  if (skipped()) return;
  CHECK(in_view(
            [] {
              umount2("/sys/fs/cgroup", MNT_DETACH);
              return mount("cgroup2", "/sys/fs/cgroup", "cgroup2", 0, nullptr) == 0;
            },
            [] {
              const std::string path = "/dray-test-" + std::to_string(getpid()) + "/box";
              std::vector<Site> sites = survey(place(discover(), path, "box"));
              const std::vector<Footprint> footprint = footprints(sites);
              const Group group = create(std::move(sites), {});
              dray::sys::CloneArgs args{};
              args.flags = 0x200000000ULL;  // CLONE_INTO_CGROUP
              args.exit_signal = SIGCHLD;
              args.cgroup = static_cast<unsigned>(group.unified()->dir.number());
              const auto pid = dray::sys::clone3(args);
              if (pid.ok() && pid.value() == 0)
                for (;;) pause();
              const bool listed =
                  pid.ok() && processes(footprint) == std::vector<dray::sys::Pid>{pid.value()} && group.open_tasks().empty();
              destroy(footprint, Patience(5000));
              const bool gone = access(footprint[0].first_new.c_str(), F_OK) != 0;
              return std::string(listed ? "listed" : "not listed") + (gone ? ", gone" : ", left");
            }) == "listed, gone");
}
