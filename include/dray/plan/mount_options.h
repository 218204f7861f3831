#pragma once

#include "dray/base/origin.h"
#include "dray/sys/mount.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dray::plan {

/// Propagation types of mount_setattr(2), the MS_* numbers.
inline constexpr std::uint64_t kUnbindable = 1U << 17, kPrivate = 1U << 18, kSlave = 1U << 19, kShared = 1U << 20;

/// What an option of config.md#mounts does.
enum class Effect : std::uint8_t {
  Attribute,           ///< of the mount: set and clear MOUNT_ATTR_*
  RecursiveAttribute,  ///< of the mount and all below it
  Superblock,          ///< a flag of the file system, passed by its name
  Propagation,
  RecursivePropagation,
  Bind,
  RecursiveBind,
  Remount,
  InodeVersion,  ///< a flag of mount(2) only: set by remounting
  Nothing,       ///< a default, or about kernel messages only
  Unsupported,   ///< known, refused by its pointer
};

struct MountOption {
  std::string_view name;
  Effect effect;
  std::uint64_t set = 0, clear = 0;
};

/// Every option that dray knows, sorted by name.
std::span<const MountOption> mount_options();

/// Nothing if the name is no generic option: then it belongs to the file system.
std::optional<MountOption> find_mount_option(std::string_view name);

/// The names that `features` lists, sorted: all but the unsupported.
std::vector<std::string_view> supported_mount_options();

struct AttributeChange {
  std::uint64_t set = 0, clear = 0;
  bool operator==(const AttributeChange&) const = default;
};

struct PropagationChange {
  std::uint64_t type = 0;
  sys::Subtree subtree = sys::Subtree::Top;
  bool operator==(const PropagationChange&) const = default;
};

/// A mount's option list, sorted by what each option is about. Of contradicting options the last wins.
struct MountFlags {
  enum class Bind : std::uint8_t { No, Top, Recursive };
  Bind bind = Bind::No;
  bool remount = false;
  bool inode_version = false;
  AttributeChange attributes{}, recursive{};
  std::vector<PropagationChange> propagation{};
  std::vector<std::string> superblock{};  ///< "sync", "lazytime" …
  std::vector<std::string> data{};        ///< for the file system, one element each
};

/// Errors: Unsupported with the option's pointer.
MountFlags parse_mount_options(std::span<const std::string> options, const Origin& origin);

}  // namespace dray::plan
