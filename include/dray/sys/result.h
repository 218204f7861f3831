#pragma once

#include <asm/errno.h>
#include <utility>

namespace dray::sys {

/// What a system call without a result returns.
struct Done {};

/// The value of a system call or its errno. No allocation, no exception; usable in init.
/// Above sys/, `or_fail` (dray/base/error.h) turns the errno into an Error.
template <class T>
class [[nodiscard]] Sys {
 public:
  Sys(T value) noexcept : value_(std::move(value)) {}  // NOLINT: a value is a result
  static Sys failure(int err) noexcept {
    Sys result;
    result.err_ = err;
    return result;
  }

  bool ok() const noexcept { return err_ == 0; }
  /// 0, or the errno (positive).
  int err() const noexcept { return err_; }
  /// Only after ok().
  T& value() & noexcept { return value_; }
  const T& value() const& noexcept { return value_; }
  T&& value() && noexcept { return std::move(value_); }

 private:
  Sys() noexcept = default;
  T value_{};
  int err_ = 0;
};

using Outcome = Sys<Done>;

/// An errno as a failed result of any type.
struct Failure {
  int err;
  template <class T>
  operator Sys<T>() const noexcept {  // NOLINT: converts like std::unexpected
    return Sys<T>::failure(err);
  }
};

inline Failure failure(int err) noexcept { return Failure{err}; }

}  // namespace dray::sys
