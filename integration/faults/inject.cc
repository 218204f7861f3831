// inject count -- COMMAND…              how many system calls each process of the command makes
// inject kill P N -- COMMAND…           SIGKILL for process P at its N-th system call
// inject fail P N ERRNO -- COMMAND…     the N-th system call of process P is not made and answers ERRNO (a number)
//
// P is 0 for the command, then 1, 2 … in the order of birth. strace's when=N counts per process; this names one call of the tree.

#include "tracer.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace {

int usage() {
  std::fputs("usage: inject count|kill P N|fail P N ERRNO -- COMMAND…\n", stderr);
  return 2;
}

}  // namespace

int main(int argc, char** argv) {
  int dashes = 1;
  while (dashes < argc && std::strcmp(argv[dashes], "--") != 0) ++dashes;
  if (argc < 2 || dashes + 1 >= argc) return usage();
  const bool kills = std::strcmp(argv[1], "kill") == 0 && dashes == 4, fails = std::strcmp(argv[1], "fail") == 0 && dashes == 5;
  if (!kills && !fails && std::strcmp(argv[1], "count") != 0) return usage();
  const int process = kills || fails ? std::atoi(argv[2]) : -1;
  const long call = kills || fails ? std::atol(argv[3]) : 0;
  const int error = fails ? std::atoi(argv[4]) : 0;
  const faults::Judge judge = [&](const faults::Boundary& at) {
    if (at.process != process || at.call != call) return faults::Verdict{};
    return faults::Verdict{fails ? faults::Answer::Fail : faults::Answer::Kill, error};
  };
  const faults::Trace trace = faults::follow({{argv + dashes + 1, argv + argc}, "/dev/stderr"}, judge);
  std::printf("status %d%s%s\n", trace.status, trace.timed_out ? ", hung" : "", trace.interfered ? ", interfered" : "");
  for (std::size_t i = 0; i < trace.calls.size(); ++i) std::printf("process %zu: %ld calls\n", i, trace.calls[i]);
  return 0;
}
