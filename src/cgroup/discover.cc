// Process: host.

#include <linux/magic.h>

#include <algorithm>

#include "dray/base/error.h"
#include "dray/base/text.h"
#include "dray/cgroup/hierarchy.h"
#include "file.h"

namespace dray::cgroup {
namespace {

constexpr std::string_view kRoot = "/sys/fs/cgroup";

bool has_magic(const std::string& path, std::int64_t magic) {
  const auto status = sys::statfs(path.c_str());
  return status.ok() && status.value().type == magic;
}

/// Where distributions mount a version 1 hierarchy: its controllers in the kernel's order, or the name of a named one.
std::string usual_mount_point(const Membership& membership) {
  std::string out = std::string(kRoot) + '/';
  for (const std::string& controller : membership.controllers) {
    if (out.back() != '/') out += ',';
    out += controller.starts_with("name=") ? controller.substr(5) : controller;
  }
  return out;
}

/// /proc/self/mountinfo, read at most once and only when something is not at its usual place.
class Mounts {
 public:
  const std::vector<HierarchyMount>& get() {
    if (read_) return mounts_;
    read_ = true;
    const auto text = read_host_file("/proc/self/mountinfo");
    if (text.ok()) mounts_ = parse_hierarchy_mounts(text.value());
    return mounts_;
  }

 private:
  bool read_ = false;
  std::vector<HierarchyMount> mounts_{};
};

const HierarchyMount* mount_of(const Membership& membership, const std::vector<HierarchyMount>& mounts) {
  for (const HierarchyMount& mount : mounts) {
    const auto listed = [&mount](const std::string& controller) {
      return std::find(mount.options.begin(), mount.options.end(), controller) != mount.options.end();
    };
    if (mount.version == Version::V1 && std::all_of(membership.controllers.begin(), membership.controllers.end(), listed)) return &mount;
  }
  return nullptr;
}

/// `own` as seen through a mount that shows only `root` and below.
std::string below_root(const std::string& own, const std::string& root) {
  if (root == "/" || !own.starts_with(root)) return own;
  if (own.size() == root.size()) return "/";
  return own[root.size()] == '/' ? own.substr(root.size()) : own;
}

/// Without a cgroup namespace a container sees its cgroup as "/" of each mount, but /proc/self/cgroup has the host's path.
void correct_own(Hierarchy& hierarchy, Mounts& mounts) {
  if (hierarchy.own == "/") return;
  if (sys::statfs((hierarchy.mount_point + hierarchy.own).c_str()).ok()) return;
  for (const HierarchyMount& mount : mounts.get())
    if (mount.mount_point == hierarchy.mount_point) hierarchy.own = below_root(hierarchy.own, mount.root);
}

std::vector<std::string> offered_controllers(const std::string& mount_point) {
  const auto text = read_host_file((mount_point + "/cgroup.controllers").c_str());
  std::vector<std::string> out;
  if (!text.ok()) return out;
  for (const std::string_view word : split(trimmed(text.value()), ' '))
    if (!word.empty()) out.emplace_back(word);
  return out;
}

void add_v1(Layout& layout, const Membership& membership, Mounts& mounts) {
  Hierarchy hierarchy{Version::V1, membership.controllers, usual_mount_point(membership), membership.path};
  if (!has_magic(hierarchy.mount_point, CGROUP_SUPER_MAGIC)) {
    const HierarchyMount* mount = mount_of(membership, mounts.get());
    if (mount == nullptr) return;
    hierarchy.mount_point = mount->mount_point;
    hierarchy.own = below_root(hierarchy.own, mount->root);
  }
  correct_own(hierarchy, mounts);
  layout.hierarchies.push_back(std::move(hierarchy));
}

void add_v2(Layout& layout, const Membership& membership, Mounts& mounts) {
  const std::string mount_point = std::string(kRoot) + (layout.mode == Mode::V2 ? "" : "/unified");
  if (!has_magic(mount_point, CGROUP2_SUPER_MAGIC)) return;
  Hierarchy hierarchy{Version::V2, offered_controllers(mount_point), mount_point, membership.path};
  correct_own(hierarchy, mounts);
  layout.hierarchies.push_back(std::move(hierarchy));
}

Mode mode_of(const Layout& layout) {
  if (layout.mode == Mode::V2) return Mode::V2;
  const auto is_v2 = [](const Hierarchy& hierarchy) { return hierarchy.version == Version::V2; };
  const bool v2 = std::any_of(layout.hierarchies.begin(), layout.hierarchies.end(), is_v2);
  if (layout.hierarchies.empty()) return Mode::None;
  return v2 ? Mode::Hybrid : Mode::V1;
}

}  // namespace

Layout discover() {
  const std::string text = or_fail(read_host_file("/proc/self/cgroup"), "read", "/proc/self/cgroup");
  Layout layout;
  if (has_magic(std::string(kRoot), CGROUP2_SUPER_MAGIC)) layout.mode = Mode::V2;
  Mounts mounts;
  for (const Membership& membership : parse_memberships(text)) {
    if (membership.version == Version::V2) add_v2(layout, membership, mounts);
    else if (layout.mode != Mode::V2) add_v1(layout, membership, mounts);
  }
  layout.mode = mode_of(layout);
  return layout;
}

}  // namespace dray::cgroup
