#include "given.h"

#include <catch2/catch.hpp>
#include <cstdio>
#include <cstdlib>

using namespace dray;
using namespace dray::plan;

namespace {

std::string read(const std::string& name) {
  std::string text;
  std::FILE* file = std::fopen((TEST_DATA "/" + name).c_str(), "rb");
  if (file == nullptr) return text;
  char buffer[4096];
  for (std::size_t size = 0; (size = std::fread(buffer, 1, sizeof buffer, file)) > 0;) text.append(buffer, size);
  std::fclose(file);
  return text;
}

/// With UPDATE_GOLDEN set the expected text is written anew; the change then shows in the diff of the commit.
void check_golden(const std::string& name) {
  Log log;
  const std::string text = plan_text(compile(oci::parse_spec(read(name + ".json")), log));
  const std::string golden = "plan-" + name + ".txt";
  if (std::getenv("UPDATE_GOLDEN") != nullptr) {
    std::FILE* file = std::fopen((TEST_DATA "/" + golden).c_str(), "wb");
    REQUIRE(file != nullptr);
    std::fwrite(text.data(), 1, text.size(), file);
    std::fclose(file);
  }
  CHECK(text == read(golden));
}

}  // namespace

// What a guest sees when these run is compared in integration/driver.

TEST_CASE("golden: the bundle of docker") { check_golden("docker-default"); }
TEST_CASE("golden: the bundle of spec") { check_golden("spec-default"); }
TEST_CASE("golden: a bundle with everything") { check_golden("everything"); }
