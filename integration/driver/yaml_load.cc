#include "yaml_case.h"

#include <algorithm>
#include <filesystem>
#include <stdexcept>
#include <yaml-cpp/yaml.h>

namespace it {
namespace {

/// YAML scalars have no types; quoted ones are strings ("!" is yaml-cpp's tag for them), the others what JSON would make of them.
Json scalar(const YAML::Node& node) {
  const std::string& text = node.Scalar();
  if (node.Tag() == "!") return text;
  const Json value = Json::parse(text, nullptr, false);
  return value.is_discarded() || value.is_structured() ? Json(text) : value;
}

Json to_json(const YAML::Node& node) {
  if (node.IsNull()) return nullptr;
  if (node.IsScalar()) return scalar(node);
  if (node.IsSequence()) {
    Json list = Json::array();
    for (const YAML::Node& element : node) list.push_back(to_json(element));
    return list;
  }
  Json object = Json::object();
  for (const auto& entry : node) object[entry.first.Scalar()] = to_json(entry.second);
  return object;
}

std::vector<std::pair<std::string, Json>> ordered(const YAML::Node& node) {
  std::vector<std::pair<std::string, Json>> entries;
  for (const auto& entry : node) entries.emplace_back(entry.first.Scalar(), to_json(entry.second));
  return entries;
}

std::map<std::string, std::string> texts(const YAML::Node& node) {
  std::map<std::string, std::string> entries;
  for (const auto& entry : node) entries[entry.first.Scalar()] = entry.second.Scalar();
  return entries;
}

std::vector<std::string> words(const YAML::Node& node) {
  std::vector<std::string> all;
  for (const YAML::Node& element : node) all.push_back(element.Scalar());
  return all;
}

constexpr const char* kKeys[] = {"at", "config", "differs", "error", "exit", "expect", "guest", "host", "name", "needs", "rootfs"};

YamlCase read_case(const YAML::Node& node, const std::string& file) {
  for (const auto& entry : node)
    if (std::find(std::begin(kKeys), std::end(kKeys), entry.first.Scalar()) == std::end(kKeys))
      throw std::runtime_error(file + ": unknown key " + entry.first.Scalar());
  YamlCase result;
  result.name = node["name"].Scalar();
  result.file = file;
  result.needs = words(node["needs"]);
  result.config = ordered(node["config"]);
  result.expect = ordered(node["expect"]);
  for (const YAML::Node& entry : node["rootfs"]) result.rootfs.push_back(to_json(entry));
  if (node["guest"]) result.guest = words(node["guest"]);
  result.fails = static_cast<bool>(node["error"]);
  result.at_start = static_cast<bool>(node["at"]);
  result.errors = words(node["error"]);
  result.host = texts(node["host"]);
  result.differs = texts(node["differs"]);
  if (node["exit"]) result.exit_status = node["exit"].as<int>();
  return result;
}

}  // namespace

std::vector<YamlCase> load_cases(const std::string& folder) {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    if (entry.path().extension() == ".yaml") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  std::vector<YamlCase> all;
  for (const std::string& file : files)
    for (const YAML::Node& node : YAML::LoadFile(file)) all.push_back(read_case(node, file));
  return all;
}

}  // namespace it
