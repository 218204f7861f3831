#include "bundle.h"
#include "dray/sys/file.h"
#include "dray/sys/mount.h"
#include "status.h"

namespace dray::host {

void read_own_status(plan::HostFacts& facts) {
  const ProcessStatus status = read_status("self");
  facts.permitted = status.permitted;
  facts.bounding = status.bounding;
  facts.umask = status.umask;
  facts.kcore = sys::statx(sys::At::cwd(), "/proc/kcore").ok();
}

bool appends_lowerdir() {
  const auto context = sys::fsopen("overlay");
  return context.ok() && sys::fsconfig_string(context.value(), "lowerdir+", "/").ok();
}

}  // namespace dray::host
