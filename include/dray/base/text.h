#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dray {

/// `"text"` with quotes, control characters and invalid UTF-8 made visible; for user data in messages.
std::string quoted(std::string_view text);

std::vector<std::string_view> split(std::string_view text, char separator);

std::string_view trimmed(std::string_view text);

/// The whole text as a decimal number; nothing if it is not one or does not fit.
std::optional<std::int64_t> parse_decimal(std::string_view text);

/// `path` with "//", "/." and "/.." removed lexically, absolute ("/" is put in front of a relative one).
/// Spec: config.md#mounts ("relative paths SHOULD be interpreted as relative to /").
std::string normalized(std::string_view path);

bool has_dot_dot(std::string_view path);

/// 64-bit FNV-1a; names cache entries, never decides equality.
std::uint64_t fnv1a(std::string_view data);

/// UTC as RFC 3339 with nanoseconds: "2026-11-22T01:31:39.123456789Z".
std::string rfc3339(std::int64_t seconds, std::int64_t nanoseconds);

}  // namespace dray
