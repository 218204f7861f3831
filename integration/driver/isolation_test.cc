// What happens inside stays inside; what is not the container's stays whole.

#include "container.h"
#include "host.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace it {
namespace {

Bundle with_capability(Bundle bundle, const char* capability) {
  for (const char* set : {"bounding", "effective", "permitted"}) bundle.set(std::string("/process/capabilities/") + set + "/+", Json{capability});
  return bundle;
}

/// The files that the runtime keeps about the container and that hold something.
std::vector<std::string> record_files(const Container& container) {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(container.state_root() + "/" + container.id()))
    if (entry.is_regular_file() && entry.file_size() > 0) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

/// A shared tmpfs on the host for the time of a case, with a mount below it.
class SharedMount {
 public:
  explicit SharedMount(std::string path) : path_(std::move(path)) {
    std::filesystem::create_directories(path_);
    REQUIRE(mount("shared", path_.c_str(), "tmpfs", 0, nullptr) == 0);
    REQUIRE(mount(nullptr, path_.c_str(), nullptr, MS_SHARED, nullptr) == 0);
    for (const char* name : {"/below", "/free"}) std::filesystem::create_directory(path_ + name);
    REQUIRE(mount("below", (path_ + "/below").c_str(), "tmpfs", 0, nullptr) == 0);
  }
  ~SharedMount() { umount2(path_.c_str(), MNT_DETACH); }
  SharedMount(const SharedMount&) = delete;
  SharedMount& operator=(const SharedMount&) = delete;
  std::vector<std::string> table() const { return mounts_with(path_ + " ").empty() ? std::vector<std::string>{} : mounts_with(path_); }

 private:
  std::string path_;
};

}  // namespace

TEST_CASE("mount and umount inside change nothing on a shared mount of the host", "[isolation]") {
  NEEDS("root");
  for (const char* option : {"rbind", "rprivate", "rslave"}) {
    INFO(option);
    const std::string path = std::filesystem::temp_directory_path() / ("dray-it-shared-" + std::to_string(getpid()));
    const SharedMount shared(path);
    const std::vector<std::string> before = shared.table();
    REQUIRE(before.size() == 2);
    Bundle bundle = with_capability(Bundle().guest({"umount", "/host/below", "+", "mount", "/host/free", "+", "mount", "/tmp"}), "CAP_SYS_ADMIN");
    bundle.mount({{"destination", "/host"}, {"type", "bind"}, {"source", path}, {"options", {"rbind", option}}});
    Container container(bundle);
    const Outcome outcome = container.run();
    INFO(outcome.err);
    REQUIRE(outcome.ok());
    CHECK(container.documents()[0]["result"] == "ok");
    CHECK(container.documents()[1]["result"] == "ok");
    CHECK(shared.table() == before);
  }
  std::filesystem::remove_all(std::filesystem::temp_directory_path() / ("dray-it-shared-" + std::to_string(getpid())));
}

TEST_CASE("a container on a host whose mounts are all shared leaves its mount table alone", "[isolation]") {
  NEEDS("root");
  Container container(with_capability(Bundle().guest({"mount", "/tmp", "+", "report"}), "CAP_SYS_ADMIN"));
  container.launch.mounts = MountSpace::NewShared;
  const Outcome outcome = container.run();
  INFO(outcome.err);
  REQUIRE(outcome.ok());
  for (const Json& entry : container.documents()[1]["mounts"]) {
    INFO(entry.dump());
    CHECK(std::find(entry["propagation"].begin(), entry["propagation"].end(), "shared") == entry["propagation"].end());
  }
}

TEST_CASE("the container gets a cgroup of its own in every hierarchy and loses it", "[isolation]") {
  NEEDS("root");
  Container container(Bundle().guest({"sleep", "60"}));
  REQUIRE(container.create().ok());
  const std::string pid = std::to_string(container.pid());
  for (const char* controller : {"pids", "memory", "cpu", "cpuset", "devices", "freezer", "blkio", "name=systemd"}) {
    INFO(controller);
    if (hierarchy_path(controller).empty()) continue;
    CHECK(read_file(container.cgroup(controller) + "/cgroup.procs") == pid + "\n");
  }
  CHECK(container.remove({"--force"}).ok());
  CHECK(!std::filesystem::exists(container.cgroup("pids")));
}

TEST_CASE("a relative cgroupsPath lies below the cgroup of the caller", "[isolation]") {
  NEEDS("root");
  NEEDS("pids");
  DIFFERS("crun", "1.8.1 reads every cgroupsPath from the root");
  const std::string name = "dray-it-relative-" + std::to_string(getpid());
  Container container(Bundle().guest({"sleep", "60"}).set("/linux/cgroupsPath", name));
  REQUIRE(container.create().ok());
  const std::string own = read_file("/proc/self/cgroup"), inside = read_file("/proc/" + std::to_string(container.pid()) + "/cgroup");
  const std::size_t at = own.find(":pids:") + 6;
  const std::string base = own.substr(at, own.find('\n', at) - at);
  CHECK(inside.find(":pids:" + (base == "/" ? "" : base) + "/" + name + "\n") != std::string::npos);
}

TEST_CASE("a cgroup that was there before stays", "[isolation]") {
  NEEDS("root");
  NEEDS("pids");
  DIFFERS("runc", "removes any cgroup it used");
  DIFFERS("crun", "removes any cgroup it used");
  const std::string path = "/dray-it-kept-" + std::to_string(getpid());
  const std::string folder = hierarchy_path("pids") + path;
  REQUIRE(mkdir(folder.c_str(), 0755) == 0);
  {
    Container container(Bundle().guest({"sleep", "60"}).set("/linux/cgroupsPath", path));
    REQUIRE(container.create().ok());
    CHECK(container.remove({"--force"}).ok());
    CHECK(std::filesystem::exists(folder));
    CHECK(read_file(folder + "/cgroup.procs").empty());
  }
  CHECK(rmdir(folder.c_str()) == 0);
}

