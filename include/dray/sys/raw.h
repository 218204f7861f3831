#pragma once

// The system call instruction. Nothing outside dray/sys/ includes this file.

#include <asm/unistd.h>
#include <cstdint>

namespace dray::sys::raw {

#if defined(__x86_64__)

inline long call(long number, long a = 0, long b = 0, long c = 0, long d = 0, long e = 0, long f = 0) noexcept {
  long result;
  register long r10 asm("r10") = d;
  register long r8 asm("r8") = e;
  register long r9 asm("r9") = f;
  asm volatile("syscall" : "=a"(result) : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9) : "rcx", "r11", "memory");
  return result;
}

#elif defined(__aarch64__)

inline long call(long number, long a = 0, long b = 0, long c = 0, long d = 0, long e = 0, long f = 0) noexcept {
  register long x8 asm("x8") = number;
  register long x0 asm("x0") = a;
  register long x1 asm("x1") = b;
  register long x2 asm("x2") = c;
  register long x3 asm("x3") = d;
  register long x4 asm("x4") = e;
  register long x5 asm("x5") = f;
  asm volatile("svc #0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5) : "memory");
  return x0;
}

#else
#error "dray/sys/raw.h knows x86_64 and aarch64"
#endif

inline constexpr long kEintr = -4;

/// Repeats an interrupted call: EINTR is transparent everywhere above sys/.
inline long restart(long number, long a = 0, long b = 0, long c = 0, long d = 0, long e = 0, long f = 0) noexcept {
  for (;;) {
    const long result = call(number, a, b, c, d, e, f);
    if (result != kEintr) return result;
  }
}

/// A pointer as a system call argument.
inline long arg(const void* pointer) noexcept { return reinterpret_cast<long>(pointer); }

}  // namespace dray::sys::raw
