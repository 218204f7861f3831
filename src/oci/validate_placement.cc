#include "dray/base/text.h"
#include "dray/oci/choices.h"

#include "check.h"

namespace dray::oci {
namespace {

void check_one_line(std::string_view text, const Origin& place) {
  if (text.find('\n') != text.npos) invalid(place, quoted(text) + " has more than one line");
}

/// Spec: config-linux.md#intelrdt. closID names a directory of resctrl; "/" is the default class.
void check_intel_rdt(const IntelRdt& rdt) {
  const bool nested = rdt.clos_id != "/" && rdt.clos_id.find_first_of("/\n") != std::string::npos;
  if (nested || rdt.clos_id == "." || rdt.clos_id == "..")
    invalid(rdt.origin.member("closID"), quoted(rdt.clos_id) + " is not a class name");
  check_one_line(rdt.mem_bw_schema, rdt.origin.member("memBwSchema"));
  if (!rdt.mem_bw_schema.empty() && !rdt.mem_bw_schema.starts_with("MB:"))
    invalid(rdt.origin.member("memBwSchema"), quoted(rdt.mem_bw_schema) + " does not begin with \"MB:\"");
  const Origin schemata = rdt.origin.member("schemata");
  for (std::size_t i = 0; i < rdt.schemata.size(); ++i) check_one_line(rdt.schemata[i], schemata.element(i));
}

/// Spec: config-linux.md#memory-policy; which modes take nodes: set_mempolicy(2).
void check_memory_policy(const MemoryPolicy& policy) {
  check_choice(policy.mode, kMemoryPolicyModes, policy.origin.member("mode"), "memory policy");
  check_choices(policy.flags, kMemoryPolicyFlags, policy.origin.member("flags"), "memory policy flag");
  const Origin nodes = policy.origin.member("nodes");
  check_list(policy.nodes, nodes, "memory nodes");
  const bool nodeless = policy.mode == "MPOL_DEFAULT" || policy.mode == "MPOL_LOCAL";
  if (nodeless && !policy.nodes.empty()) invalid(nodes, policy.mode + " takes no nodes");
  if (!nodeless && policy.mode != "MPOL_PREFERRED" && policy.nodes.empty()) invalid(nodes, policy.mode + " needs nodes");
}

/// Spec: config-linux.md#personality ("Currently no flag values are supported").
void check_personality(const Personality& personality) {
  check_choice(personality.domain, kPersonalityDomains, personality.origin.member("domain"), "personality");
  if (!personality.flags.empty())
    invalid(personality.origin.member("flags").element(0), "unknown personality flag " + quoted(personality.flags[0]), "none is defined");
}

}  // namespace

void validate_placement(const Linux& section) {
  if (section.intel_rdt) check_intel_rdt(*section.intel_rdt);
  if (section.memory_policy) check_memory_policy(*section.memory_policy);
  if (section.personality) check_personality(*section.personality);
}

}  // namespace dray::oci
