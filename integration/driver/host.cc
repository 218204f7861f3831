#include "host.h"

#include "process.h"

#include <catch2/catch.hpp>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <unistd.h>

namespace it {
namespace {

int skipped = 0;

std::string asked_name() {
  const std::string path = runtime_path();
  const std::string folder = std::filesystem::temp_directory_path() / ("dray-it-version-" + std::to_string(getpid()));
  std::filesystem::create_directories(folder);
  const Outcome outcome = Process({.argv = {path, "--version"}, .folder = folder}).wait();
  std::filesystem::remove_all(folder);
  const std::size_t space = outcome.out.find(" version");
  return space == std::string::npos ? std::filesystem::path(path).filename().string() : outcome.out.substr(0, space);
}

void add_hierarchy(const std::string& line, std::vector<Hierarchy>& all) {
  std::istringstream words(line);
  std::string skip_word, path, type, source, options;
  words >> skip_word >> skip_word >> skip_word >> skip_word >> path;
  while (words >> skip_word && skip_word != "-") continue;
  words >> type >> source >> options;
  if (type == "cgroup2") all.push_back({"", path});
  if (type != "cgroup") return;
  std::istringstream list(options);
  for (std::string option; std::getline(list, option, ',');)
    if (option != "rw" && option != "ro") all.push_back({option, path});
}

}  // namespace

std::string runtime_path() {
  const char* path = std::getenv("RUNTIME");
  return path != nullptr && *path != 0 ? path : DEFAULT_DRAY;
}

const std::string& runtime_name() {
  static const std::string name = asked_name();
  return name;
}

std::vector<Hierarchy> hierarchies() {
  std::vector<Hierarchy> all;
  std::ifstream table("/proc/self/mountinfo");
  for (std::string line; std::getline(table, line);) add_hierarchy(line, all);
  return all;
}

std::string hierarchy_path(const std::string& controller) {
  for (const Hierarchy& hierarchy : hierarchies())
    if (hierarchy.controller == controller) return hierarchy.path;
  return "";
}

std::string missing(const std::string& need) {
  if (need == "root") return geteuid() == 0 ? "" : "needs root";
  if (need == "cap_sys_resource") {
    std::ifstream status("/proc/self/status");
    for (std::string word, value; status >> word;)
      if (word == "CapEff:" && status >> value) return (std::stoull(value, nullptr, 16) >> 24 & 1) != 0 ? "" : "needs CAP_SYS_RESOURCE";
  }
  if (need.starts_with("no-")) return hierarchy_path(need.substr(3)).empty() ? "" : "needs a host without the " + need.substr(3) + " controller";
  if (need == "cgroup2-hugetlb") {
    const std::string controllers = read_file(hierarchy_path("") + "/cgroup.controllers");
    return controllers.find("hugetlb") != std::string::npos ? "" : "needs the hugetlb controller on a cgroup2 hierarchy";
  }
  if (need.starts_with("/")) return access(need.c_str(), F_OK) == 0 ? "" : "needs " + need;
  return hierarchy_path(need).empty() ? "needs the " + need + " controller as a v1 hierarchy" : "";
}

void skip(const std::string& reason) {
  std::printf("skipped: %s: %s\n", Catch::getResultCapture().getCurrentTestName().c_str(), reason.c_str());
  std::fflush(stdout);
  ++skipped;
  SUCCEED(reason);
}

int skipped_cases() { return skipped; }

}  // namespace it
