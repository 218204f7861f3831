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

double now() {
  timespec time{};
  clock_gettime(CLOCK_MONOTONIC, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

[[noreturn]] void become(const Command& command) {
  setpgid(0, 0);
  const int input = open("/dev/null", O_RDONLY);
  const int output = open(command.output.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
  dup2(input, 0);
  dup2(output, 1);
  dup2(output, 2);
  close(input);
  close(output);
  std::vector<char*> words;
  for (const std::string& word : command.argv) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  ptrace(PTRACE_TRACEME, 0, nullptr, nullptr);
  raise(SIGSTOP);
  execvp(words[0], words.data());
  _exit(127);
}

class Follower {
 public:
  Follower(const Command& command, const Judge& judge) : command_(command), judge_(judge) {}

  Trace run() {
    root_ = fork();
    if (root_ == 0) become(command_);
    int status = 0;
    waitpid(root_, &status, __WALL);
    ptrace(PTRACE_SETOPTIONS, root_, nullptr, kOptions);
    adopt(root_);
    resume(root_, 0);
    const double deadline = now() + command_.timeout;
    while (!ended_) step(deadline);
    release_all();
    return trace_;
  }

 private:
  struct Process {
    int index = 0;
    bool inside = false;   ///< between entry and exit of a system call
    int fail_with = 0;     ///< the result to put in at the exit
  };

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
    if (WIFEXITED(status) || WIFSIGNALED(status)) {
      processes_.erase(pid);
      if (pid != root_) return;
      trace_.status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
      ended_ = true;
      return;
    }
    const bool is_new = processes_.find(pid) == processes_.end();
    Process& process = adopt(pid);
    const int signal = WSTOPSIG(status);
    if (signal == (SIGTRAP | 0x80)) return at_boundary(pid, process);
    // Stops of ptrace itself (a new tracee, fork and exec events) are not for the process.
    const bool own = status >> 16 != 0 || (is_new && signal == SIGSTOP);
    resume(pid, own ? 0 : signal);
  }

  void at_boundary(pid_t pid, Process& process) {
    process.inside = !process.inside;
    user_regs_struct registers{};
    ptrace(PTRACE_GETREGS, pid, nullptr, &registers);
    if (!process.inside) {
      if (process.fail_with != 0) {
        registers.rax = static_cast<unsigned long long>(-static_cast<long long>(process.fail_with));
        ptrace(PTRACE_SETREGS, pid, nullptr, &registers);
        process.fail_with = 0;
      }
      return resume(pid, 0);
    }
    long& count = trace_.calls[static_cast<std::size_t>(process.index)];
    ++count;
    const Verdict verdict = judge_({process.index, count, static_cast<long>(registers.orig_rax)});
    if (verdict.answer != Answer::Continue) trace_.interfered = true;
    if (verdict.answer == Answer::Kill) kill(pid, SIGKILL);
    if (verdict.answer == Answer::Fail) {
      process.fail_with = verdict.errno_value;
      registers.orig_rax = ~0ULL;  // no such call: the kernel does nothing, and the exit stop puts the errno in
      ptrace(PTRACE_SETREGS, pid, nullptr, &registers);
    }
    resume(pid, 0);
  }

  /// PTRACE_DETACH needs a stopped process: stop each, then let go.
  void release_all() {
    for (const auto& [pid, process] : processes_) {
      if (pid == root_) continue;
      if (ptrace(PTRACE_DETACH, pid, nullptr, 0) == 0) continue;
      syscall_stop(pid);
    }
  }

  void syscall_stop(pid_t pid) {
    kill(pid, SIGSTOP);
    int status = 0;
    if (waitpid(pid, &status, __WALL) != pid || !WIFSTOPPED(status)) return;
    ptrace(PTRACE_DETACH, pid, nullptr, 0);
    kill(pid, SIGCONT);
  }

  const Command& command_;
  const Judge& judge_;
  std::map<pid_t, Process> processes_{};
  Trace trace_{};
  pid_t root_ = -1;
  bool ended_ = false;
};

}  // namespace

Trace follow(const Command& command, const Judge& judge) { return Follower(command, judge).run(); }

}  // namespace faults
