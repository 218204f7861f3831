#pragma once

#include "dray/sys/fd.h"

#include <string>

namespace dray::launch {

enum class ImageKind { Auto, MemFd, Tmpfs, File };

/// Init's executable, open and beyond anybody's reach: a sealed memfd; where those may not be executed (vm.memfd_noexec ≥ 2),
/// a file on a detached read-only tmpfs; where policy forbids both, the installed file on a detached read-only mount.
/// Auto decides by vm.memfd_noexec.
/// Errors: System.
sys::UniqueFd open_image(ImageKind kind);

}  // namespace dray::launch
