#include "profile.h"

#include "dray/base/error.h"

#include <cerrno>

namespace dray::seccomp {
namespace {

constexpr std::uint32_t kHighestErrno = 4095;  // the kernel answers with this one for all higher
constexpr std::uint32_t kWaitKillable = 1U << 5;

/// An action with its errno, and what its two properties are called.
struct ActionText {
  const std::string& name;
  const std::optional<std::uint32_t>& errno_ret;
  const Origin& section;
  std::string_view name_member, errno_member;
};

std::uint32_t action_of(const ActionText& text) {
  const Action* action = find_name(kActions, text.name);
  if (action == nullptr)
    throw Error(Code::InvalidConfig, "unknown seccomp action").at(text.section.member(text.name_member)).path(text.name);
  if (action->value == SECCOMP_RET_USER_NOTIF)
    throw Error(Code::Unsupported, "seccomp notification is not supported").at(text.section.member(text.name_member)).path(text.name);
  if (action->data == Data::None) {
    if (!text.errno_ret) return action->value;
    throw Error(Code::InvalidConfig, "this seccomp action has no errno").at(text.section.member(text.errno_member)).path(text.name);
  }
  const std::uint32_t err = text.errno_ret.value_or(EPERM);
  if (err > (action->value == SECCOMP_RET_ERRNO ? kHighestErrno : SECCOMP_RET_DATA))
    throw Error(Code::InvalidConfig, "errno out of range").at(text.section.member(text.errno_member)).path(std::to_string(err));
  return action->value | err;
}

Condition condition_of(const oci::SeccompArg& arg) {
  if (arg.index > 5)
    throw Error(Code::InvalidConfig, "a system call has the arguments 0 to 5")
        .at(arg.origin.member("index"))
        .path(std::to_string(arg.index));
  const Operator* op = find_name(kOperators, arg.op);
  if (op == nullptr) throw Error(Code::InvalidConfig, "unknown seccomp operator").at(arg.origin.member("op")).path(arg.op);
  if (op->value == Comparison::MaskedEqual) return {arg.index, op->value, arg.value_two & arg.value, arg.value};
  return {arg.index, op->value, arg.value, 0};
}

/// All conditions hold together, unless two are about the same argument: then each is a rule of its own. Profiles rely on it.
std::vector<Rule> rules_of(const std::vector<oci::SeccompArg>& args) {
  Rule together;
  std::vector<Rule> alone;
  unsigned seen = 0;
  bool repeated = false;
  for (const oci::SeccompArg& arg : args) {
    const Condition condition = condition_of(arg);
    repeated = repeated || (seen & (1U << arg.index)) != 0;
    seen |= 1U << arg.index;
    together.push_back(condition);
    alone.push_back({condition});
  }
  if (repeated) return alone;
  return {together};
}

Entry entry_of(const oci::SeccompSyscall& call) {
  if (call.names.empty()) throw Error(Code::InvalidConfig, "at least one system call must be named").at(call.origin.member("names"));
  return {action_of({call.action, call.errno_ret, call.origin, "action", "errnoRet"}), rules_of(call.args)};
}

/// Without `flags`: SPEC_ALLOW, as runc and crun do; the mitigation that it leaves out costs every branch of the payload.
std::uint32_t flags_of(const oci::Seccomp& seccomp) {
  if (!seccomp.flags) return SECCOMP_FILTER_FLAG_SPEC_ALLOW;
  std::uint32_t flags = 0;
  for (std::size_t i = 0; i < seccomp.flags->size(); ++i) {
    const std::string& name = (*seccomp.flags)[i];
    const Origin origin = seccomp.origin.member("flags").element(i);
    const Flag* flag = find_name(kFlags, name);
    if (flag == nullptr) throw Error(Code::InvalidConfig, "unknown seccomp flag").at(origin).path(name);
    if (flag->value == kWaitKillable) throw Error(Code::InvalidConfig, "this flag needs the action SCMP_ACT_NOTIFY").at(origin).path(name);
    flags |= flag->value;
  }
  return flags;
}

std::vector<const Abi*> abis_of(const oci::Seccomp& seccomp, Machine machine) {
  std::vector<const Abi*> abis = {find_name(kAbis, machine == Machine::X86_64 ? "SCMP_ARCH_X86_64" : "SCMP_ARCH_AARCH64")};
  for (std::size_t i = 0; i < seccomp.architectures.size(); ++i) {
    const std::string& name = seccomp.architectures[i];
    const Abi* abi = find_name(kAbis, name);
    if (abi == nullptr)
      throw Error(Code::InvalidConfig, "unknown seccomp architecture").at(seccomp.origin.member("architectures").element(i)).path(name);
    if (abi->machine == machine && std::ranges::find(abis, abi) == abis.end()) abis.push_back(abi);
  }
  return abis;
}

}  // namespace

Profile check(const oci::Seccomp& seccomp, Machine machine) {
  if (!seccomp.listener_path.empty())
    throw Error(Code::Unsupported, "seccomp notification is not supported")
        .at(seccomp.origin.member("listenerPath"))
        .path(seccomp.listener_path);
  if (!seccomp.listener_metadata.empty())
    throw Error(Code::InvalidConfig, "must not be set without listenerPath").at(seccomp.origin.member("listenerMetadata"));
  Profile profile;
  profile.default_action =
      action_of({seccomp.default_action, seccomp.default_errno_ret, seccomp.origin, "defaultAction", "defaultErrnoRet"});
  profile.entries.reserve(seccomp.syscalls.size());
  for (const oci::SeccompSyscall& call : seccomp.syscalls) profile.entries.push_back(entry_of(call));
  profile.flags = flags_of(seccomp);
  profile.abis = abis_of(seccomp, machine);
  return profile;
}

}  // namespace dray::seccomp
