#pragma once

// The processes of cgroups that a record names, and their end: shared by kill, kill --all and delete.

#include <chrono>

#include "dray/cgroup/processes.h"
#include "dray/sys/socket.h"

namespace dray::cgroup {

enum class Freeze { No, Yes };

/// A time limit with waits that start short, because a killed process is usually gone in less than 100 microseconds.
class Waiter {
 public:
  explicit Waiter(std::chrono::milliseconds patience);
  /// False when time is up; otherwise true after a wait.
  bool wait();
  /// Yes after some rounds in vain: something forks faster than it is killed. Before, freezing would only delay dying.
  Freeze freeze() const { return rounds_ < 8 ? Freeze::No : Freeze::Yes; }

 private:
  std::int64_t end_, pause_;
  int rounds_ = 0;
};

/// Sends `signal` once to every process listed. Freeze::Yes stops version 1 cgroups meanwhile, so that nothing can fork away.
/// The number of processes that were there.
std::size_t signal_round(std::span<const std::string> paths, int signal, Freeze freeze);

std::vector<sys::Pid> list_processes(std::span<const std::string> paths);

/// "12, 13": for messages.
std::string pid_list(const std::vector<sys::Pid>& pids);

}  // namespace dray::cgroup
