#pragma once

// The flight recorder: one page that init writes and whoever waits for init reads. Freestanding.
// Process: init writes through a shared mapping; the host only reads the file and treats it as untrusted,
// because container root can reach the mapping while init waits.

#include <cstddef>
#include <cstdint>

namespace dray::program {

inline constexpr std::uint32_t kRecorderMagic = 0x72647264U;  // "drdr"
inline constexpr std::size_t kNoteSize = 256;
inline constexpr std::size_t kHeadSize = 1024;

struct Recorder {
  std::uint32_t magic;
  std::uint32_t step;       ///< index of the step that runs
  std::int32_t error;       ///< errno of that step; 0 while nothing failed
  std::uint32_t candidate;  ///< the program chosen by FindExecutable
  std::uint32_t note_size;
  std::uint32_t head_size;
  char note[kNoteSize];           ///< kernel text of a failed mount, or the object within the step
  unsigned char head[kHeadSize];  ///< first bytes of the payload's file
};

static_assert(sizeof(Recorder) <= 4096);

}  // namespace dray::program
