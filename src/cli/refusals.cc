#include "refusals.h"

#include "dray/base/text.h"

#include <string>

namespace dray::cli {
namespace {

// Everything that waits is in this file. To implement an option is to remove its line here.

struct Refusal {
  Opt option;
  std::string_view reason;
};

constexpr Refusal kRefusals[] = {
    {Opt::ConsoleSocket, "terminals are not supported yet"},
    {Opt::NoPivot, "a container without pivot_root is not supported yet"},
    {Opt::PidfdSocket, "handing out the pidfd is not supported yet"},
    {Opt::RootlessSpec, "running without privileges is not supported yet"},
    {Opt::SystemdCgroup, "the systemd cgroup driver is not supported yet"},
};

Error unsupported(const Option& option, std::string_view reason) {
  return Error(Code::Unsupported, "--" + std::string(option.name) + ": " + std::string(reason));
}

void refuse_cgroup_manager(const Given& given) {
  if (given.value == "cgroupfs") return;
  if (given.value == "systemd") throw unsupported(*given.option, "the systemd cgroup driver is not supported yet");
  if (given.value == "disabled") throw unsupported(*given.option, "containers without a cgroup are not supported yet");
  throw Error(Code::Usage, "invalid cgroup-manager: " + quoted(given.value)).hint("known: cgroupfs, disabled, systemd");
}

void refuse_rootless(const Given& given) {
  if (given.value == "auto" || given.value == "false") return;
  if (given.value == "true") throw unsupported(*given.option, "running without privileges is not supported yet");
  throw Error(Code::Usage, "invalid rootless: " + quoted(given.value)).hint("known: auto, false, true");
}

void refuse_listed(const Option& option) {
  for (const Refusal& refusal : kRefusals)
    if (refusal.option == option.id) throw unsupported(option, refusal.reason);
}

}  // namespace

void refuse_unsupported(const CommandLine& line) {
  const Command& command = *line.command;
  if (!command.supported()) throw Error(Code::Unsupported, "the command " + quoted(command.name) + " is not supported yet");
  for (const Given& given : line.given) {
    if (given.option->id == Opt::CgroupManager) refuse_cgroup_manager(given);
    else if (given.option->id == Opt::Rootless) refuse_rootless(given);
    else if (line.has(given.option->id)) refuse_listed(*given.option);
  }
}

}  // namespace dray::cli
