// Catch2's main, with the line that scripts read at the end: "N passed, N failed, N skipped".

#define CATCH_CONFIG_RUNNER
#include "session.h"

#include "host.h"
#include "leftovers.h"

#include <catch2/catch.hpp>
#include <cstdio>

namespace {

struct Counts {
  std::size_t passed = 0, failed = 0;
};
Counts counts;

class Counter : public Catch::TestEventListenerBase {
 public:
  using TestEventListenerBase::TestEventListenerBase;
  void testRunEnded(const Catch::TestRunStats& stats) override {
    counts.passed = stats.totals.testCases.passed;
    counts.failed = stats.totals.testCases.failed;
  }
};

}  // namespace

CATCH_REGISTER_LISTENER(Counter)

namespace it {

int run_session(int argc, char** argv) {
  become_subreaper();
  const int result = Catch::Session().run(argc, argv);
  const auto skipped = static_cast<std::size_t>(skipped_cases());
  std::printf("%zu passed, %zu failed, %zu skipped\n", counts.passed - skipped, counts.failed, skipped);
  return result;
}

}  // namespace it
