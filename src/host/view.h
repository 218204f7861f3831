#pragma once

// The status of a container, derived from its record and from what the kernel says today.

#include "dray/host/operations.h"
#include "dray/state/process.h"
#include "dray/state/store.h"

#include <optional>

namespace dray::host {

struct Observed {
  Status status{};
  std::optional<sys::PidFd> init{};  ///< while it lives
};

/// Errors: System where the kernel gives no answer: unknown is not "stopped".
Observed observe(const state::Container& container, const state::Record& record);

/// The record. Errors: BadState ("container is being created") without one.
state::Record require_record(const state::Container& container);

ContainerView view(const state::Container& container);

}  // namespace dray::host
