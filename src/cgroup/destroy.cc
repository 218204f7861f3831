// Process: host. The record may be old, and the machine may have changed since.

#include <linux/magic.h>

#include <algorithm>

#include "dray/base/error.h"
#include "dray/base/text.h"
#include "members.h"
#include "tree.h"

namespace dray::cgroup {
namespace {

Error corrupt(const std::string& path) {
  return Error(Code::Corrupt, "the record names something that is not a container's cgroup").op("delete cgroup").path(path);
}

/// True if something is there. A record is trusted for what it may do only after this: it is a cgroup and not the root of a mount.
bool is_removable(const std::string& path) {
  if (!path.starts_with('/') || has_dot_dot(path)) throw corrupt(path);
  const auto status = sys::statfs(path.c_str());
  if (status.err() == ENOENT) return false;
  const std::int64_t type = or_fail(sys::Sys(status), "statfs", path).type;
  if (type != CGROUP_SUPER_MAGIC && type != CGROUP2_SUPER_MAGIC) throw corrupt(path);
  return true;
}

/// Killing is worse than removing: the root of a hierarchy holds every process of the machine.
void refuse_mount_roots(std::span<const std::string> paths) {
  for (const std::string& path : paths) {
    const auto status = sys::statx(sys::At::cwd(), path.c_str());
    if (status.ok() && (status.value().stx_attributes & STATX_ATTR_MOUNT_ROOT) != 0) throw corrupt(path);
  }
}

bool removed(const std::string& path) {
  const auto outcome = remove_tree(path);
  if (outcome.err() == EBUSY || outcome.err() == ENOTEMPTY) return false;
  (void)or_fail(sys::Outcome(outcome), "rmdir", path);  // Done
  return true;
}

[[noreturn]] void give_up(const std::vector<std::string>& paths) {
  const std::vector<sys::Pid> pids = list_processes(paths);
  Error error = Error(Code::System, pids.empty() ? "the cgroup can't be removed" : "processes do not end: " + pid_list(pids));
  throw std::move(error).op("delete cgroup").path(paths.front()).os(EBUSY);
}

/// The directories above that were made for the container; one that is in use, or gone, stays as it is.
void remove_ancestors(const Footprint& footprint) {
  if (footprint.path.size() <= footprint.first_new.size() || !footprint.path.starts_with(footprint.first_new + '/')) return;
  std::string path = footprint.path;
  while (path.size() > footprint.first_new.size()) {
    path.resize(path.rfind('/'));
    if (!sys::unlinkat(sys::At::cwd(), path.c_str(), sys::kAtRemoveDir).ok()) return;
  }
}

}  // namespace

void destroy(std::span<const Footprint> footprints, Patience patience) {
  std::vector<std::string> left;
  for (const Footprint& footprint : footprints)
    if (!footprint.preexisting() && is_removable(footprint.path)) left.push_back(footprint.path);
  Waiter waiter(patience);
  for (;;) {
    std::erase_if(left, removed);
    if (left.empty()) break;
    refuse_mount_roots(left);
    (void)signal_round(left, sys::kSignalKill, waiter.freeze());  // none there: a cgroup that has just become empty
    if (!waiter.wait()) give_up(left);
  }
  for (const Footprint& footprint : footprints)
    if (!footprint.preexisting()) remove_ancestors(footprint);
}

}  // namespace dray::cgroup
