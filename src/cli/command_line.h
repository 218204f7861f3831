#pragma once

#include "options.h"

#include "dray/base/error.h"

#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace dray::cli {

/// One occurrence of an option. The text is a word of argv, which lives as long as the process.
struct Given {
  const Option* option{};
  std::string_view value{};
  bool on = true;  ///< of a boolean option
};

/// What the words of the command line say.
struct CommandLine {
  const Command* command = nullptr;  ///< null: none named
  std::vector<Given> given{};
  std::vector<std::string_view> arguments{};
  /// The first mistake. What stands before it is in the other members, so that the mistake can be told where `--log` says.
  std::optional<Error> problem{};

  /// The last occurrence decides.
  bool has(Opt boolean) const;
  std::optional<std::string_view> value(Opt option) const;
  /// All occurrences, in order, not split on commas.
  std::vector<std::string_view> values(Opt option) const;
};

/// Reads the words after argv[0] with the rules of Go's flag packages, which the callers of runc rely on: one or two
/// dashes, `--x=v` and `--x v` where v may begin with a dash, options after arguments, global options anywhere.
/// Errors: none; a mistake is in `problem` (Code::Usage).
CommandLine parse(std::span<const std::string_view> words);

/// The error for a command that does not exist.
Error unknown_command(std::string_view name);

/// Errors: Usage if the command has too few or too many arguments.
void check_argument_count(const CommandLine& line);

}  // namespace dray::cli
