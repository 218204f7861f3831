#pragma once

#include "machine.h"

namespace dray::init {

/// The home directory of `uid` in a passwd file, as a C string; empty if it has no usable entry.
/// Reads at most 1 MiB: the file belongs to the image. Errors: those of read(2), ENAMETOOLONG.
Outcome find_home(const sys::FileFd& file, std::uint64_t uid, char* home, unsigned room);

}  // namespace dray::init
