// Process: host. Reads only.

#include "dray/oci/validate.h"
#include "view.h"

namespace dray::host {

ContainerView state(const HostContext& context, const std::string& id) {
  oci::check_container_id(id);
  return view(state::Store(context.state_root).open(id));
}

std::vector<ContainerView> list(const HostContext& context) {
  const state::Store store(context.state_root);
  std::vector<ContainerView> views;
  for (const std::string& id : store.ids()) {
    try {
      if (const auto container = store.find(id)) views.push_back(view(*container));
    } catch (const Error& error) {
      context.log.warn("container " + id + ": " + error.text());
    }
  }
  return views;
}

}  // namespace dray::host
