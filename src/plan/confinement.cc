#include "context.h"
#include "dray/base/text.h"
#include "dray/oci/names.h"

namespace dray::plan {
namespace {

/// The bits of a capability list. What the kernel does not know, or what this process can't grant, is left out with a warning.
/// Spec: config.md#linux-process ("MUST log a warning", "SHOULD NOT fail").
std::uint64_t capability_bits(const Context& context, const std::vector<std::string>& names, std::string_view set) {
  const HostFacts& facts = context.facts;
  const std::uint64_t grantable = set == "bounding" ? facts.bounding : facts.bounding & facts.permitted;
  std::uint64_t bits = 0;
  for (const std::string& name : names) {
    const auto number = oci::capability_number(name);
    const std::uint64_t bit = number ? std::uint64_t{1} << *number : 0;
    if ((bit & grantable) != 0) {
      bits |= bit;
      continue;
    }
    const Origin origin = context.process().capabilities->origin.member(set);
    context.log.warn(origin.pointer() + ": " + (number ? "can't grant capability " : "unknown capability ") + quoted(name) + ", left out");
  }
  return bits;
}

void check_subsets(const Context& context, const Confinement& confinement) {
  const Origin& origin = context.process().capabilities->origin;
  if ((confinement.effective & ~confinement.permitted) != 0)
    throw Error(Code::InvalidConfig, "effective capabilities must be permitted too").at(origin.member("effective"));
}

}  // namespace

Confinement plan_confinement(const Context& context) {
  const oci::Process& process = context.process();
  Confinement confinement;
  confinement.uid = process.user.uid;
  confinement.gid = process.user.gid;
  confinement.groups = process.user.additional_gids;
  confinement.no_new_privs = process.no_new_privileges;
  confinement.seccomp = context.spec.linux.seccomp.has_value() && !process.no_new_privileges;
  if (!process.capabilities) return confinement;
  const oci::Capabilities& lists = *process.capabilities;
  confinement.bounding = capability_bits(context, lists.bounding, "bounding");
  confinement.permitted = capability_bits(context, lists.permitted, "permitted");
  confinement.effective = capability_bits(context, lists.effective, "effective");
  confinement.inheritable = capability_bits(context, lists.inheritable, "inheritable");
  const std::uint64_t ambient = capability_bits(context, lists.ambient, "ambient");
  // The kernel raises only what is permitted and inheritable; runc and crun leave the rest out with a warning too.
  confinement.ambient = ambient & confinement.permitted & confinement.inheritable;
  if (confinement.ambient != ambient)
    context.log.warn(lists.origin.member("ambient").pointer() +
                     ": ambient capabilities must be permitted and inheritable, the others are left out");
  check_subsets(context, confinement);
  return confinement;
}

}  // namespace dray::plan
