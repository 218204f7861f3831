// Process: host. Lets a created container's payload run, and waits until it does.

#include "dray/launch/explain.h"
#include "dray/oci/validate.h"
#include "dray/program/recorder.h"
#include "view.h"

namespace dray::host {
namespace {

/// execve takes microseconds; the deadline is for a machine that is stuck.
constexpr std::int64_t kPatienceSeconds = 60;

[[noreturn]] void refuse(Status status) {
  if (status == Status::Stopped) throw Error(Code::BadState, "cannot start a container that has stopped");
  if (status == Status::Paused) throw Error(Code::BadState, "cannot start a container in the paused state");
  throw Error(Code::BadState, "cannot start an already running container");
}

/// The reading end is init's; it closes with execve or with init's death.
void await_reader_gone(const sys::PipeFd& fifo) {
  const std::int64_t deadline = sys::monotonic_now().seconds + kPatienceSeconds;
  for (;;) {
    const sys::TimeSpec timeout{deadline - sys::monotonic_now().seconds, 0};
    if (timeout.seconds <= 0) throw Error(Code::System).os(ETIMEDOUT).op("wait for execve");
    sys::PollFd poll{fifo.number(), 0, 0};
    const auto ready = sys::ppoll(&poll, 1, &timeout);
    if (ready.err() == EINTR) continue;
    if (or_fail(sys::Sys<int>(ready), "poll") > 0) return;
  }
}

launch::FailedStep failed_step(const state::Record& record, const launch::Recording& recording) {
  for (const state::StepNote& step : record.last_steps)
    if (step.index == recording.step) {
      const bool last = &step == &record.last_steps.back();
      return {last ? program::Kind::Execute : program::Kind::AwaitStart, step.origin, step.op, step.path};
    }
  return {program::Kind::AwaitStart, {}, "start", record.id};
}

/// Init that ended before execve still has its own name; its exit code is readable while nobody has reaped it.
launch::Ending ending_of(const state::Record& record) {
  const auto stat = state::read_stat(record.pid);
  if (!stat || !stat->dead() || stat->start_time != record.start_time || stat->command != "dray-init") return {};
  const int signal = static_cast<int>(stat->exit_code & 0x7f);
  return {true, signal != 0, signal != 0 ? signal : static_cast<int>(stat->exit_code >> 8 & 0xff)};
}

/// execve happened unless the recorder, or a dead init, says otherwise.
void verify_executed(const state::Container& container, const state::Record& record) {
  const auto recorder = container.open_recorder();
  if (!recorder) throw Error(Code::Corrupt, "the recorder is missing").path(record.id);
  const launch::Recording recording = launch::read_recording(*recorder);
  const launch::Ending ending = ending_of(record);
  const bool reached_last = recording.valid && !record.last_steps.empty() && recording.step == record.last_steps.back().index;
  if (recording.error != 0 || ending.known || !reached_last) throw launch::explain(failed_step(record, recording), recording, ending);
}

}  // namespace

void start(const HostContext& context, const std::string& id) {
  oci::check_container_id(id);
  const state::Container container = state::Store(context.state_root).open(id);
  container.lock();
  const state::Record record = require_record(container);
  const Observed observed = observe(container, record);
  if (observed.status != Status::Created) refuse(observed.status);
  const auto fifo = container.open_fifo();
  if (!fifo) refuse(Status::Running);
  (void)or_fail(sys::write_all(*fifo, "0", 1), "write", id + "/exec.fifo");
  await_reader_gone(*fifo);
  container.remove_fifo();
  verify_executed(container, record);
}

}  // namespace dray::host
