#pragma once

namespace it {

/// Runs the registered cases as the arguments say; the exit status. The last line printed is "N passed, N failed, N skipped".
int run_session(int argc, char** argv);

}  // namespace it
