#include "dray/base/text.h"
#include "dray/oci/choices.h"

#include "check.h"

#include <algorithm>

namespace dray::oci {
namespace {

constexpr std::uint32_t kMaxErrno = 4095;        // the kernel's MAX_ERRNO, to which a filter's errno is cut
constexpr std::uint32_t kMaxTraceData = 0xffff;  // SECCOMP_RET_DATA
constexpr std::uint32_t kMaxArgument = 5;

/// Spec: config-linux.md#seccomp ("When the action doesn't support an errno, the runtime MUST print an error and fail").
void check_errno(const std::optional<std::uint32_t>& value, std::string_view action, const Origin& place) {
  if (!value) return;
  if (action != "SCMP_ACT_ERRNO" && action != "SCMP_ACT_TRACE")
    invalid(place, std::string(action) + " returns no errno", "only SCMP_ACT_ERRNO and SCMP_ACT_TRACE do");
  check_range(*value, {0, action == "SCMP_ACT_ERRNO" ? kMaxErrno : kMaxTraceData}, place);
}

void check_arguments(const std::vector<SeccompArg>& args) {
  for (const SeccompArg& arg : args) {
    check_range(arg.index, {0, kMaxArgument}, arg.origin.member("index"));
    check_choice(arg.op, kSeccompOperators, arg.origin.member("op"), "seccomp operator");
  }
}

/// Spec: config-linux.md#seccomp ("names … MUST contain at least one entry").
void check_syscall(const SeccompSyscall& entry) {
  const Origin names = entry.origin.member("names");
  if (entry.names.empty()) invalid(names, "the list is empty");
  for (std::size_t i = 0; i < entry.names.size(); ++i)
    if (entry.names[i].empty()) invalid(names.element(i), "the name is empty");
  check_choice(entry.action, kSeccompActions, entry.origin.member("action"), "seccomp action");
  check_errno(entry.errno_ret, entry.action, entry.origin.member("errnoRet"));
  check_arguments(entry.args);
}

/// Spec: config-linux.md#seccomp ("listenerMetadata … MUST NOT be set if listenerPath is not set").
void check_listener(const Seccomp& seccomp) {
  const Origin path = seccomp.origin.member("listenerPath");
  if (!seccomp.listener_path.empty()) check_absolute(seccomp.listener_path, path);
  if (!seccomp.listener_path.empty()) return;
  if (!seccomp.listener_metadata.empty()) invalid(seccomp.origin.member("listenerMetadata"), "set without listenerPath");
  const auto notifies = std::ranges::find(seccomp.syscalls, "SCMP_ACT_NOTIFY", &SeccompSyscall::action);
  if (notifies != seccomp.syscalls.end())
    invalid(path, "SCMP_ACT_NOTIFY needs a listener", "the action is at " + notifies->origin.pointer());
}

}  // namespace

void validate_seccomp(const Seccomp& seccomp) {
  const Origin action = seccomp.origin.member("defaultAction");
  check_choice(seccomp.default_action, kSeccompActions, action, "seccomp action");
  // Every system call of the process that sends the listener's descriptor would wait for an answer.
  if (seccomp.default_action == "SCMP_ACT_NOTIFY") invalid(action, "SCMP_ACT_NOTIFY can't be the default action");
  check_errno(seccomp.default_errno_ret, seccomp.default_action, seccomp.origin.member("defaultErrnoRet"));
  check_choices(seccomp.architectures, kSeccompArchitectures, seccomp.origin.member("architectures"), "seccomp architecture");
  if (seccomp.flags) check_choices(*seccomp.flags, kSeccompFlags, seccomp.origin.member("flags"), "seccomp flag");
  for (const SeccompSyscall& entry : seccomp.syscalls) check_syscall(entry);
  check_listener(seccomp);
}

}  // namespace dray::oci
