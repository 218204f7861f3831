#pragma once

// What create and run share: from a loaded bundle to an init that is recorded and independent.

#include "bundle.h"
#include "dray/launch/init_process.h"
#include "dray/state/store.h"
#include "signals.h"

namespace dray::host {

/// A container on its way to being committed. Unless `commit` was reached, the destructor undoes everything:
/// init, cgroups, state directory.
class Launcher {
 public:
  Launcher(const HostContext& context, const CreateRequest& request, Bundle bundle);
  ~Launcher();
  Launcher(const Launcher&) = delete;
  Launcher& operator=(const Launcher&) = delete;

  /// The container's directory with the intent in it. Errors: Exists, and those of cgroup::survey.
  void record_intent();
  /// Init runs in its cgroups and has built the root; limits are in place; it waits to be committed.
  void launch(Wait wait);
  /// The record is on disk, init independent (Wait::Not: the payload runs), the pid-file written.
  void commit();

  sys::Pid pid() const { return pid_; }
  const sys::PidFd& pidfd() const { return init_->pidfd(); }
  const BlockedSignals& signals() const { return signals_; }
  const state::Container& container() const { return *container_; }
  const std::vector<cgroup::Footprint>& footprints() const { return footprints_; }

 private:
  void check_unclaimed() const;
  void spawn();
  cgroup::Group create_group(std::vector<cgroup::Site> sites, std::span<const std::string> controllers);
  void provide_mounts();
  void provide_cgroups();
  void verify() const;
  state::Record make_record() const;
  void write_pid_file() const;

  const HostContext& context_;
  const CreateRequest& request_;
  BlockedSignals signals_{};  ///< one that would end the runtime undoes the container instead
  Bundle bundle_;
  std::vector<cgroup::Site> sites_{};
  std::vector<cgroup::Footprint> footprints_{};  ///< of the intent
  std::vector<cgroup::Footprint> created_{};     ///< those that exist by now
  std::optional<state::Container> container_{};
  std::optional<cgroup::Group> unified_{}, legacy_{};
  sys::FileFd recorder_{};
  sys::PipeFd fifo_{};
  std::optional<launch::InitProcess> init_{};
  sys::Pid pid_ = 0;
  Wait wait_ = Wait::ForStart;
  bool committed_ = false;
};

/// How long ending processes of a container may take.
inline constexpr std::chrono::milliseconds kPatience{10'000};

/// Descriptors 0–2 are open and no other one above those that are passed on survives execve: nothing that the caller leaked
/// reaches the container (CVE-2024-21626). Errors: Usage for a preserved descriptor that is not open. (descriptors.cc)
void prepare_descriptors(std::uint32_t preserve_fds);

}  // namespace dray::host
