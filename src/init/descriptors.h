#pragma once

#include "machine.h"

namespace dray::init {

/// Fills `count` slots from `first` with descriptors that the host sends in packets of `message`.
/// Errors: EPIPE the host is gone, EMFILE too many open files, EPROTO anything else than announced.
Outcome receive_descriptors(Machine& machine, program::Message message, program::Slot first, unsigned count);

}  // namespace dray::init
