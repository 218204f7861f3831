#pragma once

#include "names.h"

#include <optional>
#include <string>

namespace dray::seccomp {

/// A call that is (also) made through socketcall(2) or ipc(2): their number, and the value of their first argument.
struct Multiplexed {
  std::uint32_t number{}, call{};
};

/// What a system call is called by on one interface.
struct Numbers {
  bool known = false;  ///< the name exists, here or on another architecture
  std::optional<std::uint32_t> direct{};
  std::optional<Multiplexed> multiplexed{};
};

/// From libseccomp's table, or, for what is newer than the library, from one of our own.
/// Process: host, pure.
Numbers numbers_of(const Abi& abi, const std::string& name);

}  // namespace dray::seccomp
