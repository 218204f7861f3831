// Process: host. create + start in one, without the FIFO; in the foreground it stays until the payload has ended.

#include "dray/cgroup/processes.h"
#include "dray/oci/validate.h"
#include "launcher.h"

namespace dray::host {
namespace {

constexpr int kSignalUrg = 23;

/// Reaps everything that has ended: as subreaper the runtime inherits what the payload left behind.
std::optional<sys::ChildStatus> reap_until(sys::Pid init) {
  std::optional<sys::ChildStatus> ending;
  for (;;) {
    const auto child = sys::waitid(sys::kWaitAll, 0, sys::Reap::Try);
    if (child.err() == ECHILD || (child.ok() && child.value().pid == 0)) return ending;
    (void)or_fail(sys::Sys<sys::ChildStatus>(child), "waitid");
    if (child.value().pid == init) ending = child.value();
  }
}

int exit_status(const sys::ChildStatus& child) { return child.how == sys::ChildStatus::How::Exited ? child.status : 128 + child.status; }

/// SIGURG is what Go's scheduler sends around; no caller means it.
void forward(const Launcher& launcher, int signal) {
  if (signal == sys::kSignalChild || signal == kSignalUrg) return;
  const auto sent = sys::pidfd_send_signal(launcher.pidfd(), signal);
  if (!sent.ok() && sent.err() != ESRCH) throw Error(Code::System).os(sent.err()).op("forward signal " + std::to_string(signal));
}

int await_payload(const Launcher& launcher) {
  const BlockedSignals& signals = launcher.signals();
  for (;;) {
    if (const auto ending = reap_until(launcher.pid())) return exit_status(*ending);
    sys::PollFd polls[] = {{signals.fd().number(), sys::kPollIn, 0}, {launcher.pidfd().number(), sys::kPollIn, 0}};
    const auto ready = sys::ppoll(polls, 2, nullptr);
    if (ready.err() == EINTR) continue;
    (void)or_fail(sys::Sys<int>(ready), "wait for the process");
    if (polls[0].returned != 0) forward(launcher, signals.take());
  }
}

void tidy_up(const Launcher& launcher) {
  cgroup::destroy(launcher.footprints(), kPatience);
  (void)launcher.container().remove();
}

int run_foreground(Launcher& launcher, const RunRequest& request) {
  launcher.launch(Wait::Not);
  launcher.commit();
  const int status = await_payload(launcher);
  if (request.keep == Keep::Nothing) tidy_up(launcher);
  return status;
}

}  // namespace

int run(const HostContext& context, const RunRequest& request) {
  oci::check_container_id(request.create.id);
  prepare_descriptors(request.create.preserve_fds);
  Launcher launcher(context, request.create, load_bundle(context, request.create, Wait::Not));
  launcher.record_intent();
  if (request.attach == Attach::Foreground) {
    if (request.subreaper == Subreaper::Set) (void)or_fail(sys::prctl(PR_SET_CHILD_SUBREAPER, 1), "become subreaper");
    return run_foreground(launcher, request);
  }
  launcher.launch(Wait::Not);
  launcher.commit();
  return 0;
}

}  // namespace dray::host
