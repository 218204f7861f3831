#include "signals.h"

#include "dray/base/error.h"
#include "dray/sys/file.h"

namespace dray::host {
namespace {

constexpr sys::SignalSet bit(int signal) { return sys::SignalSet{1} << (signal - 1); }
constexpr int kSignalIll = 4, kSignalTrap = 5, kSignalBus = 7, kSignalFpe = 8, kSignalSegv = 11, kSignalStop = 19;

/// Everything but what can't be caught and what reports our own faults.
constexpr sys::SignalSet kBlocked =
    ~(bit(sys::kSignalKill) | bit(kSignalStop) | bit(kSignalIll) | bit(kSignalTrap) | bit(kSignalBus) | bit(kSignalFpe) | bit(kSignalSegv));

/// struct signalfd_siginfo: the number is its first member.
struct SignalInfo {
  std::uint32_t signal;
  std::uint32_t rest[31];
};
static_assert(sizeof(SignalInfo) == 128);

}  // namespace

BlockedSignals::BlockedSignals()
    : old_(or_fail(sys::set_signal_mask(kBlocked), "block signals")), fd_(or_fail(sys::signalfd(kBlocked), "signalfd")) {}

BlockedSignals::~BlockedSignals() { (void)sys::set_signal_mask(old_); }  // fails only for arguments that can't be wrong here

int BlockedSignals::take() const {
  SignalInfo info{};
  (void)or_fail(sys::read(fd_, &info, sizeof info), "read signal");
  return static_cast<int>(info.signal);
}

}  // namespace dray::host
