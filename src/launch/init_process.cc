// Process: host, up to clone3; the few lines of the child are in `become_init`.

#include "dray/launch/init_process.h"

#include "dray/launch/explain.h"
#include "dray/sys/file.h"

#include <array>
#include <cstring>

#ifndef CLONE_CLEAR_SIGHAND
#define CLONE_CLEAR_SIGHAND 0x100000000ULL
#endif
#ifndef CLONE_INTO_CGROUP
#define CLONE_INTO_CGROUP 0x200000000ULL
#endif

namespace dray::launch {
namespace {

using program::Message;

/// Mounts of network file systems may take long; a peer that is silent for longer is lost.
constexpr std::int64_t kPatienceSeconds = 120;
constexpr int kExecFailed = 121;

/// The program as a sealed memfd, with the numbers of inherited descriptors filled in.
sys::MemFd program_file(plan::Program& program, const sys::SocketFd& channel, const Provisions& provisions) {
  auto* slots = reinterpret_cast<std::int32_t*>(program.image().data() + program.header().slots_offset);
  slots[program::kChannelSlot] = channel.number();
  slots[program::kRecorderSlot] = provisions.recorder.number();
  if (provisions.fifo != nullptr) slots[program::kFifoSlot] = provisions.fifo->number();
  auto file = or_fail(sys::memfd_create("dray-program", MFD_ALLOW_SEALING), "memfd_create");
  (void)or_fail(sys::write_all(file, program.image().data(), program.image().size()), "write launch program");
  (void)or_fail(sys::add_seals(file, sys::kSealAll), "seal launch program");
  return file;
}

/// "123" for argv, without allocation.
struct Decimal {
  char text[12]{};
  explicit Decimal(int value) {
    char* end = text + sizeof text - 1;
    do *--end = static_cast<char>('0' + value % 10);
    while ((value /= 10) != 0);
    std::memmove(text, end, static_cast<std::size_t>(text + sizeof text - end));
  }
};

struct ChildFds {
  const sys::UniqueFd& image;
  std::array<const sys::UniqueFd*, 4> kept;
};

/// Process: the child, until execveat. Dies with the host from its first instruction that matters: PDEATHSIG, and the
/// end of the channel at every later wait.
[[noreturn]] void become_init(const ChildFds& fds, const char* const* argv) {
  const char* const environment[] = {nullptr};
  sys::Outcome done = sys::prctl(PR_SET_PDEATHSIG, sys::kSignalKill);
  for (const sys::UniqueFd* fd : fds.kept)
    if (done.ok() && fd != nullptr) done = sys::set_on_exec(*fd, sys::OnExec::Keep);
  if (done.ok()) done = sys::execveat(fds.image, argv, environment);
  sys::exit(kExecFailed);
}

}  // namespace

InitProcess InitProcess::spawn(plan::LaunchPlan& plan, const Provisions& provisions) {
  InitProcess init(plan, provisions.recorder);
  auto channel = or_fail(sys::socketpair(), "socketpair");
  const auto program = program_file(plan.program, channel.theirs, provisions);
  const Decimal number(program.number());
  const char* const argv[] = {program::kInitName, number.text, nullptr};
  const ChildFds fds{provisions.image, {&channel.theirs, &provisions.recorder, &program, provisions.fifo}};

  int pidfd = -1;
  sys::CloneArgs args{};
  args.flags = plan.clone_namespaces | CLONE_PIDFD | CLONE_CLEAR_SIGHAND;
  args.pidfd = reinterpret_cast<std::uint64_t>(&pidfd);
  args.exit_signal = sys::kSignalChild;
  if (provisions.cgroup2 != nullptr) {
    args.flags |= CLONE_INTO_CGROUP;
    args.cgroup = static_cast<std::uint64_t>(provisions.cgroup2->number());
  }
  const auto pid = sys::clone3(args);
  if (pid.ok() && pid.value() == 0) become_init(fds, argv);
  init.pid_ = or_fail(sys::Sys<sys::Pid>(pid), "clone3");
  init.pidfd_ = sys::PidFd(pidfd);
  init.channel_ = std::move(channel.ours);
  init.signals_ = provisions.signals;
  return init;
}

InitProcess::~InitProcess() {
  if (pid_ == 0) return;
  (void)sys::pidfd_send_signal(pidfd_, sys::kSignalKill);   // ESRCH: it has ended, which is what is wanted
  (void)sys::waitid(sys::kWaitPid, pid_, sys::Reap::Wait);  // ECHILD: somebody else reaped it
}

void InitProcess::send_descriptors(Message message, std::span<const sys::UniqueFd* const> descriptors) {
  struct {
    sys::RightsHeader header{0, 1, 1};
    std::int32_t numbers[program::kMaxDescriptors]{};
  } control;
  while (!descriptors.empty()) {
    const std::size_t count = std::min<std::size_t>(descriptors.size(), program::kMaxDescriptors);
    for (std::size_t i = 0; i < count; ++i) control.numbers[i] = descriptors[i]->number();
    control.header.size = sizeof control.header + count * sizeof(std::int32_t);
    program::ToInit packet{message};
    sys::IoVec part{&packet, sizeof packet};
    const std::size_t space = (control.header.size + 7) & ~std::size_t{7};
    const auto sent = sys::sendmsg(channel_, {nullptr, 0, &part, 1, &control, space, 0});
    if (sent.err() == EPIPE || sent.err() == ECONNRESET) fail();
    (void)or_fail(sys::Sys<std::size_t>(sent), "send descriptors to init");
    descriptors = descriptors.subspan(count);
  }
}

void InitProcess::send(Message message) {
  program::ToInit packet{message};
  sys::IoVec part{&packet, sizeof packet};
  const auto sent = sys::sendmsg(channel_, {nullptr, 0, &part, 1, nullptr, 0, 0});
  if (sent.err() == EPIPE || sent.err() == ECONNRESET) fail();
  (void)or_fail(sys::Sys<std::size_t>(sent), "send to init");
}

/// SIGCHLD only tells what the channel tells too, and the size of a window is nobody's reason to stop.
void InitProcess::check_signal() {
  std::uint32_t info[32] = {};
  (void)or_fail(sys::read(*signals_, info, sizeof info), "read signal");
  constexpr std::uint32_t kHangup = 1, kInterrupt = 2, kQuit = 3;
  const std::uint32_t signal = info[0];
  if (signal == kHangup || signal == kInterrupt || signal == kQuit || signal == sys::kSignalTerminate)
    throw Error(Code::System, "interrupted by signal " + std::to_string(signal));
}

/// False when patience ends.
bool InitProcess::readable() {
  const std::int64_t deadline = sys::monotonic_now().seconds + kPatienceSeconds;
  for (;;) {
    const sys::TimeSpec timeout{deadline - sys::monotonic_now().seconds, 0};
    if (timeout.seconds <= 0) return false;
    sys::PollFd polls[] = {{channel_.number(), sys::kPollIn, 0}, {signals_ != nullptr ? signals_->number() : -1, sys::kPollIn, 0}};
    const auto ready = sys::ppoll(polls, 2, &timeout);
    if (ready.err() == EINTR) continue;
    (void)or_fail(sys::Sys<int>(ready), "wait for init");
    if (polls[0].returned != 0) return true;
    if (polls[1].returned != 0) check_signal();
  }
}

void InitProcess::await(Message message) {
  if (!readable()) throw Error(Code::System).os(ETIMEDOUT).op("wait for init");
  program::ToHost packet{};
  const auto size = sys::read(channel_, &packet, sizeof packet);
  if (size.err() == ECONNRESET || (size.ok() && size.value() == 0)) fail();
  (void)or_fail(sys::Sys<std::size_t>(size), "read from init");
  if (size.value() != sizeof packet || packet.message != message) throw Error(Code::Internal, "unexpected message from init");
}

/// The channel closes at execve; if init failed instead, the recorder says so.
void InitProcess::await_execution() {
  if (!readable()) throw Error(Code::System).os(ETIMEDOUT).op("wait for execve");
  if (read_recording(*recorder_).error != 0) fail();
}

/// Init is gone, or going: its exit closed the channel.
void InitProcess::fail() {
  Ending ending;
  const auto status = sys::waitid(sys::kWaitPid, pid_, sys::Reap::Wait);
  if (status.ok()) ending = {true, status.value().how != sys::ChildStatus::How::Exited, status.value().status};
  pid_ = 0;
  const Recording recording = read_recording(*recorder_);
  const auto& info = plan_->program.info();
  FailedStep step;
  if (recording.valid && recording.step < info.size()) {
    const plan::StepInfo& failed = info[recording.step];
    step = {failed.kind, failed.origin, failed.op, failed.path};
  }
  throw explain(step, recording, ending);
}

Recording read_recording(const sys::FileFd& recorder) {
  program::Recorder page{};
  Recording recording;
  const auto size = sys::pread(recorder, &page, sizeof page, 0);
  if (!size.ok() || size.value() != sizeof page || page.magic != program::kRecorderMagic) return recording;
  recording.valid = true;
  recording.step = page.step;
  recording.error = page.error;
  recording.candidate = page.candidate;
  recording.note.assign(page.note, std::min<std::size_t>(page.note_size, sizeof page.note));
  recording.head.assign(reinterpret_cast<const char*>(page.head), std::min<std::size_t>(page.head_size, sizeof page.head));
  return recording;
}

}  // namespace dray::launch
