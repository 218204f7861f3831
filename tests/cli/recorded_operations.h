#pragma once

#include "dray/host/operations.h"

#include <optional>
#include <string>
#include <vector>

/// What the last command asked of host/. Every operation leaves a debug line in the log. Ids with a meaning: "warned" adds a
/// warning, "missing" and "broken" fail.
struct Recorded {
  std::string operation{};
  std::string state_root{}, id{};
  std::optional<dray::host::RunRequest> request{};
  int signal = -1;
  dray::host::KillScope scope{};
  dray::host::Force force{};
};

Recorded& recorded();
