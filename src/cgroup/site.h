#pragma once

#include "dray/cgroup/group.h"

namespace dray::cgroup {

inline const Origin kPathOrigin("/linux/cgroupsPath");

/// What exists of a place. Errors: System.
Site look_at(const Place& place);

}  // namespace dray::cgroup
