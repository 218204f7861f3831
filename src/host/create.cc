// Process: host, the caller's. Leaves when the container is created.

#include "dray/oci/validate.h"
#include "launcher.h"

namespace dray::host {

void create(const HostContext& context, const CreateRequest& request) {
  oci::check_container_id(request.id);
  prepare_descriptors(request.preserve_fds);
  Launcher launcher(context, request, load_bundle(context, request, Wait::ForStart));
  launcher.record_intent();
  launcher.launch(Wait::ForStart);
  launcher.commit();
}

}  // namespace dray::host
