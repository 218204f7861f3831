#pragma once

#include "dray/plan/launch_plan.h"

#include <utility>

namespace dray::plan {

/// A step as a reader sees it: `mount-fs type=proc target=/proc attributes=nosuid,nodev,noexec`.
struct Described {
  std::string_view name{};
  std::vector<std::pair<std::string_view, std::string>> details{};
};

Described describe(const Program& program, std::size_t index);

/// The trees that the host makes, in slot order.
Described describe(const TreeSource& tree);

}  // namespace dray::plan
