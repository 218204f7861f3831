// Process: host, pure.

#include "dray/cgroup/placement.h"

#include <algorithm>

#include "dray/base/error.h"
#include "dray/base/text.h"

namespace dray::cgroup {
namespace {

Error refusal(Code code, std::string_view why, std::string_view path) {
  return Error(code, why).at(Origin("/linux/cgroupsPath")).op("cgroup path").path(path);
}

bool has_control_character(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

bool is_systemd_form(std::string_view path) {
  return path.find('/') == std::string_view::npos && std::count(path.begin(), path.end(), ':') == 2;
}

/// `path` without "." and empty parts, relative.
std::string checked(std::string_view path) {
  if (has_control_character(path)) throw refusal(Code::InvalidConfig, "a cgroup name can't contain control characters", path);
  if (has_dot_dot(path)) throw refusal(Code::InvalidConfig, "\"..\" is not allowed in a cgroup path", path);
  if (is_systemd_form(path))
    throw refusal(Code::Unsupported, "the form slice:prefix:name needs the systemd cgroup driver", path).hint("give a path");
  std::string below = normalized(path).substr(1);
  if (below.empty()) throw refusal(Code::InvalidConfig, "the root of the hierarchy can't be a container's cgroup", path);
  return below;
}

std::string parent_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == 0 ? "/" : path.substr(0, slash);
}

std::string own_base(const Hierarchy& hierarchy, Mode mode) {
  if (has_dot_dot(hierarchy.own))
    throw refusal(Code::Unsupported, "the runtime is in a cgroup outside of its cgroup namespace", hierarchy.own)
        .hint("give an absolute path");
  const std::string own = mode == Mode::V2 ? parent_of(hierarchy.own) : hierarchy.own;
  return own == "/" ? hierarchy.mount_point : hierarchy.mount_point + own;
}

}  // namespace

std::vector<Place> place(const Layout& layout, const std::optional<std::string>& cgroups_path, std::string_view id) {
  // An empty string is what a writer without optional values makes of "unset"; runc reads it so, too.
  const bool given = cgroups_path && !cgroups_path->empty();
  const std::string_view path = given ? std::string_view(*cgroups_path) : id;
  const std::string below = checked(path);
  std::vector<Place> places;
  places.reserve(layout.hierarchies.size());
  for (const Hierarchy& hierarchy : layout.hierarchies) {
    const std::string base = path.front() == '/' ? hierarchy.mount_point : own_base(hierarchy, layout.mode);
    places.push_back({hierarchy, base, below});
  }
  return places;
}

}  // namespace dray::cgroup
