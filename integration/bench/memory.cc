#include "memory.h"

#include "stopwatch.h"

#include <fstream>

namespace bench {
namespace {

constexpr long kLimits[] = {64,   96,   128,  160,  192,  224,  256,  320,  384,  448,  512,   640,  768,
                            896,  1024, 1280, 1536, 2048, 2560, 3072, 4096, 5120, 6144, 8192, 12288, 16384};

Cell kib(long value) { return {static_cast<double>(value), std::to_string(value) + " KiB"}; }

/// Private_Clean + Private_Dirty of the process that `create` left waiting.
long private_memory(const std::string& pid_file) {
  std::string pid;
  std::ifstream(pid_file) >> pid;
  std::ifstream rollup("/proc/" + pid + "/smaps_rollup");
  long total = 0, value = 0;
  for (std::string word; rollup >> word;)
    if (word.starts_with("Private_") && word != "Private_Hugetlb:" && rollup >> value) total += value;
  return total;
}

bool runs_three_times(const Workshop& workshop, const Contender& contender, const std::string& bundle) {
  for (int i = 0; i < 3; ++i) {
    const Timing timing = run_timed(workshop.command(contender, {"run", "--bundle", bundle, "bench-limit"}));
    if (timing.status != 0) {
      run_timed(workshop.command(contender, {"delete", "--force", "bench-limit"}));
      return false;
    }
  }
  return true;
}

long smallest_limit(const Workshop& workshop, const Contender& contender) {
  for (const long limit : kLimits)
    if (runs_three_times(workshop, contender, workshop.limited_bundle(limit))) return limit;
  return 0;
}

}  // namespace

void measure_memory(const Workshop& workshop, const Contender& contender, Table& table) {
  const std::string pid_file = workshop.folder() + "/pid";
  const std::vector<std::string> create = {"create", "--bundle", workshop.folder() + "/bundle", "--pid-file", pid_file, "bench-memory"};
  table.set("peak RSS of create", contender.name, kib(peak_memory(workshop.command(contender, create))));
  table.set("private memory of init", contender.name, kib(private_memory(pid_file)));
  run_timed(workshop.command(contender, {"delete", "--force", "bench-memory"}));
  table.set("smallest limit, /bin/true", contender.name, kib(smallest_limit(workshop, contender)));
}

}  // namespace bench
