#include "dray/plan/shape.h"

#include <linux/sched.h>

namespace dray::plan {
namespace {

using oci::NamespaceType;

struct KindFlag {
  NamespaceType type;
  std::uint64_t flag;
};

constexpr KindFlag kFlags[] = {{NamespaceType::Pid, CLONE_NEWPID},       {NamespaceType::Network, CLONE_NEWNET},
                               {NamespaceType::Mount, CLONE_NEWNS},      {NamespaceType::Ipc, CLONE_NEWIPC},
                               {NamespaceType::Uts, CLONE_NEWUTS},       {NamespaceType::User, CLONE_NEWUSER},
                               {NamespaceType::Cgroup, CLONE_NEWCGROUP}, {NamespaceType::Time, CLONE_NEWTIME}};

}  // namespace

std::uint64_t clone_flag(NamespaceType type) { return kFlags[static_cast<std::size_t>(type)].flag; }

Memberships memberships(const std::vector<oci::Namespace>& namespaces) {
  Memberships result;
  for (const oci::Namespace& one : namespaces)
    result.of[static_cast<std::size_t>(one.type)] = one.path.empty() ? Membership::New : Membership::ByPath;
  return result;
}

Shape shape_of(const Memberships& memberships, TimeOffsetsSet time_offsets) {
  const bool user_new = memberships[NamespaceType::User] == Membership::New;
  const bool user_joined = memberships[NamespaceType::User] == Membership::ByPath;
  Shape shape;
  bool joins_others = false;
  for (const auto& [type, flag] : kFlags) {
    const Membership membership = memberships[type];
    if (membership == Membership::ByPath) {
      // A joined user namespace owns what is joined after it; a pid namespace is joined with it, the rest before.
      const bool after = user_joined && type != NamespaceType::User;
      (after ? shape.join_after_user : shape.join_before_user) |= flag;
      joins_others |= type != NamespaceType::User;
    }
    if (membership != Membership::New) continue;
    if (type == NamespaceType::Pid || type == NamespaceType::User) shape.clone |= flag;
    else if (type == NamespaceType::Cgroup) shape.unshare_after_cgroup |= flag;
    else shape.unshare |= flag;
  }
  shape.sibling = memberships[NamespaceType::Pid] == Membership::ByPath || (user_new && joins_others) ||
                  (memberships[NamespaceType::Time] == Membership::New && time_offsets == TimeOffsetsSet::Yes);
  return shape;
}

}  // namespace dray::plan
