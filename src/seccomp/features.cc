#include "dray/seccomp/features.h"

#include "names.h"

#include "dray/sys/process.h"

namespace dray::seccomp {
namespace {

/// Loading from an address where nothing can be is EFAULT (or EACCES without the right) if the flag is known, EINVAL if it is not.
bool kernel_knows_flag(std::uint32_t flag) {
  const sock_fprog nothing{1, reinterpret_cast<sock_filter*>(1)};
  return sys::seccomp_load(nothing, flag).err() != EINVAL;
}

}  // namespace

Features features() {
  Features all;
  for (const Action& action : kActions) {
    if (action.value == SECCOMP_RET_USER_NOTIF) continue;  // refused by compile()
    if (sys::seccomp_action_available(action.value).ok()) all.actions.push_back(action.name);
  }
  for (const Operator& op : kOperators) all.operators.push_back(op.name);
  for (const Abi& abi : kAbis) all.archs.push_back(abi.name);
  for (const Flag& flag : kFlags) {
    all.known_flags.push_back(flag.name);
    // WAIT_KILLABLE_RECV needs a listener: EINVAL here, as in compile().
    if (kernel_knows_flag(flag.value)) all.supported_flags.push_back(flag.name);
  }
  return all;
}

}  // namespace dray::seccomp
