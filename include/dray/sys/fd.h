#pragma once

#include "dray/sys/raw.h"
#include "dray/sys/result.h"

namespace dray::sys {

/// Owns one file descriptor. The number is read by sys/ functions only; other layers pass the object.
class UniqueFd {
 public:
  UniqueFd() noexcept = default;
  explicit UniqueFd(int number) noexcept : number_(number) {}
  UniqueFd(UniqueFd&& other) noexcept : number_(other.release()) {}
  UniqueFd& operator=(UniqueFd&& other) noexcept {
    reset(other.release());
    return *this;
  }
  UniqueFd(const UniqueFd&) = delete;
  UniqueFd& operator=(const UniqueFd&) = delete;
  ~UniqueFd() { reset(); }

  bool valid() const noexcept { return number_ >= 0; }
  int number() const noexcept { return number_; }
  int release() noexcept {
    const int number = number_;
    number_ = -1;
    return number;
  }
  /// close(2) releases the number even when it reports an error, so there is nothing to do about one here.
  void reset(int number = -1) noexcept {
    if (number_ >= 0) (void)raw::call(__NR_close, number_);
    number_ = number;
  }

 private:
  int number_ = -1;
};

/// A descriptor of one kind: a PathFd does not go where a TreeFd is wanted.
template <class Tag>
class Fd : public UniqueFd {
 public:
  using UniqueFd::UniqueFd;
};

using PathFd = Fd<struct PathTag>;      ///< O_PATH, names a file or directory
using DirFd = Fd<struct DirTag>;        ///< a directory opened for reading or as *at() base
using FileFd = Fd<struct FileTag>;      ///< an open file with a position
using TreeFd = Fd<struct TreeTag>;      ///< a mount tree of open_tree(2) or fsmount(2)
using FsContextFd = Fd<struct FsTag>;   ///< a file system context of fsopen(2)
using MemFd = Fd<struct MemTag>;        ///< memfd_create(2)
using SocketFd = Fd<struct SocketTag>;  ///< a socket
using PidFd = Fd<struct PidTag>;        ///< pidfd_open(2), CLONE_PIDFD
using PipeFd = Fd<struct PipeTag>;      ///< a pipe or FIFO

/// A descriptor by its number that somebody else owns: stdio.
template <class F>
class Borrowed {
 public:
  explicit Borrowed(int number) noexcept : fd_(number) {}
  Borrowed(const Borrowed&) = delete;
  Borrowed& operator=(const Borrowed&) = delete;
  ~Borrowed() { (void)fd_.release(); }
  const F& operator*() const noexcept { return fd_; }

 private:
  F fd_;
};

/// The base of a relative path: a descriptor that somebody else owns, or the working directory.
class At {
 public:
  At(const UniqueFd& fd) noexcept : number_(fd.number()) {}  // NOLINT: any fd is a base
  static At cwd() noexcept { return At(-100); }
  int number() const noexcept { return number_; }

 private:
  explicit At(int number) noexcept : number_(number) {}
  int number_;
};

template <class F>
Sys<F> fd_result(long result) noexcept {
  if (result < 0) return failure(static_cast<int>(-result));
  return F(static_cast<int>(result));
}

inline Outcome outcome(long result) noexcept {
  if (result < 0) return failure(static_cast<int>(-result));
  return Done{};
}

}  // namespace dray::sys
