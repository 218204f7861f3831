#pragma once

// The container's cgroup: survey (reads only) → record → create → join files, writes. Removal needs the record only.

#include "dray/cgroup/placement.h"
#include "dray/cgroup/resources.h"
#include "dray/sys/fd.h"

#include <chrono>
#include <span>

namespace dray::cgroup {

/// What the container's record keeps of one directory, so that it can be removed without the config.
struct Footprint {
  std::string path{};       ///< the container's cgroup in one hierarchy
  std::string first_new{};  ///< the topmost directory made on the way; empty: the cgroup was there before and stays

  bool preexisting() const { return first_new.empty(); }
  bool operator==(const Footprint&) const = default;
};

/// One hierarchy before creation: what exists and what is missing.
struct Site {
  Place place{};
  sys::PathFd existing{};              ///< the deepest directory that exists
  std::vector<std::string> missing{};  ///< names to make below it; none: the cgroup exists
};

/// The container's cgroup in one hierarchy.
struct Member {
  Hierarchy hierarchy{};
  std::string path{};
  sys::PathFd dir{};
};

/// Looks at every place, changes nothing.
/// Process: host.
/// Errors: BadState for an existing cgroup with processes ("container's cgroup is not empty: N process(es) found") or a frozen
/// one ("container's cgroup unexpectedly frozen"); System.
std::vector<Site> survey(const std::vector<Place>& places);

/// For the record: to be on disk before `create`.
/// Process: host, pure.
std::vector<Footprint> footprints(std::span<const Site> sites);

/// The open cgroup of one container.
class Group {
 public:
  explicit Group(std::vector<Member> members) : members_(std::move(members)) {}

  std::span<const Member> members() const { return members_; }
  /// The version 2 cgroup, for CLONE_INTO_CGROUP; null on a version 1 host.
  const Member* unified() const;

  /// The `tasks` file of every version 1 hierarchy, opened for writing: a single-threaded process that writes "0" to each has
  /// joined without the RCU grace period that a pid in cgroup.procs costs. name=systemd first, devices last.
  /// The version 2 cgroup has no such file: it is joined by clone3(CLONE_INTO_CGROUP).
  std::vector<sys::FileFd> open_tasks() const;

  /// Executes writes in their order.
  /// Errors: System with property, file, value, errno and what the user can do about it.
  void apply(std::span<const FileWrite> writes) const;

 private:
  std::vector<Member> members_;
};

/// Makes what is missing at each site, passes `unified_controllers` down the version 2 tree, and gives new version 1 cpusets
/// the cpus and mems of the cgroup above. On failure everything made here is gone again.
/// A site whose cgroup somebody else made since the survey is Code::Exists; the other's cgroup is not touched. So after an error
/// the footprints of the survey are void: destroying them could hit that cgroup.
/// Process: host.  Errors: System, Exists, Unsupported.
Group create(std::vector<Site> sites, std::span<const std::string> unified_controllers);

}  // namespace dray::cgroup
