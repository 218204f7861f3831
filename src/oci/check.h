#pragma once

// The checks that several parts of `validate` share.

#include "dray/base/error.h"
#include "dray/oci/spec.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dray::oci {

/// InvalidConfig at `place`.
[[noreturn]] void invalid(const Origin& place, std::string_view detail, std::string_view hint = {});

/// "unknown <what> "x"" with the nearest name or all of them as hint.
void check_choice(std::string_view name, std::span<const std::string_view> known, const Origin& place, std::string_view what);
void check_choices(const std::vector<std::string>& names, std::span<const std::string_view> known, const Origin& place,
                   std::string_view what);

struct Range {
  std::int64_t low, high;
};
void check_range(std::int64_t value, Range range, const Origin& place);

void check_absolute(std::string_view path, const Origin& place);
/// Each "NAME=value" with a name.
void check_environment(const std::vector<std::string>& env, const Origin& place);
/// "0-3,7" (cpuset(7), list format), or nothing.
void check_list(std::string_view list, const Origin& place, std::string_view what);
/// 4294967295 is (uid_t)-1, which chown(2) and setresuid(2) take for "leave it".
void check_id(std::uint32_t id, const Origin& place);
/// One uid_map or gid_map: user_namespaces(7). Spec: config-linux.md#user-namespace-mappings.
void check_id_mappings(const std::vector<IdMapping>& mappings);

void validate_linux(const Spec& spec);
void validate_seccomp(const Seccomp& seccomp);
/// Spec: config-linux.md#intelrdt, #memory-policy, #personality.
void validate_placement(const Linux& section);

}  // namespace dray::oci
