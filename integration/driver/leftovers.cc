#include "leftovers.h"

#include "host.h"
#include "process.h"

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace it {
namespace {

namespace fs = std::filesystem;

constexpr double kGrace = 2;

/// Directories below `root` whose name contains `name`; the deepest come last.
std::vector<std::string> folders_with(const std::string& root, const std::string& name) {
  std::vector<std::string> found;
  std::error_code error;
  for (fs::recursive_directory_iterator it(root, error), end; it != end; it.increment(error))
    if (it->path().string().find(name) != std::string::npos && it->is_directory(error)) found.push_back(it->path());
  return found;
}

std::vector<std::string> cgroups_with(const std::string& name) {
  std::vector<std::string> found;
  for (const Hierarchy& hierarchy : hierarchies())
    for (const std::string& folder : folders_with(hierarchy.path, name)) found.push_back(folder);
  return found;
}

std::vector<std::string> state_entries(const Trace& trace) {
  std::vector<std::string> found;
  std::error_code error;
  for (fs::recursive_directory_iterator it(trace.state_root, error), end; it != end; it.increment(error))
    if (it->path().filename().string().find(trace.name) != std::string::npos) found.push_back(it->path());
  return found;
}

/// Files that runtimes are known to forget in /tmp carry the runtime's name: /tmp/crun.XXXXXX.
std::vector<std::string> temporary_files() {
  std::vector<std::string> found;
  for (const auto& entry : fs::directory_iterator("/tmp"))
    if (entry.path().filename().string().starts_with(runtime_name() + ".")) found.push_back(entry.path());
  return found;
}

std::string command_line(int pid) {
  std::string words = read_file("/proc/" + std::to_string(pid) + "/cmdline");
  for (char& c : words)
    if (c == 0) c = ' ';
  return words;
}

/// The fourth field of /proc/<pid>/stat; the name before it may hold spaces and brackets.
int parent_of(int pid) {
  const std::string stat = read_file("/proc/" + std::to_string(pid) + "/stat");
  const std::size_t name_end = stat.rfind(')');
  return name_end == std::string::npos ? 0 : std::atoi(stat.c_str() + std::min(name_end + 4, stat.size()));
}

}  // namespace

std::vector<std::string> mounts_with(const std::string& text) {
  std::vector<std::string> found;
  std::ifstream table("/proc/self/mountinfo");
  for (std::string line; std::getline(table, line);)
    if (line.find(text) != std::string::npos) found.push_back(line);
  return found;
}

std::vector<int> live_children() {
  std::vector<int> children;
  for (const auto& entry : fs::directory_iterator("/proc")) {
    const int pid = std::atoi(entry.path().filename().c_str());
    if (pid <= 0 || parent_of(pid) != getpid() || is_command(pid)) continue;
    if (waitpid(pid, nullptr, WNOHANG) != pid) children.push_back(pid);
  }
  return children;
}

std::vector<std::string> leftovers(const Trace& trace) {
  std::vector<std::string> found;
  eventually([] { return live_children().empty(); }, kGrace);
  for (const int pid : live_children()) found.push_back("process " + std::to_string(pid) + ": " + command_line(pid));
  for (const std::string& folder : cgroups_with(trace.name)) found.push_back("cgroup " + folder);
  for (const std::string& line : mounts_with(trace.scratch)) found.push_back("mount " + line);
  for (const std::string& path : state_entries(trace)) found.push_back("state " + path);
  for (const std::string& path : temporary_files()) found.push_back("file " + path);
  return found;
}

void sweep(const Trace& trace) {
  for (const int pid : live_children()) ::kill(pid, SIGKILL);
  eventually([] { return live_children().empty(); }, kGrace);
  const std::vector<std::string> cgroups = cgroups_with(trace.name);
  for (auto folder = cgroups.rbegin(); folder != cgroups.rend(); ++folder) {
    std::ifstream processes(*folder + "/cgroup.procs");
    for (int pid = 0; processes >> pid;) ::kill(pid, SIGKILL);
    eventually([&] { return rmdir(folder->c_str()) == 0 || errno == ENOENT; }, kGrace);
  }
  const std::vector<std::string> mounts = mounts_with(trace.scratch);
  for (auto line = mounts.rbegin(); line != mounts.rend(); ++line) {
    std::istringstream words(*line);
    std::string path;
    for (int field = 0; field < 5; ++field) words >> path;
    umount2(path.c_str(), MNT_DETACH);
  }
}

void become_subreaper() { prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); }

}  // namespace it
