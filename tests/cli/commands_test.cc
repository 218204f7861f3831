#include "cli/commands.h"
#include "cli/refusals.h"
#include "cli/settings.h"
#include "cli/spec_template.h"
#include "dray/oci/json.h"
#include "dray/oci/parse.h"
#include "recorded_operations.h"

#include <catch2/catch.hpp>

using namespace dray;
using namespace dray::cli;

namespace {

using Words = std::vector<std::string_view>;

/// Runs the command up to the operation.
int invoke(const Words& words) {
  const CommandLine line = parse(words);
  if (line.problem) throw *line.problem;
  refuse_unsupported(line);
  check_argument_count(line);
  Log log;
  const host::HostContext context = host_context(line, Persona::Dray, log);
  return line.command->run({line, Persona::Dray, context});
}

std::string error_of(const Words& words) {
  try {
    invoke(words);
  } catch (const Error& error) {
    return std::string(code_name(error.code())) + ": " + error.detail();
  }
  return "";
}

}  // namespace

TEST_CASE("create without options takes config.json of the working directory") {
  CHECK(invoke({"create", "c1"}) == 0);
  const host::CreateRequest& request = recorded().request->create;
  CHECK(recorded().operation == "create");
  CHECK(recorded().state_root == "/run/dray");
  CHECK(request.id == "c1");
  CHECK(request.bundle == ".");
  CHECK(request.config == "config.json");
  CHECK_FALSE(request.pid_file);
  CHECK_FALSE(request.console_socket);
  CHECK_FALSE(request.no_new_keyring);
  CHECK(request.preserve_fds == 0);
}

TEST_CASE("create hands on what its options say") {
  invoke({"--root", "/r", "create", "-b", "/b", "-f", "x.json", "--pid-file", "/p", "--no-new-keyring", "--preserve-fds", "3", "--detach",
          "c1"});
  const host::CreateRequest& request = recorded().request->create;
  CHECK(recorded().state_root == "/r");
  CHECK(request.bundle == "/b");
  CHECK(request.config == "x.json");
  CHECK(request.pid_file == "/p");
  CHECK(request.no_new_keyring);
  CHECK(request.preserve_fds == 3);
}

TEST_CASE("run waits, deletes and adopts orphans unless told otherwise") {
  CHECK(invoke({"run", "c1"}) == 130);
  CHECK(recorded().request->attach == host::Attach::Foreground);
  CHECK(recorded().request->keep == host::Keep::Nothing);
  CHECK(recorded().request->subreaper == host::Subreaper::Set);
  invoke({"run", "--detach", "--keep", "-no-subreaper", "c1"});
  CHECK(recorded().request->attach == host::Attach::Detached);
  CHECK(recorded().request->keep == host::Keep::State);
  CHECK(recorded().request->subreaper == host::Subreaper::Leave);
}

TEST_CASE("kill takes signals by number and by name, SIGTERM without one") {
  const std::pair<std::string_view, int> cases[] = {{"9", 9},    {"-9", 9},       {"KILL", 9},        {"SIGKILL", 9}, {"sigterm", 15},
                                                    {"-HUP", 1}, {"RTMIN+3", 37}, {"SIGRTMAX-1", 63}, {"0", 0},       {"64", 64}};
  for (const auto& [name, number] : cases) {
    invoke({"kill", "c1", name});
    CHECK(recorded().signal == number);
  }
  invoke({"kill", "c1"});
  CHECK(recorded().signal == 15);
  CHECK(recorded().scope == host::KillScope::Init);
  invoke({"kill", "-a", "c1", "TERM"});
  CHECK(recorded().scope == host::KillScope::All);
  for (const std::string_view name : {"", "-", "65", "--9", "SIGNOPE", "9x"})
    CHECK_THAT(error_of({"kill", "c1", name}), Catch::StartsWith("usage: unknown signal"));
}

TEST_CASE("delete is forced on request only") {
  invoke({"delete", "c1"});
  CHECK(recorded().force == host::Force::No);
  invoke({"delete", "c1", "-f"});
  CHECK(recorded().force == host::Force::Yes);
}

TEST_CASE("start hands on the id, plan the bundle") {
  invoke({"start", "c1"});
  CHECK(recorded().operation == "start");
  CHECK(recorded().id == "c1");
  invoke({"plan", "/b", "--json"});
  CHECK(recorded().operation == "plan");
  CHECK(recorded().request->create.bundle == "/b");
}

TEST_CASE("values that make no sense are refused before anything happens") {
  CHECK(error_of({"create", "--preserve-fds", "-1", "c1"}) == "usage: invalid value \"-1\" for flag --preserve-fds");
  CHECK(error_of({"create", "--preserve-fds", "x", "c1"}) == "usage: invalid value \"x\" for flag --preserve-fds");
  CHECK(error_of({"create", "--preserve-fds", "4294967296", "c1"}) == "usage: invalid value \"4294967296\" for flag --preserve-fds");
  CHECK(error_of({"list", "--format", "xml"}) == "usage: invalid format: \"xml\"");
  CHECK(error_of({"help", "nope"}) == "usage: unknown command \"nope\"");
}

TEST_CASE("what is not implemented is refused, never ignored") {
  CHECK(error_of({"create", "--console-socket", "/s", "c1"}) == "unsupported: --console-socket: terminals are not supported yet");
  CHECK_THAT(error_of({"run", "--pidfd-socket=/s", "c1"}), Catch::StartsWith("unsupported: --pidfd-socket: "));
  CHECK_THAT(error_of({"run", "--no-pivot", "c1"}), Catch::StartsWith("unsupported: --no-pivot: "));
  CHECK(error_of({"run", "--no-pivot=false", "c1"}).empty());
  CHECK_THAT(error_of({"--systemd-cgroup", "start", "c1"}), Catch::StartsWith("unsupported: --systemd-cgroup: "));
  CHECK(error_of({"--cgroup-manager=cgroupfs", "start", "c1"}).empty());
  CHECK_THAT(error_of({"--cgroup-manager=systemd", "start", "c1"}), Catch::StartsWith("unsupported: --cgroup-manager: "));
  CHECK_THAT(error_of({"--cgroup-manager=disabled", "start", "c1"}), Catch::StartsWith("unsupported: --cgroup-manager: "));
  CHECK(error_of({"--cgroup-manager=x", "start", "c1"}) == "usage: invalid cgroup-manager: \"x\"");
  CHECK(error_of({"--rootless=auto", "start", "c1"}).empty());
  CHECK(error_of({"--rootless", "false", "start", "c1"}).empty());
  CHECK_THAT(error_of({"--rootless=true", "start", "c1"}), Catch::StartsWith("unsupported: --rootless: "));
  CHECK(error_of({"--rootless=maybe", "start", "c1"}) == "usage: invalid rootless: \"maybe\"");
  CHECK_THAT(error_of({"spec", "--rootless"}), Catch::StartsWith("unsupported: --rootless: "));
  for (const std::string_view name : {"checkpoint", "events", "exec", "pause", "ps", "restore", "resume", "update"})
    CHECK(error_of({name, "c1"}) == "unsupported: the command \"" + std::string(name) + "\" is not supported yet");
}

TEST_CASE("a failure is exit status 1, and 255 for exec") {
  for (const Command& command : commands()) CHECK(command.failure_status == (command.name == "exec" ? 255 : 1));
}

TEST_CASE("the configuration of spec is one that dray reads") {
  const oci::JsonDocument document = oci::JsonDocument::parse(spec_template());
  CHECK(document.root().find("process").find("terminal").boolean() == false);
  CHECK(document.root().find("ociVersion").string() == kSpecVersion);
}
