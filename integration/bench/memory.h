#pragma once

#include "contenders.h"
#include "table.h"

namespace bench {

/// Peak RSS of `create`, private memory of the waiting init, smallest memory limit for /bin/true; each in KiB.
void measure_memory(const Workshop& workshop, const Contender& contender, Table& table);

}  // namespace bench
