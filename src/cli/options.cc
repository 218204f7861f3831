#include "options.h"

#include "commands.h"

#include <algorithm>
#include <iterator>

namespace dray::cli {
namespace {

constexpr Option kGlobalOptions[] = {
    {Opt::CgroupManager, "cgroup-manager", 0, "MANAGER", "who makes cgroups: cgroupfs (systemd and disabled are not supported yet)"},
    {Opt::Debug, "debug", 0, "", "write everything to the log, as --log-level debug"},
    {Opt::Help, "help", 'h', "", "show help and exit"},
    {Opt::InitImage, "init-image", 0, "KIND", "where init is executed from: auto, memfd, tmpfs or file (default auto)"},
    {Opt::LogFile, "log", 0, "FILE", "append errors to FILE too (default: stderr only)"},
    {Opt::LogFormat, "log-format", 0, "FORMAT", "text or json (default text)"},
    {Opt::LogLevel, "log-level", 0, "LEVEL", "least level that is written: error, warning or debug"},
    {Opt::StateRoot, "root", 0, "DIR", "where the records of containers are kept (default /run/dray; as runc, /run/runc)"},
    {Opt::Rootless, "rootless", 0, "MODE", "auto or false (true is not supported yet)"},
    {Opt::SystemdCgroup, "systemd-cgroup", 0, "", "let systemd make cgroups (not supported yet)"},
    {Opt::Version, "version", 'v', "", "show the version and exit"},
};

constexpr Option kLaunchOptions[] = {
    {Opt::Bundle, "bundle", 'b', "DIR", "the bundle (default: the working directory)"},
    {Opt::Config, "config", 'f', "FILE", "the configuration, relative to the bundle (default config.json)"},
    {Opt::ConsoleSocket, "console-socket", 0, "SOCKET", "where the terminal is sent (not supported yet)"},
    {Opt::Detach, "detach", 'd', "", "return when the container has been started; always so in create"},
    {Opt::NoNewKeyring, "no-new-keyring", 0, "", "keep the caller's session keyring"},
    {Opt::NoPivot, "no-pivot", 0, "", "chroot instead of pivot_root (not supported yet)"},
    {Opt::PidFile, "pid-file", 0, "FILE", "write the pid of the container's process to FILE"},
    {Opt::PidfdSocket, "pidfd-socket", 0, "SOCKET", "where the pidfd of the process is sent (not supported yet)"},
    {Opt::PreserveFds, "preserve-fds", 0, "N", "pass N file descriptors after stdio to the process"},
};

constexpr Option kRunOptions[] = {
    {Opt::Keep, "keep", 0, "", "keep the record when the process has ended"},
    {Opt::NoSubreaper, "no-subreaper", 0, "", "do not adopt orphans of the container"},
};

constexpr Option kDeleteOptions[] = {
    {Opt::Force, "force", 'f', "", "kill what still runs; a container that does not exist is no error"},
};

constexpr Option kKillOptions[] = {
    {Opt::All, "all", 'a', "", "signal every process of the container"},
};

constexpr Option kListOptions[] = {
    {Opt::Format, "format", 'f', "FORMAT", "table or json (default table)"},
    {Opt::Quiet, "quiet", 'q', "", "ids only"},
};

constexpr Option kPlanOptions[] = {
    {Opt::Config, "config", 'f', "FILE", "the configuration, relative to the bundle (default config.json)"},
    {Opt::Json, "json", 0, "", "for programs"},
};

constexpr Option kSpecOptions[] = {
    {Opt::Bundle, "bundle", 'b', "DIR", "where the file is written (default: the working directory)"},
    {Opt::File, "file", 'f', "FILE", "its name, relative to the bundle (default config.json)"},
    {Opt::RootlessSpec, "rootless", 0, "", "a configuration for an unprivileged user (not supported yet)"},
};

constexpr OptionsMix kFirstOnly = OptionsMix::FirstOnly;

constexpr Command kCommands[] = {
    {.name = "checkpoint", .synopsis = "ID", .summary = "save a running container to files"},
    {.name = "create",
     .synopsis = "ID",
     .summary = "create a container that waits for start",
     .min_arguments = 1,
     .max_arguments = 1,
     .shared_options = kLaunchOptions,
     .run = create,
     .failure_text = FailureText::NamesCommand},
    {.name = "delete",
     .synopsis = "ID",
     .summary = "delete a stopped container",
     .min_arguments = 1,
     .max_arguments = 1,
     .own_options = kDeleteOptions,
     .run = remove},
    {.name = "events", .synopsis = "ID", .summary = "show statistics and out-of-memory events"},
    {.name = "exec",
     .synopsis = "ID COMMAND [ARGUMENT...]",
     .summary = "start another process in a container",
     .mix = kFirstOnly,
     .failure_status = 255},
    {.name = "features", .summary = "show what this runtime can do, as JSON", .run = features, .warnings = WarningsTo::LogOnly},
    {.name = "help", .synopsis = "[COMMAND]", .summary = "show help", .max_arguments = 1, .run = help},
    {.name = "kill",
     .synopsis = "ID [SIGNAL]",
     .summary = "send a signal to a container (default SIGTERM)",
     .min_arguments = 1,
     .max_arguments = 2,
     .own_options = kKillOptions,
     .run = kill,
     .mix = kFirstOnly},
    {.name = "list", .summary = "list containers", .own_options = kListOptions, .run = list},
    {.name = "pause", .synopsis = "ID", .summary = "freeze a container"},
    {.name = "plan",
     .synopsis = "BUNDLE",
     .summary = "show what create would do, step by step",
     .min_arguments = 1,
     .max_arguments = 1,
     .own_options = kPlanOptions,
     .run = plan},
    {.name = "ps", .synopsis = "ID [PS-OPTION...]", .summary = "list the processes of a container", .mix = kFirstOnly},
    {.name = "restore", .synopsis = "ID", .summary = "restore a container from a checkpoint"},
    {.name = "resume", .synopsis = "ID", .summary = "thaw a container"},
    {.name = "run",
     .synopsis = "ID",
     .summary = "create and start a container",
     .min_arguments = 1,
     .max_arguments = 1,
     .shared_options = kLaunchOptions,
     .own_options = kRunOptions,
     .run = run_container,
     .failure_text = FailureText::NamesCommand},
    {.name = "spec", .summary = "write a config.json to begin with", .own_options = kSpecOptions, .run = spec},
    {.name = "start", .synopsis = "ID", .summary = "start a created container", .min_arguments = 1, .max_arguments = 1, .run = start},
    {.name = "state",
     .synopsis = "ID",
     .summary = "show the state of a container as JSON",
     .min_arguments = 1,
     .max_arguments = 1,
     .run = state,
     .warnings = WarningsTo::LogOnly},
    {.name = "update", .synopsis = "ID", .summary = "change the resource limits of a container"},
};

template <class Table>
constexpr bool sorted_by_name(const Table& table) {
  return std::is_sorted(std::begin(table), std::end(table), [](const auto& a, const auto& b) { return a.name < b.name; });
}
static_assert(sorted_by_name(kGlobalOptions) && sorted_by_name(kLaunchOptions) && sorted_by_name(kRunOptions));
static_assert(sorted_by_name(kListOptions) && sorted_by_name(kPlanOptions) && sorted_by_name(kSpecOptions));
static_assert(sorted_by_name(kCommands));

const Option* find_in(std::span<const Option> options, std::string_view name) {
  for (const Option& option : options)
    if (option.name == name || (name.size() == 1 && option.letter == name[0])) return &option;
  return nullptr;
}

}  // namespace

std::span<const Option> global_options() { return kGlobalOptions; }
std::span<const Command> commands() { return kCommands; }

const Command* find_command(std::string_view name) {
  const auto found = std::ranges::lower_bound(kCommands, name, {}, &Command::name);
  return found != std::end(kCommands) && found->name == name ? found : nullptr;
}

const Option* find_option(const Command* command, std::string_view name) {
  const Option* option = nullptr;
  if (command != nullptr) option = find_in(command->own_options, name);
  if (option == nullptr && command != nullptr) option = find_in(command->shared_options, name);
  return option != nullptr ? option : find_in(global_options(), name);
}

}  // namespace dray::cli
