// Process: init.  Root: the host's; targets are resolved in the container's root.  Every mount gets its attributes while
// nobody can see it, then move_mount puts it onto a descriptor.

#include "machine.h"

#include <linux/magic.h>

namespace dray::init {
namespace {

using namespace program;

constexpr unsigned kTypeMask = 0170000, kDirectory = 0040000;

/// The flags of statfs(2) for the attributes that confine.
struct Flag {
  std::uint64_t attribute;
  std::int64_t statfs;
};
constexpr Flag kConfining[] = {
    {MOUNT_ATTR_RDONLY, 1}, {MOUNT_ATTR_NOSUID, 2}, {MOUNT_ATTR_NODEV, 4}, {MOUNT_ATTR_NOEXEC, 8}, {MOUNT_ATTR_NOSYMFOLLOW, 0x2000}};

/// A call that said it set an attribute and did not is found here.
Outcome verify_attributes(const sys::UniqueFd& mount, std::uint64_t attributes) {
  const auto status = sys::fstatfs(mount);
  if (!status.ok()) return failure(status.err());
  for (const Flag& flag : kConfining)
    if ((attributes & flag.attribute) != 0 && (status.value().flags & flag.statfs) == 0) return failure(EUCLEAN);
  return sys::Done{};
}

/// The kernel's own words for what it refused: "e tmpfs: Unknown parameter 'x'".
void note_kernel_text(Machine& machine, const sys::FsContextFd& context) {
  const auto size = sys::read(context, machine.recorder->note, kNoteSize);
  machine.recorder->note_size = size.ok() ? static_cast<std::uint32_t>(size.value()) : 0;
}

/// One option is one parameter: "key=value" or "key".
Outcome set_option(const sys::FsContextFd& context, const char* option) {
  constexpr unsigned kKeyMax = 64;
  char key[kKeyMax];
  unsigned size = 0;
  while (option[size] != '\0' && option[size] != '=') {
    if (size + 1 == kKeyMax) return failure(ENAMETOOLONG);
    key[size] = option[size];
    ++size;
  }
  key[size] = '\0';
  return option[size] == '=' ? sys::fsconfig_string(context, key, option + size + 1) : sys::fsconfig_flag(context, key);
}

Outcome set_octal_mode(const sys::FsContextFd& context, unsigned mode) {
  char text[5] = {};
  for (int i = 3; i >= 0; --i, mode >>= 3) text[i] = static_cast<char>('0' + (mode & 7));
  return sys::fsconfig_string(context, "mode", text);
}

Outcome configure(Machine& machine, const MountFs& step, const sys::FsContextFd& context) {
  if (step.source.size > 0) {
    const Outcome set = sys::fsconfig_string(context, "source", machine.text(step.source));
    if (!set.ok()) return set;
  }
  const char* option = machine.first(step.options);
  for (unsigned i = 0; i < step.options.count; ++i, option = next(option)) {
    const Outcome set = set_option(context, option);
    if (!set.ok()) return set;
  }
  return sys::Done{};
}

/// "d NAME" or "l NAME TARGET", in the root of a mount that nobody sees yet.
Outcome make_entry(const sys::TreeFd& tree, const char* entry) {
  if (entry[0] == 'd') return sys::mkdirat(tree, entry + 2, 0755);
  char name[64];
  unsigned size = 0;
  for (entry += 2; *entry != ' ' && size + 1 < sizeof name; ++entry) name[size++] = *entry;
  name[size] = '\0';
  return sys::symlinkat(entry + 1, tree, name);
}

/// Content first, then read-only: both before the mount is attached.
Outcome fill(Machine& machine, const MountFs& step, const sys::TreeFd& tree) {
  const char* entry = machine.first(step.entries);
  for (unsigned i = 0; i < step.entries.count; ++i, entry = next(entry)) {
    const Outcome made = make_entry(tree, entry);
    if (!made.ok()) return made;
  }
  if (step.entries.count == 0 && step.propagation == 0) return sys::Done{};
  return sys::mount_setattr(tree, "", sys::Subtree::Top, {step.attributes & MOUNT_ATTR_RDONLY, 0, step.propagation, 0});
}

/// The inode at `target` before the mount, so that tmpfs over an existing directory keeps its mode.
Outcome inherit_mode(const sys::FsContextFd& context, const sys::PathFd& target) {
  const auto status = sys::fstat(target, STATX_MODE);
  if (!status.ok()) return failure(status.err());
  return set_octal_mode(context, status.value().stx_mode & 07777U);
}

sys::Sys<sys::TreeFd> make_filesystem(Machine& machine, const MountFs& step, const sys::PathFd& target) {
  const auto context = sys::fsopen(machine.text(step.type));
  if (!context.ok()) return failure(context.err());
  Outcome done = configure(machine, step, context.value());
  if (done.ok() && step.inherit_mode != 0) done = inherit_mode(context.value(), target);
  if (done.ok()) done = sys::fsconfig_create(context.value());
  if (!done.ok()) {
    note_kernel_text(machine, context.value());
    return failure(done.err());
  }
  const std::uint64_t first = step.entries.count > 0 ? step.attributes & ~std::uint64_t{MOUNT_ATTR_RDONLY} : step.attributes;
  return sys::fsmount(context.value(), first);
}

/// Nothing may cover a file of procfs, wherever a link of the image leads: labels and settings are written there (CVE-2019-16884).
/// The exceptions are named below /proc by the config itself, and plan/ has checked them.
Outcome refuse_procfs(const sys::PathFd& target, const char* path) {
  constexpr char kProc[] = "/proc/";
  unsigned same = 0;
  while (same < 6 && path[same] == kProc[same]) ++same;
  if (same == 6) return sys::Done{};
  const auto status = sys::fstatfs(target);
  if (!status.ok()) return failure(status.err());
  return status.value().type == PROC_SUPER_MAGIC ? failure(EPERM) : Outcome(sys::Done{});
}

}  // namespace

Outcome run(Machine& machine, const MountFs& step) {
  const auto links = step.real_target != 0 ? fs::Root::Links::Refuse : fs::Root::Links::Follow;
  const auto target = machine.resolver().make_directory(machine.text(step.target), links);
  if (!target.ok()) return failure(target.err());
  const Outcome allowed = refuse_procfs(target.value(), machine.text(step.target));
  if (!allowed.ok()) return allowed;
  auto tree = make_filesystem(machine, step, target.value());
  if (!tree.ok()) return failure(tree.err());
  Outcome done = fill(machine, step, tree.value());
  if (done.ok()) done = verify_attributes(tree.value(), step.attributes);
  if (done.ok()) done = sys::move_mount(tree.value(), target.value());
  if (done.ok() && step.keep_proc != 0) machine.proc = std::move(tree).value();
  return done;
}

Outcome run(Machine& machine, const AttachTree& step) {
  const sys::TreeFd tree = std::move(machine.slot<sys::TreeFd>(step.tree));
  const auto status = sys::fstat(tree, STATX_TYPE);
  if (!status.ok()) return failure(status.err());
  const bool directory = (status.value().stx_mode & kTypeMask) == kDirectory;
  const char* path = machine.text(step.target);
  const auto target = directory ? machine.resolver().make_directory(path) : machine.resolver().make_file(path);
  if (!target.ok()) return failure(target.err());
  const Outcome allowed = refuse_procfs(target.value(), path);
  if (!allowed.ok()) return allowed;
  const Outcome verified = verify_attributes(tree, step.attributes);
  return verified.ok() ? sys::move_mount(tree, target.value()) : verified;
}

Outcome run(Machine& machine, const Remount& step) {
  const auto target = machine.resolver().open(machine.text(step.target));
  if (!target.ok()) return failure(target.err());
  const Outcome entered = sys::fchdir(target.value());
  return entered.ok() ? sys::remount_here(step.flags, machine.text(step.data)) : entered;
}

Outcome run(Machine& machine, const ChangeMount& step) {
  const auto target = machine.resolver().open(machine.text(step.target));
  if (!target.ok()) return failure(target.err());
  const auto subtree = step.recursive != 0 ? sys::Subtree::Recursive : sys::Subtree::Top;
  const Outcome changed = sys::mount_setattr(target.value(), "", subtree, {step.set, step.clear, step.propagation, 0});
  return changed.ok() ? verify_attributes(target.value(), step.set) : changed;
}

}  // namespace dray::init
