// Random profiles: the filter against a plain model of what a profile means, and against the filter that libseccomp makes.

#include "profiles.h"

#include "src/seccomp/compiled.h"
#include "src/seccomp/names.h"

#include <catch2/catch.hpp>
#include <map>
#include <random>
#include <seccomp.h>
#include <unistd.h>

using namespace profiles;
using seccomp::Comparison;
using seccomp::Filter;

namespace {

using Random = std::mt19937;

constexpr std::uint64_t kValues[] = {
    0, 1, 2, 7, 8, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff, 0x100000000, 0x100000001, 0xffffffff00000000, ~std::uint64_t{0}};
const std::vector<std::string> kNames = {"read",  "write", "openat", "close", "personality", "clone",
                                         "ioctl", "mmap",  "futex",  "prctl", "setns",       "openat2"};
const std::vector<std::string> kActions = {"SCMP_ACT_ALLOW", "SCMP_ACT_ERRNO", "SCMP_ACT_KILL_PROCESS",
                                           "SCMP_ACT_LOG",   "SCMP_ACT_TRAP",  "SCMP_ACT_TRACE"};

template <class T>
const T& one_of(Random& random, const T* values, std::size_t count) {
  return values[random() % count];
}
template <class T>
const T& one_of(Random& random, const std::vector<T>& values) {
  return one_of(random, values.data(), values.size());
}

oci::SeccompArg random_arg(Random& random) {
  const seccomp::Operator& op = one_of(random, seccomp::kOperators, std::size(seccomp::kOperators));
  return arg(random() % 3, std::string(op.name), one_of(random, kValues, std::size(kValues)), one_of(random, kValues, std::size(kValues)));
}

oci::SeccompSyscall random_entry(Random& random) {
  oci::SeccompSyscall made = entry({}, one_of(random, kActions));
  for (unsigned i = 0; i < 1 + random() % 3; ++i) made.names.push_back(one_of(random, kNames));
  if (made.action == "SCMP_ACT_ERRNO" && random() % 2 == 0) made.errno_ret = random() % 100;
  for (unsigned i = random() % 4; i > 0; --i) made.args.push_back(random_arg(random));
  return made;
}

oci::Seccomp random_profile(Random& random) {
  std::vector<oci::SeccompSyscall> entries;
  for (unsigned i = random() % 8; i > 0; --i) entries.push_back(random_entry(random));
  return profile(one_of(random, kActions), entries, {"SCMP_ARCH_X86", "SCMP_ARCH_X32"});
}

/// Values near those of the profile make borders likely.
std::vector<std::uint64_t> random_args(Random& random, std::uint64_t mask) {
  std::vector<std::uint64_t> args;
  for (int i = 0; i < 3; ++i) args.push_back((one_of(random, kValues, std::size(kValues)) + random() % 3 - 1) & mask);
  return args;
}

std::uint32_t value_of(const std::string& action, std::optional<std::uint32_t> errno_ret) {
  const seccomp::Action* row = seccomp::find_name(seccomp::kActions, action);
  return row->data == seccomp::Data::Errno ? row->value | errno_ret.value_or(1) : row->value;
}

bool holds(const oci::SeccompArg& condition, const std::vector<std::uint64_t>& args) {
  const std::uint64_t actual = args[condition.index];
  switch (seccomp::find_name(seccomp::kOperators, condition.op)->value) {
    case Comparison::Equal: return actual == condition.value;
    case Comparison::NotEqual: return actual != condition.value;
    case Comparison::Less: return actual < condition.value;
    case Comparison::LessOrEqual: return actual <= condition.value;
    case Comparison::Greater: return actual > condition.value;
    case Comparison::GreaterOrEqual: return actual >= condition.value;
    case Comparison::MaskedEqual: return (actual & condition.value) == (condition.value_two & condition.value);
  }
  return false;
}

bool holds(const oci::SeccompSyscall& rule, const std::vector<std::uint64_t>& args) {
  std::map<std::uint32_t, int> uses;
  bool any = false, all = true, repeated = false;
  for (const oci::SeccompArg& condition : rule.args) {
    repeated = repeated || ++uses[condition.index] > 1;
    (holds(condition, args) ? any : all) = holds(condition, args);
  }
  return repeated ? any : all;
}

/// What the profile means for a call of the native architecture that it names.
std::uint32_t model(const oci::Seccomp& profile, const std::string& name, const std::vector<std::uint64_t>& args) {
  const std::uint32_t otherwise = value_of(profile.default_action, profile.default_errno_ret);
  std::optional<std::uint32_t> conditional;
  for (const oci::SeccompSyscall& rule : profile.syscalls) {
    const std::uint32_t action = value_of(rule.action, rule.errno_ret);
    if (action == otherwise || std::ranges::find(rule.names, name) == rule.names.end()) continue;
    if (rule.args.empty()) return action;
    if (!conditional && holds(rule, args)) conditional = action;
  }
  return conditional.value_or(otherwise);
}

/// What libseccomp makes of a profile, for x86_64, x86 and x32.
Filter control(const oci::Seccomp& profile) {
  const std::uint32_t otherwise = value_of(profile.default_action, profile.default_errno_ret);
  const std::unique_ptr<void, void (*)(void*)> context(seccomp_init(otherwise), seccomp_release);
  for (const std::uint32_t arch : {SCMP_ARCH_X86, SCMP_ARCH_X32}) REQUIRE(seccomp_arch_add(context.get(), arch) == 0);
  for (const oci::SeccompSyscall& rule : profile.syscalls) {
    const std::uint32_t action = value_of(rule.action, rule.errno_ret);
    std::vector<scmp_arg_cmp> conditions;
    for (const oci::SeccompArg& c : rule.args) {
      const char* names[] = {"", "NE", "LT", "LE", "EQ", "GE", "GT", "MASKED_EQ"};
      int op = 1;
      while (c.op != std::string("SCMP_CMP_") + names[op]) ++op;
      conditions.push_back({c.index, static_cast<scmp_compare>(op), c.value, c.value_two});
    }
    for (const std::string& name : rule.names) {
      const int number = seccomp_syscall_resolve_name(name.c_str());
      if (action == otherwise || number == __NR_SCMP_ERROR) continue;
      REQUIRE(seccomp_rule_add_array(context.get(), action, number, static_cast<unsigned>(conditions.size()), conditions.data()) == 0);
    }
  }
  const std::unique_ptr<FILE, int (*)(FILE*)> file(std::tmpfile(), std::fclose);
  REQUIRE(seccomp_export_bpf(context.get(), fileno(file.get())) == 0);
  Filter filter;
  filter.instructions.resize(static_cast<std::size_t>(lseek(fileno(file.get()), 0, SEEK_END)) / sizeof(sock_filter));
  std::rewind(file.get());
  REQUIRE(std::fread(filter.instructions.data(), sizeof(sock_filter), filter.instructions.size(), file.get()) ==
          filter.instructions.size());
  return filter;
}

/// One entry for each of a few calls, with one value or none per call: what libseccomp has only one reading of.
oci::Seccomp unambiguous_profile(Random& random) {
  std::vector<oci::SeccompSyscall> entries;
  for (const std::string& name : kNames) {
    if (random() % 2 == 0) continue;
    oci::SeccompSyscall made = entry({name}, one_of(random, kActions));
    for (std::uint32_t index = 0; index < 3; ++index) {
      if (random() % 2 == 0) continue;
      made.args.push_back(random_arg(random));
      made.args.back().index = index;
      made.args.back().value &= 0xffffffff;  // libseccomp cuts values for 32-bit interfaces, which we do not for order
      made.args.back().value_two &= made.args.back().value;
    }
    entries.push_back(std::move(made));
  }
  return profile(one_of(random, kActions), entries, {"SCMP_ARCH_X86", "SCMP_ARCH_X32"});
}

}  // namespace

