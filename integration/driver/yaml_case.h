#pragma once

// Integration cases as data: spec/cases/*.yaml. Each entry becomes a test case of its own.
//
//   - name: the hostname is set
//     needs: [pids]                     what the host must have (host.h); "root" is understood
//     config: {/hostname: ship}         JSON pointer → value, null removes, "/mounts/+" appends
//     rootfs: [{symlink: /proc, to: /tmp}]
//     guest: [report]                   words for /bin/guest; or process.args in config
//     expect: {hostname: ship}          path of keys in the report → value, or {contains: x} {lacks: x} {at_least: n} {absent: true}
//                                       {namespace: same|other}: than the driver's
//     host: {pids/pids.max: "20"}       files of the container's cgroup while it is created
//     exit: 0                           of `run`
//     error: [/hostname, "too long"]    instead of `expect`: create exits 1, says all of this (dray), leaves nothing
//     at: start                         create may succeed; then start is what fails
//     differs: {runc: reason}           the control is not held to this case, and why
//
// A path whose first key is a number names one of several documents; "mounts /proc options" finds a mount by its destination.

#include "bundle.h"

#include <map>
#include <string>
#include <vector>

namespace it {

struct YamlCase {
  std::string name{}, file{};
  std::vector<std::string> needs{};
  std::vector<std::pair<std::string, Json>> config{}, expect{};
  std::vector<Json> rootfs{};
  std::vector<std::string> guest{"report"}, errors{};
  std::map<std::string, std::string> host{}, differs{};
  int exit_status = 0;
  bool fails = false, at_start = false;
};

/// The cases of all files in the folder, in the order of their names.
std::vector<YamlCase> load_cases(const std::string& folder);

/// Runs one case with Catch2 assertions.
void run_case(const YamlCase& yaml_case);

/// The value at a path of keys ("capabilities bounding"), or a discarded value.
Json look_up(const std::vector<Json>& documents, const std::string& path);

}  // namespace it
