#pragma once

// The one place where a process becomes two, and the host's side of the conversation with init (program/messages.h).

#include "dray/base/error.h"
#include "dray/plan/launch_plan.h"
#include "dray/program/messages.h"
#include "dray/program/recorder.h"
#include "dray/sys/process.h"
#include "dray/sys/socket.h"

#include <optional>
#include <span>

namespace dray::launch {

/// What init needs besides its program.
struct Provisions {
  const sys::UniqueFd& image;              ///< init's executable, from open_image
  const sys::FileFd& recorder;             ///< a file or memfd of the recorder's size
  const sys::PipeFd* fifo = nullptr;       ///< where init waits for `start`; null: it does not wait
  const sys::UniqueFd* cgroup2 = nullptr;  ///< the directory to be born in (CLONE_INTO_CGROUP); null: the caller's
  const sys::FileFd* signals = nullptr;    ///< a signalfd: a signal ends every wait for init
};

/// What the recorder says, read by copy: the page is writable by container root.
struct Recording {
  bool valid = false;  ///< init got as far as its recorder
  std::uint32_t step = 0;
  int error = 0;
  std::uint32_t candidate = 0;
  std::string note{};
  std::string head{};  ///< first bytes of the payload's file
};

Recording read_recording(const sys::FileFd& recorder);

/// An init between clone and commit. Until `release` its destructor kills and reaps it: no failure leaves one behind.
class InitProcess {
 public:
  /// clone3, and execveat of init in the child.
  /// Errors: System; from then on every wait of this class explains init's failure by step and property.
  static InitProcess spawn(plan::LaunchPlan& plan, const Provisions& provisions);

  InitProcess(InitProcess&& other) noexcept = default;
  InitProcess& operator=(InitProcess&&) = delete;
  ~InitProcess();

  sys::Pid pid() const { return pid_; }
  const sys::PidFd& pidfd() const { return pidfd_; }

  /// Descriptors travel by SCM_RIGHTS; they stay open here.
  void send_descriptors(program::Message message, std::span<const sys::UniqueFd* const> descriptors);
  void send(program::Message message);
  void await(program::Message message);
  /// Returns when init has executed the payload. Errors: as init recorded it.
  void await_execution();

  /// Init is independent: it is no longer killed with this object.
  void release() { pid_ = 0; }

 private:
  InitProcess(const plan::LaunchPlan& plan, const sys::FileFd& recorder) : plan_(&plan), recorder_(&recorder) {}
  [[noreturn]] void fail();
  bool readable();
  void check_signal();

  const plan::LaunchPlan* plan_;
  const sys::FileFd* recorder_;
  struct OwnedPid {
    sys::Pid value = 0;
    OwnedPid() = default;
    OwnedPid(OwnedPid&& other) noexcept : value(other.value) { other.value = 0; }
    OwnedPid& operator=(sys::Pid pid) noexcept {
      value = pid;
      return *this;
    }
    operator sys::Pid() const { return value; }
  } pid_{};
  sys::PidFd pidfd_{};
  sys::SocketFd channel_{};
  const sys::FileFd* signals_ = nullptr;
};

}  // namespace dray::launch
