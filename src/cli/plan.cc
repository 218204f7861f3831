#include "commands.h"
#include "streams.h"

namespace dray::cli {

int plan(const Invocation& invocation) {
  const CommandLine& line = invocation.line;
  host::CreateRequest request;
  request.bundle = invocation.argument(0);
  if (const auto config = line.value(Opt::Config)) request.config = *config;
  print(host::plan(invocation.context, request, line.has(Opt::Json) ? host::PlanFormat::Json : host::PlanFormat::Text));
  return 0;
}

}  // namespace dray::cli
