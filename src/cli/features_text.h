#pragma once

// The answer of `features`.

#include "dray/seccomp/features.h"

#include <string>
#include <string_view>
#include <vector>

namespace dray::cli {

/// What the layers below can do. Lists are printed as they are.
struct FeatureFacts {
  std::vector<std::string_view> hooks{}, mount_options{}, namespaces{}, capabilities{};
  seccomp::Features seccomp{};
  std::string libseccomp_version{}, version{}, commit{};
};

/// The feature document, indented by four blanks. An absent key would mean "unknown": what dray can't do is `false` or empty.
/// Spec: features.md, features-linux.md.
std::string features_json(const FeatureFacts& facts);

}  // namespace dray::cli
