#include "dray/state/record.h"

#include "dray/base/error.h"

#include <catch2/catch.hpp>

using namespace dray;
using namespace dray::state;

namespace {

Record given_record() {
  Record record;
  record.id = "c1";
  record.bundle = "/b \"quoted\"";
  record.rootfs = "/b/rootfs";
  record.oci_version = "1.0.0";
  record.created = "2026-11-22T00:00:00.000000000Z";
  record.pid = 4711;
  record.start_time = 18446744073709551615U;
  record.own_pid_namespace = true;
  record.annotations = {{"a", "1"}, {"b/c", "line\nbreak"}};
  record.cgroups = {{"/sys/fs/cgroup/memory/x/c1", "/sys/fs/cgroup/memory/x"}, {"/sys/fs/cgroup/cpu/c1", ""}};
  record.last_steps = {{74, Origin("/process/args/0"), "exec:", "sh"}};
  return record;
}

}  // namespace

TEST_CASE("a record that is written and read is the same") {
  const Record record = given_record();
  const Record read = parse_record(to_json(record));
  CHECK(to_json(read) == to_json(record));
  CHECK(read.start_time == record.start_time);
  CHECK(read.cgroups == record.cgroups);
  CHECK(read.cgroups[1].preexisting());
  CHECK(read.last_steps[0].origin == record.last_steps[0].origin);
}

TEST_CASE("a damaged record is an error, never a crash") {
  const std::string whole = to_json(given_record());
  for (std::size_t size = 0; size < whole.size(); ++size) CHECK_THROWS_AS(parse_record(whole.substr(0, size)), Error);
  for (const char* text : {"{}", "[]", "null", "{\"version\":2}", "{\"version\":1,\"id\":7}"}) CHECK_THROWS_AS(parse_record(text), Error);
}

TEST_CASE("a pid out of range is no pid") {
  std::string text = to_json(given_record());
  text.replace(text.find("4711"), 4, "9999999999");
  CHECK_THROWS_AS(parse_record(text), Error);
}

TEST_CASE("an intent that is written and read is the same, a torn one is told from a whole one") {
  const auto cgroups = given_record().cgroups;
  const std::string whole = to_intent(cgroups);
  CHECK(parse_intent(whole) == cgroups);
  CHECK(parse_intent(to_intent({})).empty());
  for (std::size_t size = 0; size < whole.size(); ++size) CHECK_THROWS_AS(parse_intent(whole.substr(0, size)), Error);
}

TEST_CASE("an intent with a line that is none is refused") { CHECK_THROWS_AS(parse_intent("/sys/fs/cgroup/x\nend\n"), Error); }
