#pragma once

// The SOCK_SEQPACKET pair between host and init, unix sockets, pipes and poll.

#include "dray/sys/fd.h"

#include <cstddef>

namespace dray::sys {

struct IoVec {
  void* data;
  std::size_t size;
};

/// struct msghdr as the kernel has it.
struct MessageHeader {
  void* name;
  std::int32_t name_size;
  IoVec* parts;
  std::size_t part_count;
  void* control;
  std::size_t control_size;
  std::uint32_t flags;
};

/// struct cmsghdr of SCM_RIGHTS, followed by the descriptor numbers.
struct RightsHeader {
  std::size_t size;
  std::int32_t level;  // SOL_SOCKET = 1
  std::int32_t type;   // SCM_RIGHTS = 1
};

inline constexpr int kMessageTruncated = 0x20, kControlTruncated = 0x08;

struct SocketPair {
  SocketFd ours, theirs;
};

/// Connected SOCK_SEQPACKET sockets: messages keep their borders and the end of the peer is an empty read.
inline Sys<SocketPair> socketpair() noexcept {
  int numbers[2]{};
  const long result = raw::call(__NR_socketpair, 1, 5 | 02000000, 0, raw::arg(numbers));
  if (result < 0) return failure(static_cast<int>(-result));
  return SocketPair{SocketFd(numbers[0]), SocketFd(numbers[1])};
}

/// MSG_NOSIGNAL: a peer that is gone is EPIPE, not SIGPIPE.
inline Sys<std::size_t> sendmsg(const SocketFd& socket, const MessageHeader& message) noexcept {
  const long result = raw::restart(__NR_sendmsg, socket.number(), raw::arg(&message), 0x4000);
  if (result < 0) return failure(static_cast<int>(-result));
  return static_cast<std::size_t>(result);
}

/// Received descriptors have FD_CLOEXEC.
inline Sys<std::size_t> recvmsg(const SocketFd& socket, MessageHeader& message) noexcept {
  const long result = raw::restart(__NR_recvmsg, socket.number(), raw::arg(&message), 0x40000000);
  if (result < 0) return failure(static_cast<int>(-result));
  return static_cast<std::size_t>(result);
}

struct PollFd {
  std::int32_t fd;
  std::int16_t events;
  std::int16_t returned;
};

inline constexpr std::int16_t kPollIn = 1, kPollOut = 4, kPollError = 8, kPollHangup = 16;

struct TimeSpec {
  std::int64_t seconds;
  std::int64_t nanoseconds;
};

/// The number of ready descriptors, 0 at the time-out. EINTR is returned: the caller has a deadline to recompute.
/// Without `timeout` it waits for ever.
inline Sys<int> ppoll(PollFd* fds, unsigned count, const TimeSpec* timeout) noexcept {
  TimeSpec copy{};
  if (timeout != nullptr) copy = *timeout;
  const long result = raw::call(__NR_ppoll, raw::arg(fds), count, timeout != nullptr ? raw::arg(&copy) : 0, 0, 8);
  if (result < 0) return failure(static_cast<int>(-result));
  return static_cast<int>(result);
}

/// Sets IFF_UP of an interface in the network namespace of the process. `name`: shorter than 16 bytes.
inline Outcome raise_interface(const char* name) noexcept {
  constexpr int kDatagram = 2 | 02000000, kUnix = 1;  // any socket takes the request, a unix one needs no protocol
  constexpr long kGetFlags = 0x8913, kSetFlags = 0x8914;
  constexpr short kUp = 1;
  struct {
    char name[16];
    short flags;
    char rest[22];
  } request{};
  for (int i = 0; i < 15 && name[i] != '\0'; ++i) request.name[i] = name[i];
  const auto socket = fd_result<SocketFd>(raw::call(__NR_socket, kUnix, kDatagram, 0));
  if (!socket.ok()) return failure(socket.err());
  const Outcome read = outcome(raw::call(__NR_ioctl, socket.value().number(), kGetFlags, raw::arg(&request)));
  if (!read.ok()) return read;
  request.flags = static_cast<short>(request.flags | kUp);
  return outcome(raw::call(__NR_ioctl, socket.value().number(), kSetFlags, raw::arg(&request)));
}

/// CLOCK_MONOTONIC.
inline TimeSpec monotonic_now() noexcept {
  TimeSpec now{};
  (void)raw::call(__NR_clock_gettime, 1, raw::arg(&now));  // cannot fail: the clock exists and `now` is writable
  return now;
}

}  // namespace dray::sys
