// Process: init. The conversation with the host (messages.h) and with `start`.

#include "descriptors.h"
#include "machine.h"

namespace dray::init {
namespace {

using namespace program;

// read(2) and write(2) rather than sendmsg: these run after seccomp, and every filter that lets a program live allows them.

Outcome tell(Machine& machine, Message message) {
  const ToHost packet{message};
  return sys::write_all(machine.channel, &packet, sizeof packet);
}

/// A host that is gone is an end of file: init must not outlive it uncommitted.
Outcome hear(Machine& machine, Message expected) {
  ToInit packet{};
  const auto size = sys::read(machine.channel, &packet, sizeof packet);
  if (!size.ok()) return failure(size.err());
  if (size.value() == 0) return failure(EPIPE);
  if (size.value() != sizeof packet || packet.message != expected) return failure(EPROTO);
  return sys::Done{};
}

}  // namespace

/// Fills slots from `first` with `count` descriptors, which come in packets of `message`.
Outcome receive_descriptors(Machine& machine, Message message, Slot first, unsigned count) {
  struct {
    sys::RightsHeader header;
    std::int32_t numbers[kMaxDescriptors];
  } control;
  while (count > 0) {
    ToInit packet{};
    sys::IoVec part{&packet, sizeof packet};
    sys::MessageHeader header{nullptr, 0, &part, 1, &control, sizeof control, 0};
    const auto size = sys::recvmsg(machine.channel, header);
    if (!size.ok()) return failure(size.err());
    if (size.value() == 0) return failure(EPIPE);
    if ((header.flags & sys::kControlTruncated) != 0) return failure(EMFILE);
    if (packet.message != message || header.control_size < sizeof control.header) return failure(EPROTO);
    const auto received = static_cast<unsigned>((control.header.size - sizeof control.header) / sizeof(std::int32_t));
    if (received > count) return failure(EPROTO);
    for (unsigned i = 0; i < received; ++i) machine.slot<sys::UniqueFd>(first++) = sys::UniqueFd(control.numbers[i]);
    count -= received;
  }
  return sys::Done{};
}

Outcome run(Machine& machine, const ReportRooted&) {
  const Outcome told = tell(machine, Message::Rooted);
  return told.ok() ? hear(machine, Message::Release) : told;
}

Outcome run(Machine& machine, const Commit&) {
  const Outcome told = tell(machine, Message::Ready);
  if (!told.ok()) return told;
  const Outcome committed = hear(machine, Message::Committed);
  if (!committed.ok()) return committed;
  const Outcome cleared = sys::prctl(PR_SET_PDEATHSIG, 0);
  return cleared.ok() ? tell(machine, Message::Independent) : cleared;
}

Outcome run(Machine& machine, const AwaitStart& step) {
  machine.channel.reset();
  char byte = 0;
  const auto size = sys::read(machine.slot<sys::PipeFd>(step.fifo), &byte, 1);
  if (!size.ok()) return failure(size.err());
  return size.value() == 1 ? Outcome(sys::Done{}) : failure(EPIPE);
}

}  // namespace dray::init
