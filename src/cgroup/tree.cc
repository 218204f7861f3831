// Process: host.

#include "tree.h"

#include <cstddef>
#include <cstring>
#include <optional>

namespace dray::cgroup {
namespace {

constexpr unsigned char kTypeDirectory = 4;                        // DT_DIR
constexpr std::size_t kLengthAt = 16, kTypeAt = 18, kNameAt = 19;  // struct linux_dirent64

void add_directories(const char* records, std::size_t size, std::vector<std::string>& names) {
  for (std::size_t at = 0; at + kNameAt < size;) {
    std::uint16_t length = 0;
    std::memcpy(&length, records + at + kLengthAt, sizeof length);
    if (length == 0) return;
    const std::string_view name = records + at + kNameAt;
    if (static_cast<unsigned char>(records[at + kTypeAt]) == kTypeDirectory && name != "." && name != "..") names.emplace_back(name);
    at += length;
  }
}

/// Goes down to a cgroup without children; the names on the way are appended to `names`.
sys::Outcome descend(sys::DirFd& here, std::vector<std::string>& names) {
  for (;;) {
    auto children = child_names(here);
    if (!children.ok()) return sys::failure(children.err());
    if (children.value().empty()) return sys::Done{};
    auto child = open_listing(here, children.value().back().c_str());
    if (child.err() == ENOENT) continue;
    if (!child.ok()) return sys::failure(child.err());
    names.push_back(std::move(children.value().back()));
    here = std::move(child).value();
  }
}

sys::Outcome remove_children(sys::DirFd here) {
  std::vector<std::string> names;
  for (;;) {
    const auto down = descend(here, names);
    if (!down.ok()) return down;
    if (names.empty()) return sys::Done{};
    auto parent = sys::openat<sys::DirFd>(here, "..", O_RDONLY | O_DIRECTORY);
    if (!parent.ok()) return sys::failure(parent.err());
    here = std::move(parent).value();
    const auto removed = sys::unlinkat(here, names.back().c_str(), sys::kAtRemoveDir);
    if (!removed.ok() && removed.err() != ENOENT) return removed;
    names.pop_back();
  }
}

}  // namespace

sys::Sys<std::vector<std::string>> child_names(const sys::DirFd& dir) {
  std::vector<std::string> names;
  alignas(8) char buffer[8192] = {};
  for (;;) {
    const auto got = sys::getdents64(dir, buffer, sizeof buffer);
    if (!got.ok()) return sys::failure(got.err());
    if (got.value() == 0) return names;
    add_directories(buffer, got.value(), names);
  }
}

sys::Sys<sys::DirFd> open_listing(sys::At dir, const char* name) noexcept {
  return sys::openat<sys::DirFd>(dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
}

sys::Outcome remove_tree(const std::string& path) {
  auto top = open_listing(sys::At::cwd(), path.c_str());
  if (top.err() == ENOENT) return sys::Done{};
  if (!top.ok()) return sys::failure(top.err());
  const auto children = remove_children(std::move(top).value());
  if (!children.ok() && children.err() != ENOENT) return children;
  const auto again = sys::unlinkat(sys::At::cwd(), path.c_str(), sys::kAtRemoveDir);
  if (again.err() == ENOENT) return sys::Done{};
  return again;
}

}  // namespace dray::cgroup
