#include "commands.h"

namespace dray::cli {

int start(const Invocation& invocation) {
  host::start(invocation.context, invocation.argument(0));
  return 0;
}

}  // namespace dray::cli
