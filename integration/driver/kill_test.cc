// kill: names, numbers, real-time signals, --all (cli.md: kill).

#include "container.h"
#include "host.h"

#include <catch2/catch.hpp>
#include <csignal>

namespace it {
namespace {

/// The signal that the payload saw after `kill ID word`.
int caught(const std::string& word) {
  Container container(Bundle().guest({"signal-wait"}));
  REQUIRE(container.create().ok());
  REQUIRE(container.start().ok());
  REQUIRE(eventually([&] { return container.output().find("ready") != std::string::npos; }));
  const Outcome outcome = word.empty() ? container.kill({}) : container.kill({word});
  INFO("message: " << outcome.err);
  CHECK(outcome.ok());
  REQUIRE(eventually([&] { return container.documents().size() == 2; }));
  return container.documents()[1]["signal"];
}

}  // namespace

TEST_CASE("kill knows signals by name in any spelling and by number", "[kill]") {
  NEEDS("root");
  DIFFERS("crun", "1.8.1 does not know small letters");
  CHECK(caught("TERM") == SIGTERM);
  CHECK(caught("SIGHUP") == SIGHUP);
  CHECK(caught("sigusr1") == SIGUSR1);
  CHECK(caught("usr2") == SIGUSR2);
  CHECK(caught("15") == SIGTERM);
  CHECK(caught("37") == 37);
}

TEST_CASE("kill sends TERM when no signal is named", "[kill]") {
  NEEDS("root");
  CHECK(caught("") == SIGTERM);
}

TEST_CASE("kill knows real-time signals by name", "[kill]") {
  NEEDS("root");
  DIFFERS("runc", "its table has no RTMIN names");
  DIFFERS("crun", "libc hides the first two, so RTMIN is 34 by its table as well, but +N is unknown");
  CHECK(caught("RTMIN") == 34);
  CHECK(caught("SIGRTMIN+3") == 37);
  CHECK(caught("RTMAX") == 64);
  CHECK(caught("RTMAX-1") == 63);
}

TEST_CASE("kill refuses what is no signal", "[kill]") {
  NEEDS("root");
  DIFFERS("crun", "1.8.1 reads what it does not know as 0");
  Container container(Bundle().guest({"sleep", "60"}));
  REQUIRE(container.create().ok());
  for (const char* word : {"NOTHING", "SIG", "65", "99999", "1x", "RTMIN+40"}) {
    INFO(word);
    if (runtime_name() != "dray" && std::string("65 99999").find(word) != std::string::npos) continue;
    const Outcome outcome = container.kill({word});
    CHECK(outcome.status == 1);
    if (testing_dray()) CHECK(outcome.text().find("signal") != std::string::npos);
  }
  CHECK(container.status() == "created");
}

TEST_CASE("kill reaches a created container", "[kill]") {
  NEEDS("root");
  Container container(Bundle().guest({"sleep", "60"}));
  REQUIRE(container.create().ok());
  CHECK(container.kill({"9"}).ok());
  CHECK(container.stops_within(5));
}

TEST_CASE("kill --all reaches every process of the container", "[kill]") {
  NEEDS("root");
  NEEDS("pids");
  Bundle bundle = Bundle().guest({"fork-sleepers", "4", "+", "sleep", "60"});
  bundle.set("/linux/namespaces", Json::parse(R"([{"type":"mount"},{"type":"uts"},{"type":"ipc"},{"type":"network"}])"));
  Container container(bundle);
  REQUIRE(container.create().ok());
  REQUIRE(container.start().ok());
  REQUIRE(eventually([&] { return !container.output().empty(); }));
  CHECK(container.command({"kill", "--all", container.id(), "KILL"}).ok());
  CHECK(eventually([] { return live_children().empty(); }, 5));
}

TEST_CASE("without a pid namespace delete --force ends every process", "[kill]") {
  NEEDS("root");
  Bundle bundle = Bundle().guest({"fork-sleepers", "4", "+", "sleep", "60"});
  bundle.set("/linux/namespaces", Json::parse(R"([{"type":"mount"},{"type":"uts"},{"type":"ipc"},{"type":"network"}])"));
  Container container(bundle);
  REQUIRE(container.create().ok());
  REQUIRE(container.start().ok());
  REQUIRE(eventually([&] { return !container.output().empty(); }));
  CHECK(container.remove({"--force"}).ok());
  CHECK(container.leftovers() == std::vector<std::string>{});
}

}  // namespace it
