#include "seccomp_check.h"

#include "dray/seccomp/evaluate.h"

#include <asm/unistd.h>
#include <linux/prctl.h>

namespace dray::plan {
namespace {

/// A call with the arguments that a filter may look at. Pointers are unknown here: 0.
struct Call {
  std::string_view name;
  int number;
  std::uint64_t first = 0, second = 0;
};

constexpr Call kFinish[] = {{"execve", __NR_execve}};

constexpr Call kReadMode{"prctl", __NR_prctl, PR_GET_SECCOMP};

/// What Sealed does when the filter comes before the capabilities go.
std::vector<Call> early_calls(const Confinement& confinement, bool waits) {
  std::vector<Call> calls = {{"prctl", __NR_prctl, PR_CAPBSET_DROP},
                             {"prctl", __NR_prctl, PR_SET_KEEPCAPS, 1},
                             {"setresgid", __NR_setresgid, confinement.gid, confinement.gid},
                             {"setresuid", __NR_setresuid, confinement.uid, confinement.uid},
                             {"prctl", __NR_prctl, PR_SET_PDEATHSIG},
                             {"capset", __NR_capset},
                             {"write", __NR_write},
                             {"read", __NR_read}};
  if (confinement.ambient != 0) calls.push_back({"prctl", __NR_prctl, PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE});
  if (waits) calls.push_back({"close", __NR_close});
  return calls;
}

std::uint32_t answer(const SeccompProgram& seccomp, const Call& call) {
  const std::span filter(reinterpret_cast<const sock_filter*>(seccomp.filter.data()), seccomp.filter.size() / sizeof(sock_filter));
  seccomp_data data{};
  data.nr = call.number;
  data.arch = seccomp::native_arch();
  data.args[0] = call.first;
  data.args[1] = call.second;
  return seccomp::evaluate(filter, data) & SECCOMP_RET_ACTION_FULL;
}

/// TRACE without a tracer is ENOSYS.
bool passes(std::uint32_t action) { return action == SECCOMP_RET_ALLOW || action == SECCOMP_RET_LOG; }

void check(const Context& context, const SeccompProgram& seccomp, const Call& call) {
  if (passes(answer(seccomp, call))) return;
  throw Error(Code::Unsupported, "the filter does not allow " + std::string(call.name) + ", which starting the process needs")
      .at(context.spec.linux.origin.member("seccomp"))
      .hint(context.process().no_new_privileges ? "" : "with process.noNewPrivileges the filter is loaded last and only execve is needed");
}

}  // namespace

void check_filter(const Context& context, const SeccompProgram& seccomp, const Confinement& confinement) {
  if (!context.process().no_new_privileges)
    for (const Call& call : early_calls(confinement, context.options.wait_for_start)) check(context, seccomp, call);
  for (const Call& call : kFinish) check(context, seccomp, call);
}

bool allows_reading_mode(const SeccompProgram& seccomp) { return passes(answer(seccomp, kReadMode)); }

}  // namespace dray::plan
