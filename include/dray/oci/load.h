#pragma once

#include <string>

namespace dray::oci {

/// The content of a config.json. Opened once and without waiting, so that a FIFO or a device in its place can't hang or
/// change between check and read.
/// Process: host.
/// Errors: System with path and errno (a hint when the file is not there); InvalidConfig for what is no regular file or
/// is larger than kMaxJsonSize.
std::string read_config(const std::string& path);

}  // namespace dray::oci
