#pragma once

#include "dray/cgroup/group.h"
#include "dray/plan/launch_plan.h"

#include <span>
#include <vector>

namespace dray::host {

/// The detached mounts that the plan asks for, in slot order, each with its final attributes and propagation.
/// Errors: System with the property, the operation and the path of the source.
std::vector<sys::TreeFd> make_trees(const std::vector<plan::TreeSource>& sources);

/// Detached mounts of the container's cgroups, for its /sys/fs/cgroup.
std::vector<sys::TreeFd> make_cgroup_trees(const std::vector<plan::CgroupTree>& trees, std::span<const cgroup::Member> members);

}  // namespace dray::host
