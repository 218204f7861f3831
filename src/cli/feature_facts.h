#pragma once

#include "features_text.h"
#include "persona.h"

namespace dray::cli {

/// What this build can do, collected from the tables of the layers.
FeatureFacts feature_facts(Persona persona);

}  // namespace dray::cli
