// The kernel itself as the judge, in children that may be killed. No rights needed: no_new_privs is set first.

#include "profiles.h"

#include "dray/sys/process.h"

#include <catch2/catch.hpp>
#include <sys/syscall.h>
#include <unistd.h>

using namespace profiles;

namespace {

/// What a child under the filter gets from a system call: 0 or errno; 1000 if the filter is not loaded, 2000 + signal if killed.
int answer_under(const seccomp::Filter& filter, long number, long first_arg = 0) {
  const pid_t child = fork();
  if (child == 0) {
    const sock_fprog program{static_cast<unsigned short>(filter.instructions.size()), const_cast<sock_filter*>(filter.instructions.data())};
    if (!sys::prctl(PR_SET_NO_NEW_PRIVS, 1).ok() || !sys::seccomp_load(program, filter.flags).ok()) _exit(200);
    const long result = syscall(number, first_arg, 0, 0, 0, 0, 0);
    _exit(result < 0 ? errno : 0);
  }
  const auto status = sys::waitid(sys::kWaitPid, child, sys::Reap::Wait);
  if (status.value().how != sys::ChildStatus::How::Exited) return 2000 + status.value().status;
  return status.value().status == 200 ? 1000 : status.value().status;
}

}  // namespace

TEST_CASE("the kernel loads Docker's filter and obeys it") {
  Log log;
  const seccomp::Filter filter = seccomp::compile(docker(), log);
  CHECK(answer_under(filter, SYS_getpid) == 0);
  CHECK(answer_under(filter, SYS_unshare) == EPERM);
  CHECK(answer_under(filter, SYS_clone3) == ENOSYS);
  CHECK(answer_under(filter, 9999) == ENOSYS);
  CHECK(answer_under(filter, SYS_personality, 0x40000) == EPERM);
  CHECK(answer_under(filter, SYS_personality, 0xffffffff) == 0);
}

TEST_CASE("the kernel kills where the profile says so") {
  Log log;
  CHECK(answer_under(seccomp::compile(profile("SCMP_ACT_ALLOW", {entry({"getpid"}, "SCMP_ACT_KILL_PROCESS")}), log), SYS_getpid) == 2031);
  CHECK(answer_under(seccomp::compile(profile("SCMP_ACT_ALLOW", {entry({"getpid"}, "SCMP_ACT_TRAP")}), log), SYS_getpid) == 2031);
}
