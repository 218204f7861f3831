// A step that opens files after the seccomp filter may be loaded.
#include "dray/plan/program.h"
using namespace dray;
void given(plan::Confined& confined, plan::Sealed& sealed) {
#ifdef WRONG
  sealed.add(program::FindExecutable{}, {});
#else
  confined.add(program::FindExecutable{}, {});
#endif
  (void)confined, (void)sealed;
}
