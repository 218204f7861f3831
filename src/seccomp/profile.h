#pragma once

#include "names.h"

#include "dray/oci/spec.h"

#include <vector>

// A profile after all checks: names are values, defaults are filled in. Process: host, pure.

namespace dray::seccomp {

struct Condition {
  std::uint32_t argument{};
  Comparison comparison{};
  std::uint64_t value{};  ///< for MaskedEqual already masked
  std::uint64_t mask{};   ///< MaskedEqual only
};

/// All conditions must hold.
using Rule = std::vector<Condition>;

/// One element of `syscalls`. One of `rules` must hold.
struct Entry {
  std::uint32_t action{};
  std::vector<Rule> rules{};
};

struct Profile {
  std::uint32_t default_action{};
  std::uint32_t flags{};
  std::vector<const Abi*> abis{};  ///< those of the machine, its own one first, none twice
  std::vector<Entry> entries{};    ///< parallel to the `syscalls` of the configuration
};

/// `oci::validate` has refused unknown names with a hint before; here they are errors without one.
/// Errors: InvalidConfig, Unsupported with the JSON pointer.
/// Spec: config-linux.md#seccomp ("When the action doesn't support an errno, the runtime MUST print and error and fail").
Profile check(const oci::Seccomp& seccomp, Machine machine);

}  // namespace dray::seccomp
