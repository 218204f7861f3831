#pragma once

#include "dray/launch/init_process.h"

namespace dray::launch {

/// What the caller knows of the step that failed.
struct FailedStep {
  program::Kind kind{};
  Origin origin{};
  std::string op{}, path{};
};

/// How init ended, where its status could be had.
struct Ending {
  bool known = false;
  bool by_signal = false;
  int status = 0;  ///< exit status, or the signal
};

/// Turns (step, errno, kernel text, first bytes of the program) into an error for people, with the words that engines match.
/// Process: host, pure.
Error explain(const FailedStep& step, const Recording& recording, const Ending& ending);

/// What the first bytes of a program say about why execve refused it: another architecture, a missing interpreter.
/// Empty if they say nothing. Process: host, pure.
std::string diagnose_head(std::string_view head, int err);

}  // namespace dray::launch
