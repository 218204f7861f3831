#pragma once

#include "dray/seccomp/filter.h"

#include <string>

namespace dray::seccomp {

/// The most entries that a cache folder keeps.
inline constexpr std::size_t kCacheEntries = 64;

/// `compile`, with the result kept in `directory` (made with mode 0700) for the next container with an equal profile. The whole
/// profile and the identity of this executable are compared, so an entry of another version is never used. A folder that can't be
/// used - not ours, open to others, full, read-only - costs time, not correctness: it is told at debug level.
/// Process: host; the caller's credentials; `directory` is a host path below the state root.
/// Errors: as `compile`.
Filter cached_compile(const oci::Seccomp& profile, const std::string& directory, Log& log);

}  // namespace dray::seccomp
