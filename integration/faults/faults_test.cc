// kill −9 at a sample of the system call boundaries of each process of create, start and delete, then `delete --force`: nothing may be
// left, and the same id must work again.
//
// FAULT_SAMPLE is the number of kill points per command (default 80, 0 = every one).

#include "container.h"
#include "host.h"
#include "tracer.h"

#include <catch2/catch.hpp>
#include <cstdio>
#include <cstdlib>

namespace it {
namespace {

long sample_size() {
  const char* value = std::getenv("FAULT_SAMPLE");
  return value != nullptr ? std::atol(value) : 80;
}

Bundle trial_bundle() {
  Bundle bundle = Bundle().guest({"sleep", "60"});
  if (!hierarchy_path("pids").empty()) bundle.set("/linux/resources", Json{{"pids", {{"limit", 50}}}});
  bundle.set("/linux/seccomp", Json::parse(R"({"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"names":["acct"],"action":"SCMP_ACT_ERRNO"}]})"));
  return bundle;
}

/// The commands before the one under test, and that one.
struct Scenario {
  const char* name;
  std::vector<std::string> before;
  std::string command;
};

std::vector<std::string> words_of(const Container& container, const std::string& command) {
  if (command == "create") return {"create", "--bundle", container.bundle(), container.id()};
  if (command == "delete --force") return {"delete", "--force", container.id()};
  return {command, container.id()};
}

faults::Trace traced(const Container& container, const std::string& command, const faults::Judge& judge) {
  faults::Command launch;
  launch.argv = {runtime_path(), "--root", container.state_root()};
  const std::vector<std::string> words = words_of(container, command);
  launch.argv.insert(launch.argv.end(), words.begin(), words.end());
  launch.output = container.folder() + "/logs/traced";
  return faults::follow(launch, judge);
}

void prepare(Container& container, const Scenario& scenario) {
  for (const std::string& command : scenario.before) REQUIRE(container.command(words_of(container, command)).ok());
}

struct Point {
  int process;
  long call;
};

/// Evenly spaced over all boundaries of all processes that a dry run has met.
std::vector<Point> kill_points(const Scenario& scenario) {
  Container container(trial_bundle());
  prepare(container, scenario);
  const faults::Trace dry = traced(container, scenario.command, [](const faults::Boundary&) { return faults::Verdict{}; });
  REQUIRE(dry.status == 0);
  std::vector<Point> all;
  for (std::size_t process = 0; process < dry.calls.size(); ++process)
    for (long call = 1; call <= dry.calls[process]; ++call) all.push_back({static_cast<int>(process), call});
  const std::size_t wanted = sample_size() > 0 ? static_cast<std::size_t>(sample_size()) : all.size();
  if (wanted >= all.size()) return all;
  std::vector<Point> sample;
  for (std::size_t i = 0; i < wanted; ++i) sample.push_back(all[i * all.size() / wanted]);
  return sample;
}

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

/// "" when the container was cleaned up and its id worked again.
std::string trouble_after(const Scenario& scenario, const Point& point) {
  Container container(trial_bundle());
  container.expect_leftovers();
  prepare(container, scenario);
  const faults::Trace trace = traced(container, scenario.command, [&](const faults::Boundary& at) {
    const bool here = at.process == point.process && at.call == point.call;
    return faults::Verdict{here ? faults::Answer::Kill : faults::Answer::Continue};
  });
  if (trace.timed_out) return "the command hangs";
  const Outcome removed = container.remove({"--force"});
  const std::vector<std::string> left = container.leftovers();
  if (!removed.ok()) return "delete --force: " + removed.err;
  if (!left.empty()) return joined(left);
  if (!container.create().ok()) return "the id cannot be created again";
  if (!container.remove({"--force"}).ok()) return "the second container cannot be deleted";
  return joined(container.leftovers());
}

void check_scenario(const Scenario& scenario) {
  const std::vector<Point> points = kill_points(scenario);
  std::size_t unclean = 0;
  for (const Point& point : points) {
    const std::string trouble = trouble_after(scenario, point);
    if (trouble.empty()) continue;
    ++unclean;
    UNSCOPED_INFO("process " << point.process << ", call " << point.call << ": " << trouble);
  }
  std::printf("%s: %zu kill points, %zu not cleaned up\n", scenario.name, points.size(), unclean);
  CHECK(unclean == 0);
}

}  // namespace

TEST_CASE("kill -9 anywhere in create leaves nothing that delete --force does not find", "[faults]") {
  NEEDS("root");
  check_scenario({"create", {}, "create"});
}

TEST_CASE("kill -9 anywhere in start leaves nothing that delete --force does not find", "[faults]") {
  NEEDS("root");
  check_scenario({"start", {"create"}, "start"});
}

TEST_CASE("kill -9 anywhere in delete leaves nothing that delete --force does not find", "[faults]") {
  NEEDS("root");
  check_scenario({"delete --force", {"create", "start"}, "delete --force"});
}

}  // namespace it
