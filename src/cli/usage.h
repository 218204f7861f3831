#pragma once

#include "options.h"
#include "persona.h"

#include <string>

namespace dray::cli {

/// "dray create [options] ID"
std::string command_usage(const Command& command, Persona persona);

/// `dray help`: every command and the global options.
std::string program_help(Persona persona);

/// `dray help COMMAND`, `dray COMMAND --help`.
std::string command_help(const Command& command, Persona persona);

}  // namespace dray::cli
