#pragma once

#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace it {

/// Where a command's mounts live: in the driver's mount namespace, or in a new one whose mounts are all shared.
enum class MountSpace { Driver, NewShared };

struct Launch {
  std::vector<std::string> argv{};
  std::string folder{};   ///< its output goes to files here, so that a container may keep them open
  std::string input{};    ///< what it reads from stdin
  std::optional<unsigned> open_files{};  ///< RLIMIT_NOFILE
  std::optional<std::string> working_directory{};
  MountSpace mounts = MountSpace::Driver;
  double timeout = 20;    ///< seconds; then SIGKILL
};

struct Outcome {
  int status = -1;  ///< as a shell shows it: 128+N after signal N; −1: it had to be killed at the time-out
  std::string out{}, err{};
  bool ok() const { return status == 0; }
  /// Everything it said, in lower case: messages are compared without regard to case.
  std::string text() const;
};

/// A command that runs. Killed and reaped at the latest by the destructor.
class Process {
 public:
  explicit Process(Launch launch);
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  void signal(int number) const;
  /// Waits for its end or the time-out.
  Outcome wait();
  /// What it, or a container that it left behind, has written so far.
  std::string out() const;
  std::string err() const;
  pid_t pid() const { return pid_; }

 private:
  [[noreturn]] void become() const;
  Launch launch_;
  std::string prefix_;
  pid_t pid_ = -1;
};

/// Is `pid` a command that some Process will wait for? Nobody else may reap it.
bool is_command(pid_t pid);

/// True when `pid` ended within `seconds`. Children are reaped.
bool wait_for_end(pid_t pid, double seconds);

/// Polls a condition every few milliseconds.
template <class Condition>
bool eventually(Condition condition, double seconds = 5);

void sleep_for(double seconds);
double seconds_now();

template <class Condition>
bool eventually(Condition condition, double seconds) {
  for (const double end = seconds_now() + seconds; seconds_now() < end; sleep_for(0.005))
    if (condition()) return true;
  return condition();
}

std::string read_file(const std::string& path);
void write_file(const std::string& path, const std::string& text);

}  // namespace it