TEST_CASE("the filter of a random profile does what the profile means") {
  Random random(1);
  for (int round = 0; round < 3000; ++round) {
    const oci::Seccomp tried = random_profile(random);
    const Filter filter = seccomp::compile_for(seccomp::Machine::X86_64, tried).filter;
    for (int i = 0; i < 40; ++i) {
      const std::string& name = tried.syscalls.empty() ? kNames[0] : one_of(random, one_of(random, tried.syscalls).names);
      const std::vector<std::uint64_t> args = random_args(random, ~std::uint64_t{0});
      const std::uint32_t answer = ask(filter, {kX86_64, seccomp_syscall_resolve_name(name.c_str()), args});
      if (answer == model(tried, name, args)) continue;
      CAPTURE(round, name, args[0], args[1], args[2]);
      CHECK(answer == model(tried, name, args));
    }
  }
}

TEST_CASE("the filter agrees with libseccomp's on every call that the profile is old enough for") {
  Random random(2);
  for (int round = 0; round < 150; ++round) {
    const oci::Seccomp tried = unambiguous_profile(random);
    const Filter ours = seccomp::compile_for(seccomp::Machine::X86_64, tried).filter, theirs = control(tried);
    for (int i = 0; i < 3 * 470 * 4; ++i) {
      const bool x86 = i % 3 == 1, x32 = i % 3 == 2;
      const Call call{x86 ? kX86 : kX86_64, (x32 ? kX32 : 0) + i / 3 % 470,
                      random_args(random, i % 3 == 0 ? ~std::uint64_t{0} : 0xffffffff)};
      const std::uint32_t answer = ask(ours, call), expected = ask(theirs, call);
      if (answer == expected || answer == err(ENOSYS)) continue;
      CAPTURE(round, call.arch, call.number, call.args[0], call.args[1], call.args[2]);
      CHECK(answer == expected);
    }
  }
}

TEST_CASE("Docker's filter agrees with libseccomp's on every call that libseccomp knows") {
  const Filter ours = seccomp::compile_for(seccomp::Machine::X86_64, docker()).filter, theirs = control(docker());
  Random random(3);
  for (const auto& [arch, base] : {std::pair{kX86_64, 0}, {kX86, 0}, {kX86_64, kX32}}) {
    for (int number = 0; number < 600; ++number) {
      if (number == 335 || (number > 456 && number < 512) || number > 547) continue;  // named by Docker but new; missing
      for (int i = 0; i < 30; ++i) {
        const Call call{arch, base + number, random_args(random, 0xffffffff)};
        const std::uint32_t answer = ask(ours, call), expected = ask(theirs, call);
        if (answer == expected || (base == 0 && number > 466 && answer == err(ENOSYS))) continue;
        CAPTURE(call.arch, call.number, call.args[0], call.args[1]);
        CHECK(answer == expected);
      }
    }
  }
}
