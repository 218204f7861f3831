#include "dray/oci/validate.h"

#include "dray/base/text.h"
#include "dray/oci/choices.h"
#include "dray/oci/names.h"

#include "check.h"

#include <algorithm>

namespace dray::oci {
namespace {

/// Spec: config.md#posix-process ("rlimits": no duplicates, unknown types MUST be an error).
void check_rlimits(const std::vector<Rlimit>& rlimits) {
  constexpr auto kNames = names_of(kRlimits);
  for (auto each = rlimits.begin(); each != rlimits.end(); ++each) {
    const Origin type = each->origin.member("type");
    check_choice(each->type, kNames, type, "rlimit");
    const auto earlier = std::find_if(rlimits.begin(), each, [&](const Rlimit& other) { return other.type == each->type; });
    if (earlier != each) invalid(type, quoted(each->type) + " is also at " + earlier->origin.pointer());
    if (each->soft > each->hard)
      invalid(each->origin.member("soft"),
              "the soft limit " + std::to_string(each->soft) + " is above the hard limit " + std::to_string(each->hard));
  }
}

/// Spec: config.md#posix-platform-user.
void check_user(const User& user) {
  check_id(user.uid, user.origin.member("uid"));
  check_id(user.gid, user.origin.member("gid"));
  const Origin groups = user.origin.member("additionalGids");
  for (std::size_t i = 0; i < user.additional_gids.size(); ++i) check_id(user.additional_gids[i], groups.element(i));
  if (user.umask && *user.umask > 0777)
    invalid(user.origin.member("umask"), "larger than 511, which is 0777", "JSON numbers are decimal: 0022 is 18");
}

/// The numbers of one policy do nothing for the others: sched(7).
void check_scheduler_scope(const Scheduler& scheduler) {
  const bool real_time = scheduler.policy == "SCHED_FIFO" || scheduler.policy == "SCHED_RR";
  if (scheduler.priority && *scheduler.priority != 0 && !real_time)
    invalid(scheduler.origin.member("priority"), "only SCHED_FIFO and SCHED_RR have a priority");
  const bool timed = scheduler.runtime.value_or(0) != 0 || scheduler.deadline.value_or(0) != 0 || scheduler.period.value_or(0) != 0;
  if (timed && scheduler.policy != "SCHED_DEADLINE") invalid(scheduler.origin, "only SCHED_DEADLINE has runtime, deadline and period");
}

/// Spec: config.md#linux-process ("scheduler").
void check_scheduler(const Scheduler& scheduler) {
  check_choice(scheduler.policy, kSchedulerPolicies, scheduler.origin.member("policy"), "scheduler policy");
  check_choices(scheduler.flags, kSchedulerFlags, scheduler.origin.member("flags"), "scheduler flag");
  if (scheduler.nice) check_range(*scheduler.nice, {-20, 19}, scheduler.origin.member("nice"));
  if (scheduler.priority) check_range(*scheduler.priority, {0, 99}, scheduler.origin.member("priority"));
  check_scheduler_scope(scheduler);
  if (scheduler.policy != "SCHED_DEADLINE") return;
  const std::uint64_t runtime = scheduler.runtime.value_or(0);
  const std::uint64_t deadline = scheduler.deadline.value_or(0);
  const std::uint64_t period = scheduler.period.value_or(0);
  if (runtime > deadline) invalid(scheduler.origin.member("runtime"), "larger than the deadline");
  // A period of 0 stands for the deadline.
  if (period != 0 && deadline > period) invalid(scheduler.origin.member("deadline"), "larger than the period");
}

/// Spec: config.md#linux-process ("ioPriority": class and a priority from 0 to 7; "execCPUAffinity": lists of CPUs).
void check_io_and_affinity(const Process& process) {
  if (const auto& io = process.io_priority) {
    check_choice(io->io_class, kIoClasses, io->origin.member("class"), "I/O priority class");
    check_range(io->priority, {0, 7}, io->origin.member("priority"));
  }
  if (const auto& affinity = process.exec_cpu_affinity) {
    check_list(affinity->initial, affinity->origin.member("initial"), "CPUs");
    check_list(affinity->final, affinity->origin.member("final"), "CPUs");
  }
}

/// Spec: config.md#process ("runtimes MUST ignore consoleSize if terminal is false"). struct winsize has 16 bits.
void check_console(const Process& process) {
  if (!process.terminal || !process.console_size) return;
  const Origin place = process.origin.member("consoleSize");
  check_range(process.console_size->height, {0, UINT16_MAX}, place.member("height"));
  check_range(process.console_size->width, {0, UINT16_MAX}, place.member("width"));
}

}  // namespace

void validate(const Process& process) {
  const Origin cwd = process.origin.member("cwd");
  if (process.cwd.empty()) invalid(cwd, "Cwd property must not be empty");
  if (process.cwd[0] != '/') invalid(cwd, "Cwd must be an absolute path", quoted(process.cwd) + " is relative");
  if (process.args.empty()) invalid(process.origin.member("args"), "args must not be empty");
  check_environment(process.env, process.origin.member("env"));
  check_user(process.user);
  check_rlimits(process.rlimits);
  check_console(process);
  if (process.oom_score_adj) check_range(*process.oom_score_adj, {-1000, 1000}, process.origin.member("oomScoreAdj"));
  if (process.scheduler) check_scheduler(*process.scheduler);
  check_io_and_affinity(process);
}

}  // namespace dray::oci
