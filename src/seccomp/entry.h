#pragma once

#include "compiled.h"

#include <optional>
#include <string>
#include <string_view>

// The content of a cache file. Process: host, pure.

namespace dray::seccomp {

/// Everything the compiled filter depends on: every field of the profile, the machine, and this executable's build id.
/// Empty if the executable has no build id: then nothing may be cached.
std::string cache_key(const oci::Seccomp& profile);

/// Where the entry lies. Different keys may have the same name; the content tells them apart.
std::string file_name(std::string_view key);

std::string encode(std::string_view key, const Compiled& compiled);

/// Nothing, if `content` is not exactly what `encode` makes for `key`: another key, cut off, damaged.
std::optional<Compiled> decode(std::string_view content, std::string_view key);

}  // namespace dray::seccomp
