// v1-view PROGRAM ARG…: runs a program where /sys/fs/cgroup has the v1 hierarchies of this host and no cgroup2, as on a v1-only host.
// In a mount namespace of its own: the machine's own mounts stay as they are.

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sched.h>
#include <sstream>
#include <string>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace {

constexpr const char* kCgroups = "/sys/fs/cgroup";

struct MountPoint {
  std::string path, type;
};

/// The mounts at and below /sys/fs/cgroup, in the order of mounting.
std::vector<MountPoint> cgroup_mounts() {
  std::vector<MountPoint> mounts;
  std::ifstream table("/proc/self/mountinfo");
  for (std::string line, field; std::getline(table, line);) {
    std::istringstream words(line);
    MountPoint mount;
    words >> field >> field >> field >> field >> mount.path;
    while (words >> field && field != "-") continue;
    words >> mount.type;
    if (mount.path.starts_with(kCgroups)) mounts.push_back(mount);
  }
  return mounts;
}

bool must(int result, const char* what) {
  if (result == 0) return true;
  std::perror(what);
  std::exit(126);
}

void build_view() {
  char view[] = "/tmp/dray-v1-view-XXXXXX";
  must(unshare(CLONE_NEWNS), "unshare");
  must(mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr), "mount --make-rprivate /");
  must(mkdtemp(view) == nullptr ? -1 : 0, "mkdtemp");
  must(mount("cgroup", view, "tmpfs", 0, "mode=755"), "mount tmpfs");
  const std::vector<MountPoint> mounts = cgroup_mounts();
  for (const MountPoint& hierarchy : mounts) {
    if (hierarchy.type != "cgroup") continue;
    const std::string target = view + hierarchy.path.substr(std::string(kCgroups).size());
    must(mkdir(target.c_str(), 0755), "mkdir");
    must(mount(hierarchy.path.c_str(), target.c_str(), nullptr, MS_BIND, nullptr), "bind");
  }
  for (auto it = mounts.rbegin(); it != mounts.rend(); ++it) must(umount2(it->path.c_str(), 0), "umount");
  must(mount(view, kCgroups, nullptr, MS_MOVE, nullptr), "mount --move");
  rmdir(view);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) return std::fputs("usage: v1-view PROGRAM [ARG…]\n", stderr), 2;
  build_view();
  execvp(argv[1], argv + 1);
  std::perror(argv[1]);
  return 127;
}
