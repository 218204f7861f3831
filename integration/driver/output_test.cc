// list, features, spec, version, help, logs: what callers parse (cli.md 1.3, 1.5).

#include "container.h"
#include "host.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <sstream>

namespace it {
namespace {

Json parsed(const std::string& text) { return Json::parse(text, nullptr, false); }

}  // namespace

TEST_CASE("list shows containers as a table, as JSON and as ids", "[output]") {
  NEEDS("root");
  Container container(Bundle().guest({"sleep", "60"}));
  REQUIRE(container.create().ok());
  const std::string table = container.command({"list"}).out;
  CHECK(table.find("PID") != std::string::npos);
  CHECK(table.find(container.id()) != std::string::npos);
  CHECK(table.find("created") != std::string::npos);
  CHECK(container.command({"list", "-q"}).out == container.id() + "\n");
  CHECK(container.command({"list", "--quiet"}).out == container.id() + "\n");
  const Json list = parsed(container.command({"list", "--format", "json"}).out);
  REQUIRE(list.is_array());
  REQUIRE(list.size() == 1);
  CHECK(list[0]["id"] == container.id());
  CHECK(list[0]["pid"] == container.pid());
  CHECK(list[0]["status"] == "created");
  CHECK(list[0]["bundle"] == container.bundle());
}

TEST_CASE("an empty list is an empty array, or runc's null, in JSON and nothing in the list of ids", "[output]") {
  NEEDS("root");
  Container container{Bundle()};
  const Json list = parsed(container.command({"list", "--format=json"}).out);
  CHECK((runtime_name() == "runc" ? list.is_null() : list.is_array() && list.empty()));
  CHECK(container.command({"list", "-q"}).out.empty());
}

TEST_CASE("a broken record does not break list", "[output]") {
  NEEDS("root");
  DIFFERS("crun", "one corrupt entry breaks its list (reliability.md)");
  Container container(Bundle().guest({"sleep", "60"}));
  REQUIRE(container.create().ok());
  const std::string broken = container.state_root() + "/broken";
  std::filesystem::create_directories(broken);
  write_file(broken + "/state.json", "{");
  const Outcome outcome = container.command({"list", "-q"});
  CHECK(outcome.status == 0);
  CHECK(outcome.out.find(container.id()) != std::string::npos);
  std::filesystem::remove_all(broken);
}

TEST_CASE("features is JSON with what callers look for", "[output]") {
  DIFFERS("crun", "1.8.1 has no features command");
  Container container{Bundle()};
  const Outcome outcome = container.command({"features"});
  REQUIRE(outcome.ok());
  CHECK(outcome.err.empty());
  const Json features = parsed(outcome.out);
  REQUIRE(features.is_object());
  CHECK(features["ociVersionMin"].is_string());
  CHECK(features["ociVersionMax"].is_string());
  CHECK(features["hooks"].is_array());
  const auto& options = features["mountOptions"];
  CHECK(std::find(options.begin(), options.end(), "rro") != options.end());
  const auto& kinds = features["linux"]["namespaces"];
  CHECK(std::find(kinds.begin(), kinds.end(), "cgroup") != kinds.end());
  CHECK(features["linux"]["seccomp"]["enabled"] == true);
}

TEST_CASE("spec writes a config that runs", "[output]") {
  NEEDS("root");
  Container container{Bundle()};
  const std::string file = container.bundle() + "/config.json";
  CHECK(container.command({"spec", "--bundle", container.bundle()}).status != 0);
  std::filesystem::remove(file);
  REQUIRE(container.command({"spec", "--bundle", container.bundle()}).ok());
  Json config = parsed(read_file(file));
  REQUIRE(config.is_object());
  config["process"]["terminal"] = false;
  config["process"]["args"] = {"/bin/guest", "report"};
  config["linux"]["cgroupsPath"] = "/" + container.id();
  write_file(file, config.dump());
  const Outcome outcome = container.run();
  INFO(outcome.err);
  REQUIRE(outcome.ok());
  CHECK(container.documents()[0]["pid"] == 1);
}

TEST_CASE("version has the line that callers look for", "[output]") {
  Container container{Bundle()};
  const Outcome outcome = container.command({"--version"});
  CHECK(outcome.ok());
  CHECK(outcome.out.find(runtime_name() + " version ") == 0);
  CHECK(outcome.out.find("spec: ") != std::string::npos);
}

TEST_CASE("help exits with 0 and an unknown command does not", "[output]") {
  Container container{Bundle()};
  CHECK(container.command({"--help"}).ok());
  CHECK(container.command({"create", "--help"}).ok());
  CHECK(container.command({"create", "--no-such-option", "x"}).status != 0);
  DIFFERS("runc", "exits with 0 for an unknown command");
  CHECK(container.command({"sail"}).status == 1);
}

TEST_CASE("the wrong number of arguments is an error", "[output]") {
  Container container{Bundle()};
  CHECK(container.command({"state"}).status == 1);
  CHECK(container.command({"create"}).status == 1);
  CHECK(container.command({"delete", "a", "b"}).status != 0);
}

TEST_CASE("an error goes to the JSON log as one object, and to stderr", "[output]") {
  NEEDS("root");
  DIFFERS("crun", "writes it to the log only");
  Container container{Bundle()};
  const std::string log = container.folder() + "/log.json";
  const Outcome outcome = container.command({"--log", log, "--log-format", "json", "state", "nobody"});
  CHECK(outcome.status == 1);
  CHECK(outcome.text().find("does not exist") != std::string::npos);
  const Json entry = parsed(read_file(log));
  REQUIRE(entry.is_object());
  CHECK(entry["level"] == "error");
  CHECK(entry["msg"].get<std::string>().find("does not exist") != std::string::npos);
  CHECK(entry["time"].is_string());
}

TEST_CASE("plan shows steps with the property that caused them", "[output]") {
  DRAY_ONLY("plan");
  Container container(Bundle().set("/hostname", "ship"));
  const Outcome text = container.command({"plan", container.bundle()});
  INFO(text.err);
  REQUIRE(text.ok());
  CHECK(text.out.find("/hostname") != std::string::npos);
  CHECK(text.out.find("/mounts/0") != std::string::npos);
  const Outcome json = container.command({"plan", "--json", container.bundle()});
  CHECK(json.ok());
  CHECK(!parsed(json.out).is_discarded());
  CHECK(container.leftovers() == std::vector<std::string>{});
}

}  // namespace it
