#include "dray/plan/mount_options.h"

#include "dray/base/error.h"
#include "dray/base/text.h"

#include <algorithm>

namespace dray::plan {
namespace {

constexpr std::uint64_t kAtime = MOUNT_ATTR__ATIME;

constexpr MountOption on(std::string_view name, std::uint64_t bit) { return {name, Effect::Attribute, bit, 0}; }
constexpr MountOption off(std::string_view name, std::uint64_t bit) { return {name, Effect::Attribute, 0, bit}; }
/// Access time is a choice of three, not a bit: the whole field is replaced.
constexpr MountOption atime(std::string_view name, std::uint64_t mode) { return {name, Effect::Attribute, mode, kAtime}; }
constexpr MountOption recursive_on(std::string_view name, std::uint64_t bit) { return {name, Effect::RecursiveAttribute, bit, 0}; }
constexpr MountOption recursive_off(std::string_view name, std::uint64_t bit) { return {name, Effect::RecursiveAttribute, 0, bit}; }
constexpr MountOption recursive_atime(std::string_view name, std::uint64_t mode) {
  return {name, Effect::RecursiveAttribute, mode, kAtime};
}

// idmap and ridmap, tmpcopyup, copy-symlink and the nofollow pair are refused until they are honoured.
constexpr MountOption kOptions[] = {
    {"async", Effect::Superblock},
    atime("atime", MOUNT_ATTR_RELATIME),
    {"bind", Effect::Bind},
    {"copy-symlink", Effect::Unsupported},
    {"defaults", Effect::Nothing},
    {"dest-nofollow", Effect::Unsupported},
    off("dev", MOUNT_ATTR_NODEV),
    off("diratime", MOUNT_ATTR_NODIRATIME),
    {"dirsync", Effect::Superblock},
    off("exec", MOUNT_ATTR_NOEXEC),
    {"idmap", Effect::Unsupported},
    {"iversion", Effect::InodeVersion},
    {"lazytime", Effect::Superblock},
    {"loud", Effect::Nothing},
    {"mand", Effect::Superblock},
    atime("noatime", MOUNT_ATTR_NOATIME),
    on("nodev", MOUNT_ATTR_NODEV),
    on("nodiratime", MOUNT_ATTR_NODIRATIME),
    on("noexec", MOUNT_ATTR_NOEXEC),
    {"noiversion", Effect::Nothing},
    {"nolazytime", Effect::Superblock},
    {"nomand", Effect::Superblock},
    {"norelatime", Effect::Nothing},  // the kernel falls back to relatime
    atime("nostrictatime", MOUNT_ATTR_RELATIME),
    on("nosuid", MOUNT_ATTR_NOSUID),
    on("nosymfollow", MOUNT_ATTR_NOSYMFOLLOW),
    {"private", Effect::Propagation, kPrivate},
    recursive_atime("ratime", MOUNT_ATTR_RELATIME),
    {"rbind", Effect::RecursiveBind},
    recursive_off("rdev", MOUNT_ATTR_NODEV),
    recursive_off("rdiratime", MOUNT_ATTR_NODIRATIME),
    atime("relatime", MOUNT_ATTR_RELATIME),
    {"remount", Effect::Remount},
    recursive_off("rexec", MOUNT_ATTR_NOEXEC),
    {"ridmap", Effect::Unsupported},
    recursive_atime("rnoatime", MOUNT_ATTR_NOATIME),
    recursive_on("rnodev", MOUNT_ATTR_NODEV),
    recursive_on("rnodiratime", MOUNT_ATTR_NODIRATIME),
    recursive_on("rnoexec", MOUNT_ATTR_NOEXEC),
    {"rnorelatime", Effect::Nothing},
    recursive_atime("rnostrictatime", MOUNT_ATTR_RELATIME),
    recursive_on("rnosuid", MOUNT_ATTR_NOSUID),
    recursive_on("rnosymfollow", MOUNT_ATTR_NOSYMFOLLOW),
    on("ro", MOUNT_ATTR_RDONLY),
    {"rprivate", Effect::RecursivePropagation, kPrivate},
    recursive_atime("rrelatime", MOUNT_ATTR_RELATIME),
    recursive_on("rro", MOUNT_ATTR_RDONLY),
    recursive_off("rrw", MOUNT_ATTR_RDONLY),
    {"rshared", Effect::RecursivePropagation, kShared},
    {"rslave", Effect::RecursivePropagation, kSlave},
    recursive_atime("rstrictatime", MOUNT_ATTR_STRICTATIME),
    recursive_off("rsuid", MOUNT_ATTR_NOSUID),
    recursive_off("rsymfollow", MOUNT_ATTR_NOSYMFOLLOW),
    {"runbindable", Effect::RecursivePropagation, kUnbindable},
    off("rw", MOUNT_ATTR_RDONLY),
    {"shared", Effect::Propagation, kShared},
    {"silent", Effect::Nothing},
    {"slave", Effect::Propagation, kSlave},
    {"src-nofollow", Effect::Unsupported},
    atime("strictatime", MOUNT_ATTR_STRICTATIME),
    off("suid", MOUNT_ATTR_NOSUID),
    off("symfollow", MOUNT_ATTR_NOSYMFOLLOW),
    {"sync", Effect::Superblock},
    {"tmpcopyup", Effect::Unsupported},
    {"unbindable", Effect::Propagation, kUnbindable},
};

constexpr bool by_name(const MountOption& a, const MountOption& b) { return a.name < b.name; }
static_assert(std::is_sorted(std::begin(kOptions), std::end(kOptions), by_name));

/// Later options win: what one sets, an earlier one no longer clears.
void combine(AttributeChange& change, const MountOption& option) {
  change.set = (change.set & ~option.clear) | option.set;
  change.clear = (change.clear & ~option.set) | option.clear;
}

void apply(MountFlags& flags, const MountOption& option, const Origin& origin) {
  switch (option.effect) {
    case Effect::Attribute: return combine(flags.attributes, option);
    case Effect::RecursiveAttribute: return combine(flags.recursive, option);
    case Effect::Superblock: return flags.superblock.emplace_back(option.name), void();
    case Effect::Propagation: return flags.propagation.push_back({option.set, sys::Subtree::Top});
    case Effect::RecursivePropagation: return flags.propagation.push_back({option.set, sys::Subtree::Recursive});
    case Effect::Bind:
      if (flags.bind == MountFlags::Bind::No) flags.bind = MountFlags::Bind::Top;
      return;
    case Effect::RecursiveBind: flags.bind = MountFlags::Bind::Recursive; return;
    case Effect::Remount: flags.remount = true; return;
    case Effect::InodeVersion: flags.inode_version = true; return;
    case Effect::Nothing: return;
    case Effect::Unsupported: throw Error(Code::Unsupported, "mount option " + quoted(option.name) + " is not supported yet").at(origin);
  }
}

}  // namespace

std::span<const MountOption> mount_options() { return kOptions; }

std::optional<MountOption> find_mount_option(std::string_view name) {
  const auto* found = std::lower_bound(std::begin(kOptions), std::end(kOptions), MountOption{name, Effect::Nothing}, by_name);
  if (found == std::end(kOptions) || found->name != name) return std::nullopt;
  return *found;
}

std::vector<std::string_view> supported_mount_options() {
  std::vector<std::string_view> names;
  for (const MountOption& option : kOptions)
    if (option.effect != Effect::Unsupported) names.push_back(option.name);
  return names;
}

MountFlags parse_mount_options(std::span<const std::string> options, const Origin& origin) {
  MountFlags flags;
  for (std::size_t i = 0; i < options.size(); ++i) {
    // "idmap=uids=…" carries its maps; the name alone decides.
    const std::string_view name = options[i].starts_with("idmap=") ? std::string_view("idmap") : std::string_view(options[i]);
    if (name.empty()) continue;
    const auto option = find_mount_option(name);
    if (option) apply(flags, *option, origin.member("options").element(i));
    else flags.data.emplace_back(name);
  }
  return flags;
}

}  // namespace dray::plan
