#pragma once

#include <string_view>

namespace dray::cli {

/// The configuration that `spec` writes: a shell with few rights in a read-only root, as runc's.
/// Without a terminal: "terminal": true needs what dray does not have yet.
std::string_view spec_template();

}  // namespace dray::cli
