#pragma once

// One function per command, each in its own file. Each hands the options to the operation of host/ and prints its answer.

#include "command_line.h"
#include "persona.h"

#include "dray/host/operations.h"

namespace dray::cli {

/// What a command needs to know of its invocation.
struct Invocation {
  const CommandLine& line;
  Persona persona{};
  const host::HostContext& context;

  std::string argument(std::size_t index) const { return std::string(line.arguments[index]); }
};

// The result is the exit status. Errors: whatever the operation throws.
int create(const Invocation& invocation);
int features(const Invocation& invocation);
int help(const Invocation& invocation);
int kill(const Invocation& invocation);
int list(const Invocation& invocation);
int plan(const Invocation& invocation);
int remove(const Invocation& invocation);
int run_container(const Invocation& invocation);
int spec(const Invocation& invocation);
int start(const Invocation& invocation);
int state(const Invocation& invocation);

/// The options that create and run share. Errors: Usage for a value that makes no sense.
host::CreateRequest create_request(const Invocation& invocation);

}  // namespace dray::cli
