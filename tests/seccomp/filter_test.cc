#include "profiles.h"

#include "src/seccomp/compiled.h"

#include <catch2/catch.hpp>

using namespace profiles;
using seccomp::compile_for;
using seccomp::Filter;
using seccomp::Machine;

namespace {

Filter for_x86_64(const oci::Seccomp& profile) { return compile_for(Machine::X86_64, profile).filter; }

std::string error_of(const oci::Seccomp& profile) {
  try {
    (void)for_x86_64(profile);
  } catch (const Error& error) {
    std::string text(code_name(error.code()));
    return text.append(" ").append(error.property());
  }
  return "none";
}

template <class Change>
std::string error_after(Change change) {
  oci::Seccomp changed =
      profile("SCMP_ACT_ERRNO", {entry({"read"}, "SCMP_ACT_ALLOW"), entry({"write"}, "SCMP_ACT_LOG", {arg(0, "SCMP_CMP_EQ", 1)})});
  change(changed);
  return error_of(changed);
}

}  // namespace

TEST_CASE("every action becomes the kernel's, ERRNO and TRACE with their number") {
  struct Row {
    const char* name;
    std::uint32_t value;
  };
  constexpr Row kRows[] = {{"SCMP_ACT_KILL", SECCOMP_RET_KILL_THREAD},
                           {"SCMP_ACT_KILL_THREAD", SECCOMP_RET_KILL_THREAD},
                           {"SCMP_ACT_KILL_PROCESS", SECCOMP_RET_KILL_PROCESS},
                           {"SCMP_ACT_TRAP", SECCOMP_RET_TRAP},
                           {"SCMP_ACT_ERRNO", SECCOMP_RET_ERRNO | EPERM},
                           {"SCMP_ACT_TRACE", SECCOMP_RET_TRACE | EPERM},
                           {"SCMP_ACT_ALLOW", SECCOMP_RET_ALLOW},
                           {"SCMP_ACT_LOG", SECCOMP_RET_LOG}};
  for (const Row& row : kRows) {
    CAPTURE(row.name);
    CHECK(ask(for_x86_64(profile(row.name, {})), {kX86_64, 1}) == row.value);
    CHECK(ask(for_x86_64(profile("SCMP_ACT_ALLOW", {entry({"write"}, row.name)})), {kX86_64, 1}) == row.value);
  }
  oci::Seccomp numbered = profile("SCMP_ACT_ERRNO", {entry({"write"}, "SCMP_ACT_TRACE")});
  numbered.default_errno_ret = 13;
  numbered.syscalls[0].errno_ret = 65535;
  CHECK(ask(for_x86_64(numbered), {kX86_64, 0}) == err(13));
  CHECK(ask(for_x86_64(numbered), {kX86_64, 1}) == (SECCOMP_RET_TRACE | 65535));
}

TEST_CASE("errors name the property") {
  using Profile = oci::Seccomp;
  CHECK(error_after([](Profile&) {}) == "none");
  CHECK(error_after([](Profile& p) { p.default_action = "ERRNO"; }) == "invalid-config /linux/seccomp/defaultAction");
  CHECK(error_after([](Profile& p) { p.default_action = "SCMP_ACT_ALLOW", p.default_errno_ret = 1; }) ==
        "invalid-config /linux/seccomp/defaultErrnoRet");
  CHECK(error_after([](Profile& p) { p.syscalls[1].action = "SCMP_ACT_NO"; }) == "invalid-config /linux/seccomp/syscalls/1/action");
  CHECK(error_after([](Profile& p) { p.syscalls[1].action = "SCMP_ACT_NOTIFY"; }) == "unsupported /linux/seccomp/syscalls/1/action");
  CHECK(error_after([](Profile& p) { p.syscalls[0].errno_ret = 1; }) == "invalid-config /linux/seccomp/syscalls/0/errnoRet");
  CHECK(error_after([](Profile& p) { p.syscalls[0].names.clear(); }) == "invalid-config /linux/seccomp/syscalls/0/names");
  CHECK(error_after([](Profile& p) { p.syscalls[1].args[0].op = "EQ"; }) == "invalid-config /linux/seccomp/syscalls/1/args/0/op");
  CHECK(error_after([](Profile& p) { p.syscalls[1].args[0].index = 6; }) == "invalid-config /linux/seccomp/syscalls/1/args/0/index");
  CHECK(error_after([](Profile& p) { p.default_errno_ret = 4096; }) == "invalid-config /linux/seccomp/defaultErrnoRet");
  CHECK(error_after([](Profile& p) { p.architectures = {"SCMP_ARCH_X86", "x86"}; }) == "invalid-config /linux/seccomp/architectures/1");
  CHECK(error_after([](Profile& p) { p.flags = {"SECCOMP_FILTER_FLAG_LOG", "LOG"}; }) == "invalid-config /linux/seccomp/flags/1");
  CHECK(error_after([](Profile& p) { p.flags = {"SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV"}; }) == "invalid-config /linux/seccomp/flags/0");
  CHECK(error_after([](Profile& p) { p.listener_path = "/run/agent"; }) == "unsupported /linux/seccomp/listenerPath");
  CHECK(error_after([](Profile& p) { p.listener_metadata = "m"; }) == "invalid-config /linux/seccomp/listenerMetadata");
}

