#pragma once

// Follows a command and all it forks with ptrace, and counts the system call boundaries of each process.

#include <functional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace faults {

/// A process of the traced tree: 0 is the command, then in the order of their birth. Threads count as processes of their own.
struct Boundary {
  int process = 0;
  long call = 0;     ///< the n-th system call entry of that process, from 1
  long number = 0;   ///< which system call
};

enum class Answer { Continue, Kill, Fail };

struct Verdict {
  Answer answer = Answer::Continue;
  int errno_value = 0;
};

/// Asked at every system call entry.
using Judge = std::function<Verdict(const Boundary&)>;

struct Trace {
  int status = -1;              ///< of the command; 128+N after signal N
  bool timed_out = false;       ///< it hung and had to be killed
  bool interfered = false;      ///< the judge's Kill or Fail took place
  std::vector<long> calls{};    ///< per process: how many entries
};

struct Command {
  std::vector<std::string> argv{};
  std::string output{};  ///< a file for stdout and stderr
  double timeout = 20;   ///< seconds
};

/// Runs the command to the end of its first process; what lives on is let go.
Trace follow(const Command& command, const Judge& judge);

}  // namespace faults
