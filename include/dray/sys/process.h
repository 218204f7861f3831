#pragma once

// Processes, namespaces, credentials, seccomp.

#include "dray/sys/fd.h"

#include <cstddef>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/prctl.h>
#include <linux/sched.h>
#include <linux/seccomp.h>

namespace dray::sys {

using Pid = std::int32_t;

using CloneArgs = ::clone_args;

/// fork with clone3(2). 0 in the child, the child's pid in the parent.
inline Sys<Pid> clone3(const CloneArgs& args) noexcept {
  const long result = raw::call(__NR_clone3, raw::arg(&args), sizeof args);
  if (result < 0) return failure(static_cast<int>(-result));
  return static_cast<Pid>(result);
}

inline Outcome unshare(std::uint64_t namespaces) noexcept { return outcome(raw::call(__NR_unshare, static_cast<long>(namespaces))); }

inline Outcome setns(const UniqueFd& fd, std::uint64_t kind) noexcept {
  return outcome(raw::call(__NR_setns, fd.number(), static_cast<long>(kind)));
}

/// A seccomp filter may refuse even this; then the process ends itself by an illegal instruction.
[[noreturn]] inline void exit(int status) noexcept {
  (void)raw::call(__NR_exit_group, status);
  __builtin_trap();
}

inline Outcome execveat(const UniqueFd& image, const char* const* argv, const char* const* envp) noexcept {
  return outcome(raw::call(__NR_execveat, image.number(), raw::arg(""), raw::arg(argv), raw::arg(envp), 0x1000));
}

inline Outcome execve(const char* path, const char* const* argv, const char* const* envp) noexcept {
  return outcome(raw::call(__NR_execve, raw::arg(path), raw::arg(argv), raw::arg(envp)));
}

inline Sys<PidFd> pidfd_open(Pid pid) noexcept { return fd_result<PidFd>(raw::call(__NR_pidfd_open, pid, 0)); }

inline Outcome pidfd_send_signal(const PidFd& process, int signal) noexcept {
  return outcome(raw::call(__NR_pidfd_send_signal, process.number(), signal, 0, 0));
}

/// signal(2) by number; for processes that a cgroup lists.
inline Outcome kill(Pid pid, int signal) noexcept { return outcome(raw::call(__NR_kill, pid, signal)); }

/// How a child ended, as in siginfo_t of waitid(2).
struct ChildStatus {
  enum class How : std::int32_t { Exited = 1, Killed = 2, Dumped = 3 };
  Pid pid{};
  How how{};
  std::int32_t status{};  ///< exit status, or the number of the signal
};

enum class Reap { Wait, Try };
inline constexpr int kWaitAll = 0, kWaitPid = 1, kWaitPidFd = 3;

/// waitid(2) for ended children. Reap::Try and nothing to reap: pid 0.
inline Sys<ChildStatus> waitid(int id_type, int id, Reap reap) noexcept {
  struct Info {
    std::int32_t signal, error, code, pad;
    std::int32_t pid, uid, status, rest[25];
  } info{};
  static_assert(sizeof(Info) == 128);
  const long result = raw::restart(__NR_waitid, id_type, id, raw::arg(&info), 4 | (reap == Reap::Try ? 1 : 0), 0);
  if (result < 0) return failure(static_cast<int>(-result));
  return ChildStatus{info.pid, static_cast<ChildStatus::How>(info.code), info.status};
}

inline Pid getpid() noexcept { return static_cast<Pid>(raw::call(__NR_getpid)); }
inline std::uint32_t geteuid() noexcept { return static_cast<std::uint32_t>(raw::call(__NR_geteuid)); }
inline Outcome setsid() noexcept { return outcome(raw::call(__NR_setsid)); }
inline Outcome setpriority_self(int nice) noexcept { return outcome(raw::call(__NR_setpriority, 0, 0, nice)); }

inline Outcome prctl(int option, unsigned long a = 0, unsigned long b = 0, unsigned long c = 0, unsigned long d = 0) noexcept {
  return outcome(raw::call(__NR_prctl, option, static_cast<long>(a), static_cast<long>(b), static_cast<long>(c), static_cast<long>(d)));
}

/// prctl(2) operations that answer with a number.
inline Sys<int> prctl_value(int option, unsigned long a = 0, unsigned long b = 0) noexcept {
  const long result = raw::call(__NR_prctl, option, static_cast<long>(a), static_cast<long>(b), 0, 0);
  if (result < 0) return failure(static_cast<int>(-result));
  return static_cast<int>(result);
}

inline Outcome setresuid(std::uint32_t uid) noexcept { return outcome(raw::call(__NR_setresuid, uid, uid, uid)); }
inline Outcome setresgid(std::uint32_t gid) noexcept { return outcome(raw::call(__NR_setresgid, gid, gid, gid)); }
inline Outcome setgroups(const std::uint32_t* gids, std::size_t count) noexcept {
  return outcome(raw::call(__NR_setgroups, static_cast<long>(count), raw::arg(gids)));
}

/// The id for file access; the result is the one before. An id that may not be taken changes nothing.
inline std::uint32_t setfsuid(std::uint32_t uid) noexcept { return static_cast<std::uint32_t>(raw::call(__NR_setfsuid, uid)); }
inline std::uint32_t setfsgid(std::uint32_t gid) noexcept { return static_cast<std::uint32_t>(raw::call(__NR_setfsgid, gid)); }

/// Capability sets as bit masks, bit n = capability n.
struct CapabilitySets {
  std::uint64_t effective, permitted, inheritable;
};

inline Outcome capset(const CapabilitySets& sets) noexcept {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  const auto low = [](std::uint64_t mask) { return static_cast<__u32>(mask); };
  const auto high = [](std::uint64_t mask) { return static_cast<__u32>(mask >> 32); };
  const __user_cap_data_struct data[2] = {{low(sets.effective), low(sets.permitted), low(sets.inheritable)},
                                          {high(sets.effective), high(sets.permitted), high(sets.inheritable)}};
  return outcome(raw::call(__NR_capset, raw::arg(&header), raw::arg(data)));
}

inline Sys<CapabilitySets> capget() noexcept {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct data[2] = {};
  const long result = raw::call(__NR_capget, raw::arg(&header), raw::arg(data));
  if (result < 0) return failure(static_cast<int>(-result));
  const auto join = [](__u32 low, __u32 high) { return low | (static_cast<std::uint64_t>(high) << 32); };
  return CapabilitySets{join(data[0].effective, data[1].effective), join(data[0].permitted, data[1].permitted),
                        join(data[0].inheritable, data[1].inheritable)};
}

/// struct rlimit64; kUnlimited = RLIM_INFINITY.
struct ResourceLimit {
  std::uint64_t soft, hard;
};
inline constexpr std::uint64_t kUnlimited = ~std::uint64_t{0};

inline Outcome set_limit(int resource, const ResourceLimit& limit) noexcept {
  return outcome(raw::call(__NR_prlimit64, 0, resource, raw::arg(&limit), 0));
}

inline Sys<ResourceLimit> get_limit(int resource) noexcept {
  ResourceLimit limit{};
  const long result = raw::call(__NR_prlimit64, 0, resource, 0, raw::arg(&limit));
  if (result < 0) return failure(static_cast<int>(-result));
  return limit;
}

/// Loads a filter; `flags` are SECCOMP_FILTER_FLAG_*.
inline Outcome seccomp_load(const sock_fprog& filter, unsigned flags) noexcept {
  return outcome(raw::call(__NR_seccomp, SECCOMP_SET_MODE_FILTER, flags, raw::arg(&filter)));
}

/// 0 if the running kernel knows the action (SECCOMP_RET_*).
inline Outcome seccomp_action_available(std::uint32_t action) noexcept {
  return outcome(raw::call(__NR_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, raw::arg(&action)));
}

inline Outcome sethostname(const char* name, std::size_t size) noexcept {
  return outcome(raw::call(__NR_sethostname, raw::arg(name), static_cast<long>(size)));
}
inline Outcome setdomainname(const char* name, std::size_t size) noexcept {
  return outcome(raw::call(__NR_setdomainname, raw::arg(name), static_cast<long>(size)));
}

/// keyctl(KEYCTL_JOIN_SESSION_KEYRING, name): a new session keyring.
inline Outcome join_session_keyring(const char* name) noexcept { return outcome(raw::call(__NR_keyctl, 1, raw::arg(name))); }

inline constexpr int kSignalKill = 9, kSignalTerminate = 15, kSignalChild = 17, kHighestSignal = 64;

/// A kernel signal set: bit n-1 = signal n.
using SignalSet = std::uint64_t;

/// Replaces the signal mask of the process; the old one is the result.
inline Sys<SignalSet> set_signal_mask(SignalSet mask) noexcept {
  SignalSet old = 0;
  const long result = raw::call(__NR_rt_sigprocmask, 2, raw::arg(&mask), raw::arg(&old), sizeof mask);
  if (result < 0) return failure(static_cast<int>(-result));
  return old;
}

/// SIG_DFL for one signal. SIGKILL and SIGSTOP are EINVAL.
inline Outcome reset_signal(int signal) noexcept {
  const std::uint64_t action[4] = {};
  return outcome(raw::call(__NR_rt_sigaction, signal, raw::arg(action), 0, 8));
}

inline Sys<FileFd> signalfd(SignalSet mask) noexcept {
  return fd_result<FileFd>(raw::call(__NR_signalfd4, -1, raw::arg(&mask), sizeof mask, 02000000));
}

}  // namespace dray::sys
