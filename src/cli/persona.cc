#include "persona.h"

#include "commit.h"

namespace dray::cli {
namespace {

constexpr std::string_view kVersion = DRAY_VERSION;
/// The release of runc whose command line dray follows.
constexpr std::string_view kRuncVersion = "1.5.0";

}  // namespace

Persona persona_of(std::string_view program) { return program.substr(program.rfind('/') + 1) == "runc" ? Persona::Runc : Persona::Dray; }

std::string_view program_name(Persona persona) { return persona == Persona::Runc ? "runc" : "dray"; }

std::string_view default_state_root(Persona persona) { return persona == Persona::Runc ? "/run/runc" : "/run/dray"; }

std::string version_number(Persona persona) {
  if (persona == Persona::Dray) return std::string(kVersion);
  // Build metadata of semantic versioning: comparisons see runc's release.
  return std::string(kRuncVersion) + "+dray." + std::string(kVersion);
}

std::string_view commit() { return DRAY_COMMIT; }

std::string version_text(Persona persona, std::string_view libseccomp_version) {
  std::string text(program_name(persona));
  text += " version " + version_number(persona);
  text += "\ncommit: " + std::string(commit());
  text += "\nspec: " + std::string(kSpecVersion);
  text += "\nlibseccomp: " + std::string(libseccomp_version);
  return text + '\n';
}

}  // namespace dray::cli
