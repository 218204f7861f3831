// bench [--hot N] [--idle N] [--view host|v1|both]: how long runtimes take for Docker's default container, beside each other in one run.
//
// Iterations are interleaved (each contender once, then again), so that drifts of the machine hit all of them. "hot" is back to back,
// "idle" leaves 0.3 s between commands: an idle kernel's RCU grace periods cost milliseconds that a busy one hides.
// crun refuses hybrid cgroup hosts, so one view of the machine has v1 hierarchies only (v1-view). Prints tables; never passes or fails.

#include "contenders.h"
#include "memory.h"
#include "stopwatch.h"
#include "table.h"

#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>
#include <string_view>
#include <unistd.h>

namespace bench {
namespace {

constexpr const char* kOperations[] = {"run", "create", "start", "state", "delete --force"};
constexpr double kIdleGap = 0.3;
constexpr int kWarmUps = 3;

struct Options {
  int hot = 100;
  int idle = 15;
  std::string view = "both";
  bool inside = false;  ///< already in the view that is asked for
};

class Measurement {
 public:
  Measurement(const Workshop& workshop, double gap) : workshop_(workshop), gap_(gap) {}

  void floor() { record("run", "floor", workshop_.floor_command()); }

  void contender(const Contender& contender) {
    const std::string bundle = workshop_.folder() + "/bundle";
    record("run", contender, {"run", "--bundle", bundle, "bench-run"});
    record("create", contender, {"create", "--bundle", bundle, "bench"});
    record("state", contender, {"state", "bench"});
    record("delete --force", contender, {"delete", "--force", "bench"});
    run_timed(workshop_.command(contender, {"create", "--bundle", bundle, "bench-start"}));
    record("start", contender, {"start", "bench-start"});
    run_timed(workshop_.command(contender, {"delete", "--force", "bench-start"}));
  }

  void fill(Table& table) const {
    for (const char* operation : kOperations)
      for (const auto& [name, samples] : samples_.at(operation)) {
        char text[64];
        std::snprintf(text, sizeof text, "%.2f (%.2f)", samples.quantile(0.5), samples.quantile(0.9));
        table.set(operation, name, {samples.quantile(0.5), text});
      }
  }

 private:
  void record(const char* operation, const Contender& contender, const std::vector<std::string>& words) {
    record(operation, contender.name, workshop_.command(contender, words));
  }

  void record(const char* operation, const std::string& name, const std::vector<std::string>& argv) {
    if (gap_ > 0) pause_for(gap_);
    const Timing timing = run_timed(argv);
    if (timing.status == 0)
      samples_[operation][name].add(timing.milliseconds);
    else
      std::printf("%s %s: exit status %d\n", name.c_str(), operation, timing.status);
  }

  const Workshop& workshop_;
  double gap_;
  std::map<std::string, std::map<std::string, Samples>> samples_;
};

Measurement measure(const Workshop& workshop, const std::vector<Contender>& all, bool with_floor, int count, double gap) {
  Measurement measurement(workshop, gap);
  for (int i = 0; i < count; ++i) {
    for (const Contender& contender : all) measurement.contender(contender);
    if (with_floor) measurement.floor();
  }
  return measurement;
}

void compare(const Options& options, const std::string& view) {
  const Workshop workshop;
  const std::vector<Contender> all = contenders(workshop);
  const bool with_floor = workshop.make_filter();
  std::vector<std::string> columns;
  for (const Contender& contender : all) columns.push_back(contender.name);
  if (with_floor) columns.push_back("floor");
  std::printf("\n== %s: median (p90) in ms ==\n", view.c_str());
  measure(workshop, all, with_floor, kWarmUps, 0);
  for (const bool idle : {false, true}) {
    const int count = idle ? options.idle : options.hot;
    if (count == 0) continue;
    Table table((idle ? "idle, " : "hot, ") + std::to_string(count) + " times", columns);
    measure(workshop, all, with_floor, count, idle ? kIdleGap : 0).fill(table);
    table.print();
  }
  Table memory("memory", columns);
  for (const Contender& contender : all) measure_memory(workshop, contender, memory);
  memory.print();
}

Options parse(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    const char* value = i + 1 < argc ? argv[i + 1] : "";
    if (word == "--inside") {
      options.inside = true;
      continue;
    }
    if (word == "--hot") options.hot = std::atoi(value);
    if (word == "--idle") options.idle = std::atoi(value);
    if (word == "--view") options.view = value;
    ++i;
  }
  return options;
}

/// The same program again, in a mount namespace with v1 hierarchies only.
int run_in_v1_view(const Options& options) {
  char self[4096] = {};
  if (readlink("/proc/self/exe", self, sizeof self - 1) < 0) return std::perror("/proc/self/exe"), 1;
  const std::string hot = std::to_string(options.hot), idle = std::to_string(options.idle);
  std::fflush(stdout);
  execl(V1_VIEW, V1_VIEW, self, "--inside", "--view", "v1", "--hot", hot.c_str(), "--idle", idle.c_str(), nullptr);
  std::perror(V1_VIEW);
  return 1;
}

int run(const Options& options) {
  if (geteuid() != 0) return std::fputs("bench: needs root\n", stderr), 1;
  if (options.inside) return compare(options, "v1 hierarchies only"), 0;
  if (options.view != "v1") compare(options, "this host");
  return options.view == "host" ? 0 : run_in_v1_view(options);
}

}  // namespace
}  // namespace bench

int main(int argc, char** argv) { return bench::run(bench::parse(argc, argv)); }
