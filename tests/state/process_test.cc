#include "dray/state/process.h"

#include "dray/base/error.h"
#include "dray/sys/process.h"

#include <catch2/catch.hpp>

using namespace dray;
using namespace dray::state;

namespace {

/// A stat line with this command, state, start time and exit code.
std::string line(const std::string& command, char state, const char* start, const char* exit_code) {
  return "12 (" + command + ") " + state + " 1 2 3 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 " + start +
         " 1000 100 18446744073709551615 1 1 0 0 0 0 0 0 0 0 0 0 17 1 0 0 0 0 0 0 0 0 0 0 0 0 " + exit_code + "\n";
}

}  // namespace

TEST_CASE("state, start time and exit code are found behind any command name") {
  for (const char* command : {"sh", "a) R 1 (b", "", "(((", "x y z"}) {
    const ProcessStat stat = parse_stat(line(command, 'Z', "4711", "9"));
    CHECK(stat.command == command);
    CHECK(stat.state == 'Z');
    CHECK(stat.start_time == 4711);
    CHECK(stat.exit_code == 9);
    CHECK(stat.dead());
  }
  CHECK_FALSE(parse_stat(line("sh", 'S', "1", "0")).dead());
}

TEST_CASE("what is no stat line is an error") {
  for (const char* text : {"", "12", "12 (x", "12 (x) ", "12 (x) R 1", "12 )x( R"}) CHECK_THROWS_AS(parse_stat(text), Error);
}

TEST_CASE("a process is itself only with its start time") {
  const sys::Pid self = sys::getpid();
  const auto stat = read_stat(self);
  REQUIRE(stat);
  CHECK(open_process(self, stat->start_time));
  CHECK_FALSE(open_process(self, stat->start_time + 1));
  CHECK_FALSE(open_process(0, 1));
  CHECK_FALSE(open_process(INT32_MAX, 1));
}
