#pragma once

// The answers of `state` and `list`.

#include "dray/host/operations.h"

#include <span>
#include <string>

namespace dray::cli {

/// runc's object and keys, indented by two blanks, without a line end.
/// CRI-O reads further keys of its own from it (started, finished, exitCode …): none of them may appear.
/// Spec: runtime.md#state.
std::string state_json(const host::ContainerView& container);

/// The same objects in one array on one line. `[]` for none: runc prints `null`, which is no list to most programs, while
/// go-runc takes both.
std::string list_json(std::span<const host::ContainerView> containers);

/// A table for people, columns at least 12 wide and 3 blanks apart, as Go's tabwriter sets runc's.
std::string list_table(std::span<const host::ContainerView> containers);

/// One id per line.
std::string list_ids(std::span<const host::ContainerView> containers);

}  // namespace dray::cli
