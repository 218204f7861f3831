#include "bundle.h"
#include "dray/fs/files.h"
#include "status.h"

namespace dray::host {

void read_own_status(plan::HostFacts& facts) {
  const ProcessStatus status = read_status("self");
  facts.permitted = status.permitted;
  facts.bounding = status.bounding;
  facts.umask = status.umask;
}

}  // namespace dray::host
