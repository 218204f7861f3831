// Process: init.  The container's root: attached, filled with devices and links, entered, masked.

#include "machine.h"

namespace dray::init {
namespace {

using namespace program;
using Links = fs::Root::Links;

constexpr unsigned kTypeMask = 0170000, kDirectory = 0040000;

std::uint64_t device_of(const sys::Statx& status) { return sys::make_device(status.stx_dev_major, status.stx_dev_minor); }
std::uint64_t rdev_of(const sys::Statx& status) { return sys::make_device(status.stx_rdev_major, status.stx_rdev_minor); }

/// True for "nothing there", the only reason to leave a masked or read-only path alone.
bool absent(int err) { return err == ENOENT || err == ENOTDIR; }

/// What stands at the place of a device node must be that device, not a link to something else.
Outcome match_existing(const sys::PathFd& directory, const char* name, const MakeNode& step) {
  const auto status = sys::statx(directory, name);
  if (!status.ok()) return failure(status.err());
  const bool same_type = (status.value().stx_mode & kTypeMask) == (step.mode & kTypeMask);
  return same_type && rdev_of(status.value()) == step.device ? Outcome(sys::Done{}) : failure(EEXIST);
}

}  // namespace

Outcome run(Machine& machine, const AttachRoot& step) {
  machine.root = std::move(machine.slot<sys::TreeFd>(step.tree));
  const auto target = sys::openat<sys::PathFd>(sys::At::cwd(), machine.text(step.path), O_PATH | O_DIRECTORY);
  if (!target.ok()) return failure(target.err());
  const auto status = sys::fstat(target.value());
  if (!status.ok()) return failure(status.err());
  if (status.value().stx_ino != step.inode || device_of(status.value()) != step.device) return failure(ESTALE);
  return sys::move_mount(machine.root, target.value());
}

Outcome run(Machine& machine, const MakeNode& step) {
  const auto parent = machine.resolver().open_parent(machine.text(step.path), Links::Refuse);
  if (!parent.ok()) return failure(parent.err());
  const auto& [directory, name] = parent.value();
  const Outcome made = sys::mknodat(directory, name, step.mode, step.device);
  if (made.err() == EEXIST) return match_existing(directory, name, step);
  if (!made.ok() || (step.uid == 0 && step.gid == 0)) return made;
  return sys::fchownat(directory, name, step.uid, step.gid, sys::kAtSymlinkNoFollow);
}

Outcome run(Machine& machine, const MakeLink& step) {
  const auto parent = machine.resolver().open_parent(machine.text(step.path), Links::Refuse);
  if (!parent.ok()) return failure(parent.err());
  const Outcome made = sys::symlinkat(machine.text(step.target), parent.value().directory, parent.value().name);
  return made.err() == EEXIST ? Outcome(sys::Done{}) : made;
}

/// The old root lies on top of the new one and is detached with everything below it. All its mounts are slaves by then,
/// so nothing of this reaches the host.
Outcome run(Machine& machine, const EnterRoot& step) {
  Outcome done = sys::fchdir(machine.root);
  if (done.ok()) done = sys::pivot_root_here();
  if (done.ok()) done = sys::umount_here();
  if (done.ok()) done = sys::chdir("/");
  if (done.ok() && step.propagation != 0) done = sys::mount_setattr(sys::At::cwd(), "/", sys::Subtree::Top, {0, 0, step.propagation, 0});
  return done;
}

/// The covers are mounts that the host made: a null device or empty directory of the image is never used (CVE-2025-31133).
/// The first use attaches the tree itself, later ones clone it: before Linux 6.15 a detached tree could not be cloned.
Outcome run(Machine& machine, const MaskPath& step) {
  const auto target = machine.resolver().open(machine.text(step.path));
  if (absent(target.err())) return sys::Done{};
  if (!target.ok()) return failure(target.err());
  const auto status = sys::fstat(target.value(), STATX_TYPE);
  if (!status.ok()) return failure(status.err());
  const bool directory = (status.value().stx_mode & kTypeMask) == kDirectory;
  const auto& source = machine.slot<sys::TreeFd>(directory ? step.empty_tree : step.null_tree);
  bool& attached = directory ? machine.empty_attached : machine.null_attached;
  if (!attached) {
    const Outcome moved = sys::move_mount(source, target.value());
    attached = moved.ok();
    return moved;
  }
  const auto cover = sys::open_tree_clone(source, "", sys::Subtree::Top);
  if (!cover.ok()) return failure(cover.err());
  return sys::move_mount(cover.value(), target.value());
}

Outcome run(Machine& machine, const ReadonlyPath& step) {
  const auto target = machine.resolver().open(machine.text(step.path));
  if (absent(target.err())) return sys::Done{};
  if (!target.ok()) return failure(target.err());
  const auto tree = sys::open_tree_clone(target.value(), "", sys::Subtree::Recursive);
  if (!tree.ok()) return failure(tree.err());
  const Outcome set = sys::mount_setattr(tree.value(), "", sys::Subtree::Top, {MOUNT_ATTR_RDONLY, 0, 0, 0});
  if (!set.ok()) return set;
  const auto flags = sys::fstatfs(tree.value());
  if (!flags.ok()) return failure(flags.err());
  if ((flags.value().flags & 1) == 0) return failure(EUCLEAN);
  return sys::move_mount(tree.value(), target.value());
}

Outcome run(Machine& machine, const ReadonlyRoot&) {
  const Outcome set = sys::mount_setattr(machine.root, "", sys::Subtree::Top, {MOUNT_ATTR_RDONLY, 0, 0, 0});
  if (!set.ok()) return set;
  const auto status = sys::fstatfs(machine.root);
  if (!status.ok()) return failure(status.err());
  return (status.value().flags & 1) != 0 ? Outcome(sys::Done{}) : failure(EUCLEAN);
}

}  // namespace dray::init
