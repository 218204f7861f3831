#pragma once

// Real cgroups on this host, below names of our own; nothing is left behind.

#include "dray/base/error.h"
#include "dray/cgroup/processes.h"
#include "dray/sys/process.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <csignal>
#include <cstdio>
#include <string>
#include <sys/wait.h>
#include <unistd.h>

namespace dray::cgroup::test {

inline constexpr Patience kPatience{5000};

inline std::string read_text(const std::string& path) {
  std::string out;
  char buffer[4096];
  if (FILE* file = std::fopen(path.c_str(), "r")) {
    out.assign(buffer, std::fread(buffer, 1, sizeof buffer, file));
    std::fclose(file);
  }
  return out;
}

inline bool write_text(const std::string& path, const std::string& text) {
  FILE* file = std::fopen(path.c_str(), "w");
  if (file == nullptr) return false;
  const bool written = std::fputs(text.c_str(), file) >= 0;
  return (std::fclose(file) == 0) && written;
}

inline bool exists(const std::string& path) { return access(path.c_str(), F_OK) == 0; }

/// The version 1 and hybrid layout of this host, and a path that nobody else uses.
struct Host {
  Layout layout = discover();
  std::string parent = "/dray-test-" + std::to_string(getpid());
  std::string name = parent + "/box";

  bool usable() const {
    if (geteuid() == 0 && (layout.mode == Mode::V1 || layout.mode == Mode::Hybrid)) return true;
    WARN("skipped: needs root and version 1 hierarchies");
    return false;
  }
  std::string at(std::string_view controller, const std::string& path) const { return layout.find(controller)->mount_point + path; }
  std::vector<Site> look() const { return survey(place(layout, name, "box")); }
  bool leaves_nothing() const {
    return std::none_of(layout.hierarchies.begin(), layout.hierarchies.end(),
                        [this](const Hierarchy& each) { return exists(each.mount_point + parent); });
  }
};

struct Made {
  std::vector<Footprint> footprint;
  Group group;
};

inline Made make(const Host& host) {
  std::vector<Site> sites = host.look();
  std::vector<Footprint> footprint = footprints(sites);
  return {std::move(footprint), create(std::move(sites), {})};
}

/// A child that has joined the cgroup as init does and then runs `body`.
template <class Body>
pid_t child_in(const Group& group, Body body) {
  const auto tasks = group.open_tasks();
  int ready[2];
  REQUIRE(pipe(ready) == 0);
  sys::CloneArgs args{};
  args.exit_signal = SIGCHLD;
  if (const Member* unified = group.unified()) {
    args.flags = 0x200000000ULL;  // CLONE_INTO_CGROUP
    args.cgroup = static_cast<unsigned>(unified->dir.number());
  }
  const auto pid = sys::clone3(args);
  REQUIRE(pid.ok());
  if (pid.value() == 0) {
    bool joined = true;
    for (const auto& file : tasks) joined = joined && write(file.number(), "0", 1) == 1;
    (void)!write(ready[1], joined ? "y" : "n", 1);
    body();
    _exit(0);
  }
  char answer = 0;
  close(ready[1]);
  CHECK(read(ready[0], &answer, 1) == 1);
  CHECK(answer == 'y');
  close(ready[0]);
  return pid.value();
}

inline void sleep_for_ever() {
  for (;;) pause();
}

inline bool killed_by(pid_t pid, int signal) {
  int status = 0;
  return waitpid(pid, &status, 0) == pid && WIFSIGNALED(status) && WTERMSIG(status) == signal;
}

}  // namespace dray::cgroup::test
