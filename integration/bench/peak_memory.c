// peak-memory PROGRAM ARG…: runs the program and prints its ru_maxrss in KiB on descriptor 3.
// The kernel counts the memory that a process had before its execve as well, so the parent has to be smaller than anything measured:
// this one has no C library.

#include "floor.h"

#include <linux/resource.h>
#include <linux/sched.h>

static int run(char** argv, char** environment) {
  const long pid = CALL5(clone, CLONE_VFORK | CLONE_VM | 17, 0, 0, 0, 0);
  if (pid == 0) {
    CALL1(close, 3);
    CALL3(execve, argv[0], argv, environment);
    CALL1(exit_group, 127);
  }
  int status = 0;
  struct rusage usage = {0};
  if (pid < 0 || CALL4(wait4, pid, &status, 0, &usage) < 0) return 126;
  char digits[24];
  char* at = digits + sizeof digits;
  long value = usage.ru_maxrss;
  do *--at = (char)('0' + value % 10);
  while ((value /= 10) > 0);
  CALL3(write, 3, at, digits + sizeof digits - at);
  return (status & 0x7f) != 0 ? 128 + (status & 0x7f) : status >> 8 & 0xff;
}

static __attribute__((noreturn, used)) void start(long* frame) {
  char** argv = (char**)(frame + 1);
  CALL1(exit_group, frame[0] < 2 ? 2 : run(argv + 1, argv + frame[0] + 1));
  __builtin_unreachable();
}

__asm__(".globl _start\n_start:\n\txor %ebp, %ebp\n\tmov %rsp, %rdi\n\tand $-16, %rsp\n\tcall start\n");
