#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace dray::seccomp {

/// The `linux.seccomp` section of the features document.
struct Features {
  std::vector<std::string_view> actions{};  ///< implemented here and by the running kernel
  std::vector<std::string_view> operators{};
  std::vector<std::string_view> archs{};  ///< every name of the specification; those that can't run here add no rules
  std::vector<std::string_view> known_flags{};
  std::vector<std::string_view> supported_flags{};  ///< implemented here and by the running kernel
};

/// Process: host; asks seccomp(2), loads nothing.
Features features();

/// "2.5.4": the version of libseccomp that names are resolved with.
std::string library_version();

}  // namespace dray::seccomp
