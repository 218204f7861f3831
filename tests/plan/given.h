#pragma once

#include "dray/base/error.h"
#include "dray/oci/parse.h"
#include "dray/plan/launch_plan.h"

#include <string>

namespace dray::plan {

/// A host with two v1 hierarchies, one of them co-mounted, and a cgroup2 one.
inline HostFacts given_host() {
  HostFacts facts;
  facts.permitted = facts.bounding = (std::uint64_t{1} << 41) - 1;
  facts.umask = 027;
  facts.bundle = "/bundle";
  facts.rootfs = "/bundle/rootfs";
  facts.cgroup_v1 = {{"cpu,cpuacct", {"cpu", "cpuacct"}}, {"memory", {"memory"}}};
  facts.cgroup_v2 = true;
  return facts;
}

/// config.json with the members that every one needs, and these.
inline oci::Spec given_spec(const std::string& process_members, const std::string& linux_members, const std::string& top_members = {}) {
  const std::string comma = process_members.empty() ? "" : ",";
  return oci::parse_spec(
      R"({"ociVersion":"1.0.0","root":{"path":"rootfs"},"process":{"user":{"uid":0,"gid":0},"cwd":"/","args":["sh"],"env":["HOME=/root"])" +
      comma + process_members +
      R"(},"linux":{"namespaces":[{"type":"mount"},{"type":"pid"},{"type":"ipc"},{"type":"uts"},{"type":"network"}])" +
      (linux_members.empty() ? "" : "," + linux_members) + "}" + (top_members.empty() ? "" : "," + top_members) + "}");
}

inline LaunchPlan compile(const oci::Spec& spec, Log& log, const SeccompProgram* seccomp = nullptr) {
  const HostFacts facts = given_host();
  LaunchOptions options;
  options.id = "c1";
  return compile_plan({spec, facts, options}, seccomp, log);
}

inline LaunchPlan compile(const oci::Spec& spec) {
  Log log;
  return compile(spec, log);
}

/// The lines of the plan whose step has this name, without number and origin, blanks folded.
inline std::vector<std::string> steps(const LaunchPlan& plan, std::string_view name) {
  std::vector<std::string> found;
  const std::string text = plan_text(plan);
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = text.find('\n', begin);
    std::string line = text.substr(begin + 5 > end ? begin : begin + 5, end - begin - 5);
    begin = end + 1;
    if (!line.starts_with(std::string(name) + ' ')) continue;
    line = line.substr(0, line.find("  #"));
    std::string folded;
    for (const char c : line)
      if (c != ' ' || (!folded.empty() && folded.back() != ' ')) folded += c;
    while (folded.ends_with(' ')) folded.pop_back();
    found.push_back(folded);
  }
  return found;
}

/// The text of the error that compiling gives, or "" if it gives none.
inline std::string refusal(const oci::Spec& spec) {
  try {
    (void)compile(spec);
  } catch (const Error& error) {
    return error.text();
  }
  return {};
}

}  // namespace dray::plan
