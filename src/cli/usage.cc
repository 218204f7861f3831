#include "usage.h"

namespace dray::cli {
namespace {

constexpr std::size_t kColumn = 32;  ///< where the summaries begin

std::string entry(const std::string& left, std::string_view summary) {
  const std::size_t gap = left.size() < kColumn ? kColumn - left.size() : 1;
  return left + std::string(gap, ' ') + std::string(summary) + '\n';
}

std::string option_entry(const Option& option) {
  std::string left = "  ";
  left += option.letter == 0 ? "    " : std::string{'-', option.letter, ',', ' '};
  left += "--" + std::string(option.name);
  if (!option.is_boolean()) left += ' ' + std::string(option.value);
  return entry(left, option.summary);
}

std::string option_entries(std::span<const Option> options) {
  std::string text;
  for (const Option& option : options) text += option_entry(option);
  return text;
}

}  // namespace

std::string command_usage(const Command& command, Persona persona) {
  std::string text = std::string(program_name(persona)) + ' ' + std::string(command.name);
  if (!command.shared_options.empty() || !command.own_options.empty()) text += " [options]";
  if (!command.synopsis.empty()) text += ' ' + std::string(command.synopsis);
  return text;
}

std::string program_help(Persona persona) {
  const std::string name(program_name(persona));
  std::string text = name + " runs OCI containers: it turns a bundle into a running container and leaves.\n\n";
  text += "usage: " + name + " [global options] COMMAND [options] [arguments]\n\ncommands:\n";
  for (const Command& command : commands()) {
    const std::string_view note = command.supported() ? "" : " (not supported yet)";
    text += entry("  " + std::string(command.name), std::string(command.summary) + std::string(note));
  }
  return text + "\nglobal options, also after the command:\n" + option_entries(global_options());
}

std::string command_help(const Command& command, Persona persona) {
  std::string text = "usage: " + command_usage(command, persona) + "\n\n" + std::string(command.summary) + '\n';
  if (!command.supported()) return text + "\nThis command is not supported yet.\n";
  const std::string options = option_entries(command.shared_options) + option_entries(command.own_options);
  if (!options.empty()) text += "\noptions:\n" + options;
  return text + "\nGlobal options: see \"" + std::string(program_name(persona)) + " help\".\n";
}

}  // namespace dray::cli
