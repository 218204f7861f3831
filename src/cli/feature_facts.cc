#include "feature_facts.h"

#include "dray/oci/names.h"
#include "dray/plan/mount_options.h"

namespace dray::cli {
namespace {

/// Those that a container can have of its own; user and time namespaces wait.
constexpr std::string_view kNamespaces[] = {"cgroup", "ipc", "mount", "network", "pid", "uts"};

constexpr auto kCapabilities = oci::names_of(oci::kCapabilities);

}  // namespace

FeatureFacts feature_facts(Persona persona) {
  return {.hooks = {},  // refused so far
          .mount_options = plan::supported_mount_options(),
          .namespaces = {std::begin(kNamespaces), std::end(kNamespaces)},
          .capabilities = {kCapabilities.begin(), kCapabilities.end()},
          .seccomp = seccomp::features(),
          .libseccomp_version = seccomp::library_version(),
          .version = version_number(persona),
          .commit = std::string(commit())};
}

}  // namespace dray::cli
