// Docker's own default bundle, with everything in it at once: limits, masks, seccomp for three architectures.

#include "container.h"
#include "host.h"

#include <catch2/catch.hpp>
#include <fstream>

namespace it {
namespace {

Bundle docker_bundle(std::vector<std::string> words) {
  Bundle bundle;
  bundle.config = Json::parse(std::ifstream(DOCKER_CONFIG));
  bundle.set("/ociVersion", "1.0.2").guest(std::move(words));
  for (const char* file : {"resolv.conf", "hostname", "hosts"}) {
    bundle.in_rootfs({{"file", std::string("/../") + file}, {"content", std::string("from ") + file}});
    bundle.in_rootfs({{"file", std::string("/etc/") + file}});
  }
  return bundle;
}

std::vector<Json> results(std::vector<std::string> words) {
  Container container(docker_bundle(std::move(words)));
  const Outcome outcome = container.run();
  INFO(outcome.err);
  REQUIRE(outcome.ok());
  return container.documents();
}

}  // namespace

TEST_CASE("Docker's default container sees what Docker promises", "[docker]") {
  NEEDS("root");
  const std::vector<Json> documents = results({"report", "-s", "net.ipv4.ip_unprivileged_port_start", "+", "read", "/etc/hosts"});
  const Json& report = documents.at(0);
  CHECK(report["pid"] == 1);
  CHECK(report["hostname"] == "0123456789ab");
  CHECK(report["capabilities"]["bounding"].size() == 14);
  CHECK(report["capabilities"]["effective"] == report["capabilities"]["bounding"]);
  CHECK(report["capabilities"]["inheritable"].empty());
  CHECK(report["seccomp"] == 2);
  CHECK(report["noNewPrivileges"] == false);
  CHECK(report["groups"] == Json{0, 10});
  CHECK(report["sysctl"]["net.ipv4.ip_unprivileged_port_start"] == "0");
  CHECK(documents.at(1)["content"] == "from hosts");
}

TEST_CASE("Docker's seccomp profile refuses what it should", "[docker]") {
  NEEDS("root");
  const std::vector<Json> answers = results({"syscall", "unshare", "0x10000000", "+", "syscall", "mount", "+", "syscall", "keyctl", "+", "syscall",
                                             "kexec_load", "+", "syscall", "getpid", "+", "syscall", "personality", "0xffffffff", "+", "syscall",
                                             "socket", "40", "1"});
  CHECK(answers.at(0)["result"] == "EPERM");
  CHECK(answers.at(1)["result"] == "EPERM");
  CHECK(answers.at(2)["result"] == "EPERM");
  CHECK(answers.at(3)["result"] == "EPERM");
  CHECK(answers.at(4)["result"] == "ok");
  CHECK(answers.at(5)["result"] == "ok");
  CHECK(answers.at(6)["result"] == "EPERM");
}

TEST_CASE("calls newer than the profile are ENOSYS on every architecture", "[docker]") {
  NEEDS("root");
  DIFFERS("crun", "has no ENOSYS stub");
  const std::vector<Json> answers = results({"syscall", "9999", "+", "syscall", "int80:9999", "+", "syscall", "x32:9999", "+", "syscall", "int80:20"});
  CHECK(answers.at(0)["result"] == "ENOSYS");
  CHECK(answers.at(1)["result"] == "ENOSYS");
  CHECK(answers.at(2)["result"] == "ENOSYS");
  CHECK(answers.at(3)["result"] == "ok");
}

TEST_CASE("Docker's limits are in force while the container waits", "[docker]") {
  NEEDS("root");
  for (const char* controller : {"memory", "cpu", "pids", "devices"}) NEEDS(controller);
  Container container(docker_bundle({"exit", "0"}));
  REQUIRE(container.create().ok());
  CHECK(read_file(container.cgroup("memory") + "/memory.limit_in_bytes") == "268435456\n");
  CHECK(read_file(container.cgroup("memory") + "/memory.memsw.limit_in_bytes") == "268435456\n");
  CHECK(read_file(container.cgroup("cpu") + "/cpu.shares") == "512\n");
  CHECK(read_file(container.cgroup("cpu") + "/cpu.cfs_quota_us") == "50000\n");
  CHECK(read_file(container.cgroup("pids") + "/pids.max") == "100\n");
  const std::string devices = read_file(container.cgroup("devices") + "/devices.list");
  CHECK(devices.find("a *:* rwm") == std::string::npos);
  CHECK(devices.find("c 1:3 rwm") != std::string::npos);
  CHECK(devices.find("c 10:229") == std::string::npos);
}

}  // namespace it
