#include "cli/containers_text.h"
#include "dray/oci/json.h"
#include "schema.h"

#include <catch2/catch.hpp>

using namespace dray;
using namespace dray::cli;

namespace {

host::ContainerView sample() {
  return {.oci_version = "1.3.0",
          .id = "c1",
          .bundle = "/b",
          .rootfs = "/b/rootfs",
          .created = "2026-11-22T01:31:39.123456789Z",
          .owner = "root",
          .status = host::Status::Running,
          .pid = 42,
          .annotations = {{"k", "v\n"}}};
}

}  // namespace

TEST_CASE("state is runc's object, two blanks deep, without a line end") {
  CHECK(state_json(sample()) == R"({
  "ociVersion": "1.3.0",
  "id": "c1",
  "pid": 42,
  "status": "running",
  "bundle": "/b",
  "rootfs": "/b/rootfs",
  "created": "2026-11-22T01:31:39.123456789Z",
  "annotations": {
    "k": "v\n"
  },
  "owner": "root"
})");
}

TEST_CASE("state leaves annotations out when there are none") {
  host::ContainerView container = sample();
  container.annotations.clear();
  CHECK(state_json(container).find("annotations") == std::string::npos);
}

TEST_CASE("state is valid against the schema of the specification") {
  CHECK(schema_violations(state_json(sample()), "state-schema.json").empty());
  CHECK_FALSE(schema_violations(R"({"ociVersion":"1.3.0","id":1,"status":"x"})", "state-schema.json").empty());
}

TEST_CASE("list as JSON is one line, an empty list for none") {
  CHECK(list_json({}) == "[]\n");
  const std::vector<host::ContainerView> one{sample()};
  CHECK(list_json(one) == R"([{"ociVersion":"1.3.0","id":"c1","pid":42,"status":"running","bundle":"/b","rootfs":"/b/rootfs",)"
                          R"("created":"2026-11-22T01:31:39.123456789Z","annotations":{"k":"v\n"},"owner":"root"}])"
                          "\n");
}

TEST_CASE("the table of list is aligned like runc's") {
  CHECK(list_table({}) == "ID          PID         STATUS      BUNDLE      CREATED     OWNER\n");
  std::vector<host::ContainerView> two{sample(), sample()};
  two[1].id = "a-longer-identifier";
  two[1].bundle = "/b/\u00e9";
  CHECK(list_table(two) ==
        "ID                    PID         STATUS      BUNDLE      CREATED                          OWNER\n"
        "c1                    42          running     /b          2026-11-22T01:31:39.123456789Z   root\n"
        "a-longer-identifier   42          running     /b/\u00e9        2026-11-22T01:31:39.123456789Z   root\n");
}

TEST_CASE("control characters of a bundle's name do not reach the terminal") {
  std::vector<host::ContainerView> one{sample()};
  one[0].bundle = "/\x1b[2J\n";
  CHECK_THAT(list_table(one), Catch::Contains(" /?[2J? "));
}

TEST_CASE("quiet list is one id per line") {
  std::vector<host::ContainerView> two{sample(), sample()};
  two[1].id = "c2";
  CHECK(list_ids(two) == "c1\nc2\n");
  CHECK(list_ids({}).empty());
}
