#pragma once

// Files and directories, one function per system call. Constants are the kernel's own (<asm/fcntl.h>),
// so a file that includes this does not include <fcntl.h>.

#include "dray/sys/fd.h"

#include <asm/fcntl.h>
#include <asm/stat.h>
#include <cstddef>
#include <linux/memfd.h>
#include <linux/openat2.h>
#include <linux/stat.h>

#ifndef MFD_EXEC
#define MFD_EXEC 0x0010U  // Linux 6.3
#endif
#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 0x0008U  // Linux 6.3
#endif

namespace dray::sys {

inline constexpr int kAtRemoveDir = 0x200;
inline constexpr int kAtSymlinkNoFollow = 0x100;
inline constexpr int kAtEmptyPath = 0x1000;
inline constexpr int kAtEffectiveAccess = 0x200;
inline constexpr int kAtRecursive = 0x8000;
inline constexpr int kExecutable = 1;

/// Device numbers as the kernel encodes them for user space (new_encode_dev).
constexpr std::uint64_t make_device(std::uint32_t major, std::uint32_t minor) noexcept {
  return (minor & 0xffU) | (static_cast<std::uint64_t>(major & 0xfffU) << 8) | (static_cast<std::uint64_t>(minor & ~0xffU) << 12) |
         (static_cast<std::uint64_t>(major & ~0xfffU) << 32);
}

using Statx = struct ::statx;

/// The part of struct statfs(2) that dray reads; the layout is that of 64-bit kernels.
struct StatFs {
  std::int64_t type, block_size, blocks, free_blocks, available_blocks, files, free_files;
  std::int32_t id[2];
  std::int64_t name_length, fragment_size, flags, spare[4];
};

template <class F = FileFd>
Sys<F> openat(At at, const char* path, int flags, unsigned mode = 0) noexcept {
  return fd_result<F>(raw::restart(__NR_openat, at.number(), raw::arg(path), flags | O_CLOEXEC, mode));
}

/// `resolve` is a set of RESOLVE_* (Linux 5.6). EAGAIN (a rename raced with "..") is retried 128 times.
template <class F = PathFd>
Sys<F> openat2(At at, const char* path, std::uint64_t flags, std::uint64_t resolve, std::uint64_t mode = 0) noexcept {
  open_how how{};
  how.flags = flags | O_CLOEXEC;
  how.mode = mode;
  how.resolve = resolve;
  long result = -EAGAIN;
  for (int attempt = 0; attempt < 128 && result == -EAGAIN; ++attempt)
    result = raw::restart(__NR_openat2, at.number(), raw::arg(path), raw::arg(&how), sizeof how);
  return fd_result<F>(result);
}

inline Sys<std::size_t> count_result(long result) noexcept {
  if (result < 0) return failure(static_cast<int>(-result));
  return static_cast<std::size_t>(result);
}

inline Sys<std::size_t> read(const UniqueFd& fd, void* data, std::size_t size) noexcept {
  return count_result(raw::restart(__NR_read, fd.number(), raw::arg(data), static_cast<long>(size)));
}

inline Sys<std::size_t> pread(const UniqueFd& fd, void* data, std::size_t size, std::uint64_t offset) noexcept {
  return count_result(raw::restart(__NR_pread64, fd.number(), raw::arg(data), static_cast<long>(size), static_cast<long>(offset)));
}

inline Sys<std::size_t> write(const UniqueFd& fd, const void* data, std::size_t size) noexcept {
  return count_result(raw::restart(__NR_write, fd.number(), raw::arg(data), static_cast<long>(size)));
}

/// Writes all of it; a short write that makes no progress is EIO.
inline Outcome write_all(const UniqueFd& fd, const void* data, std::size_t size) noexcept {
  const char* rest = static_cast<const char*>(data);
  while (size > 0) {
    const auto written = write(fd, rest, size);
    if (!written.ok()) return failure(written.err());
    if (written.value() == 0) return failure(EIO);
    rest += written.value();
    size -= written.value();
  }
  return Done{};
}

/// Reads until `size` bytes are there or the file ends; the number of bytes read.
inline Sys<std::size_t> read_up_to(const UniqueFd& fd, void* data, std::size_t size) noexcept {
  std::size_t have = 0;
  while (have < size) {
    const auto got = read(fd, static_cast<char*>(data) + have, size - have);
    if (!got.ok()) return failure(got.err());
    if (got.value() == 0) break;
    have += got.value();
  }
  return have;
}

inline Outcome mkdirat(At at, const char* path, unsigned mode) noexcept {
  return outcome(raw::call(__NR_mkdirat, at.number(), raw::arg(path), mode));
}

/// `flags`: 0 or kAtRemoveDir.
inline Outcome unlinkat(At at, const char* path, int flags = 0) noexcept {
  return outcome(raw::call(__NR_unlinkat, at.number(), raw::arg(path), flags));
}

inline Outcome renameat(At from, const char* old_path, At to, const char* new_path) noexcept {
  return outcome(raw::call(__NR_renameat2, from.number(), raw::arg(old_path), to.number(), raw::arg(new_path), 0));
}

/// rename(2) that fails with EEXIST when `new_path` exists (RENAME_NOREPLACE).
inline Outcome renameat_new(At from, const char* old_path, At to, const char* new_path) noexcept {
  return outcome(raw::call(__NR_renameat2, from.number(), raw::arg(old_path), to.number(), raw::arg(new_path), 1));
}

inline Outcome symlinkat(const char* target, At at, const char* path) noexcept {
  return outcome(raw::call(__NR_symlinkat, raw::arg(target), at.number(), raw::arg(path)));
}

/// `mode` holds the file type (S_IFCHR …) and the permissions; `device` is made by make_device.
inline Outcome mknodat(At at, const char* path, unsigned mode, std::uint64_t device) noexcept {
  return outcome(raw::call(__NR_mknodat, at.number(), raw::arg(path), mode, static_cast<long>(device)));
}

inline Sys<std::size_t> readlinkat(At at, const char* path, char* target, std::size_t size) noexcept {
  return count_result(raw::call(__NR_readlinkat, at.number(), raw::arg(path), raw::arg(target), static_cast<long>(size)));
}

inline Outcome fchownat(At at, const char* path, std::uint32_t uid, std::uint32_t gid, int flags) noexcept {
  return outcome(raw::call(__NR_fchownat, at.number(), raw::arg(path), uid, gid, flags));
}

inline Outcome fchmod(const UniqueFd& fd, unsigned mode) noexcept { return outcome(raw::call(__NR_fchmod, fd.number(), mode)); }

inline Outcome fchmodat(At at, const char* path, unsigned mode) noexcept {
  return outcome(raw::call(__NR_fchmodat, at.number(), raw::arg(path), mode));
}

/// access(2) with the effective ids (Linux 5.8).
inline Outcome faccessat2(At at, const char* path, int mode, int flags) noexcept {
  return outcome(raw::call(__NR_faccessat2, at.number(), raw::arg(path), mode, flags));
}

inline Sys<Statx> statx(At at, const char* path, int flags = kAtSymlinkNoFollow, unsigned mask = STATX_BASIC_STATS) noexcept {
  Statx status{};
  const long result = raw::restart(__NR_statx, at.number(), raw::arg(path), flags, mask, raw::arg(&status));
  if (result < 0) return failure(static_cast<int>(-result));
  return status;
}

/// What an open descriptor stands for.
inline Sys<Statx> fstat(const UniqueFd& fd, unsigned mask = STATX_BASIC_STATS) noexcept { return statx(fd, "", kAtEmptyPath, mask); }

inline Sys<StatFs> fstatfs(const UniqueFd& fd) noexcept {
  StatFs status{};
  const long result = raw::restart(__NR_fstatfs, fd.number(), raw::arg(&status));
  if (result < 0) return failure(static_cast<int>(-result));
  return status;
}

inline Sys<StatFs> statfs(const char* path) noexcept {
  StatFs status{};
  const long result = raw::restart(__NR_statfs, raw::arg(path), raw::arg(&status));
  if (result < 0) return failure(static_cast<int>(-result));
  return status;
}

/// Raw linux_dirent64 records; 0 bytes at the end.
inline Sys<std::size_t> getdents64(const UniqueFd& fd, void* data, std::size_t size) noexcept {
  return count_result(raw::call(__NR_getdents64, fd.number(), raw::arg(data), static_cast<long>(size)));
}

inline Outcome lseek_start(const UniqueFd& fd) noexcept { return outcome(raw::call(__NR_lseek, fd.number(), 0, 0)); }

inline Outcome ftruncate(const UniqueFd& fd, std::uint64_t size) noexcept {
  return outcome(raw::restart(__NR_ftruncate, fd.number(), static_cast<long>(size)));
}

inline Outcome fallocate(const UniqueFd& fd, std::uint64_t size) noexcept {
  return outcome(raw::restart(__NR_fallocate, fd.number(), 0, 0, static_cast<long>(size)));
}

enum class Lock { Wait, Try };

/// Exclusive flock(2); Lock::Try fails with EAGAIN when somebody else holds it.
inline Outcome flock_exclusive(const UniqueFd& fd, Lock lock) noexcept {
  return outcome(raw::restart(__NR_flock, fd.number(), lock == Lock::Wait ? 2 : 6));
}

inline Outcome chdir(const char* path) noexcept { return outcome(raw::call(__NR_chdir, raw::arg(path))); }
inline Outcome fchdir(const UniqueFd& fd) noexcept { return outcome(raw::call(__NR_fchdir, fd.number())); }
inline Outcome chroot(const char* path) noexcept { return outcome(raw::call(__NR_chroot, raw::arg(path))); }

/// Length with the final NUL. An unreachable directory is reported by a path that begins with "(unreachable)".
inline Sys<std::size_t> getcwd(char* path, std::size_t size) noexcept {
  return count_result(raw::call(__NR_getcwd, raw::arg(path), static_cast<long>(size)));
}

/// `flags`: MFD_*.
inline Sys<MemFd> memfd_create(const char* name, unsigned flags) noexcept {
  return fd_result<MemFd>(raw::call(__NR_memfd_create, raw::arg(name), flags | MFD_CLOEXEC));
}

inline constexpr int kSealAll = 0x0001 | 0x0002 | 0x0004 | 0x0008;  // SEAL, SHRINK, GROW, WRITE

inline Outcome add_seals(const UniqueFd& fd, int seals) noexcept { return outcome(raw::call(__NR_fcntl, fd.number(), 1033, seals)); }
inline Sys<int> get_seals(const UniqueFd& fd) noexcept {
  const long result = raw::call(__NR_fcntl, fd.number(), 1034);
  if (result < 0) return failure(static_cast<int>(-result));
  return static_cast<int>(result);
}

enum class OnExec { Close, Keep };

inline Outcome set_on_exec(const UniqueFd& fd, OnExec rule) noexcept {
  return outcome(raw::call(__NR_fcntl, fd.number(), F_SETFD, rule == OnExec::Close ? FD_CLOEXEC : 0));
}

/// True if the number is an open descriptor.
inline Sys<bool> is_open(int number) noexcept {
  const long result = raw::call(__NR_fcntl, number, F_GETFD);
  if (result == -EBADF) return false;
  if (result < 0) return failure(static_cast<int>(-result));
  return true;
}

enum class CloseRange { Now, OnExec };

/// All descriptors from `first` on (Linux 5.9; OnExec 5.11).
inline Outcome close_range(unsigned first, CloseRange when) noexcept {
  return outcome(raw::call(__NR_close_range, first, static_cast<long>(~0U), when == CloseRange::OnExec ? 4 : 0));
}

/// A new descriptor, at least `lowest`, for the same open file.
template <class F>
Sys<F> duplicate(const UniqueFd& fd, int lowest = 3) noexcept {
  return fd_result<F>(raw::call(__NR_fcntl, fd.number(), 1030, lowest));
}

/// Puts `fd` at `number` without FD_CLOEXEC (stdio).
inline Outcome duplicate_onto(const UniqueFd& fd, int number) noexcept { return outcome(raw::restart(__NR_dup3, fd.number(), number, 0)); }

enum class Protection : int { Read = 1, ReadWrite = 3 };
enum class Sharing : int { Shared = 1, Private = 2 };

inline Sys<void*> mmap(const UniqueFd& fd, std::size_t size, Protection protection, Sharing sharing) noexcept {
  const long result =
      raw::call(__NR_mmap, 0, static_cast<long>(size), static_cast<long>(protection), static_cast<long>(sharing), fd.number(), 0);
  if (result < 0 && result > -4096) return failure(static_cast<int>(-result));
  return reinterpret_cast<void*>(result);
}

inline Outcome munmap(void* address, std::size_t size) noexcept {
  return outcome(raw::call(__NR_munmap, raw::arg(address), static_cast<long>(size)));
}

/// inotify(7), for waiting until a file changes.
inline Sys<FileFd> inotify_init() noexcept { return fd_result<FileFd>(raw::call(__NR_inotify_init1, O_CLOEXEC | O_NONBLOCK)); }

inline unsigned umask(unsigned mask) noexcept { return static_cast<unsigned>(raw::call(__NR_umask, mask)); }

}  // namespace dray::sys
