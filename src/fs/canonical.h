#pragma once

#include "dray/sys/file.h"

namespace dray::fs {

inline constexpr unsigned kPathMax = 4096;

inline unsigned length(const char* text) noexcept {
  unsigned size = 0;
  while (text[size] != '\0') ++size;
  return size;
}

/// A path without symbolic links for one that leads, through links of the image, to something that does not exist: the place
/// where it is to be made. The text is only a proposal: what is made by it is resolved again, and links are refused then.
class Canonical {
 public:
  explicit Canonical(const sys::UniqueFd& root) noexcept : root_(root) { path_[0] = '\0'; }

  /// Errors: ENAMETOOLONG, ELOOP after 40 links.
  sys::Sys<const char*> resolve(const char* path) noexcept;

 private:
  const char* take_component() noexcept;
  int follow(const char* after) noexcept;
  bool prepend(const char* first, const char* second) noexcept;
  bool push() noexcept;
  void pop() noexcept;

  const sys::UniqueFd& root_;
  unsigned followed_ = 0;
  char path_[kPathMax];  ///< what is resolved
  char rest_[kPathMax];  ///< what is not yet
  char component_[256];
};

}  // namespace dray::fs
