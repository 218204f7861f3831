// Process: host. `delete`: processes, cgroups, then the state. Works from the intent alone, and again after it was interrupted.

#include "dray/cgroup/processes.h"
#include "dray/oci/validate.h"
#include "launcher.h"
#include "view.h"

namespace dray::host {
namespace {

/// The end of init, without reaping: it is the caller's child, or somebody else's.
void await_end(const sys::PidFd& process) {
  const auto wait = std::chrono::duration_cast<std::chrono::seconds>(kPatience).count();
  const std::int64_t deadline = sys::monotonic_now().seconds + wait;
  for (;;) {
    const sys::TimeSpec timeout{deadline - sys::monotonic_now().seconds, 0};
    if (timeout.seconds <= 0) throw Error(Code::System, "container init still running").os(ETIMEDOUT);
    sys::PollFd poll{process.number(), sys::kPollIn, 0};
    const auto ready = sys::ppoll(&poll, 1, &timeout);
    if (ready.err() == EINTR) continue;
    if (or_fail(sys::Sys<int>(ready), "wait for the end of init") > 0) return;
  }
}

void end_init(const state::Record& record) {
  const auto init = state::open_process(record.pid, record.start_time);
  if (!init) return;
  const auto sent = sys::pidfd_send_signal(*init, sys::kSignalKill);
  if (!sent.ok() && sent.err() != ESRCH) throw Error(Code::System).os(sent.err()).op("kill init of").path(record.id);
  if (cgroup::is_frozen(record.cgroups)) cgroup::signal_all(record.cgroups, sys::kSignalKill);
  await_end(*init);
}

/// A record that can't be read is no reason to leave a container: the intent has its cgroups, and they its processes.
std::optional<state::Record> readable_record(const state::Container& container, Force force, Log& log) {
  try {
    return container.read_record();
  } catch (const Error& error) {
    if (force == Force::No) throw;
    log.warn(error.text());
    return std::nullopt;
  }
}

void check_deletable(const state::Container& container, const state::Record& record) {
  const Status status = observe(container, record).status;
  if (status == Status::Stopped || status == Status::Created) return;
  throw Error(Code::BadState, "cannot delete container " + record.id + " that is not stopped: " + std::string(status_name(status)));
}

/// Whoever creates or starts the container holds the lock. Of one that was killed its child still shares it, for the moment until it dies
/// too.
void await_lock(const state::Container& container) {
  constexpr int kAttempts = 200;
  constexpr sys::TimeSpec kPause{0, 5'000'000};
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    if (container.try_lock()) return;
    const auto slept = sys::ppoll(nullptr, 0, &kPause);
    if (slept.err() != EINTR) (void)or_fail(sys::Sys<int>(slept), "wait for the lock of", container.id());
  }
  throw Error(Code::BadState, "another operation on the container is under way").path(container.id());
}

/// What is to be removed besides the directory. A container whose creation was interrupted may name a cgroup that was given to another one
/// since.
std::vector<cgroup::Footprint> own_cgroups(const HostContext& context, const state::Container& container, Force force) {
  try {
    auto cgroups = container.read_cgroups();
    if (!container.has_record() && state::Store(context.state_root).owner_of(cgroups, container.id())) return {};
    return cgroups;
  } catch (const Error& error) {
    if (force == Force::No) throw;
    context.log.warn(error.text() + "; its cgroups, if there are any, are left");
    return {};
  }
}

/// True if the container was there to be removed.
bool remove_container(const HostContext& context, const state::Container& container, Force force) {
  const auto record = readable_record(container, force, context.log);
  if (record && force == Force::No) check_deletable(container, *record);
  if (record) end_init(*record);
  await_lock(container);
  if (!container.exists()) return false;
  cgroup::destroy(own_cgroups(context, container, force), kPatience);
  return container.remove();
}

}  // namespace

void remove(const HostContext& context, const std::string& id, Force force) {
  oci::check_container_id(id);
  const auto container = state::Store(context.state_root).find(id);
  const bool removed = container && remove_container(context, *container, force);
  if (!removed && force == Force::No) throw Error(Code::NotFound, "container does not exist").path(id);
}

}  // namespace dray::host
