#pragma once

// linux.resources as a list of writes to cgroup files: pure data, decided before anything happens.

#include "dray/base/origin.h"
#include "dray/cgroup/hierarchy.h"
#include "dray/oci/spec.h"

#include <cstdint>
#include <span>

namespace dray::cgroup {

/// BestEffort: a file that the kernel does not have is no error.
enum class Rule { Required, BestEffort };

/// One write(2) of `value` to `file` in the container's cgroup of the hierarchy that has `controller`.
struct FileWrite {
  std::string controller{}, file{}, value{};
  Origin origin{};
  Rule rule = Rule::Required;
  bool operator==(const FileWrite&) const = default;
};

struct Writes {
  /// What must be there before a process joins: a version 1 cpuset without cpus and mems takes none.
  std::vector<FileWrite> before_join{};
  /// Limits of the payload, not of its setup: mknod and mounts come before, and their memory is not counted.
  std::vector<FileWrite> after_rooted{};
  /// Version 2 controllers that every cgroup above must pass on (cgroup.subtree_control).
  std::vector<std::string> unified_controllers{};
  std::vector<std::string> warnings{};
  bool operator==(const Writes&) const = default;
};

/// Facts about a cgroup that exists already; a new one has the kernel's defaults.
struct CurrentLimits {
  std::optional<std::int64_t> memory_limit{};  ///< bytes; absent = unlimited
};

/// Everything that linux.resources asks for. `resources` may be null: the default device list applies even then.
/// Process: host, pure.
/// Errors: Unsupported at the property's pointer for what dray does not set and for a controller that the host does not have;
/// InvalidConfig for contradictions.
/// Spec: config-linux.md#control-groups; conversions as in runc.
Writes plan_writes(const oci::Resources* resources, const Layout& layout, const CurrentLimits& current = {});

/// The device list as writes to devices.deny and devices.allow: the rules in the listed order on top of "nothing is allowed",
/// then the devices that every container has. Later rules win, whatever the kernel would make of them one by one.
/// Process: host, pure.
/// Errors: InvalidConfig; Unsupported for a rule that takes a part out of an earlier wildcard, which the kernel would ignore.
/// Spec: config-linux.md#allowed-device-list ("The runtime MUST apply entries in the listed order").
void plan_devices(std::span<const oci::DeviceRule> rules, Writes& writes);

}  // namespace dray::cgroup
