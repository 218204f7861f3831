#pragma once

#include "dray/oci/spec.h"

#include <string_view>

namespace dray::oci {

/// Reads config.json. Every property of runtime-spec 1.3 for Linux gets into its struct with its type and range checked;
/// null counts as absent, as in Go; of duplicate keys the last counts. What the specification does not have goes to
/// `unknown_properties`. Whether the values make sense together is for `validate`.
/// Process: host, pure.
/// Errors: InvalidConfig with the JSON pointer of the property, or with line and column if the text is not JSON.
/// Spec: config.md, config-linux.md.
Spec parse_spec(std::string_view text);

/// A `process` object on its own (`exec --process`); pointers in errors start at it.
Process parse_process(std::string_view text);

/// A `linux.resources` object on its own (`update --resources`).
Resources parse_resources(std::string_view text);

}  // namespace dray::oci
