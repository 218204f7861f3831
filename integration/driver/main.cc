// The integration driver: runs the runtime named by RUNTIME (the dray of this build without it) on real containers, as root.
//
//   driver                     all cases        driver "[kill]"     the cases of one tag (as with any Catch2 program)
//   RUNTIME=runc driver        the same cases on a control
//
// The last line is "N passed, N failed, N skipped".

#define CATCH_CONFIG_RUNNER
#include "host.h"
#include "leftovers.h"
#include "yaml_case.h"

#include <catch2/catch.hpp>
#include <cstdio>

namespace {

class YamlInvoker : public Catch::ITestInvoker {
 public:
  explicit YamlInvoker(it::YamlCase yaml_case) : case_(std::move(yaml_case)) {}
  void invoke() const override { it::run_case(case_); }

 private:
  it::YamlCase case_;
};

/// "spec/cases/mounts.yaml" → "[mounts]"
std::string tag_of(const std::string& file) {
  const std::size_t slash = file.rfind('/') + 1;
  return "[" + file.substr(slash, file.rfind('.') - slash) + "]";
}

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

int main(int argc, char** argv) {
  it::become_subreaper();
  for (it::YamlCase& yaml_case : it::load_cases(CASES)) {
    const std::string tag = tag_of(yaml_case.file), name = yaml_case.name;
    new Catch::AutoReg(new YamlInvoker(std::move(yaml_case)), CATCH_INTERNAL_LINEINFO, Catch::StringRef(), Catch::NameAndTags{name, tag});
  }
  const int result = Catch::Session().run(argc, argv);
  const auto skipped = static_cast<std::size_t>(it::skipped_cases());
  std::printf("%zu passed, %zu failed, %zu skipped\n", counts.passed - skipped, counts.failed, skipped);
  return result;
}
