// Process: host. Signals go to a pidfd whose start time was compared: never to a process that got the pid later.

#include "dray/cgroup/processes.h"
#include "dray/oci/validate.h"
#include "view.h"

namespace dray::host {
namespace {

/// Without a pid namespace of its own the death of init ends nobody else.
bool reaches_all(const state::Record& record, int signal, KillScope scope) {
  return scope == KillScope::All || (signal == sys::kSignalKill && !record.own_pid_namespace);
}

}  // namespace

void kill(const HostContext& context, const std::string& id, int signal, KillScope scope) {
  oci::check_container_id(id);
  const state::Container container = state::Store(context.state_root).open(id);
  const state::Record record = require_record(container);
  const auto init = state::open_process(record.pid, record.start_time);
  const bool all = reaches_all(record, signal, scope) && cgroup::any_ours(record.cgroups);
  if (!init && !(all && scope == KillScope::All)) throw Error(Code::BadState, "container not running");
  if (init) {
    const auto sent = sys::pidfd_send_signal(*init, signal);
    if (sent.err() == ESRCH) throw Error(Code::BadState, "container not running");
    (void)or_fail(sys::Outcome(sent), "send signal to", id);
  }
  if (all) cgroup::signal_all(record.cgroups, signal);
  else if (signal == sys::kSignalKill && cgroup::is_frozen(record.cgroups)) cgroup::signal_all(record.cgroups, signal);
}

}  // namespace dray::host
