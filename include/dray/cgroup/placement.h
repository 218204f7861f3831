#pragma once

// From linux.cgroupsPath to one directory per hierarchy.

#include "dray/cgroup/hierarchy.h"

#include <cstddef>

namespace dray::cgroup {

/// The container's cgroup in one hierarchy. `base` exists: it is the mount point or the runtime's own cgroup.
struct Place {
  Hierarchy hierarchy{};
  std::string base{};   ///< absolute path on the host
  std::string below{};  ///< "docker/abc": relative to `base`, without "." and ".."

  std::string path() const { return base + '/' + below; }
  bool operator==(const Place&) const = default;
};

/// The place in every hierarchy of the layout, in its order. An absolute path is below the mount point. A relative one, and
/// the container id when there is none, is below the runtime's own cgroup: of the same name in version 1 and hybrid hosts,
/// its parent on version 2 hosts, because a cgroup with processes can't have children with controllers.
/// Process: host, pure.
/// Errors: InvalidConfig (root, "..", control characters) and Unsupported (systemd's "slice:prefix:name") at /linux/cgroupsPath.
/// Spec: config-linux.md#cgroups-path.
std::vector<Place> place(const Layout& layout, const std::optional<std::string>& cgroups_path, std::string_view id);

}  // namespace dray::cgroup
