#include "commands.h"
#include "feature_facts.h"
#include "features_text.h"
#include "streams.h"

namespace dray::cli {

int features(const Invocation& invocation) {
  print(features_json(feature_facts(invocation.persona)));
  return 0;
}

}  // namespace dray::cli
