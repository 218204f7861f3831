#include "dray/cli/cli.h"

#include "commands.h"
#include "journal.h"
#include "refusals.h"
#include "settings.h"
#include "streams.h"
#include "usage.h"

#include "dray/seccomp/features.h"

#include <exception>
#include <vector>

namespace dray::cli {
namespace {

/// What an invocation without mistakes does.
int execute(const CommandLine& line, Persona persona, Log& log) {
  if (line.has(Opt::Version)) return print(version_text(persona, seccomp::library_version())), 0;
  if (line.command == nullptr) return print(program_help(persona)), 0;
  if (line.has(Opt::Help)) return print(command_help(*line.command, persona)), 0;
  refuse_unsupported(line);
  check_argument_count(line);
  const host::HostContext context = host_context(line, persona, log);
  return line.command->run({line, persona, context});
}

/// Tells a mistake in the use of a command how the command is used.
Error with_usage(const Error& error, const Command* command, Persona persona) {
  if (error.code() != Code::Usage || !error.advice().empty()) return error;
  if (command == nullptr) return Error(error).hint("see \"" + std::string(program_name(persona)) + " help\"");
  return Error(error).hint("usage: " + command_usage(*command, persona));
}

int report(const Error& error, const Journal& journal, const CommandLine& line, Persona persona) {
  const Error complete = with_usage(error, line.command, persona);
  journal.write_failure(complete, failure_message(complete, line.command, persona));
  return line.command == nullptr ? 1 : line.command->failure_status;
}

}  // namespace

int run(int argc, const char* const* argv) noexcept {
  open_missing_streams();
  const Persona persona = persona_of(argc > 0 ? argv[0] : "");
  const std::vector<std::string_view> words(argv + (argc > 0 ? 1 : 0), argv + argc);
  const CommandLine line = parse(words);
  const WarningsTo warnings = line.command == nullptr ? WarningsTo::StderrOrLog : line.command->warnings;
  Journal journal;
  Log log;
  try {
    journal.open(log_settings(line));
    if (line.problem) throw *line.problem;
    const int status = execute(line, persona, log);
    journal.write_notices(log, warnings);
    return status;
  } catch (const Error& error) {
    journal.write_notices(log, warnings);
    return report(error, journal, line, persona);
  } catch (const std::exception& error) {
    return report(Error(Code::Internal, error.what()), journal, line, persona);
  }
}

}  // namespace dray::cli
