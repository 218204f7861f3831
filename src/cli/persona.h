#pragma once

#include <string>
#include <string_view>

namespace dray::cli {

/// Under which name dray was called. As `runc` it takes runc's state root, program name and version line, so that
/// programs which know runtimes by name take it for one.
enum class Persona { Dray, Runc };

/// From argv[0]; a path counts by its last part.
Persona persona_of(std::string_view program);
std::string_view program_name(Persona persona);
std::string_view default_state_root(Persona persona);

inline constexpr std::string_view kSpecVersion = "1.3.0";

/// The version alone: "0.1.0", or "1.5.0+dray.0.1.0" as runc.
std::string version_number(Persona persona);
/// The commit that was built; the version where there was no repository.
std::string_view commit();
/// The lines of `--version`. go-runc looks for "runc version ", "commit: " and "spec: "; dockerd for "<name> version ".
std::string version_text(Persona persona, std::string_view libseccomp_version);

}  // namespace dray::cli
