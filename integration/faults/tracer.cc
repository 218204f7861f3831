#include "tracer.h"

#include <cerrno>
#include <csignal>
#include <ctime>
#include <fcntl.h>
#include <map>
#include <sys/ptrace.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

namespace faults {
namespace {

constexpr long kOptions =
    PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC;
constexpr int kSyscallStop = SIGTRAP | 0x80;
constexpr double kReleaseTime = 0.5, kQuietTime = 0.01;

double now() {
  timespec time{};
  clock_gettime(CLOCK_MONOTONIC, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

[[noreturn]] void become(const Command& command, int gate) {
  setpgid(0, 0);
  const int input = open("/dev/null", O_RDONLY | O_CLOEXEC);
  const int output = open(command.output.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  dup2(input, 0);
  dup2(output, 1);
  dup2(output, 2);
  std::vector<char*> words;
  for (const std::string& word : command.argv) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  char go = 0;
  if (read(gate, &go, 1) == 1) execvp(words[0], words.data());
  _exit(127);
}

// PTRACE_SEIZE, because processes born under PTRACE_TRACEME get a SIGSTOP that outlives the tracer.
class Follower {
 public:
  Follower(const Command& command, const Judge& judge) : command_(command), judge_(judge) {}

  Trace run() {
    begin();
    const double deadline = now() + command_.timeout;
    while (!ended_) step(deadline);
    release_all();
    return trace_;
  }

 private:
  struct Process {
    int index = 0;
    int fail_with = 0;  ///< the result to put in at the exit of the current call
  };

  void begin() {
    int gate[2];
    if (pipe2(gate, O_CLOEXEC) != 0) _exit(126);
    root_ = fork();
    if (root_ == 0) become(command_, gate[0]);
    adopt(root_);
    ptrace(PTRACE_SEIZE, root_, nullptr, kOptions);
    ptrace(PTRACE_INTERRUPT, root_, nullptr, nullptr);
    int status = 0;
    waitpid(root_, &status, __WALL);
    resume(root_, 0);
    if (write(gate[1], "x", 1) != 1) _exit(126);
    close(gate[0]);
    close(gate[1]);
  }

  Process& adopt(pid_t pid) {
    const auto known = processes_.find(pid);
    if (known != processes_.end()) return known->second;
    trace_.calls.push_back(0);
    return processes_.emplace(pid, Process{static_cast<int>(trace_.calls.size()) - 1}).first->second;
  }

  void resume(pid_t pid, int signal) { ptrace(PTRACE_SYSCALL, pid, nullptr, signal); }

  void step(double deadline) {
    int status = 0;
    const pid_t pid = waitpid(-1, &status, __WALL | WNOHANG);
    if (pid > 0) return handle(pid, status);
    if (now() > deadline) {
      trace_.timed_out = true;
      for (const auto& [traced, process] : processes_) kill(traced, SIGKILL);
      ended_ = true;
      return;
    }
    usleep(20);
  }

  void handle(pid_t pid, int status) {
    if (!WIFSTOPPED(status)) return forget(pid, status);
    const int signal = WSTOPSIG(status), event = status >> 16;
    Process& process = adopt(pid);
    if (signal == kSyscallStop) return at_boundary(pid, process);
    if (event == PTRACE_EVENT_EXEC && pid == root_) counting_ = true;
    if (event == PTRACE_EVENT_STOP && signal != SIGTRAP) {
      ptrace(PTRACE_LISTEN, pid, nullptr, nullptr);  // a group stop: leave it stopped
      return;
    }
    resume(pid, event != 0 ? 0 : signal);
  }

  void forget(pid_t pid, int status) {
    processes_.erase(pid);
    if (pid != root_) return;
    trace_.status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    ended_ = true;
  }

  void at_boundary(pid_t pid, Process& process) {
    __ptrace_syscall_info info{};
    ptrace(PTRACE_GET_SYSCALL_INFO, pid, sizeof info, &info);
    if (info.op == PTRACE_SYSCALL_INFO_EXIT) {
      if (process.fail_with != 0) put_result(pid, process);
    } else if (counting_) {
      enter(pid, process, static_cast<long>(info.entry.nr));
    }
    resume(pid, 0);
  }

  void enter(pid_t pid, Process& process, long number) {
    long& count = trace_.calls[static_cast<std::size_t>(process.index)];
    ++count;
    const Verdict verdict = judge_({process.index, count, number});
    if (verdict.answer == Answer::Continue) return;
    trace_.interfered = true;
    if (verdict.answer == Answer::Kill) {
      kill(pid, SIGKILL);
      return;
    }
    process.fail_with = verdict.errno_value;
    user_regs_struct registers{};
    ptrace(PTRACE_GETREGS, pid, nullptr, &registers);
    registers.orig_rax = ~0ULL;  // no such call: the kernel does nothing, and the exit stop puts the errno in
    ptrace(PTRACE_SETREGS, pid, nullptr, &registers);
  }

  void put_result(pid_t pid, Process& process) {
    user_regs_struct registers{};
    ptrace(PTRACE_GETREGS, pid, nullptr, &registers);
    registers.rax = static_cast<unsigned long long>(-static_cast<long long>(process.fail_with));
    ptrace(PTRACE_SETREGS, pid, nullptr, &registers);
    process.fail_with = 0;
  }

  /// Stops each process that is left and lets it go, also those whose birth has not been reported yet.
  void release_all() {
    for (const auto& [pid, process] : processes_) ptrace(PTRACE_INTERRUPT, pid, nullptr, nullptr);
    const double end = now() + kReleaseTime;
    for (double quiet_since = now(); now() < end && (!processes_.empty() || now() < quiet_since + kQuietTime);) {
      int status = 0;
      const pid_t pid = waitpid(-1, &status, __WALL | WNOHANG);
      if (pid <= 0) {
        usleep(100);
        continue;
      }
      quiet_since = now();
      const bool is_signal = WIFSTOPPED(status) && status >> 16 == 0 && WSTOPSIG(status) != kSyscallStop;
      if (WIFSTOPPED(status)) ptrace(PTRACE_DETACH, pid, nullptr, is_signal ? WSTOPSIG(status) : 0);
      processes_.erase(pid);
    }
  }

  const Command& command_;
  const Judge& judge_;
  std::map<pid_t, Process> processes_{};
  Trace trace_{};
  pid_t root_ = -1;
  bool ended_ = false;
  bool counting_ = false;  ///< from the command's execve on
};

}  // namespace

Trace follow(const Command& command, const Judge& judge) { return Follower(command, judge).run(); }

}  // namespace faults
