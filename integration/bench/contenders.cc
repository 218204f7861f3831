#include "contenders.h"

#include "stopwatch.h"

#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <unistd.h>

namespace bench {
namespace {

namespace fs = std::filesystem;

std::string from_environment(const char* variable, const char* fallback) {
  const char* value = std::getenv(variable);
  return value != nullptr && *value != 0 ? value : fallback;
}

void write_text(const fs::path& path, const std::string& text) { std::ofstream(path) << text; }

void fill_bundle(const fs::path& bundle, const nlohmann::json& config) {
  for (const char* folder : {"bin", "etc", "proc", "sys", "dev"}) fs::create_directories(bundle / "rootfs" / folder);
  fs::copy_file(GUEST_TRUE, bundle / "rootfs/bin/true");
  for (const char* file : {"resolv.conf", "hostname", "hosts"}) {
    write_text(bundle / file, "bench\n");
    write_text(bundle / "rootfs/etc" / file, "");
  }
  write_text(bundle / "config.json", config.dump());
}

}  // namespace

Workshop::Workshop() {
  char name[] = "/tmp/dray-bench-XXXXXX";
  folder_ = mkdtemp(name);
  std::ifstream file(BENCH_CONFIG);
  config_ = nlohmann::json::parse(file);
  config_["ociVersion"] = "1.0.0";  // Debian's crun 1.8.1 refuses any other
  fill_bundle(fs::path(folder_) / "bundle", config_);
}

Workshop::~Workshop() {
  std::error_code ignored;  // a leftover scratch directory is no reason to lose the table
  fs::remove_all(folder_, ignored);
}

bool Workshop::make_filter() const {
  return access(FLOOR, X_OK) == 0 && run_timed({MAKE_FILTER, BENCH_CONFIG, folder_ + "/filter"}).status == 0;
}

std::string Workshop::limited_bundle(long kib) const {
  nlohmann::json config = config_;
  config["linux"]["resources"]["memory"] = {{"limit", kib * 1024}, {"swap", kib * 1024}};
  const std::string bundle = folder_ + "/limited";
  fs::remove_all(bundle);
  fill_bundle(bundle, config);
  return bundle;
}

std::vector<std::string> Workshop::command(const Contender& contender, const std::vector<std::string>& words) const {
  std::vector<std::string> argv = {contender.program, "--root", folder_ + "/state-" + contender.name};
  argv.insert(argv.end(), words.begin(), words.end());
  return argv;
}

std::vector<std::string> Workshop::floor_command() const {
  return {FLOOR, folder_ + "/bundle", folder_ + "/filter", "dray-bench-floor-" + std::to_string(getpid())};
}

std::vector<Contender> contenders(const Workshop& workshop) {
  const Contender known[] = {{"dray", from_environment("DRAY", DEFAULT_DRAY)},
                             {"runc", from_environment("RUNC", "/usr/sbin/runc")},
                             {"crun", from_environment("CRUN", "/usr/bin/crun")}};
  std::vector<Contender> usable;
  for (const Contender& contender : known) {
    const auto trial = workshop.command(contender, {"run", "--bundle", workshop.folder() + "/bundle", "bench-trial"});
    const Timing result = access(contender.program.c_str(), X_OK) == 0 ? run_timed(trial) : Timing{0, 127};
    if (result.status == 0)
      usable.push_back(contender);
    else
      std::printf("left out: %s (%s, exit status %d)\n", contender.name.c_str(), contender.program.c_str(), result.status);
  }
  return usable;
}

}  // namespace bench
