#pragma once

// Which process a recorded pid stands for today. Pids are reused; a start time is not.

#include "dray/sys/process.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace dray::state {

/// The fields of /proc/PID/stat that tell a process.
struct ProcessStat {
  std::string command{};
  char state = '?';
  std::uint64_t start_time = 0;
  std::uint32_t exit_code = 0;  ///< as waitpid(2) encodes it; of a zombie only
  bool dead() const { return state == 'Z' || state == 'X'; }
};

/// Errors: Corrupt if the text is not such a line.
ProcessStat parse_stat(std::string_view text);

/// Nothing if there is no such process. Unreadable is an error: unknown is not "stopped".
std::optional<ProcessStat> read_stat(sys::Pid pid);

/// A handle on the process that had this pid and start time, if it lives. It stays that process whatever happens to the pid.
std::optional<sys::PidFd> open_process(sys::Pid pid, std::uint64_t start_time);

}  // namespace dray::state
