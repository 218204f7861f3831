#pragma once

#include <string>
#include <vector>

namespace it {

/// What a container may leave behind, looked for everywhere a runtime works. `name` is unique to the container: its id, its cgroup
/// and its scratch folder carry it.
struct Trace {
  std::string name;
  std::string scratch;     ///< the folder of bundle and state
  std::string state_root;
};

/// Live processes (the driver is their subreaper), cgroups, mounts, state entries; each as a line for people. Waits a moment for
/// processes that are just ending.
std::vector<std::string> leftovers(const Trace& trace);

/// Kills and removes what `leftovers` finds, so that one failing case does not disturb the next.
void sweep(const Trace& trace);

/// Makes orphaned container processes children of the driver.
void become_subreaper();

/// The driver's children that are alive, after reaping the dead ones.
std::vector<int> live_children();

/// Lines of /proc/self/mountinfo that contain `text`.
std::vector<std::string> mounts_with(const std::string& text);

}  // namespace it
