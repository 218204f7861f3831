#pragma once

#include "dray/base/log.h"
#include "dray/oci/spec.h"

#include <string_view>

namespace dray::oci {

/// The specification that dray implements; the newest `ociVersion` it knows.
inline constexpr std::string_view kSpecVersion = "1.3.0";
/// The oldest `ociVersion` it takes without a notice.
inline constexpr std::string_view kOldestSpecVersion = "1.0.0";

/// Checks what the specification says about values and their combination. Needs no fact of the host: whether dray or
/// this host can honour a valid property is decided in plan/ and cgroup/. Capability names are not checked, because an
/// unknown one is a warning where it is dropped.
/// Process: host, pure.
/// Errors: InvalidConfig with the JSON pointer and a hint; Unsupported for another major ociVersion.
/// Notices (`log`): a newer minor ociVersion, a relative mount destination, properties the specification does not have (debug).
/// Spec: config.md, config-linux.md.
void validate(const Spec& spec, Log& log);

/// The part about one process, for `exec --process`. Spec: config.md#process.
void validate(const Process& process);

/// The part about cgroup limits, for `update`. Spec: config-linux.md#control-groups.
void validate(const Resources& resources);

/// runc's rule: letters, digits and "_+.-", neither "." nor ".."; at most 255 bytes, because it names a directory.
/// Errors: Usage with "invalid container ID format".
void check_container_id(std::string_view id);

}  // namespace dray::oci