TEST_CASE("a populated cgroup is refused and its processes live on", "[isolation]") {
  NEEDS("root");
  NEEDS("pids");
  DIFFERS("runc", "1.1.5 warns");
  DIFFERS("crun", "joins it, and kills what it finds at delete");
  const std::string path = "/dray-it-populated-" + std::to_string(getpid());
  const std::string folder = hierarchy_path("pids") + path;
  REQUIRE(mkdir(folder.c_str(), 0755) == 0);
  Container container(Bundle().guest({"sleep", "60"}).set("/linux/cgroupsPath", path));
  const auto innocent = std::make_unique<Process>(Launch{.argv = {"sleep", "60"}, .folder = container.folder() + "/logs"});
  write_file(folder + "/tasks", std::to_string(innocent->pid()));
  CHECK(container.create().status == 1);
  container.remove({"--force"});
  CHECK(::kill(innocent->pid(), 0) == 0);
  innocent->signal(SIGKILL);
  innocent->wait();
  CHECK(eventually([&] { return rmdir(folder.c_str()) == 0; }));
}

TEST_CASE("a record whose pid is somebody else's now never harms him", "[isolation]") {
  NEEDS("root");
  Container container(Bundle().guest({"sleep", "60"}));
  REQUIRE(container.create().ok());
  const int pid = container.pid();
  const auto innocent = std::make_unique<Process>(Launch{.argv = {"sleep", "60"}, .folder = container.folder() + "/logs"});
  for (const auto& entry : std::filesystem::recursive_directory_iterator(container.state_root())) {
    if (!entry.is_regular_file()) continue;
    std::string text = read_file(entry.path());
    const std::string before = std::to_string(pid), now = std::to_string(innocent->pid());
    bool changed = false;
    for (std::size_t at = 0; (at = text.find(before, at)) != std::string::npos; at += now.size(), changed = true) text.replace(at, before.size(), now);
    if (changed) write_file(entry.path(), text);
  }
  container.kill({"KILL"});
  container.remove({"--force"});
  CHECK(::kill(innocent->pid(), 0) == 0);
  innocent->signal(SIGKILL);
  innocent->wait();
  container.expect_leftovers();
}

TEST_CASE("a corrupt file of a record does not keep delete --force from cleaning up", "[isolation]") {
  NEEDS("root");
  DIFFERS("runc", "leaves processes in 9 of 10 mutations (reliability.md)");
  DIFFERS("crun", "leaves processes in 17 of 30 mutations (reliability.md)");
  for (const char* text : {"", "{", "{}", "null", "\xff\xff\xff\xff", "[1,2,3]"})
    for (std::size_t index = 0;; ++index) {
      Container container(Bundle().guest({"sleep", "60"}));
      REQUIRE(container.create().ok());
      REQUIRE(container.start().ok());
      const std::vector<std::string> files = record_files(container);
      if (index >= files.size()) break;
      INFO("\"" << text << "\" in " << files[index]);
      write_file(files[index], text);
      CHECK(container.command({"list"}).ok());
      CHECK(container.remove({"--force"}).ok());
      CHECK(container.leftovers() == std::vector<std::string>{});
    }
}

TEST_CASE("a script whose interpreter is /proc/self/exe does not run the runtime's init on words of its choice", "[isolation]") {
  NEEDS("root");
  DIFFERS("runc", "runs runc init with the payload's words");
  DIFFERS("crun", "1.8.1 runs itself with the payload's words");
  Bundle bundle = Bundle().set("/process/args", Json{"/bin/self"});
  bundle.in_rootfs({{"file", "/bin/self"}, {"content", "#!/proc/self/exe\n"}, {"mode", 0755}});
  Container container(bundle);
  const Outcome outcome = container.run();
  INFO(outcome.err);
  CHECK(outcome.status > 0);
  CHECK(outcome.out.empty());
}

TEST_CASE("the runtime's binary is not reachable from inside", "[isolation]") {
  NEEDS("root");
  DIFFERS("runc", "1.1.5 runs on a read-only bind mount of itself");
  DIFFERS("crun", "1.8.1 runs on a read-only bind mount of itself");
  Container container(Bundle().guest({"sleep", "60"}));
  REQUIRE(container.create().ok());
  char target[4096] = {};
  const std::string link = "/proc/" + std::to_string(container.pid()) + "/exe";
  REQUIRE(readlink(link.c_str(), target, sizeof target - 1) > 0);
  struct stat init{}, runtime{};
  REQUIRE(stat(link.c_str(), &init) == 0);
  REQUIRE(stat(runtime_path().c_str(), &runtime) == 0);
  CHECK((init.st_dev != runtime.st_dev || init.st_ino != runtime.st_ino));
}

TEST_CASE("a waiting init holds no directory of the host", "[isolation]") {
  NEEDS("root");
  DIFFERS("runc", "1.1.5 holds an O_PATH descriptor until execve (CVE-2016-9962 was this)");
  Container container(Bundle().guest({"sleep", "60"}));
  REQUIRE(container.create().ok());
  for (const auto& entry : std::filesystem::directory_iterator("/proc/" + std::to_string(container.pid()) + "/fd")) {
    struct stat status{};
    if (stat(entry.path().c_str(), &status) == 0) CHECK(!S_ISDIR(status.st_mode));
  }
}

}  // namespace it
