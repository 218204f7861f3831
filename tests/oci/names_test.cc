#include "dray/oci/names.h"

#include <catch2/catch.hpp>
#include <csignal>
#include <linux/capability.h>
#include <sys/resource.h>

using namespace dray::oci;

TEST_CASE("capabilities are those of the kernel's header") {
  CHECK(capability_number("CAP_CHOWN") == CAP_CHOWN);
  CHECK(capability_number("CAP_SYS_ADMIN") == CAP_SYS_ADMIN);
  CHECK(capability_number("CAP_SYSLOG") == CAP_SYSLOG);
  CHECK(capability_number("CAP_CHECKPOINT_RESTORE") == CAP_CHECKPOINT_RESTORE);
  CHECK_FALSE(capability_number("CAP_NOPE"));
  CHECK_FALSE(capability_number("CHOWN"));
  std::uint64_t seen = 0;
  for (const auto& entry : kCapabilities) seen |= std::uint64_t{1} << entry.value;
  CHECK(seen == (std::uint64_t{1} << 41) - 1);
}

TEST_CASE("rlimits are those of the C library") {
  const std::vector<std::pair<std::string_view, unsigned>> cases = {
      {"RLIMIT_AS", RLIMIT_AS},           {"RLIMIT_CORE", RLIMIT_CORE},         {"RLIMIT_CPU", RLIMIT_CPU},
      {"RLIMIT_DATA", RLIMIT_DATA},       {"RLIMIT_FSIZE", RLIMIT_FSIZE},       {"RLIMIT_LOCKS", RLIMIT_LOCKS},
      {"RLIMIT_MEMLOCK", RLIMIT_MEMLOCK}, {"RLIMIT_MSGQUEUE", RLIMIT_MSGQUEUE}, {"RLIMIT_NICE", RLIMIT_NICE},
      {"RLIMIT_NOFILE", RLIMIT_NOFILE},   {"RLIMIT_NPROC", RLIMIT_NPROC},       {"RLIMIT_RSS", RLIMIT_RSS},
      {"RLIMIT_RTPRIO", RLIMIT_RTPRIO},   {"RLIMIT_RTTIME", RLIMIT_RTTIME},     {"RLIMIT_SIGPENDING", RLIMIT_SIGPENDING},
      {"RLIMIT_STACK", RLIMIT_STACK}};
  for (const auto& [name, number] : cases) CHECK(rlimit_number(name) == number);
  CHECK(cases.size() == kRlimits.size());
  CHECK_FALSE(rlimit_number("NOFILE"));
}

TEST_CASE("namespace names go both ways") {
  for (const auto& entry : kNamespaces) CHECK(namespace_type(namespace_name(entry.value)) == entry.value);
  CHECK_FALSE(namespace_type("net"));
}

TEST_CASE("signals by name and number") {
  const std::vector<std::pair<std::string_view, int>> cases = {
      {"TERM", SIGTERM}, {"SIGTERM", SIGTERM}, {"sigterm", SIGTERM},  {"Kill", SIGKILL},     {"15", 15},          {"0", 0},
      {"64", 64},        {"HUP", SIGHUP},      {"INT", SIGINT},       {"QUIT", SIGQUIT},     {"ILL", SIGILL},     {"TRAP", SIGTRAP},
      {"ABRT", SIGABRT}, {"IOT", SIGIOT},      {"BUS", SIGBUS},       {"FPE", SIGFPE},       {"USR1", SIGUSR1},   {"SEGV", SIGSEGV},
      {"USR2", SIGUSR2}, {"PIPE", SIGPIPE},    {"ALRM", SIGALRM},     {"STKFLT", SIGSTKFLT}, {"CHLD", SIGCHLD},   {"CLD", SIGCHLD},
      {"CONT", SIGCONT}, {"STOP", SIGSTOP},    {"TSTP", SIGTSTP},     {"TTIN", SIGTTIN},     {"TTOU", SIGTTOU},   {"URG", SIGURG},
      {"XCPU", SIGXCPU}, {"XFSZ", SIGXFSZ},    {"VTALRM", SIGVTALRM}, {"PROF", SIGPROF},     {"WINCH", SIGWINCH}, {"IO", SIGIO},
      {"POLL", SIGPOLL}, {"PWR", SIGPWR},      {"SYS", SIGSYS},       {"UNUSED", SIGSYS},    {"RTMIN", 34},       {"SIGRTMIN", 34},
      {"RTMIN+1", 35},   {"sigrtmin+30", 64},  {"RTMAX", 64},         {"SIGRTMAX-3", 61},    {"RTMAX-30", 34}};
  for (const auto& [text, number] : cases) {
    INFO(text);
    CHECK(parse_signal(text) == number);
  }
  for (const std::string_view text : {"", "SIG", "NOPE", "-1", "65", "1x", "RTMIN-1", "RTMAX+1", "RTMIN+31", "RTMIN+", "RTMIN+-1", "RTMINx",
                                      "SIGSIGTERM", " TERM", "99999999999999999999"}) {
    INFO(text);
    CHECK_FALSE(parse_signal(text));
  }
}

TEST_CASE("a slip of the finger is recognised, another word is not") {
  constexpr auto known = names_of(kRlimits);
  CHECK(did_you_mean("RLIMIT_NOFILES", known) == "RLIMIT_NOFILE");
  CHECK(did_you_mean("rlimit_nofile", known) == "RLIMIT_NOFILE");
  CHECK(did_you_mean("RLIMT_NPORC", known) == std::nullopt);
  CHECK_FALSE(did_you_mean("", known));
  CHECK_FALSE(did_you_mean("NOFILE", known));
  CHECK_FALSE(did_you_mean(std::string(1000, 'x'), known));
  constexpr std::string_view few[] = {"b", "c"};
  CHECK(choice_hint("d", few) == "known: b, c");
}
