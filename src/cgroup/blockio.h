#pragma once

#include "compiler.h"

namespace dray::cgroup {

/// linux.resources.blockIO. Since Linux 5.0 weights are those of the BFQ scheduler, under its own file names, and there are no leaf
/// weights.
void plan_block_io(Compiler& compiler, const oci::BlockIo& block_io);

}  // namespace dray::cgroup
