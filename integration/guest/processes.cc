// Processes, signals, memory and output streams as the container's rules allow them.

#include "commands.h"
#include "json.h"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sys/mman.h>
#include <unistd.h>

namespace guest {

void sleep_seconds(const Words& words) {
  for (unsigned left = static_cast<unsigned>(std::strtoul(words.at(0), nullptr, 10)); left > 0;) left = sleep(left);
}

void exit_with(const Words& words) {
  std::fflush(stdout);
  _exit(static_cast<int>(std::strtol(words.at(0), nullptr, 10)));
}

/// Says "ready", waits for a signal and says which one came. SIGURG does not count: runc's Go runtime sends it to itself and forwards it.
void wait_for_signal(const Words&) {
  sigset_t all;
  sigfillset(&all);
  sigprocmask(SIG_SETMASK, &all, nullptr);
  sigdelset(&all, SIGURG);
  Json ready;
  ready.object().text("action", "ready").end_object().finish();
  const timespec deadline{30, 0};
  siginfo_t info{};
  const int signal = sigtimedwait(&all, &info, &deadline);
  Json json;
  json.object().text("action", "signal-wait").number("signal", signal).end_object().finish();
}

/// Forks N children that sleep for ever; they stay.
void fork_sleepers(const Words& words) {
  const long wanted = std::strtol(words.at(0), nullptr, 10);
  long made = 0;
  int err = 0;
  for (; made < wanted; ++made) {
    const pid_t child = fork();
    if (child == 0)
      for (;;) pause();
    if (child < 0) {
      err = errno;
      break;
    }
  }
  Json json;
  json.object().text("action", "fork-sleepers").number("made", made).text("result", errno_name(err)).end_object().finish();
}

/// Touches MB megabytes; a memory limit answers with SIGKILL.
void allocate(const Words& words) {
  const std::size_t size = std::strtoul(words.at(0), nullptr, 10) << 20;
  void* memory = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  const int err = memory == MAP_FAILED ? errno : 0;
  if (err == 0) std::memset(memory, 1, size);
  Json json;
  json.object().text("action", "alloc").text("result", errno_name(err)).end_object().finish();
}

void print_stdout(const Words& words) {
  std::puts(words.at(0));
  std::fflush(stdout);
}

void print_stderr(const Words& words) { std::fprintf(stderr, "%s\n", words.at(0)); }

void copy_stdin(const Words&) {
  char buffer[4096];
  for (ssize_t size = 0; (size = read(0, buffer, sizeof buffer)) > 0;)
    if (write(1, buffer, static_cast<std::size_t>(size)) < 0) return;
}

}  // namespace guest
