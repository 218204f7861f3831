#include "commands.h"

namespace dray::cli {

int remove(const Invocation& invocation) {
  host::remove(invocation.context, invocation.argument(0), invocation.line.has(Opt::Force) ? host::Force::Yes : host::Force::No);
  return 0;
}

}  // namespace dray::cli
