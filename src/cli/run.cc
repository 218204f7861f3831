#include "commands.h"

namespace dray::cli {

int run_container(const Invocation& invocation) {
  const CommandLine& line = invocation.line;
  host::RunRequest request;
  request.create = create_request(invocation);
  if (line.has(Opt::Detach)) request.attach = host::Attach::Detached;
  if (line.has(Opt::Keep)) request.keep = host::Keep::State;
  if (line.has(Opt::NoSubreaper)) request.subreaper = host::Subreaper::Leave;
  return host::run(invocation.context, request);
}

}  // namespace dray::cli
