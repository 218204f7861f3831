#pragma once

#include "dray/base/log.h"
#include "dray/oci/spec.h"

#include <cstdint>
#include <linux/filter.h>
#include <vector>

namespace dray::seccomp {

/// A classic BPF program as seccomp(2) takes it.
struct Filter {
  std::vector<sock_filter> instructions{};
  std::uint32_t flags{};  ///< SECCOMP_FILTER_FLAG_*
};

bool operator==(const Filter& a, const Filter& b);

/// The filter of a profile. Rules of one system call: one without conditions decides; else the first whose conditions hold;
/// else the default action. The native architecture is always part of it, as in runc and crun; architectures that this machine
/// can't run are left out; any other architecture's calls kill the thread. System calls newer than the newest one that the
/// profile names on their architecture get ENOSYS unless the default action is ALLOW, LOG or TRACE: libraries then fall back.
/// Unknown system call names are skipped with a warning.
/// Process: host, pure.
/// Errors: InvalidConfig or Unsupported with the JSON pointer of the property.
/// Spec: config-linux.md#seccomp.
Filter compile(const oci::Seccomp& profile, Log& log);

}  // namespace dray::seccomp
