#include "profiles.h"

#include "src/seccomp/compiled.h"

#include <catch2/catch.hpp>

using namespace profiles;

namespace {

const seccomp::Filter& docker_filter() {
  static const seccomp::Filter filter = seccomp::compile_for(seccomp::Machine::X86_64, docker()).filter;
  return filter;
}

struct Row {
  const char* what;
  Call call;
  std::uint32_t answer;
};
const Row kRows[] = {
    {"read", {kX86_64, 0}, kAllow},
    {"execve", {kX86_64, 59}, kAllow},
    {"unshare", {kX86_64, 272}, err(EPERM)},
    {"mount", {kX86_64, 165}, err(EPERM)},
    {"clone3", {kX86_64, 435}, err(ENOSYS)},
    {"clone for a thread", {kX86_64, 56, {0x003d0f00}}, kAllow},
    {"clone with CLONE_NEWUSER", {kX86_64, 56, {0x10000000}}, err(EPERM)},
    {"clone with a flag above 32 bits", {kX86_64, 56, {0x100000000}}, kAllow},
    {"socket AF_UNIX", {kX86_64, 41, {1}}, kAllow},
    {"socket AF_ALG", {kX86_64, 41, {38}}, err(EPERM)},
    {"socket AF_VSOCK", {kX86_64, 41, {40}}, err(EPERM)},
    {"socket AF_XDP", {kX86_64, 41, {44}}, kAllow},
    {"personality PER_LINUX", {kX86_64, 135, {0}}, kAllow},
    {"personality PER_LINUX32", {kX86_64, 135, {8}}, kAllow},
    {"personality query", {kX86_64, 135, {0xffffffff}}, kAllow},
    {"personality ADDR_NO_RANDOMIZE", {kX86_64, 135, {0x40000}}, err(EPERM)},
    {"personality with upper bits", {kX86_64, 135, {0x100000000}}, err(EPERM)},
    {"mseal, which libseccomp 2.5 does not know", {kX86_64, 462}, kAllow},
    {"removexattrat, the newest one named", {kX86_64, 466}, kAllow},
    {"lsm_list_modules, not named", {kX86_64, 461}, err(EPERM)},
    {"open_tree_attr, newer", {kX86_64, 467}, err(ENOSYS)},
    {"uretprobe", {kX86_64, 335}, kAllow},
    {"32-bit read", {kX86, 3}, kAllow},
    {"32-bit unshare", {kX86, 310}, err(EPERM)},
    {"32-bit clone3", {kX86, 435}, err(ENOSYS)},
    {"32-bit socketcall", {kX86, 102, {1}}, kAllow},
    {"32-bit personality query", {kX86, 136, {0xffffffff}}, kAllow},
    {"32-bit newer", {kX86, 467}, err(ENOSYS)},
    {"x32 read", {kX86_64, kX32 + 0}, kAllow},
    {"x32 execve", {kX86_64, kX32 + 520}, kAllow},
    {"x32 execve by the number of x86_64", {kX86_64, kX32 + 59}, err(EPERM)},
    {"x32 kexec_load", {kX86_64, kX32 + 528}, err(EPERM)},
    {"x32 newer", {kX86_64, kX32 + 467}, err(ENOSYS)},
    {"arm", {kArm, 3}, kKill},
};

}  // namespace

TEST_CASE("Docker's profile answers as Docker means it") {
  for (const Row& row : kRows) {
    CAPTURE(row.what);
    CHECK(ask(docker_filter(), row.call) == row.answer);
  }
}

TEST_CASE("Docker's profile compiles without warnings to a filter that loads fast") {
  Log log;
  (void)seccomp::compile(docker(), log);
  for (const Log::Entry& entry : log.entries()) CHECK(entry.text == "");
  CHECK(docker_filter().instructions.size() < 400);
}
