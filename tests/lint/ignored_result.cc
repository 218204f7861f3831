// The result of a system call dropped.
#pragma GCC diagnostic error "-Wunused-result"
#include "dray/sys/process.h"
void given() {
#ifdef WRONG
  dray::sys::setsid();
#else
  (void)dray::sys::setsid();
#endif
}
