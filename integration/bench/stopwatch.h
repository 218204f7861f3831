#pragma once

#include <string>
#include <vector>

namespace bench {

struct Timing {
  double milliseconds;
  int status;  ///< as a shell shows it: 128+N after signal N
};

/// vfork + exec + wait, on CLOCK_MONOTONIC; standard streams are /dev/null.
Timing run_timed(const std::vector<std::string>& argv);

/// ru_maxrss of a program in KiB, or −1.
long peak_memory(const std::vector<std::string>& argv);

void pause_for(double seconds);

/// Collects samples of one cell of a table.
class Samples {
 public:
  void add(double value) { values_.push_back(value); }
  bool empty() const { return values_.empty(); }
  /// 0.5 = median, 0.9 = p90.
  double quantile(double q) const;

 private:
  std::vector<double> values_;
};

}  // namespace bench
