#include "commands.h"

#include "dray/base/text.h"
#include "dray/oci/names.h"

namespace dray::cli {
namespace {

/// `kill ID -9` is taken for what it means in kill(1).
int signal_of(std::string_view text) {
  const std::string_view name = text.starts_with('-') ? text.substr(1) : text;
  if (const std::optional<int> number = oci::parse_signal(name)) return *number;
  throw Error(Code::Usage, "unknown signal " + quoted(text)).hint("a number up to 64 or a name such as TERM, SIGKILL or RTMIN+1");
}

}  // namespace

int kill(const Invocation& invocation) {
  const CommandLine& line = invocation.line;
  const int signal = signal_of(line.arguments.size() > 1 ? line.arguments[1] : "TERM");
  host::kill(invocation.context, invocation.argument(0), signal, line.has(Opt::All) ? host::KillScope::All : host::KillScope::Init);
  return 0;
}

}  // namespace dray::cli
