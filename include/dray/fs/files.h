#pragma once

// Host files, small ones: read whole, replaced atomically. Paths here are the host's own, never a container's.

#include "dray/base/error.h"
#include "dray/sys/file.h"

#include <optional>
#include <string>
#include <string_view>

namespace dray::fs {

/// The whole file, at most `limit` bytes. ENOENT: nothing.
/// Errors: System with op and path; Corrupt when it is longer.
std::optional<std::string> read_file(sys::At at, const std::string& path, std::size_t limit);

/// A new file with this content; EEXIST is an error.
void write_new_file(sys::At at, const std::string& path, std::string_view content, unsigned mode);

/// Temporary file + rename: a reader sees the old or the new content. No fsync: it must survive the death of the process, not of the
/// machine.
void replace_file(sys::At at, const std::string& path, std::string_view content, unsigned mode);

/// `path` with every symbolic link resolved, as the kernel does it: opened, then read back from /proc/self/fd.
struct Resolved {
  sys::PathFd fd{};
  std::string path{};
};
Resolved resolve_directory(const std::string& path, const Origin& origin);

/// The working directory.
std::string current_directory();

}  // namespace dray::fs
