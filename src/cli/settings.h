#pragma once

// The global options as values.

#include "command_line.h"
#include "persona.h"

#include "dray/base/log.h"
#include "dray/host/operations.h"

#include <optional>
#include <string>

namespace dray::cli {

enum class LogFormat { Text, Json };

struct LogSettings {
  std::string path{};  ///< absolute; empty: no log file
  LogFormat format = LogFormat::Text;
  std::optional<Level> level{};  ///< as asked for; absent: nobody asked

  /// `level` decides if given. Else warnings go to stderr, but not to a log file: podman reads the whole file as one
  /// JSON object, so that it must hold the error alone.
  bool writes(Level entry) const;
};

/// Errors: Usage for values that do not exist; Unsupported for journald: and syslog:.
LogSettings log_settings(const CommandLine& line);

/// Errors: Usage for values that do not exist; System if the working directory is gone and `--root` is relative.
host::HostContext host_context(const CommandLine& line, Persona persona, Log& log);

/// `path` below the working directory unless it is absolute.
/// Errors: System if there is no working directory.
std::string absolute(std::string_view path);

}  // namespace dray::cli
