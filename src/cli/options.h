#pragma once

// The command line as tables: which options and commands there are. The parser, the help texts and the test that
// compares them with the man pages all read these.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace dray::cli {

/// Every option by name. Options of the same spelling in two commands are two entries if they mean different things.
enum class Opt : std::uint8_t {
  // global
  CgroupManager,
  Debug,
  Help,
  InitImage,
  LogFile,
  LogFormat,
  LogLevel,
  Rootless,
  StateRoot,
  SystemdCgroup,
  Version,
  // of commands
  All,
  Bundle,
  Config,
  ConsoleSocket,
  Detach,
  File,
  Force,
  Format,
  Json,
  Keep,
  NoNewKeyring,
  NoPivot,
  NoSubreaper,
  PidFile,
  PidfdSocket,
  PreserveFds,
  Quiet,
  RootlessSpec,
};

struct Option {
  Opt id{};
  std::string_view name{};
  char letter = 0;             ///< 'b' for `-b`, 0 without a short form
  std::string_view value{};    ///< what the value is called in texts; empty: a boolean option
  std::string_view summary{};  ///< one line of help

  constexpr bool is_boolean() const { return value.empty(); }
};

struct Invocation;

/// Where options may stand. FirstOnly: from the first argument on all words are arguments, so that `kill ID -9` works.
enum class OptionsMix : std::uint8_t { Anywhere, FirstOnly };

/// What begins the message of a failure, after runc: `runc create failed: …` for create and run, the bare text for others.
enum class FailureText : std::uint8_t { Plain, NamesCommand };

/// Whether warnings may go to stderr. go-runc and CRI-O read `state` and `features` from stdout and stderr together.
enum class WarningsTo : std::uint8_t { StderrOrLog, LogOnly };

struct Command {
  std::string_view name{};
  std::string_view synopsis{};  ///< the arguments, as the usage line shows them
  std::string_view summary{};
  std::uint8_t min_arguments = 0, max_arguments = 0;
  std::span<const Option> shared_options{}, own_options{};
  int (*run)(const Invocation&) = nullptr;  ///< null: known by name, not supported yet
  OptionsMix mix = OptionsMix::Anywhere;
  FailureText failure_text = FailureText::Plain;
  WarningsTo warnings = WarningsTo::StderrOrLog;
  int failure_status = 1;

  constexpr bool supported() const { return run != nullptr; }
};

std::span<const Option> global_options();
std::span<const Command> commands();
/// Null if there is no such command.
const Command* find_command(std::string_view name);
/// Among the command's own options, then the global ones; null if there is none. `command` may be null.
const Option* find_option(const Command* command, std::string_view name);

}  // namespace dray::cli
