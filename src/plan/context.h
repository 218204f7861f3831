#pragma once

// What the parts of compile_plan share while a plan grows.

#include "dray/base/error.h"
#include "dray/plan/launch_plan.h"
#include "dray/plan/shape.h"

namespace dray::plan {

struct Context {
  const oci::Spec& spec;
  const HostFacts& facts;
  const LaunchOptions& options;
  Log& log;
  Shape shape{};
  Memberships members{};
  Pool pool{};
  std::vector<TreeSource> trees{};
  std::vector<CgroupTree> cgroup_trees{};
  std::vector<std::pair<std::string, Origin>> read_only_later{};  ///< tmpfs mounts, once everything below them is made
  program::Slot first_cgroup_slot = program::kFirstFreeSlot;      ///< files, then trees
  program::Slot first_tree_slot;                                  ///< of `trees`

  Context(const PlanInput& input, Log& notices)
      : spec(input.spec),
        facts(input.facts),
        options(input.options),
        log(notices),
        members(memberships(spec.linux.namespaces)),
        // One file for each v1 hierarchy, and at most one tree for each hierarchy.
        first_tree_slot(static_cast<program::Slot>(first_cgroup_slot + 2 * facts.cgroup_v1.size() + 1)) {}

  /// The slot of a tree that the host makes.
  program::Slot add_tree(TreeSource source) {
    trees.push_back(std::move(source));
    return static_cast<program::Slot>(first_tree_slot + trees.size() - 1);
  }
  const oci::Process& process() const { return *spec.process; }
};

/// Errors: Unsupported at the pointer of each property that is parsed but not honoured yet. (support.cc)
void refuse_unsupported(const Context& context);

/// `mounts` in the listed order, and the entry into the cgroups at the latest possible place. (mounts.cc)
void plan_mounts(Context& context, Mounted& stage);

/// The tmpfs mounts that are to be read-only, after everything below them was made. (mounts.cc)
void plan_late_read_only(Context& context, Mounted& stage);

/// Default devices, linux.devices and the links of config-linux.md#default-devices. (devices.cc)
void plan_devices(Context& context, Mounted& stage);

/// readonlyPaths, then maskedPaths, then root.readonly. (masks.cc)
void plan_masks(Context& context, Rooted& stage, program::Slot null_tree, program::Slot empty_tree);

/// linux.sysctl, through the procfs that the step before opened. (sysctl.cc)
void plan_sysctls(Context& context, Mounted& stage);

/// A procfs for them where the container mounts none that can be written. It costs a grace period of the kernel when it is closed.
void plan_private_proc(Context& context, Mounted& stage);

/// Ids, groups, capabilities as numbers. (confinement.cc)
Confinement plan_confinement(const Context& context);

/// Everything between the root and execve. (payload.cc)
struct Finish {
  Confined confined;
  Sealed sealed;
};
void plan_payload(Context& context, const Confinement& confinement, const SeccompProgram* seccomp, Finish& finish);

}  // namespace dray::plan
