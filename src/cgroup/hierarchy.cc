// Process: host, pure: the text of /proc files to values.

#include "dray/cgroup/hierarchy.h"

#include <algorithm>

#include "dray/base/text.h"

namespace dray::cgroup {
namespace {

bool contains(const std::vector<std::string>& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

std::vector<std::string> words(std::string_view text, char separator) {
  std::vector<std::string> out;
  for (const std::string_view word : split(text, separator))
    if (!word.empty()) out.emplace_back(word);
  return out;
}

/// mountinfo writes space, tab, newline and backslash as three octal digits after a backslash.
std::string unescaped(std::string_view text) {
  const auto octal = [](char c) { return c >= '0' && c <= '7'; };
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape = text[i] == '\\' && i + 3 < text.size() && octal(text[i + 1]) && octal(text[i + 2]) && octal(text[i + 3]);
    if (!escape) {
      out += text[i];
      continue;
    }
    out += static_cast<char>((text[i + 1] - '0') * 64 + (text[i + 2] - '0') * 8 + (text[i + 3] - '0'));
    i += 3;
  }
  return out;
}

}  // namespace

std::string_view mode_name(Mode mode) {
  switch (mode) {
    case Mode::None: return "none";
    case Mode::V1: return "v1";
    case Mode::Hybrid: return "hybrid";
    case Mode::V2: return "v2";
  }
  return "none";
}

bool Hierarchy::has(std::string_view controller) const { return contains(controllers, controller); }

std::string_view Hierarchy::name() const { return std::string_view(mount_point).substr(mount_point.rfind('/') + 1); }

const Hierarchy* Layout::find(std::string_view controller) const {
  for (const Hierarchy& hierarchy : hierarchies)
    if (hierarchy.has(controller)) return &hierarchy;
  return nullptr;
}

std::vector<Membership> parse_memberships(std::string_view text) {
  std::vector<Membership> out;
  for (const std::string_view line : split(text, '\n')) {
    const std::size_t first = line.find(':');
    if (first == std::string_view::npos) continue;
    const std::size_t second = line.find(':', first + 1);  // a path may contain more of them
    if (second == std::string_view::npos || second + 1 == line.size() || line[second + 1] != '/') continue;
    const std::string_view controllers = line.substr(first + 1, second - first - 1);
    const bool v2 = controllers.empty() && line.substr(0, first) == "0";
    if (controllers.empty() && !v2) continue;
    out.push_back({v2 ? Version::V2 : Version::V1, words(controllers, ','), std::string(line.substr(second + 1))});
  }
  return out;
}

std::vector<HierarchyMount> parse_hierarchy_mounts(std::string_view text) {
  std::vector<HierarchyMount> out;
  for (const std::string_view line : split(text, '\n')) {
    // "31 23 0:28 ROOT MOUNT_POINT OPTIONS optional… - TYPE SOURCE SUPER_OPTIONS"
    const std::size_t separator = line.find(" - ");
    if (separator == std::string_view::npos) continue;
    const std::vector<std::string_view> left = split(line.substr(0, separator), ' ');
    const std::vector<std::string_view> right = split(line.substr(separator + 3), ' ');
    if (left.size() < 6 || right.size() < 3) continue;
    if (right[0] != "cgroup" && right[0] != "cgroup2") continue;
    const Version version = right[0] == "cgroup" ? Version::V1 : Version::V2;
    out.push_back({version, unescaped(left[3]), unescaped(left[4]), words(right[2], ',')});
  }
  return out;
}

}  // namespace dray::cgroup
