// What crosses the border between host and container by accident: inodes, signals, cgroups.

#include "container.h"
#include "host.h"

#include <catch2/catch.hpp>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <sys/stat.h>

namespace it {
namespace {

std::string proc(int pid, const std::string& name) { return "/proc/" + std::to_string(pid) + "/" + name; }

std::string status_line(int pid, const std::string& key) {
  std::ifstream file(proc(pid, "status"));
  for (std::string line; std::getline(file, line);)
    if (line.rfind(key + ":", 0) == 0) return line.substr(key.size() + 2);
  return "";
}

}  // namespace

TEST_CASE("container root can't change the host's null device through a masked file", "[boundary]") {
  NEEDS("root");
  Container container(Bundle().guest({"sleep", "60"}).in_rootfs({{"file", "/masked"}}).set("/linux/maskedPaths", {"/masked"}));
  REQUIRE(container.create().ok());
  REQUIRE(container.start().ok());
  struct stat null {};
  REQUIRE(stat("/dev/null", &null) == 0);
  struct stat masked {};
  REQUIRE(stat(proc(container.pid(), "root/masked").c_str(), &masked) == 0);
  CHECK(masked.st_rdev == null.st_rdev);
  // Only where it is the host's inode does it matter, and there the mode that it has already is what is set.
  if (masked.st_dev == null.st_dev) {
    CHECK(chmod(proc(container.pid(), "root/masked").c_str(), null.st_mode & 07777) == -1);
    CHECK(errno == EROFS);
  }
}

TEST_CASE("the host's null device is not handed in as stdin", "[boundary]") {
  NEEDS("root");
  Container container(Bundle().guest({"sleep", "60"}));
  const std::string command = runtime_path() + " --root " + container.state_root() + " create --bundle " + container.bundle() + " " +
                              container.id() + " </dev/null >/dev/null 2>&1";
  REQUIRE(std::system(command.c_str()) == 0);
  REQUIRE(container.start().ok());
  struct stat host {
  }, inside{};
  REQUIRE(stat("/dev/null", &host) == 0);
  for (const char* fd : {"fd/0", "fd/1", "fd/2"}) {
    REQUIRE(stat(proc(container.pid(), fd).c_str(), &inside) == 0);
    CHECK(inside.st_rdev == host.st_rdev);
    CHECK(inside.st_dev != host.st_dev);
  }
}

TEST_CASE("stdio belongs to the user of the process", "[boundary]") {
  NEEDS("root");
  DIFFERS("crun", "1.8.1 leaves files to their owner");
  Container container(Bundle().guest({"sleep", "60"}).set("/process/user/uid", 1234));
  REQUIRE(container.create().ok());
  REQUIRE(container.start().ok());
  struct stat inside {};
  REQUIRE(stat(proc(container.pid(), "fd/1").c_str(), &inside) == 0);
  CHECK(inside.st_uid == 1234);
}

TEST_CASE("signals that the caller ignores are not ignored by the payload", "[boundary]") {
  NEEDS("root");
  DIFFERS("runc", "Go keeps some of them ignored");
  DIFFERS("crun", "1.8.1 passes ignored signals on");
  struct sigaction old {
  }, ignore{};
  ignore.sa_handler = SIG_IGN;
  REQUIRE(sigaction(SIGUSR1, &ignore, &old) == 0);
  Container container(Bundle().guest({"sleep", "60"}));
  const bool created = container.create().ok();
  sigaction(SIGUSR1, &old, nullptr);
  REQUIRE(created);
  CHECK(status_line(container.pid(), "SigIgn") == "0000000000000000");
}

TEST_CASE("a cgroup that a stopped container still has is not given to another", "[boundary]") {
  NEEDS("root");
  DIFFERS("runc", "gives it to both");
  DIFFERS("crun", "gives it to both");
  Container first(Bundle().guest({"exit", "0"}));
  REQUIRE(first.create().ok());
  REQUIRE(first.start().ok());
  REQUIRE(first.stops_within(5));
  Container second(Bundle().guest({"sleep", "60"}).set("/linux/cgroupsPath", first.id()));
  // In the state root of the first: an owner can only be known there.
  const std::string id = first.id() + "-second";
  const Outcome outcome = first.command({"create", "--bundle", second.bundle(), id});
  first.command({"delete", "--force", id});
  CHECK(outcome.status == 1);
  CHECK(outcome.text().find("belongs to container") != std::string::npos);
}

}  // namespace it
