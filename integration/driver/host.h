#pragma once

// The machine and the runtime under test, and what a case does when they lack something.

#include <string>
#include <vector>

namespace it {

/// The program under test: RUNTIME, or the dray of this build.
std::string runtime_path();
/// "dray", "runc", "crun": the first word of `--version`, or the file name.
const std::string& runtime_name();
inline bool testing_dray() { return runtime_name() == "dray"; }

/// A mounted cgroup hierarchy: "pids" → /sys/fs/cgroup/pids; "" is cgroup2.
struct Hierarchy {
  std::string controller, path;
};
std::vector<Hierarchy> hierarchies();
/// The folder of the controller's hierarchy, or "".
std::string hierarchy_path(const std::string& controller);

/// Why this machine cannot do `need` ("root", "pids", "sysctl net.ipv4.ip_forward" …); empty: it can.
std::string missing(const std::string& need);

/// Notes that the running case is skipped and prints why.
void skip(const std::string& reason);
int skipped_cases();

}  // namespace it

/// Leaves the case when the host lacks what it needs; the reason is printed.
#define NEEDS(need)                                                  \
  do {                                                               \
    if (const std::string reason_ = ::it::missing(need); !reason_.empty()) { \
      ::it::skip(reason_);                                           \
      return;                                                        \
    }                                                                \
  } while (0)

/// The control runtime `name` answers differently by design: `reason` says by which rule dray is right.
#define DIFFERS(name, reason)                              \
  do {                                                     \
    if (::it::runtime_name() == (name)) {                  \
      ::it::skip(std::string(name) + " differs: " + (reason)); \
      return;                                              \
    }                                                      \
  } while (0)

/// The rule is dray's own; no other runtime promises it.
#define DRAY_ONLY(reason)                                                    \
  do {                                                                       \
    if (!::it::testing_dray()) {                                             \
      ::it::skip(std::string("only dray promises this: ") + (reason));       \
      return;                                                                \
    }                                                                        \
  } while (0)
