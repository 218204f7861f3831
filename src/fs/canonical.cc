#include "canonical.h"

// Process: host and init.  Freestanding.

namespace dray::fs {
namespace {

using sys::failure;

constexpr unsigned kMaxLinks = 40;

bool is(const char* component, const char* name) noexcept {
  while (*component == *name && *name != '\0') ++component, ++name;
  return *component == *name;
}

void copy(char* to, const char* from) noexcept {
  while ((*to++ = *from++) != '\0') {
  }
}

}  // namespace

sys::Sys<const char*> Canonical::resolve(const char* path) noexcept {
  if (!prepend(path, "")) return failure(ENAMETOOLONG);
  while (rest_[0] != '\0') {
    const char* after = take_component();
    if (after == nullptr) return failure(ENAMETOOLONG);
    const bool up = is(component_, "..");
    if (up) pop();
    if (up || is(component_, "") || is(component_, ".")) {
      copy(rest_, after);
      continue;
    }
    if (!push()) return failure(ENAMETOOLONG);
    const int err = follow(after);
    if (err != 0) return failure(err);
  }
  return static_cast<const char*>(path_);
}

/// The first component of what is left; the result points behind it, null if it is too long for a name.
const char* Canonical::take_component() noexcept {
  const char* end = rest_;
  unsigned size = 0;
  for (; *end != '\0' && *end != '/'; ++end) {
    if (size + 1 == sizeof component_) return nullptr;
    component_[size++] = *end;
  }
  component_[size] = '\0';
  return *end == '/' ? end + 1 : end;
}

/// If what was pushed is a link, it is replaced by where it leads. 0 or an errno.
int Canonical::follow(const char* after) noexcept {
  const auto found = sys::openat2(root_, path_, O_PATH | O_NOFOLLOW, RESOLVE_IN_ROOT | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS);
  char target[kPathMax];
  const auto size = found.ok() ? sys::readlinkat(found.value(), "", target, sizeof target - 1) : failure(ENOENT);
  if (!size.ok()) {  // missing, or no link
    copy(rest_, after);
    return 0;
  }
  if (++followed_ > kMaxLinks) return ELOOP;
  target[size.value()] = '\0';
  if (target[0] == '/') path_[0] = '\0';
  else pop();
  return prepend(target, after) ? 0 : ENAMETOOLONG;
}

/// `second` may be a part of what is left.
bool Canonical::prepend(const char* first, const char* second) noexcept {
  const unsigned size = length(first);
  if (size + length(second) + 2 > sizeof rest_) return false;
  char joined[kPathMax];
  copy(joined, first);
  joined[size] = '/';
  copy(joined + size + 1, second);
  copy(rest_, joined);
  return true;
}

bool Canonical::push() noexcept {
  const unsigned size = length(path_);
  if (size + length(component_) + 2 > sizeof path_) return false;
  path_[size] = '/';
  copy(path_ + size + 1, component_);
  return true;
}

void Canonical::pop() noexcept {
  unsigned size = length(path_);
  while (size > 0 && path_[size - 1] != '/') --size;
  path_[size > 0 ? size - 1 : 0] = '\0';
}

}  // namespace dray::fs
