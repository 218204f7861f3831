#pragma once

#include "dray/base/log.h"
#include "dray/oci/spec.h"
#include "dray/plan/facts.h"
#include "dray/plan/mount_options.h"
#include "dray/plan/program.h"

#include <optional>
#include <string>
#include <vector>

namespace dray::plan {

/// A detached mount that the host makes for init. The order in LaunchPlan::trees is the order of the slots.
struct TreeSource {
  enum class Kind { Root, Bind, Null, Empty };
  Kind kind{};
  std::string path{};  ///< Root, Bind: absolute host path
  sys::Subtree subtree = sys::Subtree::Top;
  AttributeChange attributes{}, recursive{};
  std::vector<PropagationChange> propagation{};
  Origin origin{};
  std::uint64_t device = 0, inode = 0;  ///< Root: the directory it must be
};

/// A detached mount of one of the container's cgroups, for its /sys/fs/cgroup.
struct CgroupTree {
  std::string directory{};  ///< the hierarchy's name on v1 ("memory"); empty: the cgroup2 hierarchy
  AttributeChange attributes{};
  Origin origin{};
};

/// What /proc/<pid>/status must say of init before the container is committed.
struct Confinement {
  std::uint32_t uid = 0, gid = 0;
  std::vector<std::uint32_t> groups{};
  std::uint64_t effective = 0, permitted = 0, inheritable = 0, bounding = 0, ambient = 0;
  bool no_new_privs = false;
  bool seccomp = false;  ///< already loaded when the container is committed
};

/// Everything that is decided before a process is cloned.
struct LaunchPlan {
  std::uint64_t clone_namespaces = 0;  ///< CLONE_NEW* for clone3: the rest is init's unshare
  std::vector<TreeSource> trees{};
  std::vector<CgroupTree> cgroup_trees{};  ///< they follow the files of EnterCgroups
  std::optional<std::int32_t> oom_score_adj{};
  Confinement confinement{};
  Program program;
};

/// A compiled seccomp filter, as plan/ embeds it.
struct SeccompProgram {
  std::vector<std::byte> filter{};  ///< sock_filter[]
  std::uint32_t flags = 0;          ///< SECCOMP_FILTER_FLAG_*
};

struct PlanInput {
  const oci::Spec& spec;
  const HostFacts& facts;
  const LaunchOptions& options;
};

/// Decides everything: spec + facts → program. Pure.
/// Errors: InvalidConfig, Unsupported, each with the pointer of the property. Warnings go to `log`.
LaunchPlan compile_plan(const PlanInput& input, const SeccompProgram* seccomp, Log& log);

/// The program for people: one line per step with its origin.
std::string plan_text(const LaunchPlan& plan);
/// The same as JSON.
std::string plan_json(const LaunchPlan& plan);

}  // namespace dray::plan
