#pragma once

#include "command_line.h"

namespace dray::cli {

/// Refuses what is parsed but not implemented: an option without effect would be worse than none.
/// Errors: Unsupported with the option; Usage for values that do not exist.
void refuse_unsupported(const CommandLine& line);

}  // namespace dray::cli
