#include "dray/seccomp/features.h"

#include <algorithm>
#include <catch2/catch.hpp>

using namespace dray::seccomp;

TEST_CASE("features list what compile accepts") {
  const Features all = features();
  const auto has = [](const auto& list, std::string_view name) { return std::ranges::find(list, name) != list.end(); };
  CHECK(has(all.actions, "SCMP_ACT_ALLOW"));
  CHECK(has(all.actions, "SCMP_ACT_KILL_PROCESS"));
  CHECK_FALSE(has(all.actions, "SCMP_ACT_NOTIFY"));
  CHECK(all.operators.size() == 7);
  CHECK(all.archs.size() == 23);
  CHECK(all.known_flags.size() == 4);
  CHECK(all.supported_flags ==
        std::vector<std::string_view>{"SECCOMP_FILTER_FLAG_LOG", "SECCOMP_FILTER_FLAG_SPEC_ALLOW", "SECCOMP_FILTER_FLAG_TSYNC"});
  CHECK(library_version().starts_with("2."));
}
