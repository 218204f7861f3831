#pragma once

// The processes of cgroups that a record names, and their end: shared by kill, kill --all and delete.

#include <chrono>

#include "dray/cgroup/processes.h"
#include "dray/sys/socket.h"

namespace dray::cgroup {

/// A time limit with waits that start short, because a killed process is usually gone in less than 100 microseconds.
class Waiter {
 public:
  explicit Waiter(std::chrono::milliseconds patience);
  /// False when time is up; otherwise true after a wait.
  bool wait();

 private:
  std::int64_t end_, pause_;
};

enum class Freeze { No, Yes };

/// Sends `signal` once to every process listed. Freeze::Yes stops version 1 cgroups meanwhile, so that nothing can fork away.
/// The number of processes that were there.
std::size_t signal_round(std::span<const std::string> paths, int signal, Freeze freeze);

std::vector<sys::Pid> list_processes(std::span<const std::string> paths);

}  // namespace dray::cgroup
