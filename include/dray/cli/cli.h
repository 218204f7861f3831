#pragma once

namespace dray::cli {

/// One invocation of dray from its command line to its exit status. All output, all errors and the log are written here.
/// Process: host, with the caller's credentials.  Errors: none leave; they become text and the exit status.
int run(int argc, const char* const* argv) noexcept;

}  // namespace dray::cli
