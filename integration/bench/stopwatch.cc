#include "stopwatch.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace bench {
namespace {

double now() {
  timespec time{};
  clock_gettime(CLOCK_MONOTONIC, &time);
  return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

std::vector<char*> pointers(const std::vector<std::string>& argv) {
  std::vector<char*> result;
  for (const std::string& word : argv) result.push_back(const_cast<char*>(word.c_str()));
  result.push_back(nullptr);
  return result;
}

/// Standard streams on /dev/null; descriptor 3 is `result_fd` if that is one.
class Streams {
 public:
  explicit Streams(int result_fd) {
    posix_spawn_file_actions_init(&actions_);
    for (int fd = 0; fd < 3; ++fd) posix_spawn_file_actions_addopen(&actions_, fd, "/dev/null", O_RDWR, 0);
    if (result_fd >= 0) posix_spawn_file_actions_adddup2(&actions_, result_fd, 3);
  }
  ~Streams() { posix_spawn_file_actions_destroy(&actions_); }
  const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_;
};

int wait_status(pid_t child) {
  int status = 0;
  waitpid(child, &status, 0);
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace

Timing run_timed(const std::vector<std::string>& argv) {
  std::vector<char*> words = pointers(argv);
  const Streams streams(-1);
  pid_t child = 0;
  const double before = now();
  if (posix_spawn(&child, words[0], streams.get(), nullptr, words.data(), environ) != 0) return {0, 127};
  const int status = wait_status(child);
  return {now() - before, status};
}

long peak_memory(const std::vector<std::string>& argv) {
  std::vector<std::string> all = {PEAK_MEMORY};
  all.insert(all.end(), argv.begin(), argv.end());
  std::vector<char*> words = pointers(all);
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return -1;
  const Streams streams(ends[1]);
  pid_t child = 0;
  const int error = posix_spawn(&child, words[0], streams.get(), nullptr, words.data(), environ);
  close(ends[1]);
  char digits[32] = {};
  const ssize_t size = error == 0 ? read(ends[0], digits, sizeof digits - 1) : -1;
  close(ends[0]);
  if (error != 0 || wait_status(child) != 0 || size <= 0) return -1;
  return std::strtol(digits, nullptr, 10);
}

void pause_for(double seconds) { usleep(static_cast<useconds_t>(seconds * 1e6)); }

double Samples::quantile(double q) const {
  if (values_.empty()) return std::nan("");
  std::vector<double> sorted = values_;
  std::sort(sorted.begin(), sorted.end());
  return sorted[static_cast<std::size_t>(std::floor(q * static_cast<double>(sorted.size() - 1) + 0.5))];
}

}  // namespace bench
