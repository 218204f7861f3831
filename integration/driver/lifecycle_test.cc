// create → start → state → kill → delete, and what each command says when the container is in another state (runtime.md).

#include "container.h"
#include "host.h"

#include <catch2/catch.hpp>
#include <csignal>
#include <filesystem>
#include <regex>
#include <sys/stat.h>

namespace it {
namespace {

Bundle sleeper() { return Bundle().guest({"sleep", "60"}); }

bool says(const Outcome& outcome, const std::string& text) {
  INFO("message: " << outcome.out << outcome.err);
  CHECK(outcome.text().find(text) != std::string::npos);
  return outcome.text().find(text) != std::string::npos;
}

}  // namespace

TEST_CASE("a container goes through created, running and stopped", "[lifecycle]") {
  NEEDS("root");
  Container container(sleeper());
  REQUIRE(container.create().ok());
  CHECK(container.status() == "created");
  REQUIRE(container.start().ok());
  CHECK(container.status() == "running");
  REQUIRE(container.kill({"KILL"}).ok());
  REQUIRE(container.stops_within(5));
  CHECK(container.state().value("pid", 0) == 0);
  CHECK(container.remove().ok());
  CHECK(container.leftovers() == std::vector<std::string>{});
}

TEST_CASE("state describes the container", "[lifecycle]") {
  NEEDS("root");
  Bundle bundle = sleeper();
  bundle.set("/annotations", Json{{"org.example.cargo", "salt"}});
  Container container(bundle);
  REQUIRE(container.create().ok());
  const Json state = container.state();
  CHECK(state["id"] == container.id());
  CHECK(state["status"] == "created");
  CHECK(state["bundle"] == container.bundle());
  CHECK(state["pid"].get<int>() > 1);
  CHECK(state["annotations"]["org.example.cargo"] == "salt");
  CHECK(state["ociVersion"].is_string());
  CHECK(std::regex_match(state["created"].get<std::string>(), std::regex(R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d))")));
}

TEST_CASE("the pid file holds the pid of state and no newline", "[lifecycle]") {
  NEEDS("root");
  Container container(sleeper());
  const std::string file = container.folder() + "/pid";
  REQUIRE(container.create({"--pid-file", file}).ok());
  CHECK(read_file(file) == std::to_string(container.pid()));
}

TEST_CASE("create does not run the payload", "[lifecycle]") {
  NEEDS("root");
  Container container(Bundle().guest({"echo", "sailing"}));
  REQUIRE(container.create().ok());
  sleep_for(0.1);
  CHECK(container.output().empty());
  REQUIRE(container.start().ok());
  REQUIRE(container.stops_within(5));
  CHECK(container.output() == "sailing\n");
}

TEST_CASE("commands on an id that nobody has say so", "[lifecycle]") {
  NEEDS("root");
  DIFFERS("crun", "names the missing file instead");
  Container container(sleeper());
  for (const char* name : {"state", "start", "delete"}) {
    const Outcome outcome = container.command({name, "nobody"});
    CHECK(outcome.status == 1);
    says(outcome, "does not exist");
  }
  const Outcome killed = container.command({"kill", "nobody", "9"});
  CHECK(killed.status == 1);
  says(killed, "does not exist");
  CHECK(container.command({"delete", "--force", "nobody"}).status == 0);
}

TEST_CASE("an id in use is refused and its owner unharmed", "[lifecycle]") {
  NEEDS("root");
  Container container(sleeper());
  REQUIRE(container.create().ok());
  const int pid = container.pid();
  const Outcome again = container.command({"create", "--bundle", container.bundle(), container.id()});
  CHECK(again.status == 1);
  if (runtime_name() != "crun") says(again, "container with given id already exists");
  CHECK(container.pid() == pid);
  CHECK(container.status() == "created");
}

TEST_CASE("a running container can be neither started nor deleted", "[lifecycle]") {
  NEEDS("root");
  Container container(sleeper());
  REQUIRE(container.create().ok());
  REQUIRE(container.start().ok());
  const Outcome started = container.start();
  CHECK(started.status == 1);
  const Outcome removed = container.remove();
  CHECK(removed.status == 1);
  CHECK(container.status() == "running");
  if (runtime_name() == "crun") return;
  says(started, "cannot start an already running container");
  says(removed, "cannot delete container " + container.id() + " that is not stopped: running");
}

TEST_CASE("a stopped container can be neither started nor killed", "[lifecycle]") {
  NEEDS("root");
  Container container(Bundle().guest({"exit", "0"}));
  REQUIRE(container.create().ok());
  REQUIRE(container.start().ok());
  REQUIRE(container.stops_within(5));
  const Outcome started = container.start();
  CHECK(started.status == 1);
  const Outcome killed = container.kill({"TERM"});
  CHECK(killed.status == 1);
  if (runtime_name() == "crun") return;
  says(started, "cannot start a container that has stopped");
  says(killed, "container not running");
}

TEST_CASE("delete of a created container ends its init", "[lifecycle]") {
  NEEDS("root");
  Container container(sleeper());
  REQUIRE(container.create().ok());
  const int pid = container.pid();
  CHECK(container.remove().ok());
  CHECK(wait_for_end(pid, 2));
  CHECK(container.leftovers() == std::vector<std::string>{});
}

TEST_CASE("delete --force ends a running container with all its processes", "[lifecycle]") {
  NEEDS("root");
  Container container(Bundle().guest({"fork-sleepers", "5", "+", "sleep", "60"}));
  REQUIRE(container.create().ok());
  REQUIRE(container.start().ok());
  REQUIRE(eventually([&] { return !container.output().empty(); }));
  CHECK(container.remove({"--force"}).ok());
  CHECK(container.leftovers() == std::vector<std::string>{});
  CHECK(container.remove({"--force"}).ok());
  CHECK(container.remove().status == 1);
}

TEST_CASE("the same id can be used again after delete", "[lifecycle]") {
  NEEDS("root");
  Container container(Bundle().guest({"exit", "0"}));
  for (int round = 0; round < 3; ++round) {
    REQUIRE(container.create().ok());
    REQUIRE(container.start().ok());
    REQUIRE(container.stops_within(5));
    REQUIRE(container.remove().ok());
  }
}

TEST_CASE("ids that could name something else are refused", "[lifecycle]") {
  NEEDS("root");
  Container container(sleeper());
  for (const char* id : {"a/b", "..", ".", "a b", "a\nb", "", "$(id)", "a:b"}) {
    INFO("id \"" << id << "\"");
    if (runtime_name() == "crun") continue;
    const Outcome outcome = container.command({"create", "--bundle", container.bundle(), id});
    CHECK(outcome.status == 1);
    if (*id != 0) says(outcome, "invalid container id format");
  }
}

TEST_CASE("a read-only state root is an error that names it", "[lifecycle]") {
  NEEDS("root");
  Container container(sleeper());
  const Outcome outcome = container.command({"--root", "/proc/no-such-root", "create", "--bundle", container.bundle(), container.id()});
  CHECK(outcome.status == 1);
  if (testing_dray()) says(outcome, "/proc/no-such-root");
  CHECK(container.leftovers() == std::vector<std::string>{});
}

TEST_CASE("a bundle that does not exist is an error that names it", "[lifecycle]") {
  NEEDS("root");
  Container container(sleeper());
  const Outcome outcome = container.command({"create", "--bundle", container.folder() + "/nowhere", container.id()});
  CHECK(outcome.status == 1);
  says(outcome, "no such file or directory");
  CHECK(container.leftovers() == std::vector<std::string>{});
}

TEST_CASE("the bundle is the working directory unless one is named", "[lifecycle]") {
  NEEDS("root");
  Container container(Bundle().guest({"exit", "7"}));
  CHECK(container.command({"run", container.id()}, {.working_directory = container.bundle()}).status == 7);
}

TEST_CASE("the root / is no state root", "[lifecycle]") {
  NEEDS("root");
  DIFFERS("crun", "accepts it");
  DIFFERS("runc", "1.1.5 accepts it for list");
  Container container(sleeper());
  CHECK(container.command({"--root", "/", "list"}).status != 0);
}

}  // namespace it
