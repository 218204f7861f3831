#include "dray/fs/root.h"

// Process: host and init.  Root: the container's, by descriptor.  Freestanding.

namespace dray::fs {
namespace {

using sys::failure;

constexpr unsigned kPathMax = 4096;
constexpr unsigned kTypeMask = 0170000, kRegular = 0100000, kDirectory = 0040000;

unsigned length(const char* text) noexcept {
  unsigned size = 0;
  while (text[size] != '\0') ++size;
  return size;
}

/// "/a/b" as "a/b", "/" as ".": openat2 takes both, but the walk counts components.
const char* relative(const char* path) noexcept {
  while (*path == '/') ++path;
  return path;
}

/// A path that can be cut short at any component.
struct Prefix {
  char text[kPathMax];

  void set(const char* path, unsigned size) noexcept {
    for (unsigned i = 0; i < size; ++i) text[i] = path[i];
    text[size] = '\0';
  }
};

std::uint64_t resolve_flags(Root::Links links) noexcept {
  const std::uint64_t flags = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS;
  return links == Root::Links::Refuse ? flags | RESOLVE_NO_SYMLINKS : flags;
}

sys::Sys<sys::PathFd> make_one(const sys::PathFd& parent, const char* name) noexcept {
  const auto made = sys::mkdirat(parent, name, 0755);
  if (!made.ok() && made.err() != EEXIST) return failure(made.err());
  return sys::openat2(parent, name, O_PATH | O_DIRECTORY | O_NOFOLLOW, RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS);
}

}  // namespace

sys::Sys<sys::PathFd> Root::open(const char* path, Links links) const noexcept {
  const std::uint64_t last = links == Links::FollowNotLast ? O_NOFOLLOW : 0;
  return sys::openat2(directory_, path, O_PATH | last, resolve_flags(links));
}

/// The directory named by the first `size` bytes of `path`. What is missing is made component by component: each prefix is
/// resolved from the root again, so that symbolic links in the image are followed inside it; a new directory is made
/// below a descriptor.
sys::Sys<sys::PathFd> Root::walk(const char* path, unsigned size, Links links) const noexcept {
  if (size >= kPathMax) return failure(ENAMETOOLONG);
  Prefix prefix;  // filled as far as it is used
  prefix.set(path, size);
  auto current = sys::openat2(directory_, size == 0 ? "." : prefix.text, O_PATH | O_DIRECTORY, resolve_flags(links));
  if (current.err() != ENOENT) return current;
  current = sys::openat2(directory_, ".", O_PATH | O_DIRECTORY, resolve_flags(links));
  for (unsigned begin = 0; begin < size && current.ok();) {
    unsigned end = begin;
    while (end < size && path[end] != '/') ++end;
    prefix.set(path, end);
    auto next = sys::openat2(directory_, prefix.text, O_PATH | O_DIRECTORY, resolve_flags(links));
    if (next.err() == ENOENT) next = make_one(current.value(), prefix.text + begin);
    current = std::move(next);
    begin = end + 1;
  }
  return current;
}

sys::Sys<sys::PathFd> Root::make_directory(const char* path, Links links) const noexcept {
  path = relative(path);
  return walk(path, length(path), links);
}

sys::Sys<Root::Parent> Root::open_parent(const char* path, Links links) const noexcept {
  path = relative(path);
  unsigned slash = length(path);
  while (slash > 0 && path[slash - 1] != '/') --slash;
  if (path[slash] == '\0') return failure(EISDIR);
  auto directory = walk(path, slash > 0 ? slash - 1 : 0, links);
  if (!directory.ok()) return failure(directory.err());
  return Parent{std::move(directory).value(), path + slash};
}

sys::Sys<sys::PathFd> Root::make_file(const char* path) const noexcept {
  auto existing = open(path);
  if (existing.err() != ENOENT) return existing;
  auto parent = open_parent(path);
  if (!parent.ok()) return failure(parent.err());
  const auto made = sys::mknodat(parent.value().directory, parent.value().name, kRegular | 0755, 0);
  if (!made.ok() && made.err() != EEXIST) return failure(made.err());
  return sys::openat2(parent.value().directory, parent.value().name, O_PATH | O_NOFOLLOW, RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS);
}

sys::Sys<sys::FileFd> Root::open_data_file(const char* path) const noexcept {
  auto file = sys::openat2<sys::FileFd>(directory_, path, O_RDONLY | O_NONBLOCK | O_NOCTTY, RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS);
  if (!file.ok()) return file;
  const auto status = sys::fstat(file.value(), STATX_TYPE);
  if (!status.ok()) return failure(status.err());
  if ((status.value().stx_mode & kTypeMask) == kDirectory) return failure(EISDIR);
  if ((status.value().stx_mode & kTypeMask) != kRegular) return failure(EINVAL);
  return file;
}

}  // namespace dray::fs
