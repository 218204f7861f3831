#pragma once

// The mount API of Linux 5.2 (detached trees) and 5.12 (mount_setattr), and pivot_root.

#include "dray/sys/fd.h"

#include <asm/fcntl.h>
#include <linux/mount.h>

#ifndef MOUNT_ATTR_NOSYMFOLLOW
#define MOUNT_ATTR_NOSYMFOLLOW 0x00200000  // Linux 5.14
#endif

namespace dray::sys {

inline constexpr unsigned kDetach = 2;  // MNT_DETACH

enum class Subtree { Top, Recursive };

inline Sys<FsContextFd> fsopen(const char* type) noexcept {
  return fd_result<FsContextFd>(raw::call(__NR_fsopen, raw::arg(type), FSOPEN_CLOEXEC));
}

/// A parameter with a value; the kernel takes at most 255 bytes.
inline Outcome fsconfig_string(const FsContextFd& context, const char* key, const char* value) noexcept {
  return outcome(raw::call(__NR_fsconfig, context.number(), FSCONFIG_SET_STRING, raw::arg(key), raw::arg(value), 0));
}

/// A parameter without a value.
inline Outcome fsconfig_flag(const FsContextFd& context, const char* key) noexcept {
  return outcome(raw::call(__NR_fsconfig, context.number(), FSCONFIG_SET_FLAG, raw::arg(key), 0, 0));
}

inline Outcome fsconfig_create(const FsContextFd& context) noexcept {
  return outcome(raw::restart(__NR_fsconfig, context.number(), FSCONFIG_CMD_CREATE, 0, 0, 0));
}

/// The file system of the context as a detached mount with `attributes` (MOUNT_ATTR_*).
inline Sys<TreeFd> fsmount(const FsContextFd& context, std::uint64_t attributes) noexcept {
  return fd_result<TreeFd>(raw::call(__NR_fsmount, context.number(), FSMOUNT_CLOEXEC, static_cast<long>(attributes)));
}

/// A detached copy of what is mounted at `path` (`path` may be "" for `at` itself).
inline Sys<TreeFd> open_tree_clone(At at, const char* path, Subtree subtree, unsigned flags = 0) noexcept {
  const unsigned recursive = subtree == Subtree::Recursive ? 0x8000U : 0U;
  const unsigned empty = path[0] == '\0' ? 0x1000U : 0U;
  return fd_result<TreeFd>(
      raw::call(__NR_open_tree, at.number(), raw::arg(path), OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | recursive | empty | flags));
}

using MountAttr = ::mount_attr;

/// Changes attributes and propagation of the mount at `path` ("": of `at` itself). Linux 5.12.
inline Outcome mount_setattr(At at, const char* path, Subtree subtree, MountAttr attributes) noexcept {
  const unsigned recursive = subtree == Subtree::Recursive ? 0x8000U : 0U;
  const unsigned empty = path[0] == '\0' ? 0x1000U : 0U;
  return outcome(raw::call(__NR_mount_setattr, at.number(), raw::arg(path), recursive | empty, raw::arg(&attributes), sizeof attributes));
}

/// Attaches a detached tree onto the file or directory that `target` stands for.
inline Outcome move_mount(const TreeFd& tree, const UniqueFd& target) noexcept {
  return outcome(raw::call(__NR_move_mount, tree.number(), raw::arg(""), target.number(), raw::arg(""),
                           MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH));
}

/// The old interface, for MS_REMOUNT on the working directory ("."), whose meaning the new one does not have.
inline Outcome remount_here(unsigned long flags, const char* data) noexcept {
  return outcome(raw::call(__NR_mount, 0, raw::arg("."), 0, static_cast<long>(flags), raw::arg(data)));
}

/// pivot_root(".", "."): the working directory becomes the root, the old root lies on top of it.
inline Outcome pivot_root_here() noexcept { return outcome(raw::call(__NR_pivot_root, raw::arg("."), raw::arg("."))); }

inline Outcome umount_here() noexcept { return outcome(raw::call(__NR_umount2, raw::arg("."), kDetach)); }

}  // namespace dray::sys
