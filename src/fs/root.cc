#include "dray/fs/root.h"

#include "canonical.h"

// Process: host and init.  Root: the container's, by descriptor.  Freestanding.

namespace dray::fs {
namespace {

using sys::failure;

constexpr unsigned kNameMax = 255;
constexpr unsigned kTypeMask = 0170000, kRegular = 0100000, kDirectory = 0040000;

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

/// The directory at a path in which no part is a link, each opened below the descriptor of the one before; what is missing is
/// made. ELOOP or ENOTDIR, before anything is made, where a link stands in the way.
sys::Sys<sys::PathFd> make_all(const sys::UniqueFd& root, const char* path) noexcept {
  constexpr std::uint64_t kFlags = O_PATH | O_DIRECTORY | O_NOFOLLOW, kResolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS;
  auto current = sys::openat2(root, ".", O_PATH | O_DIRECTORY, kResolve);
  char name[kNameMax + 1];
  while (current.ok() && *(path = relative(path)) != '\0') {
    unsigned size = 0;
    for (; path[size] != '\0' && path[size] != '/'; ++size) {
      if (size == kNameMax) return failure(ENAMETOOLONG);
      name[size] = path[size];
    }
    name[size] = '\0';
    auto next = sys::openat2(current.value(), name, kFlags, kResolve);
    if (next.err() == ENOENT) {
      const auto made = sys::mkdirat(current.value(), name, 0755);
      if (!made.ok() && made.err() != EEXIST) return failure(made.err());
      next = sys::openat2(current.value(), name, kFlags, kResolve);
    }
    current = std::move(next);
    path += size;
  }
  return current;
}

}  // namespace

sys::Sys<sys::PathFd> Root::open(const char* path, Links links) const noexcept {
  const std::uint64_t last = links == Links::FollowNotLast ? O_NOFOLLOW : 0;
  return sys::openat2(directory_, path, O_PATH | last, resolve_flags(links));
}

/// The directory named by the first `size` bytes of `path`, made if it is missing. Links of the image on the way are looked at
/// only if there are any.
sys::Sys<sys::PathFd> Root::walk(const char* path, unsigned size, Links links) const noexcept {
  if (size >= kPathMax) return failure(ENAMETOOLONG);
  Prefix prefix;  // filled as far as it is used
  prefix.set(path, size);
  auto existing = sys::openat2(directory_, size == 0 ? "." : prefix.text, O_PATH | O_DIRECTORY, resolve_flags(links));
  if (existing.err() != ENOENT) return existing;
  auto made = make_all(directory_, prefix.text);
  if (links == Links::Refuse || (made.err() != ELOOP && made.err() != ENOTDIR)) return made;
  Canonical canonical(directory_);
  const auto resolved = canonical.resolve(prefix.text);
  return resolved.ok() ? make_all(directory_, resolved.value()) : failure(resolved.err());
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
  Canonical canonical(directory_);
  const auto resolved = canonical.resolve(path);
  if (!resolved.ok()) return failure(resolved.err());
  auto parent = open_parent(resolved.value(), Links::Refuse);
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
