#include "commands.h"
#include "containers_text.h"
#include "streams.h"

#include "dray/base/text.h"

namespace dray::cli {

int list(const Invocation& invocation) {
  const CommandLine& line = invocation.line;
  const std::string_view format = line.value(Opt::Format).value_or("table");
  if (format != "table" && format != "json") throw Error(Code::Usage, "invalid format: " + quoted(format)).hint("known: json, table");
  const std::vector<host::ContainerView> containers = host::list(invocation.context);
  if (line.has(Opt::Quiet)) print(list_ids(containers));
  else print(format == "json" ? list_json(containers) : list_table(containers));
  return 0;
}

}  // namespace dray::cli
