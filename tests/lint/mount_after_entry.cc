// A mount after the root was entered.
#include "dray/plan/program.h"
using namespace dray;
void given(plan::Mounted& mounted, plan::Rooted& rooted) {
#ifdef WRONG
  rooted.add(program::MountFs{}, {});
#else
  mounted.add(program::MountFs{}, {});
#endif
  (void)mounted, (void)rooted;
}
