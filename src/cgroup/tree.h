#pragma once

// A cgroup directory and those below it. The payload can make them as deep as it likes, so nothing here recurses or keeps a
// descriptor per level.

#include <string>
#include <vector>

#include "dray/sys/fd.h"
#include "file.h"

namespace dray::cgroup {

/// Names of the directories in `dir`.
sys::Sys<std::vector<std::string>> child_names(const sys::DirFd& dir);

sys::Sys<sys::DirFd> open_listing(sys::At dir, const char* name) noexcept;

/// Calls `visit(const sys::DirFd&)` for `top` and each cgroup below, parents first. What vanishes meanwhile is left out.
template <class Visit>
void each_cgroup(sys::DirFd top, Visit visit) {
  std::vector<std::vector<std::string>> pending;  // per level, what is still to be visited
  sys::DirFd here = std::move(top);
  for (;;) {
    visit(here);
    auto names = child_names(here);
    pending.push_back(names.ok() ? std::move(names).value() : std::vector<std::string>());
    while (!pending.empty()) {
      if (!pending.back().empty()) {
        auto child = open_listing(here, pending.back().back().c_str());
        pending.back().pop_back();
        if (!child.ok()) continue;
        here = std::move(child).value();
        break;
      }
      pending.pop_back();
      if (pending.empty()) return;
      auto parent = sys::openat<sys::DirFd>(here, "..", O_RDONLY | O_DIRECTORY);
      if (!parent.ok()) return;  // removed under us: the caller looks again
      here = std::move(parent).value();
    }
  }
}

/// Removes the cgroup at `path` and those below, children first. EBUSY while one of them has processes; a missing one is done.
sys::Outcome remove_tree(const std::string& path);

}  // namespace dray::cgroup
