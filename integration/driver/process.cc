#include "process.h"

#include <algorithm>
#include <cctype>
#include <csignal>
#include <cstdio>
#include <ctime>
#include <fcntl.h>
#include <fstream>
#include <poll.h>
#include <sched.h>
#include <set>
#include <sstream>
#include <stdexcept>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace it {
namespace {

std::set<pid_t> commands;

std::string unused_prefix(const std::string& folder) {
  for (int number = 0;; ++number) {
    const std::string prefix = folder + "/command-" + std::to_string(number);
    if (access((prefix + ".out").c_str(), F_OK) != 0) return prefix;
  }
}

void open_as(int fd, const std::string& path, int flags) {
  const int opened = open(path.c_str(), flags, 0644);
  if (opened < 0 || dup2(opened, fd) < 0) _exit(126);
  close(opened);
}

int exit_status(int status) { return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status); }

}  // namespace

std::string Outcome::text() const {
  std::string all = out + err;
  std::transform(all.begin(), all.end(), all.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return all;
}

Process::Process(Launch launch) : launch_(std::move(launch)), prefix_(unused_prefix(launch_.folder)) {
  write_file(prefix_ + ".in", launch_.input);
  write_file(prefix_ + ".out", "");
  pid_ = fork();
  if (pid_ < 0) throw std::runtime_error("fork");
  if (pid_ == 0) become();
  commands.insert(pid_);
}

void Process::become() const {
  open_as(0, prefix_ + ".in", O_RDONLY);
  open_as(1, prefix_ + ".out", O_WRONLY | O_CREAT | O_APPEND);
  open_as(2, prefix_ + ".err", O_WRONLY | O_CREAT | O_APPEND);
  syscall(SYS_close_range, 3U, ~0U, 0U);
  if (launch_.working_directory && chdir(launch_.working_directory->c_str()) != 0) _exit(126);
  if (launch_.mounts == MountSpace::NewShared)
    if (unshare(CLONE_NEWNS) != 0 || mount(nullptr, "/", nullptr, MS_REC | MS_SHARED, nullptr) != 0) _exit(126);
  if (launch_.open_files) {
    const rlimit limit{*launch_.open_files, *launch_.open_files};
    if (setrlimit(RLIMIT_NOFILE, &limit) != 0) _exit(126);
  }
  std::vector<char*> words;
  for (const std::string& word : launch_.argv) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  execvp(words[0], words.data());
  std::perror(words[0]);
  _exit(127);
}

Process::~Process() {
  if (pid_ <= 0) return;
  ::kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
  commands.erase(pid_);
}

void Process::signal(int number) const {
  if (pid_ > 0) ::kill(pid_, number);
}

Outcome Process::wait() {
  Outcome outcome;
  const int fd = static_cast<int>(syscall(SYS_pidfd_open, pid_, 0));
  pollfd end{fd, POLLIN, 0};
  const bool ended = poll(&end, 1, static_cast<int>(launch_.timeout * 1000)) > 0;
  close(fd);
  if (!ended) ::kill(pid_, SIGKILL);
  int status = 0;
  waitpid(pid_, &status, 0);
  commands.erase(pid_);
  pid_ = -1;
  if (ended) outcome.status = exit_status(status);
  outcome.out = out();
  outcome.err = err();
  return outcome;
}

std::string Process::out() const { return read_file(prefix_ + ".out"); }
std::string Process::err() const { return read_file(prefix_ + ".err"); }

bool is_command(pid_t pid) { return commands.count(pid) > 0; }

bool wait_for_end(pid_t pid, double seconds) {
  return eventually(
      [pid] {
        waitpid(pid, nullptr, WNOHANG);
        return ::kill(pid, 0) != 0;
      },
      seconds);
}

void sleep_for(double seconds) { usleep(static_cast<useconds_t>(seconds * 1e6)); }

double seconds_now() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream content;
  content << file.rdbuf();
  return content.str();
}

void write_file(const std::string& path, const std::string& text) { std::ofstream(path, std::ios::binary) << text; }

}  // namespace it
