#pragma once

// Which cgroup hierarchies the host has, where they are mounted, and where this process is in each.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dray::cgroup {

enum class Version { V1, V2 };

/// Hybrid: version 1 hierarchies plus a version 2 one at /sys/fs/cgroup/unified.
enum class Mode { None, V1, Hybrid, V2 };

std::string_view mode_name(Mode mode);

/// One line of /proc/PID/cgroup.
struct Membership {
  Version version = Version::V1;
  std::vector<std::string> controllers{};  ///< {"cpu", "cpuacct"}, {"name=systemd"}; none for version 2
  std::string path{};
  bool operator==(const Membership&) const = default;
};

/// One cgroup or cgroup2 line of /proc/PID/mountinfo.
struct HierarchyMount {
  Version version = Version::V1;
  std::string root{}, mount_point{};
  std::vector<std::string> options{};  ///< of the super block; controllers and "name=…" are among them
  bool operator==(const HierarchyMount&) const = default;
};

struct Hierarchy {
  Version version = Version::V1;
  std::vector<std::string> controllers{};  ///< V2: what cgroup.controllers of the mount's root offers
  std::string mount_point{};               ///< "/sys/fs/cgroup/cpu,cpuacct"
  std::string own{};                       ///< this process's cgroup below the mount point; "/" is the mount point itself

  bool has(std::string_view controller) const;
  /// The last part of the mount point: the name under which containers see the hierarchy.
  std::string_view name() const;
  bool operator==(const Hierarchy&) const = default;
};

struct Layout {
  Mode mode = Mode::None;
  std::vector<Hierarchy> hierarchies{};

  /// The hierarchy that has the controller; null if none has.
  const Hierarchy* find(std::string_view controller) const;
  bool operator==(const Layout&) const = default;
};

/// The lines of /proc/PID/cgroup; what is not such a line is left out.
/// Process: host, pure.
std::vector<Membership> parse_memberships(std::string_view text);

/// The cgroup mounts among the lines of /proc/PID/mountinfo, paths unescaped.
/// Process: host, pure.
std::vector<HierarchyMount> parse_hierarchy_mounts(std::string_view text);

/// The mounted hierarchies. A hierarchy that has no mount is left out; on a version 2 host the version 1 ones are.
/// Reads /proc/self/mountinfo only when a hierarchy is not at its usual place below /sys/fs/cgroup, or when that mount
/// shows a part of it that does not contain our own cgroup's path (a container without a cgroup namespace).
/// Process: host.  Errors: Code::System when /proc/self/cgroup can't be read.
Layout discover();

}  // namespace dray::cgroup
