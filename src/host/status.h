#pragma once

#include "dray/plan/launch_plan.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace dray::host {

/// What /proc/PID/status says about confinement.
struct ProcessStatus {
  std::vector<std::uint32_t> uids{}, gids{}, groups{};  ///< real, effective, saved, file system
  std::uint64_t inheritable = 0, permitted = 0, effective = 0, bounding = 0, ambient = 0;
  std::uint32_t umask = 0;
  bool no_new_privs = false;
  int seccomp = 0;
};

/// Process: host, pure. Errors: Corrupt for a line that does not look as it should.
ProcessStatus parse_status(std::string_view text);

/// `process`: "self" or a pid.
ProcessStatus read_status(std::string_view process);

/// Compares what the kernel says with what was asked for: a call that reported success and did nothing is found here.
/// Errors: System, naming the property that is not as configured.
void verify_confinement(const ProcessStatus& status, const plan::Confinement& expected);

}  // namespace dray::host
