// Signals and removal.

#include "host.h"

#include <cstdlib>
#include <sys/stat.h>

using namespace dray;
using namespace dray::cgroup;
using namespace dray::cgroup::test;

TEST_CASE("cgroups that the payload made go with it, however many and deep") {
  const Host host;
  if (!host.usable()) return;
  Made made = make(host);
  std::vector<pid_t> pids;
  for (const char* controller : {"pids", "freezer"}) {
    std::string path = host.at(controller, host.name);
    for (int depth = 0; depth < 20; ++depth) {
      path += "/sub";
      CHECK(mkdir(path.c_str(), 0755) == 0);
      CHECK(mkdir((path + "-b").c_str(), 0755) == 0);
    }
    pids.push_back(child_in(made.group, sleep_for_ever));
    CHECK(write_text(path + "/cgroup.procs", std::to_string(pids.back())));
  }
  CHECK(processes(made.footprint) == std::vector<sys::Pid>(pids.begin(), pids.end()));
  destroy(made.footprint, kPatience);
  for (const pid_t pid : pids) CHECK(killed_by(pid, SIGKILL));
  CHECK(host.leaves_nothing());
}

TEST_CASE("processes that fork all the time are all killed") {
  const Host host;
  if (!host.usable()) return;
  Made made = make(host);
  write_text(host.at("pids", host.name) + "/pids.max", "40");
  signal(SIGCHLD, SIG_IGN);
  (void)child_in(made.group, [] {
    for (;;) (void)fork();
  });
  usleep(20000);
  destroy(made.footprint, kPatience);
  signal(SIGCHLD, SIG_DFL);
  CHECK(processes(made.footprint).empty());
  CHECK(host.leaves_nothing());
}

TEST_CASE("a signal reaches each process once, and kill_all leaves the cgroup itself") {
  const Host host;
  if (!host.usable()) return;
  Made made = make(host);
  const pid_t first = child_in(made.group, sleep_for_ever), second = child_in(made.group, sleep_for_ever);
  signal_all(made.footprint, SIGUSR1);
  CHECK(killed_by(first, SIGUSR1));
  CHECK(killed_by(second, SIGUSR1));
  const pid_t third = child_in(made.group, [] {
    signal(SIGUSR1, SIG_IGN);
    sleep_for_ever();
  });
  kill_all(made.footprint, kPatience);
  CHECK(killed_by(third, SIGKILL));
  CHECK(exists(made.footprint.front().path));
  destroy(made.footprint, kPatience);
  CHECK(host.leaves_nothing());
}

TEST_CASE("a frozen container dies, too") {
  const Host host;
  if (!host.usable() || host.layout.find("freezer") == nullptr) return;
  Made made = make(host);
  const pid_t pid = child_in(made.group, sleep_for_ever);
  CHECK(write_text(host.at("freezer", host.name) + "/freezer.state", "FROZEN"));
  CHECK(is_frozen(made.footprint));
  destroy(made.footprint, kPatience);
  CHECK(killed_by(pid, SIGKILL));
  CHECK(host.leaves_nothing());
}

TEST_CASE("a cgroup that is not ours is never killed") {
  const Host host;
  if (!host.usable()) return;
  Made made = make(host);
  std::vector<Footprint> foreign = made.footprint;
  for (Footprint& each : foreign) each.first_new.clear();
  const pid_t pid = child_in(made.group, sleep_for_ever);
  CHECK_FALSE(any_ours(foreign));
  signal_all(foreign, SIGKILL);
  kill_all(foreign, Patience(10));
  destroy(foreign, Patience(10));
  CHECK(waitpid(pid, nullptr, WNOHANG) == 0);
  CHECK(processes(foreign) == std::vector<sys::Pid>{pid});
  destroy(made.footprint, kPatience);
  CHECK(killed_by(pid, SIGKILL));
  CHECK(host.leaves_nothing());
}

TEST_CASE("a parent that others use stays") {
  const Host host;
  if (!host.usable()) return;
  Made made = make(host);
  const std::string neighbour = host.at("pids", host.parent) + "/neighbour";
  REQUIRE(mkdir(neighbour.c_str(), 0755) == 0);
  destroy(made.footprint, kPatience);
  CHECK(exists(neighbour));
  CHECK_FALSE(exists(host.at("pids", host.name)));
  CHECK(rmdir(neighbour.c_str()) == 0);
  CHECK(rmdir(host.at("pids", host.parent).c_str()) == 0);
  CHECK(host.leaves_nothing());
}

TEST_CASE("a record that names anything but a container's cgroup kills and removes nothing") {
  const Host host;
  if (!host.usable()) return;
  char dir[] = "/tmp/dray-test-XXXXXX";
  REQUIRE(mkdtemp(dir) != nullptr);
  const std::string root = host.layout.find("pids")->mount_point, bystander = root + host.parent;
  REQUIRE(mkdir(bystander.c_str(), 0755) == 0);
  for (const std::string& path : {std::string(dir), root, root + "/x/../..", std::string("relative"), std::string("/")}) {
    INFO(path);
    const Footprint footprint{path, path};
    try {
      destroy({&footprint, 1}, Patience(10));
      FAIL("done");
    } catch (const Error& error) {
      CHECK(error.code() == Code::Corrupt);
    }
  }
  CHECK(rmdir(bystander.c_str()) == 0);
  CHECK(rmdir(dir) == 0);
}

TEST_CASE("a cgroup with the caller itself inside is refused by its reason") {
  const Host host;
  if (!host.usable()) return;
  Made made = make(host);
  const pid_t pid = child_in(made.group, [&made] {
    try {
      destroy(made.footprint, kPatience);
    } catch (const Error& error) {
      _exit(error.code() == Code::BadState ? 42 : 1);
    }
  });
  int status = 0;
  CHECK(waitpid(pid, &status, 0) == pid);
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 42);
  destroy(made.footprint, kPatience);
  CHECK(host.leaves_nothing());
}
