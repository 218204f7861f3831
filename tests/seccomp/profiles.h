#pragma once

#include "dray/oci/parse.h"
#include "dray/seccomp/evaluate.h"
#include "dray/seccomp/filter.h"

#include <cerrno>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

// Profiles and calls that the tests of this folder share.

namespace profiles {

using namespace dray;

inline constexpr std::uint32_t kX86_64 = AUDIT_ARCH_X86_64, kX86 = AUDIT_ARCH_I386, kAarch64 = AUDIT_ARCH_AARCH64, kArm = AUDIT_ARCH_ARM;
inline constexpr int kX32 = 0x40000000;
inline constexpr std::uint32_t kAllow = SECCOMP_RET_ALLOW, kKill = SECCOMP_RET_KILL_THREAD;

constexpr std::uint32_t err(int number) { return SECCOMP_RET_ERRNO | static_cast<std::uint32_t>(number); }

inline oci::SeccompSyscall entry(std::vector<std::string> names, std::string action, std::vector<oci::SeccompArg> args = {}) {
  return {.names = std::move(names), .action = std::move(action), .errno_ret = {}, .args = std::move(args), .origin = {}};
}

/// A profile with origins as the parser sets them.
inline oci::Seccomp profile(std::string default_action, std::vector<oci::SeccompSyscall> entries, std::vector<std::string> archs = {}) {
  oci::Seccomp made;
  made.origin = Origin("/linux/seccomp");
  made.default_action = std::move(default_action);
  made.architectures = std::move(archs);
  made.syscalls = std::move(entries);
  for (std::size_t i = 0; i < made.syscalls.size(); ++i) {
    made.syscalls[i].origin = made.origin.member("syscalls").element(i);
    for (std::size_t j = 0; j < made.syscalls[i].args.size(); ++j)
      made.syscalls[i].args[j].origin = made.syscalls[i].origin.member("args").element(j);
  }
  return made;
}

inline oci::SeccompArg arg(std::uint32_t index, std::string op, std::uint64_t value, std::uint64_t value_two = 0) {
  return {.index = index, .value = value, .value_two = value_two, .op = std::move(op), .origin = {}};
}

inline std::string read_file(const std::string& path) {
  const std::unique_ptr<FILE, int (*)(FILE*)> file(std::fopen(path.c_str(), "r"), std::fclose);
  std::string text;
  char part[4096];
  for (std::size_t n = 0; file && (n = std::fread(part, 1, sizeof part, file.get())) > 0;) text.append(part, n);
  return text;
}

/// Docker's default for a container without added capabilities, for x86_64, x86 and x32.
inline oci::Seccomp docker() { return *oci::parse_spec(read_file(TEST_DATA "/docker-default.json")).linux.seccomp; }

/// One call to a filter.
struct Call {
  std::uint32_t arch;
  int number;
  std::vector<std::uint64_t> args{};
};

inline std::uint32_t ask(const seccomp::Filter& filter, const Call& call) {
  seccomp_data data{};
  data.nr = call.number;
  data.arch = call.arch;
  for (std::size_t i = 0; i < call.args.size(); ++i) data.args[i] = call.args[i];
  return seccomp::evaluate(filter.instructions, data);
}

}  // namespace profiles
