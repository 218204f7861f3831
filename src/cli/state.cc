#include "commands.h"
#include "containers_text.h"
#include "streams.h"

namespace dray::cli {

int state(const Invocation& invocation) {
  print(state_json(host::state(invocation.context, invocation.argument(0))));
  return 0;
}

}  // namespace dray::cli
