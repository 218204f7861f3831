#pragma once

#include "compiled.h"
#include "profile.h"

#include <span>

// What a profile says about every system call number. Process: host, pure.

namespace dray::seccomp {

/// If all conditions hold, `action` is the answer.
struct Test {
  Rule conditions{};
  std::uint32_t action{};
};

/// The first test that holds decides, else `otherwise`.
struct Verdict {
  std::vector<Test> tests{};
  std::uint32_t otherwise{};
};

/// The numbers from `first` up to the next range.
struct Range {
  std::uint32_t first{};
  Width width{};  ///< of the arguments that the tests look at
  Verdict verdict{};
};

/// The calls that come with one value of seccomp_data.arch: x86_64 and x32 together.
struct Decisions {
  std::uint32_t audit_arch{};
  std::vector<Range> ranges{};  ///< ascending, the first one begins at 0
};

/// One element per audit architecture, the native one first. Names that exist nowhere are added to `unknown`.
std::vector<Decisions> decide(const Profile& profile, const oci::Seccomp& names, std::vector<UnknownName>& unknown);

}  // namespace dray::seccomp
