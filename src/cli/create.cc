#include "commands.h"

#include "dray/base/text.h"

#include <limits>

namespace dray::cli {
namespace {

std::uint32_t preserved_descriptors(std::string_view text) {
  const std::optional<std::int64_t> count = parse_decimal(text);
  // The kernel's own ceiling of descriptor numbers (sysctl_nr_open_max) is below this.
  if (!count || *count < 0 || *count > std::numeric_limits<std::int32_t>::max())
    throw Error(Code::Usage, "invalid value " + quoted(text) + " for flag --preserve-fds").hint("a number of file descriptors");
  return static_cast<std::uint32_t>(*count);
}

std::optional<std::string> text_of(const CommandLine& line, Opt option) {
  const std::optional<std::string_view> value = line.value(option);
  // An empty value is none, as in runc: callers that build command lines from templates rely on it.
  return value && !value->empty() ? std::optional<std::string>(*value) : std::nullopt;
}

}  // namespace

host::CreateRequest create_request(const Invocation& invocation) {
  const CommandLine& line = invocation.line;
  host::CreateRequest request;
  request.id = invocation.argument(0);
  request.bundle = text_of(line, Opt::Bundle).value_or(".");
  request.config = text_of(line, Opt::Config).value_or("config.json");
  request.pid_file = text_of(line, Opt::PidFile);
  request.console_socket = text_of(line, Opt::ConsoleSocket);
  request.pidfd_socket = text_of(line, Opt::PidfdSocket);
  request.no_pivot = line.has(Opt::NoPivot);
  request.no_new_keyring = line.has(Opt::NoNewKeyring);
  if (const auto count = line.value(Opt::PreserveFds)) request.preserve_fds = preserved_descriptors(*count);
  return request;
}

/// `--detach` says what create does anyway: go-runc may send it.
int create(const Invocation& invocation) {
  host::create(invocation.context, create_request(invocation));
  return 0;
}

}  // namespace dray::cli
