#pragma once

// From a bundle directory to a plan: everything that happens before anything has an effect.

#include "dray/cgroup/group.h"
#include "dray/host/operations.h"
#include "dray/plan/launch_plan.h"

#include <string>

namespace dray::host {

/// A bundle read, checked and compiled.
struct Bundle {
  std::string directory{};  ///< absolute
  std::string config{};     ///< the text of config.json
  oci::Spec spec{};
  plan::HostFacts facts{};
  cgroup::Layout layout{};
  std::vector<cgroup::Place> places{};
  cgroup::Writes writes{};
  plan::LaunchPlan plan;
};

enum class Wait { ForStart, Not };

/// Errors: whatever is wrong with the bundle, each with its property. Has no effect but on the seccomp cache.
Bundle load_bundle(const HostContext& context, const CreateRequest& request, Wait wait);

/// The capabilities and the umask of this process, from /proc/self/status. (facts.cc)
void read_own_status(plan::HostFacts& facts);

/// True if overlay takes its lower directories one by one ("lowerdir+", Linux 6.8). Nothing is mounted to find out. (facts.cc)
bool appends_lowerdir();

}  // namespace dray::host
