#include "cli/journal.h"

#include <catch2/catch.hpp>
#include <cerrno>

using namespace dray;
using namespace dray::cli;

namespace {

std::string message_of(const Error& error, std::string_view command) {
  return failure_message(error, find_command(command), Persona::Runc);
}

}  // namespace

TEST_CASE("messages have the texts that engines match") {
  CHECK(message_of(Error(Code::NotFound, "container does not exist"), "state") == "container does not exist");
  CHECK(message_of(Error(Code::BadState, "cannot delete container t1 that is not stopped: running"), "delete") ==
        "cannot delete container t1 that is not stopped: running");
  CHECK(message_of(Error(Code::Exists, "container with given ID already exists"), "create") ==
        "runc create failed: container with given ID already exists");
  CHECK(message_of(Error(Code::Payload, "exec: \"x\": executable file not found in $PATH"), "run") ==
        "runc run failed: unable to start container process: exec: \"x\": executable file not found in $PATH");
  CHECK(message_of(Error(Code::Usage, "\"create\" requires exactly 1 argument(s)"), "create") ==
        "runc: \"create\" requires exactly 1 argument(s)");
  CHECK(failure_message(Error(Code::Usage, "unknown command \"x\""), nullptr, Persona::Dray) == "dray: unknown command \"x\"");
}

TEST_CASE("a line of the text log is logrus's") {
  CHECK(log_line(LogFormat::Text, Level::Error, "a \"b\"\nc", "2026-01-01T00:00:00Z", nullptr) ==
        R"(time="2026-01-01T00:00:00Z" level=error msg="a \"b\"\nc")");
  CHECK(log_line(LogFormat::Text, Level::Warning, "w", "t", nullptr) == R"(time="t" level=warning msg="w")");
}

TEST_CASE("a line of the JSON log is one object with the facts of the error") {
  const Error error = Error(Code::System).at(Origin("/mounts/3")).op("mount").path("/proc").os(EACCES).hint("act");
  CHECK(log_line(LogFormat::Json, Level::Error, error.text(), "2026-01-01T00:00:00Z", &error) ==
        R"x({"level":"error","msg":"/mounts/3: mount \"/proc\": permission denied (act)","time":"2026-01-01T00:00:00Z",)x"
        R"("code":"system","op":"mount","path":"/proc","property":"/mounts/3","hint":"act"})");
  const Error bare(Code::NotFound, "container does not exist");
  CHECK(log_line(LogFormat::Json, Level::Error, bare.text(), "t", &bare) ==
        R"({"level":"error","msg":"container does not exist","time":"t","code":"not-found"})");
  CHECK(log_line(LogFormat::Json, Level::Debug, "d", "t", nullptr) == R"({"level":"debug","msg":"d","time":"t"})");
}

TEST_CASE("bytes that are no UTF-8 do not break a JSON line") {
  const std::string line = log_line(LogFormat::Json, Level::Error, "\xff\x01", "t", nullptr);
  CHECK(line == "{\"level\":\"error\",\"msg\":\"\xef\xbf\xbd\\u0001\",\"time\":\"t\"}");
}

TEST_CASE("a log file gets warnings only on request, stderr gets them by default") {
  struct Case {
    LogSettings settings;
    bool warning, debug;
  };
  const Case cases[] = {
      {{}, true, false},
      {{.path = "/l"}, false, false},
      {{.path = "/l", .level = Level::Warning}, true, false},
      {{.path = "/l", .level = Level::Debug}, true, true},
      {{.level = Level::Error}, false, false},
      {{.level = Level::Debug}, true, true},
  };
  for (const Case& each : cases) {
    CHECK(each.settings.writes(Level::Error));
    CHECK(each.settings.writes(Level::Warning) == each.warning);
    CHECK(each.settings.writes(Level::Debug) == each.debug);
  }
}
