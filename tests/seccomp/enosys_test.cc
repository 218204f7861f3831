#include "profiles.h"

#include "src/seccomp/compiled.h"

#include <catch2/catch.hpp>

using namespace profiles;
using seccomp::compile_for;
using seccomp::Filter;
using seccomp::Machine;

namespace {

const std::vector<std::string> kEverywhere = {"SCMP_ARCH_X86", "SCMP_ARCH_X32", "SCMP_ARCH_ARM"};

Filter naming(Machine machine, std::vector<std::string> names, const char* default_action = "SCMP_ACT_ERRNO") {
  return compile_for(machine, profile(default_action, {entry(std::move(names), "SCMP_ACT_ALLOW")}, kEverywhere)).filter;
}

/// Whether a call on this interface is allowed, denied by the default action, or said to be missing.
char kind(const Filter& filter, const Call& call) {
  const std::uint32_t answer = ask(filter, call);
  return answer == kAllow ? 'a' : answer == err(ENOSYS) ? 'm' : answer == err(EPERM) ? 'd' : '?';
}

}  // namespace

TEST_CASE("calls newer than the newest one named are missing, on every interface") {
  const Filter x86 = naming(Machine::X86_64, {"read", "openat2"});  // 437
  const Filter arm = naming(Machine::Aarch64, {"read", "openat2"});
  for (const auto& [filter, arch, base] :
       {std::tuple{x86, kX86_64, 0}, {x86, kX86, 0}, {x86, kX86_64, kX32}, {arm, kAarch64, 0}, {arm, kArm, 0}}) {
    CAPTURE(arch, base);
    CHECK(kind(filter, {arch, base + 436}) == 'd');
    CHECK(kind(filter, {arch, base + 437}) == 'a');
    CHECK(kind(filter, {arch, base + 438}) == 'm');
    CHECK(kind(filter, {arch, base + 9999}) == 'm');
  }
  CHECK(kind(x86, {kX86_64, -1}) == 'm');
  CHECK(kind(x86, {kX86, -1}) == 'm');
}

TEST_CASE("numbers of x32 and ARM that stand apart from the common sequence are not newer") {
  const Filter x32 = naming(Machine::X86_64, {"openat2", "readv"});  // readv is 515 there
  CHECK(kind(x32, {kX86_64, kX32 + 515}) == 'a');
  CHECK(kind(x32, {kX86_64, kX32 + 438}) == 'm');
  CHECK(kind(x32, {kX86_64, kX32 + 511}) == 'm');
  CHECK(kind(x32, {kX86_64, kX32 + 512}) == 'd');
  CHECK(kind(x32, {kX86_64, kX32 + 547}) == 'd');
  CHECK(kind(x32, {kX86_64, kX32 + 548}) == 'm');
  const Filter arm = naming(Machine::Aarch64, {"openat2", "cacheflush"});
  CHECK(kind(arm, {kArm, 438}) == 'm');
  CHECK(kind(arm, {kArm, 0xeffff}) == 'm');
  CHECK(kind(arm, {kArm, 0xf0001}) == 'd');
  CHECK(kind(arm, {kArm, 0xf0002}) == 'a');
  CHECK(kind(arm, {kArm, 0xf0005}) == 'd');
  CHECK(kind(arm, {kArm, 0x100000}) == 'm');
}

TEST_CASE("calls that libseccomp does not know have their numbers on every interface") {
  const Filter x86 = naming(Machine::X86_64, {"file_setattr", "mseal", "uretprobe"});
  const Filter arm = naming(Machine::Aarch64, {"file_setattr", "mseal", "uretprobe"});
  for (const auto& [filter, arch, base] :
       {std::tuple{x86, kX86_64, 0}, {x86, kX86, 0}, {x86, kX86_64, kX32}, {arm, kAarch64, 0}, {arm, kArm, 0}}) {
    CAPTURE(arch, base);
    CHECK(kind(filter, {arch, base + 461}) == 'd');
    CHECK(kind(filter, {arch, base + 462}) == 'a');
    CHECK(kind(filter, {arch, base + 469}) == 'a');
    CHECK(kind(filter, {arch, base + 470}) == 'm');
    CHECK(kind(filter, {arch, base + 335}) == (arch == kX86_64 && base == 0 ? 'a' : 'd'));
  }
}

TEST_CASE("what the profile names keeps the profile's answer, the default action included") {
  const Filter filter =
      compile_for(Machine::X86_64, profile("SCMP_ACT_ERRNO", {entry({"read"}, "SCMP_ACT_ALLOW"), entry({"mseal"}, "SCMP_ACT_ERRNO"),
                                                              entry({"statmount"}, "SCMP_ACT_KILL_PROCESS")}))
          .filter;
  CHECK(ask(filter, {kX86_64, 457}) == SECCOMP_RET_KILL_PROCESS);
  CHECK(kind(filter, {kX86_64, 462}) == 'd');
  CHECK(kind(filter, {kX86_64, 463}) == 'm');
}

TEST_CASE("only default actions that deny give ENOSYS") {
  for (const char* action : {"SCMP_ACT_ALLOW", "SCMP_ACT_LOG", "SCMP_ACT_TRACE"}) {
    const Filter filter = naming(Machine::X86_64, {"read"}, action);
    CHECK(ask(filter, {kX86_64, 400}) == ask(filter, {kX86_64, -1}));
    CHECK(ask(filter, {kX86_64, 400}) != err(ENOSYS));
  }
  for (const char* action : {"SCMP_ACT_KILL", "SCMP_ACT_KILL_PROCESS", "SCMP_ACT_TRAP", "SCMP_ACT_ERRNO"})
    CHECK(kind(naming(Machine::X86_64, {"read"}, action), {kX86_64, 400}) == 'm');
}

TEST_CASE("where the profile names nothing, nothing is newer") {
  CHECK(kind(naming(Machine::X86_64, {"no_such_call"}), {kX86_64, 9999}) == 'd');
  CHECK(kind(naming(Machine::X86_64, {"arch_prctl"}), {kX86, 1}) == 'd');
  const Filter socketcall_only = naming(Machine::X86_64, {"recv"});  // no number of its own on any x86
  CHECK(kind(socketcall_only, {kX86, 103}) == 'd');
}

TEST_CASE("x32 is missing where the profile has only x86_64 and denies by default") {
  const Filter filter = compile_for(Machine::X86_64, profile("SCMP_ACT_ERRNO", {entry({"read"}, "SCMP_ACT_ALLOW")})).filter;
  CHECK(kind(filter, {kX86_64, kX32}) == 'm');
}
