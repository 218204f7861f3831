#include "commands.h"
#include "streams.h"
#include "usage.h"

namespace dray::cli {

int help(const Invocation& invocation) {
  const std::vector<std::string_view>& arguments = invocation.line.arguments;
  if (arguments.empty()) return print(program_help(invocation.persona)), 0;
  const Command* command = find_command(arguments[0]);
  if (command == nullptr) throw unknown_command(arguments[0]);
  return print(command_help(*command, invocation.persona)), 0;
}

}  // namespace dray::cli
