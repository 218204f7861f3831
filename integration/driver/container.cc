#include "container.h"

#include "host.h"

#include <catch2/catch.hpp>
#include <exception>
#include <filesystem>
#include <sstream>
#include <unistd.h>

namespace it {
namespace {

namespace fs = std::filesystem;

Trace new_trace() {
  static int count = 0;
  const std::string name = "dray-it-" + std::to_string(getpid()) + "-" + std::to_string(count++);
  const std::string scratch = fs::temp_directory_path() / name;
  fs::create_directories(scratch + "/bundle");
  fs::create_directories(scratch + "/logs");
  return {name, scratch, scratch + "/state"};
}

/// A config without a cgroup gets the container's name, so that what is left of it can be found.
Bundle with_cgroup(Bundle bundle, const std::string& name) {
  Json& linux_section = bundle.config["linux"];
  if (linux_section.is_object() && !linux_section.contains("cgroupsPath")) linux_section["cgroupsPath"] = "/" + name;
  return bundle;
}

}  // namespace

Container::Container(const Bundle& bundle) : trace_(new_trace()) {
  const Bundle complete = with_cgroup(bundle, id());
  cgroups_path_ = complete.config["linux"].is_object() ? complete.config["linux"].value("cgroupsPath", "/" + id()) : "/" + id();
  complete.write(this->bundle());
}

Container::~Container() {
  main_.reset();
  launch = {};
  command({"delete", "--force", id()});
  const std::vector<std::string> left = leftovers();
  if (check_leftovers_ && std::uncaught_exceptions() == 0) CHECK(left == std::vector<std::string>{});
  sweep(trace_);
  std::error_code ignored;  // what cannot be removed shows up in the next look at /tmp, not as a failed case
  fs::remove_all(folder(), ignored);
}

std::unique_ptr<Process> Container::begin(Words words, Launch options) const {
  options.argv = {runtime_path(), "--root", state_root()};
  options.argv.insert(options.argv.end(), words.begin(), words.end());
  options.folder = folder() + "/logs";
  return std::make_unique<Process>(std::move(options));
}

Container::Words Container::after_id(const char* name, Words words) const {
  words.insert(words.begin(), {name, id()});
  return words;
}

Outcome Container::command(Words words, Launch options) { return begin(std::move(words), std::move(options))->wait(); }

Outcome Container::create(Words options) {
  options.insert(options.begin(), {"create", "--bundle", bundle()});
  options.push_back(id());
  main_ = begin(std::move(options), launch);
  return main_->wait();
}

std::unique_ptr<Process> Container::run_in_background(Words options) {
  options.insert(options.begin(), {"run", "--bundle", bundle()});
  options.push_back(id());
  return begin(std::move(options), launch);
}

Outcome Container::run(Words options) {
  main_ = run_in_background(std::move(options));
  return main_->wait();
}

Outcome Container::remove(Words options) {
  options.insert(options.begin(), "delete");
  options.push_back(id());
  return command(std::move(options));
}

Json Container::state() {
  const Outcome outcome = command({"state", id()});
  return outcome.ok() ? Json::parse(outcome.out, nullptr, false) : Json();
}

std::string Container::status() {
  const Json now = state();
  return now.is_object() ? now.value("status", "") : "";
}

int Container::pid() {
  const Json now = state();
  return now.is_object() ? now.value("pid", 0) : 0;
}

bool Container::stops_within(double seconds) {
  return eventually(
      [this] {
        live_children();
        return status() == "stopped";
      },
      seconds);
}

std::vector<Json> Container::documents() const {
  std::vector<Json> all;
  std::istringstream lines(output());
  for (std::string line; std::getline(lines, line);) {
    Json document = Json::parse(line, nullptr, false);
    if (!document.is_discarded()) all.push_back(std::move(document));
  }
  return all;
}

std::string Container::cgroup(const std::string& controller) const { return hierarchy_path(controller) + cgroups_path_; }

}  // namespace it
