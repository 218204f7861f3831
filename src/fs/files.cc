#include "dray/fs/files.h"

namespace dray::fs {
namespace {

constexpr std::size_t kPathMax = 4096;

/// Writes all of `content` to a new file; what was written of it is removed on failure.
void write_exclusively(sys::At at, const std::string& path, std::string_view content, unsigned mode) {
  const auto file = or_fail(sys::openat(at, path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode), "create", path);
  const auto written = sys::write_all(file, content.data(), content.size());
  if (written.ok()) return;
  (void)sys::unlinkat(at, path.c_str());  // the write's error is the one to report
  throw Error(Code::System).os(written.err()).op("write").path(path);
}

}  // namespace

std::optional<std::string> read_file(sys::At at, const std::string& path, std::size_t limit) {
  auto opened = sys::openat(at, path.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY);
  if (opened.err() == ENOENT) return std::nullopt;
  const auto file = or_fail(std::move(opened), "open", path);
  std::string content;
  std::size_t have = 0;
  do {
    content.resize(have + 4096);
    const std::size_t got = or_fail(sys::read_up_to(file, content.data() + have, 4096), "read", path);
    have += got;
    if (got < 4096) break;
  } while (have <= limit);
  content.resize(have);
  if (have > limit) throw Error(Code::Corrupt, "the file is too long").op("read").path(path);
  return content;
}

void write_new_file(sys::At at, const std::string& path, std::string_view content, unsigned mode) {
  write_exclusively(at, path, content, mode);
}

void replace_file(sys::At at, const std::string& path, std::string_view content, unsigned mode) {
  const std::size_t slash = path.rfind('/');
  const std::size_t begin = slash == std::string::npos ? 0 : slash + 1;
  const std::string temporary = path.substr(0, begin) + '.' + path.substr(begin);
  (void)sys::unlinkat(at, temporary.c_str());  // left by a process that was killed between the two steps
  write_exclusively(at, temporary, content, mode);
  const auto renamed = sys::renameat(at, temporary.c_str(), at, path.c_str());
  if (renamed.ok()) return;
  (void)sys::unlinkat(at, temporary.c_str());
  throw Error(Code::System).os(renamed.err()).op("rename").path(path);
}

Resolved resolve_directory(const std::string& path, const Origin& origin) {
  Resolved result;
  result.fd = or_fail(sys::openat<sys::PathFd>(sys::At::cwd(), path.c_str(), O_PATH | O_DIRECTORY), "open", path, origin);
  const std::string link = "/proc/self/fd/" + std::to_string(result.fd.number());
  result.path.resize(kPathMax);
  const std::size_t size = or_fail(sys::readlinkat(sys::At::cwd(), link.c_str(), result.path.data(), kPathMax), "readlink", path, origin);
  result.path.resize(size);
  if (size == kPathMax || !result.path.starts_with('/')) throw Error(Code::System).os(ENAMETOOLONG).op("resolve").path(path).at(origin);
  return result;
}

std::string current_directory() {
  std::string path(kPathMax, '\0');
  const std::size_t size = or_fail(sys::getcwd(path.data(), path.size()), "getcwd");
  path.resize(size - 1);
  return path;
}

}  // namespace dray::fs
