#pragma once

// Where errors and warnings are told: stderr for people, the file of `--log` for engines.

#include "options.h"
#include "persona.h"
#include "settings.h"

#include "dray/base/error.h"
#include "dray/base/log.h"

#include <string>
#include <string_view>

namespace dray::cli {

/// The sentence for people and engines. create and run begin it like runc ("runc run failed: unable to start container
/// process: …"), because podman and dockerd show it to users of theirs; other commands give the bare text, as runc does;
/// mistakes on the command line begin with the program's name. `command`: null if none was named.
std::string failure_message(const Error& error, const Command* command, Persona persona);

/// One line of the log without its line end. `error`: null for notices; JSON gets its facts as keys of their own.
/// Text: `time="…" level=error msg="…"`, as logrus writes it. JSON: one object, the keys that containerd, podman and
/// go-runc decode first.
std::string log_line(LogFormat format, Level level, std::string_view message, std::string_view time, const Error* error);

/// Process: host.
class Journal {
 public:
  /// Creates the log file now, so that a bad `--log` is told before anything happens. The descriptor is not kept: one
  /// that stays open could take a number of `--preserve-fds` and reach the container.
  /// Errors: System with the path.
  void open(LogSettings settings);

  /// The notices that the log level lets through.
  void write_notices(const Log& log, WarningsTo target) const;

  /// `message` once to stderr and once to the log file.
  void write_failure(const Error& error, const std::string& message) const;

 private:
  void append(const std::string& line) const;

  LogSettings settings_{};
};

}  // namespace dray::cli
