// A path where a mount tree is wanted.
#include "dray/sys/mount.h"
using namespace dray::sys;
bool given(const TreeFd& tree, const PathFd& path) {
#ifdef WRONG
  return move_mount(path, tree).ok();
#else
  return move_mount(tree, path).ok();
#endif
}
