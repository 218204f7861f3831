// spec/requirements.yaml: each requirement of the specification names tests that prove it, and these tests exist.

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdio>
#include <dirent.h>
#include <set>
#include <string>
#include <string_view>
#include <vector>
#include <yaml-cpp/yaml.h>

namespace {

using Strings = std::vector<std::string>;

/// The text of a file of the source tree; empty if there is none.
std::string read(const std::string& path) {
  std::string text;
  std::FILE* file = std::fopen((SOURCE_ROOT "/" + path).c_str(), "rb");
  if (file == nullptr) return text;
  char buffer[65536];
  for (std::size_t size = 0; (size = std::fread(buffer, 1, sizeof buffer, file)) > 0;) text.append(buffer, size);
  std::fclose(file);
  return text;
}

/// The files of a folder of the source tree whose names end like this, as paths from its root.
Strings files(const std::string& folder, std::string_view ending) {
  Strings found;
  DIR* directory = opendir((SOURCE_ROOT "/" + folder).c_str());
  if (directory == nullptr) return found;
  while (const dirent* entry = readdir(directory))
    if (std::string_view(entry->d_name).ends_with(ending)) found.push_back(folder + "/" + entry->d_name);
  closedir(directory);
  std::sort(found.begin(), found.end());
  return found;
}

/// What a reference can name: a case, and the text that shows what it proves.
struct Case {
  std::string name{}, text{};
};

std::vector<Case> cases_of(const std::string& path) {
  std::vector<Case> found;
  if (path.ends_with(".yaml")) {
    for (const YAML::Node& node : YAML::Load(read(path))) found.push_back({node["name"].Scalar(), YAML::Dump(node)});
    return found;
  }
  constexpr std::string_view kBegin = "TEST_CASE(\"";
  const std::string text = read(path);
  for (std::size_t at = 0; (at = text.find(kBegin, at)) != std::string::npos;) {
    at += kBegin.size();
    const std::size_t end = std::min(text.find("\nTEST_CASE(\"", at), text.size());
    found.push_back({text.substr(at, text.find('"', at) - at), text.substr(at, end - at)});
    at = end;
  }
  return found;
}

std::vector<Case> read_integration_cases() {
  Strings paths = files("spec/cases", ".yaml");
  for (const std::string& path : files("integration/driver", "_test.cc")) paths.push_back(path);
  std::vector<Case> all;
  for (const std::string& path : paths)
    for (const Case& each : cases_of(path)) all.push_back(each);
  return all;
}

const std::vector<Case>& integration_cases() {
  static const std::vector<Case> cases = read_integration_cases();
  return cases;
}

const Case* find(const std::vector<Case>& cases, const std::string& name) {
  const auto found = std::find_if(cases.begin(), cases.end(), [&name](const Case& each) { return each.name == name; });
  return found == cases.end() ? nullptr : &*found;
}

bool one_of(const std::string& word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// The text of a member that is a scalar; empty otherwise.
std::string scalar(const YAML::Node& node, const char* key) {
  const YAML::Node member = node.IsMap() ? node[key] : YAML::Node();
  return member.IsDefined() && member.IsScalar() ? member.Scalar() : std::string();
}

class Checker {
 public:
  Strings problems{};

  void check(const YAML::Node& document) {
    for (const YAML::Node& entry : document) check_entry(entry);
  }

 private:
  void check_entry(const YAML::Node& entry) {
    id_ = scalar(entry, "id");
    if (id_.empty()) return problem("an entry without id");
    if (!ids_.insert(id_).second) problem("the id is used twice");
    check_fields(entry);
    check_status(entry);
    const YAML::Node tests = entry["tests"];
    if (!tests.IsDefined() || !tests.IsSequence() || tests.size() == 0) return problem("no test");
    for (const YAML::Node& test : tests) check_test(test, scalar(entry, "pointer"));
  }

  void check_fields(const YAML::Node& entry) {
    for (const auto& member : entry) {
      const std::string& key = member.first.Scalar();
      if (!one_of(key, {"id", "section", "level", "text", "tests", "note", "status", "pointer"})) problem("unknown field " + key);
    }
    for (const char* key : {"section", "level", "text"})
      if (scalar(entry, key).empty()) problem(std::string("no ") + key);
    const std::string level = scalar(entry, "level"), section = scalar(entry, "section");
    if (!one_of(level, {"MUST", "MUST NOT", "SHOULD", "SHOULD NOT"})) problem("unknown level " + level);
    const std::size_t hash = section.find('#');
    if (!one_of(section.substr(0, hash), {"runtime.md", "runtime-linux.md", "config.md", "config-linux.md"}) || hash >= section.size() - 1)
      problem("unknown section " + section);
  }

  void check_status(const YAML::Node& entry) {
    const std::string status = scalar(entry, "status"), pointer = scalar(entry, "pointer");
    if (entry["status"].IsDefined() && status != "refused") problem("unknown status " + status);
    if (status == "refused" && !pointer.starts_with('/')) problem("refused without a pointer");
    if (status != "refused" && entry["pointer"].IsDefined()) problem("a pointer, but not refused");
  }

  void check_test(const YAML::Node& test, const std::string& pointer) {
    const std::string unit = scalar(test, "unit"), integration = scalar(test, "integration");
    if (unit.empty() == integration.empty()) return problem("a test is either unit or integration");
    const std::string name = unit.empty() ? integration : scalar(test, "case");
    const std::string path = "tests/" + unit;
    if (test.size() != (unit.empty() ? 1U : 2U)) return problem("a test with a field too many or too few");
    const std::vector<Case> in_file = unit.empty() ? std::vector<Case>() : cases_of(path);
    const Case* found = find(unit.empty() ? integration_cases() : in_file, name);
    if (found == nullptr) return problem("no test \"" + name + "\" in " + (unit.empty() ? "the integration cases" : path));
    if (found->text.find(pointer) == std::string::npos) problem("\"" + name + "\" says nothing of " + pointer);
  }

  void problem(const std::string& text) { problems.push_back(id_ + ": " + text); }

  std::string id_{};
  std::set<std::string> ids_{};
};

Strings problems_of(const std::string& text) {
  Checker checker;
  checker.check(YAML::Load(text));
  return checker.problems;
}

/// An entry without faults, in which one text is replaced by another.
std::string entry_with(std::string_view before, std::string_view after) {
  std::string text = R"(- id: one
  section: config.md#root
  level: MUST
  text: "x"
  status: refused
  pointer: /linux/personality
  tests: [{unit: plan/refusals_test.cc, case: "what is not implemented is refused with its pointer"}]
)";
  return text.replace(text.find(before), before.size(), after);
}

}  // namespace

