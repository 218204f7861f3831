// run: exit status, streams, signals, --detach, --keep (cli.md: run; reference for 128+N).

#include "container.h"
#include "host.h"

#include <catch2/catch.hpp>
#include <csignal>
#include <sys/stat.h>

namespace it {

TEST_CASE("run hands the streams to the payload", "[run]") {
  NEEDS("root");
  Container container(Bundle().guest({"echo", "to stdout", "+", "warn", "to stderr", "+", "cat"}));
  container.launch.input = "from stdin";
  const Outcome outcome = container.run();
  CHECK(outcome.status == 0);
  CHECK(outcome.out == "to stdout\nfrom stdin");
  CHECK(outcome.err == "to stderr\n");
}

TEST_CASE("run leaves nothing when the payload ends", "[run]") {
  NEEDS("root");
  Container container(Bundle().guest({"exit", "3"}));
  CHECK(container.run().status == 3);
  CHECK(container.leftovers() == std::vector<std::string>{});
  CHECK(container.state().is_null());
}

TEST_CASE("run exits with 128+N when signal N ends the payload", "[run]") {
  NEEDS("root");
  Container container(Bundle().guest({"sleep", "60"}));
  const auto process = container.run_in_background();
  REQUIRE(eventually([&] { return container.status() == "running"; }));
  REQUIRE(container.kill({"KILL"}).ok());
  CHECK(process->wait().status == 128 + SIGKILL);
}

TEST_CASE("run forwards signals to the payload", "[run]") {
  NEEDS("root");
  for (const int signal : {SIGTERM, SIGINT, SIGHUP, SIGUSR1, SIGUSR2, SIGQUIT}) {
    INFO("signal " << signal);
    Container container(Bundle().guest({"signal-wait"}));
    const auto process = container.run_in_background();
    REQUIRE(eventually([&] { return process->out().find("ready") != std::string::npos; }));
    process->signal(signal);
    const Outcome outcome = process->wait();
    CHECK(outcome.status == 0);
    CHECK(outcome.out.find("\"signal\":" + std::to_string(signal) + "}") != std::string::npos);
  }
}

TEST_CASE("run without a terminal forwards SIGWINCH as well", "[run]") {
  NEEDS("root");
  DIFFERS("runc", "resizes a terminal that is not there");
  Container container(Bundle().guest({"signal-wait"}));
  const auto process = container.run_in_background();
  REQUIRE(eventually([&] { return process->out().find("ready") != std::string::npos; }));
  process->signal(SIGWINCH);
  CHECK(process->wait().out.find("\"signal\":28}") != std::string::npos);
}

TEST_CASE("run --detach returns while the payload runs", "[run]") {
  NEEDS("root");
  Container container(Bundle().guest({"sleep", "60"}));
  const std::string file = container.folder() + "/pid";
  REQUIRE(container.run({"--detach", "--pid-file", file}).ok());
  CHECK(container.status() == "running");
  CHECK(read_file(file) == std::to_string(container.pid()));
}

TEST_CASE("run --keep leaves the container for delete", "[run]") {
  NEEDS("root");
  DIFFERS("crun", "1.8.1 does not know --keep");
  if (runtime_name() == "runc") DIFFERS("runc", "1.1.5 keeps the directory only");
  Container container(Bundle().guest({"exit", "5"}));
  CHECK(container.run({"--keep"}).status == 5);
  CHECK(container.status() == "stopped");
  CHECK(container.remove().ok());
}

TEST_CASE("run --no-subreaper works", "[run]") {
  NEEDS("root");
  Container container(Bundle().guest({"exit", "6"}));
  CHECK(container.run({"--no-subreaper"}).status == 6);
}

TEST_CASE("single-dash long options and =value are understood", "[run]") {
  NEEDS("root");
  DIFFERS("crun", "argp reads -bundle as -b undle");
  Container container(Bundle().guest({"exit", "4"}));
  CHECK(container.command({"run", "-bundle=" + container.bundle(), "-no-subreaper", "--detach=false", container.id()}).status == 4);
}

TEST_CASE("global options may follow the command", "[run]") {
  DRAY_ONLY("cli.md 1.1; runc 1.5 does, 1.1.5 does not");
  NEEDS("root");
  Container container(Bundle().guest({"exit", "4"}));
  CHECK(container.command({"run", "--bundle", container.bundle(), "--debug", container.id()}).status == 4);
}

TEST_CASE("a run that is refused says why once and exits with 1", "[run]") {
  NEEDS("root");
  Container container(Bundle().set("/process/args", Json{"/bin/nothing"}));
  const Outcome outcome = container.run();
  CHECK(outcome.status == 1);
  CHECK(outcome.text().find("no such file or directory") != std::string::npos);
  CHECK(container.leftovers() == std::vector<std::string>{});
}

TEST_CASE("run keeps the umask of the caller when the config has none", "[run]") {
  NEEDS("root");
  DIFFERS("runc", "sets 0022; config.md says that an unset umask should not be changed");
  DIFFERS("crun", "sets 0022; config.md says that an unset umask should not be changed");
  Container container{Bundle()};
  const mode_t before = umask(0027);
  container.run();
  umask(before);
  REQUIRE(container.documents().size() == 1);
  CHECK(container.documents()[0]["umask"] == 0027);
}

TEST_CASE("an unset oomScoreAdj is not changed", "[run]") {
  NEEDS("root");
  Container container{Bundle()};
  REQUIRE(container.run().ok());
  CHECK(container.documents()[0]["oomScoreAdj"] == std::stoi(read_file("/proc/self/oom_score_adj")));
}

TEST_CASE("console flags are refused until consoles exist", "[run]") {
  DRAY_ONLY("consoles are not implemented yet");
  NEEDS("root");
  Container container{Bundle()};
  CHECK(container.create({"--console-socket", container.folder() + "/socket"}).status == 1);
  CHECK(container.leftovers() == std::vector<std::string>{});
}

}  // namespace it
