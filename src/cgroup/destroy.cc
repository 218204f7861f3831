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

/// True if something is there. A record that names anything but a cgroup is not followed.
bool is_removable(const std::string& path) {
  if (!path.starts_with('/') || has_dot_dot(path)) throw corrupt(path);
  const auto status = sys::statfs(path.c_str());
  if (status.err() == ENOENT) return false;
  const std::int64_t type = or_fail(sys::Sys<sys::StatFs>(status), "statfs", path).type;
  if (type != CGROUP_SUPER_MAGIC && type != CGROUP2_SUPER_MAGIC) throw corrupt(path);
  return true;
}

/// Below the root of a hierarchy are all cgroups and all processes of the machine.
void refuse_mount_root(const std::string& path) {
  const auto status = sys::statx(sys::At::cwd(), path.c_str());
  if (status.ok() && (status.value().stx_attributes & STATX_ATTR_MOUNT_ROOT) != 0) throw corrupt(path);
}

bool is_busy(int err) { return err == EBUSY || err == ENOTEMPTY; }

bool removed(const std::string& path) {
  auto outcome = sys::unlinkat(sys::At::cwd(), path.c_str(), sys::kAtRemoveDir);
  if (outcome.err() == ENOENT) return true;
  if (is_busy(outcome.err())) {  // has processes, or cgroups that the payload made
    refuse_mount_root(path);
    outcome = remove_tree(path);
  }
  if (is_busy(outcome.err())) return false;
  if (!outcome.ok()) throw Error(Code::System).op("rmdir").path(path).os(outcome.err());
  return true;
}

[[noreturn]] void give_up(const std::vector<std::string>& paths) {
  const std::vector<sys::Pid> pids = list_processes(paths);
  Error error = Error(Code::System, pids.empty() ? "the cgroup can't be removed" : "processes do not end: " + pid_list(pids));
  throw std::move(error).op("delete cgroup").path(paths.front()).os(EBUSY);
}

/// The directories above that were made for the container; one that is in use stays as it is.
void remove_ancestors(const Footprint& footprint) {
  if (footprint.path.size() <= footprint.first_new.size() || !footprint.path.starts_with(footprint.first_new + '/')) return;
  std::string path = footprint.path;
  while (path.size() > footprint.first_new.size()) {
    path.resize(path.rfind('/'));
    // What was never made, because its maker was killed, does not keep what lies above it.
    const auto removed = sys::unlinkat(sys::At::cwd(), path.c_str(), sys::kAtRemoveDir);
    if (!removed.ok() && removed.err() != ENOENT) return;
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
    (void)signal_round(left, sys::kSignalKill, waiter.freeze());  // none there: a cgroup that has just become empty
    if (!waiter.wait()) give_up(left);
  }
  for (const Footprint& footprint : footprints)
    if (!footprint.preexisting()) remove_ancestors(footprint);
}

}  // namespace dray::cgroup
