#pragma once

// What host and init say to each other, over one SOCK_SEQPACKET pair. Freestanding.
//
//   host                                   init
//    |  Trees (detached mounts) ->          |   ReceiveTrees
//    |  Cgroups (files, detached mounts) -> |   EnterCgroups
//    | <- Rooted                            |   ReportRooted
//    |  (limits, devices are written)       |
//    |  Release ->                          |
//    | <- Ready                             |   Commit
//    |  (read back, record committed)       |
//    |  Committed ->                        |   PDEATHSIG cleared
//    | <- Independent                       |
//
// Either side closing its end is the answer "I am gone"; there is no other error message: see recorder.h.

#include <cstdint>

namespace dray::program {

enum class Message : std::uint32_t { Trees = 1, Cgroups, Rooted, Release, Ready, Committed, Independent };

/// Descriptors travel in packets of at most this many (the kernel's limit is 253).
inline constexpr unsigned kMaxDescriptors = 64;

struct ToInit {
  Message message;
};
struct ToHost {
  Message message;
};

}  // namespace dray::program
