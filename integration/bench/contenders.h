#pragma once

// The runtimes that are compared, and the bundle they all get.

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace bench {

struct Contender {
  std::string name;
  std::string program;
};

/// docker-default.json with /bin/true in a scratch directory, and a state root per contender.
class Workshop {
 public:
  Workshop();
  ~Workshop();
  Workshop(const Workshop&) = delete;
  Workshop& operator=(const Workshop&) = delete;

  const std::string& folder() const { return folder_; }
  /// Compiles the seccomp profile for the floor; false when that is not possible here.
  bool make_filter() const;
  /// A bundle beside the normal one whose memory limit is `kib`.
  std::string limited_bundle(long kib) const;

  std::vector<std::string> command(const Contender& contender, const std::vector<std::string>& words) const;
  std::vector<std::string> floor_command() const;

 private:
  std::string folder_;
  nlohmann::json config_;
};

/// dray, runc and crun as far as they are there and accept this host; the environment (DRAY, RUNC, CRUN) names other paths.
std::vector<Contender> contenders(const Workshop& workshop);

}  // namespace bench