TEST_CASE("flags that are absent are not the same as no flags") {
  oci::Seccomp flagged = profile("SCMP_ACT_ALLOW", {});
  CHECK(for_x86_64(flagged).flags == SECCOMP_FILTER_FLAG_SPEC_ALLOW);
  flagged.flags.emplace();
  CHECK(for_x86_64(flagged).flags == 0);
  flagged.flags = {"SECCOMP_FILTER_FLAG_TSYNC", "SECCOMP_FILTER_FLAG_LOG", "SECCOMP_FILTER_FLAG_SPEC_ALLOW"};
  CHECK(for_x86_64(flagged).flags == 7);
}

TEST_CASE("unknown names are warned about and skipped, names of other architectures are not") {
  const oci::Seccomp odd = profile("SCMP_ACT_ERRNO", {entry({"read", "raed", "riscv_hwprobe", "arm_fadvise64_64"}, "SCMP_ACT_ALLOW"),
                                                      entry({std::string("read\0x", 6)}, "SCMP_ACT_LOG")});
  Log log;
  const Filter filter = seccomp::compile(odd, log);
  REQUIRE(log.entries().size() == 2);
  CHECK(log.entries()[0].text == "/linux/seccomp/syscalls/0/names/1: unknown system call \"raed\" is ignored");
  CHECK(log.entries()[1].text == "/linux/seccomp/syscalls/1/names/0: unknown system call \"read\\x00x\" is ignored");
  CHECK(ask(for_x86_64(odd), {kX86_64, 0}) == kAllow);
}

TEST_CASE("conditions about one argument are alternatives, about different arguments they hold together") {
  const Filter filter =
      for_x86_64(profile("SCMP_ACT_ERRNO", {entry({"read"}, "SCMP_ACT_ALLOW", {arg(0, "SCMP_CMP_EQ", 1), arg(0, "SCMP_CMP_EQ", 2)}),
                                            entry({"write"}, "SCMP_ACT_ALLOW", {arg(0, "SCMP_CMP_EQ", 1), arg(1, "SCMP_CMP_GT", 2)})}));
  CHECK(ask(filter, {kX86_64, 0, {1}}) == kAllow);
  CHECK(ask(filter, {kX86_64, 0, {2}}) == kAllow);
  CHECK(ask(filter, {kX86_64, 0, {3}}) == err(EPERM));
  CHECK(ask(filter, {kX86_64, 1, {1, 3}}) == kAllow);
  CHECK(ask(filter, {kX86_64, 1, {1, 2}}) == err(EPERM));
  CHECK(ask(filter, {kX86_64, 1, {2, 3}}) == err(EPERM));
}

TEST_CASE("a rule without conditions decides, wherever it stands") {
  const Filter filter = for_x86_64(profile("SCMP_ACT_ERRNO", {entry({"read"}, "SCMP_ACT_TRAP", {arg(0, "SCMP_CMP_EQ", 1)}),
                                                              entry({"read"}, "SCMP_ACT_ALLOW"), entry({"read"}, "SCMP_ACT_LOG")}));
  CHECK(ask(filter, {kX86_64, 0, {1}}) == kAllow);
}

