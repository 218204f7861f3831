#include "cli/feature_facts.h"
#include "dray/oci/json.h"
#include "schema.h"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace dray;
using namespace dray::cli;

namespace {

bool contains(oci::Json list, std::string_view name) {
  for (const oci::Json each : list.children())
    if (each.string() == name) return true;
  return false;
}

bool sorted(oci::Json list) {
  std::vector<std::string> names;
  for (const oci::Json each : list.children()) names.emplace_back(*each.string());
  return !names.empty() && std::ranges::is_sorted(names);
}

}  // namespace

TEST_CASE("features are valid against the schema of the specification") {
  CHECK(schema_violations(features_json(feature_facts(Persona::Dray)), "features-schema.json") == std::vector<std::string>{});
  CHECK(schema_violations(R"({"ociVersionMin":"1","ociVersionMax":"1","linux":{"namespaces":["x"],"capabilities":["chown"]}})",
                          "features-schema.json")
            .size() == 2);
}

TEST_CASE("features say what engines look for") {
  const std::string text = features_json(feature_facts(Persona::Dray));
  const oci::JsonDocument document = oci::JsonDocument::parse(text);
  const oci::Json features = document.root();
  const oci::Json linux_ = features.find("linux");
  CHECK(features.find("ociVersionMin").string() == "1.0.0");
  CHECK(features.find("ociVersionMax").string() == kSpecVersion);
  CHECK(sorted(features.find("mountOptions")));
  CHECK(contains(features.find("mountOptions"), "rro"));
  CHECK(sorted(linux_.find("namespaces")));
  CHECK_FALSE(contains(linux_.find("namespaces"), "user"));
  CHECK(linux_.find("capabilities").children().size() == 41);
  CHECK(linux_.find("mountExtensions").find("idmap").find("enabled").boolean() == false);
  CHECK(linux_.find("cgroup").find("v1").boolean() == true);
  CHECK(linux_.find("cgroup").find("v2").boolean() == false);
  CHECK_FALSE(contains(linux_.find("seccomp").find("actions"), "SCMP_ACT_NOTIFY"));
  CHECK(contains(linux_.find("seccomp").find("archs"), "SCMP_ARCH_X32"));
  CHECK(features.find("annotations").find("io.github.seccomp.libseccomp.version").string() == seccomp::library_version());
  CHECK(text.starts_with("{\n    \"ociVersionMin\""));
}
