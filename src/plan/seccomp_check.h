#pragma once

#include "context.h"

namespace dray::plan {

/// Refuses a filter that would not let init finish: each system call that init still makes after the filter is loaded is
/// evaluated. Errors: Unsupported at /linux/seccomp, naming the call.
void check_filter(const Context& context, const SeccompProgram& seccomp, const Confinement& confinement);

/// True if prctl(PR_GET_SECCOMP) may be asked once the filter is loaded.
bool allows_reading_mode(const SeccompProgram& seccomp);

}  // namespace dray::plan
