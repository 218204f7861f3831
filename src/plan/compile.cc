#include "context.h"
#include "dray/base/text.h"

namespace dray::plan {
namespace {

/// The host's mounts become slaves before anything is mounted: no propagation from here to the host.
void plan_namespaces(Context& context, Joined& stage) {
  const Origin namespaces = context.spec.linux.origin.member("namespaces");
  if (context.options.new_keyring)
    stage.add(program::JoinKeyring{stage.pool().text("_ses." + context.options.id)}, {{}, {}, "join session keyring", {}});
  if (context.shape.unshare != 0) stage.add(program::Unshare{context.shape.unshare}, {{}, namespaces, "unshare", {}});
  if (context.members[oci::NamespaceType::Network] == Membership::New)
    stage.add(program::RaiseLoopback{}, {{}, namespaces, "raise loopback interface", {}});
  stage.add(program::SetPropagation{kSlave}, {{}, namespaces, "set propagation of", "/"});
}

void plan_names(Context& context, Joined& stage) {
  const auto& hostname = context.spec.hostname;
  const auto& domainname = context.spec.domainname;
  if (hostname && !hostname->empty())
    stage.add(program::SetHostname{stage.pool().text(*hostname)}, {{}, Origin("/hostname"), "sethostname", *hostname});
  if (domainname && !domainname->empty())
    stage.add(program::SetDomainname{stage.pool().text(*domainname)}, {{}, Origin("/domainname"), "setdomainname", *domainname});
}

program::Slot add_root_tree(Context& context) {
  TreeSource root{TreeSource::Kind::Root, context.facts.rootfs};
  root.subtree = sys::Subtree::Recursive;
  root.propagation = {{kSlave, sys::Subtree::Recursive}};
  root.origin = context.spec.root->origin.member("path");
  root.device = context.facts.root_device;
  root.inode = context.facts.root_inode;
  return context.add_tree(std::move(root));
}

program::Slot add_cover(Context& context, TreeSource::Kind kind) {
  TreeSource cover{kind, {}};
  cover.origin = context.spec.linux.origin.member("maskedPaths");
  return context.add_tree(std::move(cover));
}

void plan_root(Context& context, Joined& stage, program::Slot root) {
  const HostFacts& facts = context.facts;
  const Origin origin = context.spec.root->origin.member("path");
  stage.add(program::ReceiveTrees{context.first_tree_slot, static_cast<std::uint32_t>(context.trees.size())},
            {{}, {}, "receive mounts", {}});
  stage.add(program::AttachRoot{root, 0, stage.pool().text(facts.rootfs), facts.root_device, facts.root_inode},
            {{}, origin, "mount root", facts.rootfs});
}

void plan_entry(Context& context, Rooted& stage) {
  const oci::Process& process = context.process();
  stage.add(program::EnterRoot{0}, {{}, context.spec.root->origin.member("path"), "pivot_root", {}});
  stage.add(program::MakeCwd{stage.pool().text(normalized(process.cwd)), process.user.uid, process.user.gid},
            {{}, process.origin.member("cwd"), "make directory", process.cwd});
}

}  // namespace

/// The order of a launch. The phases are planned in the order that their slots need and put together in the order of execution.
LaunchPlan compile_plan(const PlanInput& input, const SeccompProgram* seccomp, Log& log) {
  const oci::Spec& spec = input.spec;
  Context context(input, log);
  refuse_unsupported(context);
  context.shape = shape_of(context.members, TimeOffsetsSet::No);

  const program::Slot root = add_root_tree(context);
  const bool masks = !spec.linux.masked_paths.empty();
  const program::Slot null_tree = masks ? add_cover(context, TreeSource::Kind::Null) : 0;
  const program::Slot empty_tree = masks ? add_cover(context, TreeSource::Kind::Empty) : 0;

  Mounted mounted(context.pool);
  plan_mounts(context, mounted);
  plan_devices(context, mounted);
  plan_late_read_only(context, mounted);

  Joined joined(context.pool);
  plan_namespaces(context, joined);
  plan_names(context, joined);
  plan_root(context, joined, root);

  Rooted rooted(context.pool);
  plan_entry(context, rooted);
  plan_masks(context, rooted, null_tree, empty_tree);
  rooted.add(program::ReportRooted{}, {{}, spec.linux.origin.member("resources"), "wait for limits", {}});

  const Confinement confinement = plan_confinement(context);
  Finish finish{Confined(context.pool), Sealed(context.pool)};
  plan_payload(context, confinement, seccomp, finish);

  std::vector<Steps> phases;
  phases.push_back(std::move(joined).take());
  phases.push_back(std::move(mounted).take());
  phases.push_back(std::move(rooted).take());
  phases.push_back(std::move(finish.confined).take());
  phases.push_back(std::move(finish.sealed).take());
  const auto slots = static_cast<program::Slot>(context.first_tree_slot + context.trees.size());
  return {context.shape.clone,
          std::move(context.trees),
          std::move(context.cgroup_trees),
          context.process().oom_score_adj,
          confinement,
          Program(std::move(phases), context.pool, slots)};
}

}  // namespace dray::plan
