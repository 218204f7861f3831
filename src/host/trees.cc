#include "trees.h"

#include "dray/base/error.h"
#include "dray/sys/file.h"
#include "dray/sys/mount.h"

namespace dray::host {
namespace {

using plan::TreeSource;

constexpr unsigned kTypeMask = 0170000, kCharacter = 0020000;

void change(const sys::TreeFd& tree, sys::Subtree subtree, const plan::AttributeChange& attributes, const TreeSource& source) {
  if (attributes.set == 0 && attributes.clear == 0) return;
  (void)or_fail(sys::mount_setattr(tree, "", subtree, {attributes.set, attributes.clear, 0, 0}), "set mount attributes of", source.path,
                source.origin);
}

/// Cloned, then changed: the tree is never visible with anything but its final attributes.
sys::TreeFd clone_path(const TreeSource& source) {
  auto tree = or_fail(sys::open_tree_clone(sys::At::cwd(), source.path.c_str(), source.subtree), "open_tree", source.path, source.origin);
  for (const plan::PropagationChange& propagation : source.propagation)
    (void)or_fail(sys::mount_setattr(tree, "", propagation.subtree, {0, 0, propagation.type, 0}), "set propagation of", source.path,
                  source.origin);
  change(tree, sys::Subtree::Top, source.attributes, source);
  change(tree, sys::Subtree::Recursive, source.recursive, source);
  return tree;
}

/// The host's null device, checked by number: it covers masked files. Read-only, because its inode is the host's: data can still be
/// written to the device, but container root can't change its mode or owner.
sys::TreeFd clone_null(const TreeSource& source) {
  auto tree = or_fail(sys::open_tree_clone(sys::At::cwd(), "/dev/null", sys::Subtree::Top), "open_tree", "/dev/null", source.origin);
  const auto status = or_fail(sys::fstat(tree), "stat", "/dev/null", source.origin);
  if ((status.stx_mode & kTypeMask) != kCharacter || status.stx_rdev_major != 1 || status.stx_rdev_minor != 3)
    throw Error(Code::System, "it is not the null device").at(source.origin).op("check").path("/dev/null");
  constexpr auto kAttributes = MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOEXEC;
  const auto set = sys::mount_setattr(tree, "", sys::Subtree::Top, {kAttributes, 0, plan::kPrivate, 0});
  (void)or_fail(sys::Outcome(set), "set mount attributes of", "/dev/null", source.origin);
  return tree;
}

/// An empty directory for all masked ones together.
sys::TreeFd make_empty(const TreeSource& source) {
  const auto context = or_fail(sys::fsopen("tmpfs"), "fsopen", "tmpfs", source.origin);
  (void)or_fail(sys::fsconfig_string(context, "source", "tmpfs"), "configure", "tmpfs", source.origin);
  (void)or_fail(sys::fsconfig_string(context, "mode", "755"), "configure", "tmpfs", source.origin);
  (void)or_fail(sys::fsconfig_create(context), "make", "tmpfs", source.origin);
  constexpr auto kAttributes = MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC;
  return or_fail(sys::fsmount(context, kAttributes), "fsmount", "tmpfs", source.origin);
}

/// The directory that the plan is about, not one that took its place.
sys::TreeFd clone_root(const TreeSource& source) {
  auto tree = clone_path(source);
  const auto status = or_fail(sys::fstat(tree), "stat", source.path, source.origin);
  const auto device = sys::make_device(status.stx_dev_major, status.stx_dev_minor);
  if (device != source.device || status.stx_ino != source.inode)
    throw Error(Code::System).os(ESTALE).op("open_tree").path(source.path).at(source.origin);
  return tree;
}

sys::TreeFd make_tree(const TreeSource& source) {
  switch (source.kind) {
    case TreeSource::Kind::Root: return clone_root(source);
    case TreeSource::Kind::Bind: return clone_path(source);
    case TreeSource::Kind::Null: return clone_null(source);
    case TreeSource::Kind::Empty: return make_empty(source);
  }
  throw Error(Code::Internal, "unknown kind of mount source");
}

const cgroup::Member& member_of(std::span<const cgroup::Member> members, const plan::CgroupTree& tree) {
  for (const cgroup::Member& member : members) {
    const bool v2 = member.hierarchy.version == cgroup::Version::V2;
    if (tree.directory.empty() ? v2 : !v2 && member.hierarchy.name() == tree.directory) return member;
  }
  throw Error(Code::Internal, "no such cgroup hierarchy").at(tree.origin).path(tree.directory);
}

}  // namespace

std::vector<sys::TreeFd> make_trees(const std::vector<TreeSource>& sources) {
  std::vector<sys::TreeFd> trees;
  trees.reserve(sources.size());
  for (const TreeSource& source : sources) trees.push_back(make_tree(source));
  return trees;
}

std::vector<sys::TreeFd> make_cgroup_trees(const std::vector<plan::CgroupTree>& trees, std::span<const cgroup::Member> members) {
  std::vector<sys::TreeFd> made;
  made.reserve(trees.size());
  for (const plan::CgroupTree& tree : trees) {
    const cgroup::Member& member = member_of(members, tree);
    auto clone = or_fail(sys::open_tree_clone(member.dir, "", sys::Subtree::Top), "open_tree", member.path, tree.origin);
    const sys::MountAttr attributes{tree.attributes.set, tree.attributes.clear, plan::kPrivate, 0};
    (void)or_fail(sys::mount_setattr(clone, "", sys::Subtree::Top, attributes), "set mount attributes of", member.path, tree.origin);
    made.push_back(std::move(clone));
  }
  return made;
}

}  // namespace dray::host
