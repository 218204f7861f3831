#pragma once

#include "names.h"

#include "dray/seccomp/filter.h"

#include <vector>

namespace dray::seccomp {

/// A name that no system call has: where it stands in the profile.
struct UnknownName {
  std::uint32_t syscall{};  ///< index into `syscalls`
  std::uint32_t name{};     ///< index into its `names`
};

struct Compiled {
  Filter filter{};
  std::vector<UnknownName> unknown{};
};

/// `compile` for any machine, with the warnings as data.
Compiled compile_for(Machine machine, const oci::Seccomp& profile);

void warn_unknown(const oci::Seccomp& profile, const std::vector<UnknownName>& unknown, Log& log);

}  // namespace dray::seccomp
