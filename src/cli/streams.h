#pragma once

#include <string_view>

namespace dray::cli {

/// Opens /dev/null in the place of a standard descriptor that the caller left closed: the next file that is opened would
/// become stdin, stdout or stderr of the container otherwise.
void open_missing_streams();

/// Writes to stdout, without adding a line end.
/// Errors: System, so that an answer that did not arrive is not a success.
void print(std::string_view text);

/// Writes a line to stderr.
void warn(std::string_view line);

}  // namespace dray::cli
