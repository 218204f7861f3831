// Process: host. create + start in one, without the FIFO; in the foreground it stays until the payload has ended.

#include "dray/cgroup/processes.h"
#include "dray/oci/validate.h"
#include "launcher.h"

namespace dray::host {
namespace {

constexpr sys::SignalSet bit(int signal) { return sys::SignalSet{1} << (signal - 1); }
constexpr int kSignalIll = 4, kSignalTrap = 5, kSignalBus = 7, kSignalFpe = 8, kSignalSegv = 11, kSignalStop = 19, kSignalUrg = 23;

/// Everything but what can't be caught and what reports our own faults.
constexpr sys::SignalSet kForwarded =
    ~(bit(sys::kSignalKill) | bit(kSignalStop) | bit(kSignalIll) | bit(kSignalTrap) | bit(kSignalBus) | bit(kSignalFpe) | bit(kSignalSegv));

/// struct signalfd_siginfo: the number is its first member.
struct SignalInfo {
  std::uint32_t signal;
  std::uint32_t rest[31];
};
static_assert(sizeof(SignalInfo) == 128);

/// The signal mask of the caller is back when the foreground ends.
class BlockedSignals {
 public:
  BlockedSignals()
      : old_(or_fail(sys::set_signal_mask(kForwarded), "block signals")), fd_(or_fail(sys::signalfd(kForwarded), "signalfd")) {}
  BlockedSignals(const BlockedSignals&) = delete;
  BlockedSignals& operator=(const BlockedSignals&) = delete;
  ~BlockedSignals() { (void)sys::set_signal_mask(old_); }

  const sys::FileFd& fd() const { return fd_; }
  int take() const {
    SignalInfo info{};
    (void)or_fail(sys::read(fd_, &info, sizeof info), "read signal");
    return static_cast<int>(info.signal);
  }

 private:
  sys::SignalSet old_;
  sys::FileFd fd_;
};

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

int await_payload(const Launcher& launcher, const BlockedSignals& signals) {
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
  const BlockedSignals signals;
  launcher.launch(Wait::Not);
  launcher.commit();
  const int status = await_payload(launcher, signals);
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
