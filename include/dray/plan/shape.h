#pragma once

#include "dray/oci/spec.h"

#include <cstdint>
#include <vector>

namespace dray::plan {

/// What the container does with one kind of namespace.
enum class Membership : std::uint8_t { Absent, New, ByPath };

/// The membership of all eight kinds, indexed by oci::NamespaceType.
struct Memberships {
  Membership of[8] = {};
  Membership operator[](oci::NamespaceType type) const { return of[static_cast<std::size_t>(type)]; }
};

Memberships memberships(const std::vector<oci::Namespace>& namespaces);

/// How the process tree of a launch looks (DESIGN: "Shape of the process tree").
struct Shape {
  bool sibling = false;                    ///< a first init joins, then clones the real one with CLONE_PARENT
  std::uint64_t clone = 0;                 ///< CLONE_NEW* of the clone that makes the (real) init
  std::uint64_t join_before_user = 0;      ///< joined with the caller's rights, before the user namespace is new or joined
  std::uint64_t join_after_user = 0;       ///< joined with the rights of the joined user namespace
  std::uint64_t unshare = 0;               ///< CLONE_NEW* that init unshares itself while the host works
  std::uint64_t unshare_after_cgroup = 0;  ///< CLONE_NEWCGROUP, once the process is in its cgroups
  bool operator==(const Shape&) const = default;
};

/// `time_offsets`: a new time namespace is frozen once a process is inside, so offsets need the sibling.
enum class TimeOffsetsSet : bool { No, Yes };
Shape shape_of(const Memberships& memberships, TimeOffsetsSet time_offsets);

/// CLONE_NEW* of a kind.
std::uint64_t clone_flag(oci::NamespaceType type);

}  // namespace dray::plan
