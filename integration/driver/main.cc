// The integration driver: runs the runtime named by RUNTIME (the dray of this build without it) on real containers, as root.
//
//   driver                     all cases        driver "[kill]"     the cases of one tag (as with any Catch2 program)
//   RUNTIME=runc driver        the same cases on a control

#include "session.h"
#include "yaml_case.h"

#include <catch2/catch.hpp>

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
  return std::string("[").append(file, slash, file.rfind('.') - slash).append("]");
}

}  // namespace

int main(int argc, char** argv) {
  for (it::YamlCase& yaml_case : it::load_cases(CASES)) {
    const std::string tag = tag_of(yaml_case.file), name = yaml_case.name;
    const Catch::AutoReg registered(new YamlInvoker(std::move(yaml_case)), CATCH_INTERNAL_LINEINFO, Catch::StringRef(), Catch::NameAndTags{name, tag});
  }
  return it::run_session(argc, argv);
}
