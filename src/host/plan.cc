// Process: host. Shows what create would do; has no effect.

#include "bundle.h"

namespace dray::host {

std::string plan(const HostContext& context, const CreateRequest& request, PlanFormat format) {
  CreateRequest example = request;
  if (example.id.empty()) example.id = "ID";
  const Bundle bundle = load_bundle(context, example, Wait::ForStart);
  std::string text = format == PlanFormat::Json ? plan::plan_json(bundle.plan) : plan::plan_text(bundle.plan);
  if (format == PlanFormat::Json || bundle.spec.unknown_properties.empty()) return text;
  text += "ignored: properties that the specification does not have\n";
  for (const std::string& pointer : bundle.spec.unknown_properties) text += "     " + pointer + '\n';
  return text;
}

}  // namespace dray::host
