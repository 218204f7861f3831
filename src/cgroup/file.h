#pragma once

// Files below a cgroup directory. Names may come from the config, so none of these leaves the directory, follows a link or
// crosses a mount.

#include <string>
#include <string_view>

#include "dray/sys/file.h"

namespace dray::cgroup {

/// A directory on the host, as base for the others.
sys::Sys<sys::PathFd> open_host_directory(const std::string& path) noexcept;

/// A directory below `dir`.
sys::Sys<sys::PathFd> open_directory(sys::At dir, const char* name) noexcept;

sys::Sys<sys::FileFd> open_for_writing(sys::At dir, const char* name) noexcept;

/// The whole file. cgroupfs files have no size, so it is read until it ends.
sys::Sys<std::string> read_file(sys::At dir, const char* name);

/// One write(2): cgroupfs takes a value in one piece.
sys::Outcome write_value(const sys::FileFd& file, std::string_view value) noexcept;
sys::Outcome write_file(sys::At dir, const char* name, std::string_view value) noexcept;

/// read_file for a path of the host, such as /proc/self/cgroup.
sys::Sys<std::string> read_host_file(const char* path);

}  // namespace dray::cgroup
