#pragma once

// System calls without a C library, for floor.c: what the kernel takes, nothing on top.

#include <asm/errno.h>
#include <asm/unistd.h>
#include <stddef.h>

static inline long call(long number, long a, long b, long c, long d, long e) {
  long result;
  register long r10 __asm__("r10") = d;
  register long r8 __asm__("r8") = e;
  __asm__ volatile("syscall" : "=a"(result) : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8) : "rcx", "r11", "memory");
  return result;
}

#define CALL1(n, a) call(__NR_##n, (long)(a), 0, 0, 0, 0)
#define CALL2(n, a, b) call(__NR_##n, (long)(a), (long)(b), 0, 0, 0)
#define CALL3(n, a, b, c) call(__NR_##n, (long)(a), (long)(b), (long)(c), 0, 0)
#define CALL4(n, a, b, c, d) call(__NR_##n, (long)(a), (long)(b), (long)(c), (long)(d), 0)
#define CALL5(n, a, b, c, d, e) call(__NR_##n, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e))

static inline size_t length(const char* text) {
  size_t size = 0;
  while (text[size] != 0) ++size;
  return size;
}

/// Puts the parts into `buffer` one after another; the result is `buffer`.
static inline char* joined(char* buffer, const char* a, const char* b, const char* c) {
  char* end = buffer;
  for (const char* parts[3] = {a, b, c}, **part = parts; part < parts + 3; ++part)
    for (const char* from = *part; *from != 0; ++from) *end++ = *from;
  *end = 0;
  return buffer;
}

static inline __attribute__((unused)) void say(const char* text) { CALL3(write, 2, text, length(text)); }

static inline __attribute__((unused)) void say_number(long value) {
  char digits[24];
  char* at = digits + sizeof digits - 1;
  *at = 0;
  const int negative = value < 0;
  if (negative) value = -value;
  do *--at = (char)('0' + value % 10);
  while ((value /= 10) > 0);
  if (negative) *--at = '-';
  say(at);
}
