// Process: host.

#include "file.h"

namespace dray::cgroup {
namespace {

constexpr std::uint64_t kInside = RESOLVE_BENEATH | RESOLVE_NO_XDEV | RESOLVE_NO_SYMLINKS;

sys::Sys<std::string> read_all(sys::Sys<sys::FileFd> file) {
  if (!file.ok()) return sys::failure(file.err());
  std::string text;
  char buffer[4096];
  for (;;) {
    const auto got = sys::read(file.value(), buffer, sizeof buffer);
    if (!got.ok()) return sys::failure(got.err());
    if (got.value() == 0) return text;
    text.append(buffer, got.value());
  }
}

}  // namespace

sys::Sys<sys::PathFd> open_host_directory(const std::string& path) noexcept {
  return sys::openat<sys::PathFd>(sys::At::cwd(), path.c_str(), O_PATH | O_DIRECTORY);
}

sys::Sys<sys::PathFd> open_directory(sys::At dir, const char* name) noexcept {
  return sys::openat2<sys::PathFd>(dir, name, O_PATH | O_DIRECTORY, kInside);
}

sys::Sys<sys::FileFd> open_for_writing(sys::At dir, const char* name) noexcept {
  return sys::openat2<sys::FileFd>(dir, name, O_WRONLY, kInside);
}

sys::Sys<std::string> read_file(sys::At dir, const char* name) { return read_all(sys::openat2<sys::FileFd>(dir, name, O_RDONLY, kInside)); }

sys::Outcome write_value(const sys::FileFd& file, std::string_view value) noexcept {
  const auto written = sys::write(file, value.data(), value.size());
  if (!written.ok()) return sys::failure(written.err());
  if (written.value() != value.size()) return sys::failure(EIO);
  return sys::Done{};
}

sys::Outcome write_file(sys::At dir, const char* name, std::string_view value) noexcept {
  const auto file = open_for_writing(dir, name);
  if (!file.ok()) return sys::failure(file.err());
  return write_value(file.value(), value);
}

sys::Sys<std::string> read_host_file(const char* path) { return read_all(sys::openat<sys::FileFd>(sys::At::cwd(), path, O_RDONLY)); }

}  // namespace dray::cgroup
