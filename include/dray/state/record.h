#pragma once

#include "dray/base/origin.h"
#include "dray/cgroup/group.h"
#include "dray/oci/spec.h"
#include "dray/sys/process.h"

#include <string>
#include <string_view>
#include <vector>

namespace dray::state {

/// What a step after the FIFO was about, so that `start` can explain its failure.
struct StepNote {
  std::uint32_t index{};
  Origin origin{};
  std::string op{}, path{};
};

/// What is known of a container. Two files: the intent (`cgroups`, before the first side effect) and the record (when it is created).
struct Record {
  std::string id{}, bundle{}, rootfs{}, oci_version{}, created{}, owner{};
  sys::Pid pid = 0;
  std::uint64_t start_time = 0;  ///< of `pid`, in clock ticks since boot: tells a reused pid
  bool own_pid_namespace = false;
  oci::StringMap annotations{};
  std::vector<cgroup::Footprint> cgroups{};
  std::vector<StepNote> last_steps{};
};

std::string to_json(const Record& record);
/// Errors: Corrupt, with what is wrong.
Record parse_record(std::string_view text);

/// The intent: one line per cgroup, "PATH<TAB>FIRST_NEW", and a last line "end", so that a torn write is told from a whole one.
std::string to_intent(const std::vector<cgroup::Footprint>& cgroups);
/// Errors: Corrupt.
std::vector<cgroup::Footprint> parse_intent(std::string_view text);

}  // namespace dray::state
