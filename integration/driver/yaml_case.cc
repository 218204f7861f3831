#include "yaml_case.h"

#include "container.h"
#include "host.h"

#include <catch2/catch.hpp>
#include <sstream>
#include <unistd.h>

namespace it {
namespace {

/// One step of a path: a key of an object, an index, or the destination of the last mount there.
Json step(const Json& value, const std::string& key) {
  if (value.is_object()) return value.contains(key) ? value[key] : Json(Json::value_t::discarded);
  if (!value.is_array()) return Json(Json::value_t::discarded);
  for (auto element = value.rbegin(); element != value.rend(); ++element)
    if (element->is_object() && element->value("destination", "") == key) return *element;
  const bool index = !key.empty() && key.find_first_not_of("0123456789") == std::string::npos;
  return index && std::stoul(key) < value.size() ? value[std::stoul(key)] : Json(Json::value_t::discarded);
}

bool contains(const Json& value, const Json& part) {
  if (value.is_string()) return value.get<std::string>().find(part.get<std::string>()) != std::string::npos;
  for (const Json& element : value)
    if (element == part) return true;
  return false;
}

bool all_of(const Json& parts, const Json& value, bool present) {
  for (const Json& part : parts.is_array() ? parts : Json::array({parts}))
    if (contains(value, part) != present) return false;
  return true;
}

/// Is the guest's namespace, "net:[4026531840]", the one that the driver is in?
bool same_namespace(const std::string& value) {
  char own[64] = {};
  const std::string path = "/proc/self/ns/" + value.substr(0, value.find(':'));
  return readlink(path.c_str(), own, sizeof own - 1) > 0 && value == own;
}

bool matches(const Json& value, const Json& expected) {
  if (expected.is_object() && expected.contains("absent")) return value.is_discarded();
  if (value.is_discarded()) return false;
  if (!expected.is_object()) return value == expected;
  if (expected.contains("namespace")) return same_namespace(value) == (expected["namespace"] == "same");
  if (expected.contains("contains") && !all_of(expected["contains"], value, true)) return false;
  if (expected.contains("lacks") && !all_of(expected["lacks"], value, false)) return false;
  return !expected.contains("at_least") || (value.is_number() && value >= expected["at_least"]);
}

Bundle bundle_of(const YamlCase& yaml_case) {
  Bundle bundle;
  bundle.guest(yaml_case.guest);
  for (const auto& [pointer, value] : yaml_case.config) bundle.set(pointer, value);
  for (const Json& entry : yaml_case.rootfs) bundle.in_rootfs(entry);
  return bundle;
}

void check_documents(const YamlCase& yaml_case, const std::vector<Json>& documents) {
  for (const auto& [path, expected] : yaml_case.expect) {
    const Json value = look_up(documents, path);
    INFO(path << ": " << (value.is_discarded() ? "absent" : value.dump()) << ", expected " << expected.dump());
    CHECK(matches(value, expected));
  }
}

void check_refusal(const YamlCase& yaml_case, Container& container) {
  Outcome outcome = container.create();
  const bool created = outcome.ok();
  if (created && yaml_case.at_start) outcome = container.start();
  INFO("message: " << outcome.out << outcome.err);
  CHECK(outcome.status == 1);
  if (!testing_dray()) return;
  for (const std::string& part : yaml_case.errors) {
    INFO("wanted in the message: " << part);
    CHECK((outcome.text().find(part) != std::string::npos || (outcome.out + outcome.err).find(part) != std::string::npos));
  }
  if (!created) CHECK(container.leftovers() == std::vector<std::string>{});
}

/// create, look at the cgroup from outside, start, wait for the end.
void check_from_host(const YamlCase& yaml_case, Container& container) {
  const Outcome created = container.create();
  INFO("create: " << created.err);
  REQUIRE(created.ok());
  for (const auto& [file, expected] : yaml_case.host) {
    const std::size_t slash = file.find('/');
    std::string value = read_file(container.cgroup(file.substr(0, slash)) + file.substr(slash));
    while (value.ends_with("\n")) value.pop_back();
    INFO(file);
    CHECK(value == expected);
  }
  const Outcome started = container.start();
  INFO("start: " << started.err);
  REQUIRE(started.ok());
  REQUIRE(container.stops_within(10));
}

}  // namespace

Json look_up(const std::vector<Json>& documents, const std::string& path) {
  Json value = documents.size() == 1 ? documents[0] : Json(documents);
  std::istringstream keys(path);
  for (std::string key; keys >> key;) value = step(value, key);
  return value;
}

void run_case(const YamlCase& yaml_case) {
  NEEDS("root");
  for (const std::string& need : yaml_case.needs) NEEDS(need);
  for (const auto& [name, reason] : yaml_case.differs) DIFFERS(name, reason);
  INFO(yaml_case.file);
  Container container(bundle_of(yaml_case));
  if (yaml_case.fails) return check_refusal(yaml_case, container);
  if (!yaml_case.host.empty()) {
    check_from_host(yaml_case, container);
  } else {
    const Outcome outcome = container.run();
    INFO("stdout: " << outcome.out.substr(0, 2000) << "\nstderr: " << outcome.err);
    REQUIRE(outcome.status == yaml_case.exit_status);
  }
  INFO("stdout: " << container.output().substr(0, 2000));
  check_documents(yaml_case, container.documents());
}

}  // namespace it
