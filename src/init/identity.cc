// Process: init.  Root: the container's.  Credentials: from root of the user namespace to those of the payload.
// The host reads the result back from /proc/<pid>/status before it commits.

#include "machine.h"

namespace dray::init {
namespace {

/// Without a null device of the container the host's stays: there is nothing better to read from.
Outcome replace_null(Machine& machine, int number) {
  const auto file =
      sys::openat2<sys::FileFd>(machine.root, "dev/null", O_RDWR | O_NOCTTY, RESOLVE_IN_ROOT | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS);
  if (!file.ok()) return file.err() == ENOENT ? Outcome(sys::Done{}) : failure(file.err());
  const auto status = sys::fstat(file.value());
  if (!status.ok()) return failure(status.err());
  const bool null =
      (status.value().stx_mode & 0170000) == 0020000 && status.value().stx_rdev_major == 1 && status.value().stx_rdev_minor == 3;
  return null ? sys::duplicate_onto(file.value(), number) : failure(ENODEV);
}

/// Files that can't change hands (read-only, no such notion) are as good as they are.
Outcome give_to(const sys::FileFd& fd, const sys::Statx& status, std::uint32_t uid) {
  if (status.stx_uid == uid) return sys::Done{};
  const Outcome given = sys::fchownat(fd, "", uid, ~std::uint32_t{0}, sys::kAtEmptyPath);
  const bool tolerated = given.err() == EPERM || given.err() == EROFS || given.err() == EINVAL;
  return tolerated ? Outcome(sys::Done{}) : given;
}

}  // namespace

using namespace program;

Outcome run(Machine&, const SetUmask& step) {
  (void)sys::umask(static_cast<unsigned>(step.mask));  // the old mask: init's own 0
  return sys::Done{};
}

Outcome run(Machine&, const SetLimit& step) { return sys::set_limit(static_cast<int>(step.resource), {step.soft, step.hard}); }

Outcome run(Machine&, const StartSession&) { return sys::setsid(); }

/// runc and its callers rely on both: /dev/stdout of a non-root payload can be opened, and the host's /dev/null is not handed in,
/// where container root could change its mode.
Outcome run(Machine& machine, const OwnStdio& step) {
  for (int number = 0; number <= 2; ++number) {
    const sys::Borrowed<sys::FileFd> fd(number);
    const auto status = sys::fstat(*fd);
    if (!status.ok()) return failure(status.err());
    const bool null =
        (status.value().stx_mode & 0170000) == 0020000 && status.value().stx_rdev_major == 1 && status.value().stx_rdev_minor == 3;
    const Outcome done = null ? replace_null(machine, number) : give_to(*fd, status.value(), static_cast<std::uint32_t>(step.uid));
    if (!done.ok()) return done;
  }
  return sys::Done{};
}

Outcome run(Machine&, const UnblockSignals&) {
  for (int signal = 1; signal <= sys::kHighestSignal; ++signal) {
    const Outcome reset = sys::reset_signal(signal);
    if (!reset.ok() && reset.err() != EINVAL) return reset;  // SIGKILL and SIGSTOP have no other disposition
  }
  const auto old = sys::set_signal_mask(0);
  return old.ok() ? Outcome(sys::Done{}) : failure(old.err());
}

/// While init waits it holds no directory (CVE-2016-9962): not even of the container.
Outcome run(Machine& machine, const CloseOnExec& step) {
  machine.proc.reset();
  machine.root.reset();
  for (Slot slot = kFirstFreeSlot; slot < machine.header().slot_count; ++slot) machine.slot<sys::UniqueFd>(slot).reset();
  return sys::close_range(static_cast<unsigned>(step.first), sys::CloseRange::OnExec);
}

Outcome run(Machine&, const SetNoNewPrivs&) { return sys::prctl(PR_SET_NO_NEW_PRIVS, 1); }

Outcome run(Machine& machine, const LoadSeccomp& step) {
  sock_fprog filter{};
  filter.len = static_cast<unsigned short>(step.filter.size / sizeof(sock_filter));
  filter.filter = reinterpret_cast<sock_filter*>(machine.pool(step.filter.offset));
  const Outcome loaded = sys::seccomp_load(filter, step.flags);
  if (!loaded.ok() || step.verify == 0) return loaded;
  const auto mode = sys::prctl_value(PR_GET_SECCOMP);
  return mode.ok() && mode.value() == SECCOMP_MODE_FILTER ? loaded : failure(EUCLEAN);
}

Outcome run(Machine&, const DropBounding& step) {
  for (unsigned capability = 0; capability < 64; ++capability) {
    if ((step.keep >> capability & 1) != 0) continue;
    const Outcome dropped = sys::prctl(PR_CAPBSET_DROP, capability);
    if (dropped.err() == EINVAL) break;  // above the highest capability of this kernel
    if (!dropped.ok()) return dropped;
  }
  return sys::Done{};
}

Outcome run(Machine& machine, const SetGroups& step) {
  return sys::setgroups(reinterpret_cast<const std::uint32_t*>(machine.text(step.gids)), step.gids.size / sizeof(std::uint32_t));
}

Outcome run(Machine&, const SetIds& step) {
  Outcome done = sys::prctl(PR_SET_KEEPCAPS, 1);
  if (done.ok()) done = sys::setresgid(step.gid);
  if (done.ok()) done = sys::setresuid(step.uid);
  if (done.ok()) done = sys::prctl(PR_SET_KEEPCAPS, 0);
  if (done.ok()) done = sys::prctl(PR_SET_PDEATHSIG, sys::kSignalKill);  // a change of credentials clears it
  return done;
}

Outcome run(Machine&, const SetCapabilities& step) { return sys::capset({step.effective, step.permitted, step.inheritable}); }

Outcome run(Machine&, const RaiseAmbient& step) {
  for (unsigned capability = 0; capability < 64; ++capability) {
    if ((step.capabilities >> capability & 1) == 0) continue;
    const Outcome raised = sys::prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, capability);
    if (!raised.ok()) return raised;
  }
  return sys::Done{};
}

}  // namespace dray::init
