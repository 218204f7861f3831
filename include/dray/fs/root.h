#pragma once

#include "dray/sys/file.h"

namespace dray::fs {

/// The only resolver of container paths (CVE classes of 2019–2026: a path resolved outside the root, or twice).
/// Every path is resolved once, by openat2(RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS), and becomes a descriptor.
/// Freestanding, no allocation: shared by host and init.
class Root {
 public:
  /// `directory` is borrowed and must outlive the Root.
  explicit Root(const sys::UniqueFd& directory) noexcept : directory_(directory) {}

  enum class Links { Follow, FollowNotLast, Refuse };

  /// O_PATH. Links::Refuse: ELOOP if any part is a symbolic link.
  sys::Sys<sys::PathFd> open(const char* path, Links links = Links::Follow) const noexcept;

  /// The directory at `path`; missing parts are made with mode 0755. ENOTDIR, ELOOP as open.
  sys::Sys<sys::PathFd> make_directory(const char* path, Links links = Links::Follow) const noexcept;

  /// The file at `path`; a missing one is made empty, mode 0755 as runc does, parents as in make_directory.
  sys::Sys<sys::PathFd> make_file(const char* path) const noexcept;

  /// A regular file for reading, never blocking: EINVAL for a FIFO, device or socket.
  sys::Sys<sys::FileFd> open_data_file(const char* path) const noexcept;

  /// The directory that holds `path`, made if missing, and the last component (a pointer into `path`).
  /// `path` is normalised: no "..", no final slash.
  struct Parent {
    sys::PathFd directory;
    const char* name;
  };
  sys::Sys<Parent> open_parent(const char* path, Links links = Links::Follow) const noexcept;

 private:
  sys::Sys<sys::PathFd> walk(const char* path, unsigned size, Links links) const noexcept;

  const sys::UniqueFd& directory_;
};

}  // namespace dray::fs
