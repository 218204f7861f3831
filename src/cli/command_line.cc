#include "command_line.h"

#include "dray/base/text.h"
#include "dray/oci/names.h"

#include <algorithm>
#include <array>
#include <string>

namespace dray::cli {
namespace {

constexpr std::string_view kOn[] = {"1", "T", "TRUE", "True", "t", "true"};
constexpr std::string_view kOff[] = {"0", "F", "FALSE", "False", "f", "false"};

std::string dashed(std::string_view name) { return (name.size() > 1 ? "--" : "-") + std::string(name); }

/// The spellings that Go's strconv.ParseBool takes.
bool boolean(std::string_view name, std::string_view text) {
  if (std::ranges::find(kOn, text) != std::end(kOn)) return true;
  if (std::ranges::find(kOff, text) != std::end(kOff)) return false;
  throw Error(Code::Usage, "invalid boolean value " + quoted(text) + " for flag " + dashed(name));
}

/// A name that nearly is one of `names` gets it as a hint; otherwise the hint is left to the caller, who knows the usage.
Error with_guess(Error error, std::string_view name, const std::vector<std::string_view>& names) {
  const std::optional<std::string_view> guess = oci::did_you_mean(name, names);
  return guess ? std::move(error).hint("did you mean " + quoted(*guess) + '?') : error;
}

Error unknown_option(const Command* command, std::string_view name) {
  std::vector<std::string_view> names;
  const auto add = [&names](std::span<const Option> options) {
    for (const Option& option : options) names.push_back(option.name);
  };
  if (command != nullptr) add(command->shared_options), add(command->own_options);
  add(global_options());
  // One dash whatever was written: the text of Go's flag package.
  return with_guess(Error(Code::Usage, "flag provided but not defined: -" + std::string(name)), name, names);
}

class Parser {
 public:
  Parser(std::span<const std::string_view> words, CommandLine& line) : words_(words), line_(line) {}

  void read_all() {
    while (position_ < words_.size()) read(words_[position_++]);
  }

 private:
  void read(std::string_view word) {
    if (only_arguments_ || word.size() < 2 || word[0] != '-') return read_argument(word);
    if (word == "--") only_arguments_ = true;
    else read_option(word.substr(word[1] == '-' ? 2 : 1));
  }

  void read_argument(std::string_view word) {
    if (line_.command == nullptr) return read_command(word);
    line_.arguments.push_back(word);
    if (line_.command->mix == OptionsMix::FirstOnly) only_arguments_ = true;
  }

  void read_command(std::string_view word) {
    line_.command = find_command(word);
    if (line_.command == nullptr) throw unknown_command(word);
    // The options of a command that is not supported yet are not known: only a request for help can be told from them.
    if (line_.command->supported()) return;
    only_arguments_ = true;
    if (position_ == words_.size()) return;
    const std::string_view next = words_[position_];
    if (next == "--help" || next == "-help" || next == "-h") line_.given.push_back({find_option(nullptr, "help")});
  }

  void read_option(std::string_view word) {
    const std::size_t equals = word.find('=');
    const std::string_view name = word.substr(0, equals);
    const Option* option = find_option(line_.command, name);
    if (option == nullptr) throw unknown_option(line_.command, name);
    Given given{option};
    if (equals != std::string_view::npos) given.value = word.substr(equals + 1);
    if (option->is_boolean()) {
      given.on = equals == std::string_view::npos || boolean(name, given.value);
    } else if (equals == std::string_view::npos) {
      if (position_ == words_.size()) throw Error(Code::Usage, "flag needs an argument: " + dashed(name));
      given.value = words_[position_++];
    }
    line_.given.push_back(given);
  }

  std::span<const std::string_view> words_;
  CommandLine& line_;
  std::size_t position_ = 0;
  bool only_arguments_ = false;
};

/// In runc's words; empty if the number is right.
std::string wrong_argument_count(const Command& command, std::size_t count) {
  const auto required = [&command](std::string_view bound, std::size_t number) {
    return '"' + std::string(command.name) + "\" requires " + std::string(bound) + ' ' + std::to_string(number) + " argument(s)";
  };
  if (count >= command.min_arguments && count <= command.max_arguments) return {};
  if (command.min_arguments == command.max_arguments) return required("exactly", command.min_arguments);
  if (count < command.min_arguments) return required("a minimum of", command.min_arguments);
  return required("a maximum of", command.max_arguments);
}

}  // namespace

Error unknown_command(std::string_view name) {
  std::vector<std::string_view> names;
  for (const Command& command : commands()) names.push_back(command.name);
  return with_guess(Error(Code::Usage, "unknown command " + quoted(name)), name, names);
}

bool CommandLine::has(Opt boolean) const {
  bool on = false;
  for (const Given& each : given)
    if (each.option->id == boolean) on = each.on;
  return on;
}

std::optional<std::string_view> CommandLine::value(Opt option) const {
  std::optional<std::string_view> last;
  for (const Given& each : given)
    if (each.option->id == option) last = each.value;
  return last;
}

std::vector<std::string_view> CommandLine::values(Opt option) const {
  std::vector<std::string_view> all;
  for (const Given& each : given)
    if (each.option->id == option) all.push_back(each.value);
  return all;
}

CommandLine parse(std::span<const std::string_view> words) {
  CommandLine line;
  try {
    Parser(words, line).read_all();
  } catch (Error& error) {
    line.problem = std::move(error);
  }
  return line;
}

void check_argument_count(const CommandLine& line) {
  const std::string mistake = wrong_argument_count(*line.command, line.arguments.size());
  if (!mistake.empty()) throw Error(Code::Usage, mistake);
}

}  // namespace dray::cli