TEST_CASE("every requirement names tests that exist") {
  const std::string text = read("spec/requirements.yaml");
  CHECK(YAML::Load(text).size() > 100);
  for (const std::string& problem : problems_of(text)) FAIL_CHECK(problem);
}

TEST_CASE("faults of the list of requirements are found") {
  struct Row {
    const char *before, *after, *problem;
  };
  const Row rows[] = {
      {"- id: one\n ", "-", ": an entry without id"},
      {"level: MUST\n", "level: MUST NOT\n", ""},
      {"level: MUST\n", "level: MAY\n", "one: unknown level MAY"},
      {"text: \"x\"", "text: \"\"", "one: no text"},
      {"config.md#root", "config.md", "one: unknown section config.md"},
      {"config.md#root", "bundle.md#x", "one: unknown section bundle.md#x"},
      {"  text:", "  words: 1\n  text:", "one: unknown field words"},
      {"refused\n", "later\n", "one: unknown status later"},
      {"pointer: /linux/personality", "note: x", "one: refused without a pointer"},
      {"  status: refused\n", "", "one: a pointer, but not refused"},
      {"/linux/personality", "/linux/nothing",
       "one: \"what is not implemented is refused with its pointer\" says nothing of /linux/nothing"},
      {"[{unit: plan/refusals_test.cc, case: \"what is not implemented is refused with its pointer\"}]", "[]", "one: no test"},
      {"case: \"what is not", "case: \"what is",
       "one: no test \"what is implemented is refused with its pointer\" in tests/plan/refusals_test.cc"},
      {"plan/refusals_test.cc", "plan/none_test.cc",
       "one: no test \"what is not implemented is refused with its pointer\" in tests/plan/none_test.cc"},
      {"unit: plan/refusals_test.cc, case:", "integration:",
       "one: no test \"what is not implemented is refused with its pointer\" in the integration cases"},
      {"unit: plan/refusals_test.cc, ", "", "one: a test is either unit or integration"},
  };
  for (const Row& row : rows) {
    INFO(row.before << " -> " << row.after);
    const Strings found = problems_of(entry_with(row.before, row.after));
    REQUIRE(!found.empty() == (*row.problem != '\0'));
    if (!found.empty()) CHECK(found.front() == row.problem);
  }
  CHECK(problems_of(entry_with("one", "one") + entry_with("one", "one")) == Strings{"one: the id is used twice"});
}
