#pragma once

#include "dray/sys/process.h"

namespace dray::host {

/// Signals wait while a container is made, so that none ends the runtime halfway: they arrive at a descriptor instead.
/// The caller's mask is back at the end of the scope.
class BlockedSignals {
 public:
  BlockedSignals();
  ~BlockedSignals();
  BlockedSignals(const BlockedSignals&) = delete;
  BlockedSignals& operator=(const BlockedSignals&) = delete;

  const sys::FileFd& fd() const { return fd_; }
  /// The number of the next signal; waits for it.
  int take() const;

 private:
  sys::SignalSet old_;
  sys::FileFd fd_;
};

}  // namespace dray::host