TEST_CASE("the native architecture is always there, others only when named") {
  for (const auto& archs : {std::vector<std::string>{}, {"SCMP_ARCH_X86"}, {"SCMP_ARCH_S390X", "SCMP_ARCH_PARISC"}}) {
    const Filter filter = for_x86_64(profile("SCMP_ACT_ALLOW", {entry({"read"}, "SCMP_ACT_LOG")}, archs));
    const bool x86 = archs.size() == 1;
    CHECK(ask(filter, {kX86_64, 0}) == SECCOMP_RET_LOG);
    CHECK(ask(filter, {kX86, 3}) == (x86 ? SECCOMP_RET_LOG : kKill));
    CHECK(ask(filter, {kX86_64, kX32 + 0}) == kKill);  // else x32 would be a way around every rule
    CHECK(ask(filter, {kX86_64, -1}) == kAllow);
    CHECK(ask(filter, {AUDIT_ARCH_S390X, 3}) == kKill);
  }
  const Filter arm =
      compile_for(Machine::Aarch64, profile("SCMP_ACT_ERRNO", {entry({"read"}, "SCMP_ACT_ALLOW")}, {"SCMP_ARCH_ARM"})).filter;
  CHECK(ask(arm, {kAarch64, 63}) == kAllow);
  CHECK(ask(arm, {kArm, 3}) == kAllow);
  CHECK(ask(arm, {kX86_64, 0}) == kKill);
}

TEST_CASE("arguments of multiplexed calls can't be seen: no way to get more than the profile grants") {
  const std::vector<std::string> x86 = {"SCMP_ARCH_X86"};
  constexpr int kSocketcall = 102, kSocket = 359, kIpc = 117;
  const Filter plain = for_x86_64(profile("SCMP_ACT_ERRNO", {entry({"socket", "semop"}, "SCMP_ACT_ALLOW")}, x86));
  CHECK(ask(plain, {kX86, kSocket}) == kAllow);
  CHECK(ask(plain, {kX86, kSocketcall, {1}}) == kAllow);
  CHECK(ask(plain, {kX86, kSocketcall, {2}}) == err(EPERM));
  CHECK(ask(plain, {kX86, kIpc, {1}}) == kAllow);
  CHECK(ask(plain, {kX86, kIpc, {2}}) == err(EPERM));
  const Filter granted = for_x86_64(profile("SCMP_ACT_ERRNO", {entry({"socket"}, "SCMP_ACT_ALLOW", {arg(0, "SCMP_CMP_EQ", 1)})}, x86));
  CHECK(ask(granted, {kX86, kSocket, {1}}) == kAllow);
  CHECK(ask(granted, {kX86, kSocketcall, {1}}) == err(EPERM));
  const Filter denied = for_x86_64(profile("SCMP_ACT_ALLOW", {entry({"socket"}, "SCMP_ACT_TRAP", {arg(0, "SCMP_CMP_EQ", 16)})}, x86));
  CHECK(ask(denied, {kX86, kSocket, {1}}) == kAllow);
  CHECK(ask(denied, {kX86, kSocketcall, {1}}) == SECCOMP_RET_TRAP);
  CHECK(ask(denied, {kX86, kSocketcall, {2}}) == kAllow);
}

TEST_CASE("a value of -1 in 64 bits means the 32-bit interfaces, too; other large values are never equal there") {
  const auto ask_both = [](std::uint64_t value) {
    const Filter filter = for_x86_64(profile("SCMP_ACT_ALLOW",
                                             {entry({"setuid32", "setuid"}, "SCMP_ACT_LOG", {arg(0, "SCMP_CMP_EQ", value)}),
                                              entry({"read"}, "SCMP_ACT_LOG", {arg(0, "SCMP_CMP_GE", value)})},
                                             {"SCMP_ARCH_X86"}));
    return std::vector<bool>{ask(filter, {kX86, 213, {0xffffffff}}) != kAllow, ask(filter, {kX86_64, 105, {0xffffffff}}) != kAllow,
                             ask(filter, {kX86, 3, {0xffffffff}}) != kAllow};
  };
  CHECK(ask_both(0xffffffff) == std::vector<bool>{true, true, true});
  CHECK(ask_both(~std::uint64_t{0}) == std::vector<bool>{true, false, false});
  CHECK(ask_both(0x1ffffffff) == std::vector<bool>{false, false, false});
}

TEST_CASE("a profile beyond the kernel's limit of instructions is refused") {
  std::vector<oci::SeccompSyscall> many;
  for (std::uint64_t i = 0; i < 2000; ++i) many.push_back(entry({"read"}, "SCMP_ACT_ALLOW", {arg(0, "SCMP_CMP_EQ", i)}));
  CHECK(error_of(profile("SCMP_ACT_ERRNO", many)) == "unsupported /linux/seccomp");
}

TEST_CASE("equal filters are equal") {
  const Filter one = for_x86_64(profile("SCMP_ACT_ERRNO", {entry({"read"}, "SCMP_ACT_ALLOW")}));
  Filter other = one;
  CHECK(one == other);
  other.instructions.back().k ^= 1;
  CHECK_FALSE(one == other);
}
