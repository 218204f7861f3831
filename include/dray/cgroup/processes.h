#pragma once

// The processes of a cgroup, and its end. Everything here works from the record alone.

#include "dray/cgroup/group.h"
#include "dray/sys/process.h"

namespace dray::cgroup {

using Patience = std::chrono::milliseconds;

/// Every process in the cgroups and below, sorted, each once. A directory that is gone has none.
/// Processes outside our pid namespace can't be named and are left out.
std::vector<sys::Pid> processes(std::span<const Footprint> footprints);

/// True while the cgroup is frozen or freezing, in either version.
bool is_frozen(std::span<const Footprint> footprints);

/// True if at least one of the cgroups is ours to kill and to remove.
bool any_ours(std::span<const Footprint> footprints);

/// Sends the signal once to each process in the cgroups that are ours. A pid that was reused meanwhile is not hit: the
/// process is held by a pidfd and listed again before the signal. SIGKILL also thaws.
/// Errors: BadState when the caller itself is inside.
void signal_all(std::span<const Footprint> footprints, int signal);

/// SIGKILL until the cgroups that are ours are empty. Frozen ones are thawed.
/// Errors: BadState when the caller itself is inside; System (EBUSY) with the pids that are left when patience ends.
void kill_all(std::span<const Footprint> footprints, Patience patience);

/// Kills what is inside and removes the cgroups that are ours, with those below that the payload made, then the directories above
/// that were made for them, if empty. A preexisting cgroup is left alone. What is gone already is fine: it can be repeated.
/// Errors: as kill_all; Corrupt for a path that is not a cgroup below the root of its hierarchy.
void destroy(std::span<const Footprint> footprints, Patience patience);

}  // namespace dray::cgroup
