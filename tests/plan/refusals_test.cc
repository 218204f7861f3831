#include "given.h"

#include <catch2/catch.hpp>

using namespace dray;
using namespace dray::plan;

TEST_CASE("what is not implemented is refused with its pointer") {
  struct Row {
    const char* process;
    const char* linux_part;
    const char* top;
    const char* pointer;
  };
  const Row rows[] = {
      {R"("terminal":true)", "", "", "/process/terminal"},
      {R"("apparmorProfile":"x")", "", "", "/process/apparmorProfile"},
      {R"("selinuxLabel":"x")", "", "", "/process/selinuxLabel"},
      {R"("scheduler":{"policy":"SCHED_OTHER"})", "", "", "/process/scheduler"},
      {R"("ioPriority":{"class":"IOPRIO_CLASS_BE","priority":4})", "", "", "/process/ioPriority"},
      {R"("execCPUAffinity":{"initial":"0"})", "", "", "/process/execCPUAffinity"},
      {"", R"("uidMappings":[{"containerID":0,"hostID":0,"size":1}])", "", "/linux/uidMappings"},
      {"", R"("timeOffsets":{"monotonic":{"secs":1}})", "", "/linux/timeOffsets"},
      {"", R"("netDevices":{"eth0":{"name":"x"}})", "", "/linux/netDevices"},
      {"", R"("rootfsPropagation":"shared")", "", "/linux/rootfsPropagation"},
      {"", R"("mountLabel":"x")", "", "/linux/mountLabel"},
      {"", R"("intelRdt":{"closID":"x"})", "", "/linux/intelRdt"},
      {"", R"("memoryPolicy":{"mode":"MPOL_BIND","nodes":"0"})", "", "/linux/memoryPolicy"},
      {"", R"("personality":{"domain":"LINUX"})", "", "/linux/personality"},
      {"", "", R"("hooks":{"poststop":[{"path":"/bin/true"}]})", "/hooks/poststop"},
      {"", "", R"("mounts":[{"destination":"/a","source":"/b","options":["bind"],"uidMappings":[{"containerID":0,"hostID":0,"size":1}]}])",
       "/mounts/0/uidMappings"},
  };
  for (const Row& row : rows) {
    const std::string text = refusal(given_spec(row.process, row.linux_part, row.top));
    INFO(text);
    CHECK(text.starts_with(std::string(row.pointer) + ": "));
    CHECK(text.find("not supported yet") != std::string::npos);
  }
}

TEST_CASE("namespaces that are joined, and user and time namespaces, are refused by their entry") {
  auto with = [](const char* namespaces) {
    return refusal(oci::parse_spec(
        std::string(
            R"({"ociVersion":"1.0.0","root":{"path":"r"},"process":{"user":{"uid":0,"gid":0},"cwd":"/","args":["x"]},"linux":{"namespaces":)") +
        namespaces + "}}"));
  };
  CHECK(with(R"([{"type":"mount"},{"type":"network","path":"/x"}])").starts_with("/linux/namespaces/1/path: "));
  CHECK(with(R"([{"type":"mount"},{"type":"user"}])").starts_with("/linux/namespaces/1/type: "));
  CHECK(with(R"([{"type":"time"},{"type":"mount"}])").starts_with("/linux/namespaces/0/type: "));
  CHECK(with(R"([{"type":"pid"}])").starts_with("/linux/namespaces: "));
}

TEST_CASE("mounts below /proc and over the root are refused, the few harmless files of /proc are not") {
  auto at = [](const char* destination) {
    return refusal(
        given_spec("", "", std::string(R"("mounts":[{"destination":")") + destination + R"(","source":"/x","options":["bind"]}])"));
  };
  CHECK(at("/proc/self/attr").starts_with("/mounts/0/destination: "));
  CHECK(at("/proc/../proc/sys").starts_with("/mounts/0/destination: "));
  CHECK(at("/").starts_with("/mounts/0/destination: "));
  CHECK(at("/proc/meminfo").empty());
  CHECK(at("/proc").empty());
}

TEST_CASE("a sysctl needs the namespace that isolates it") {
  auto with = [](const char* name) { return refusal(given_spec("", std::string(R"("sysctl":{")") + name + R"(":"1"})")); };
  CHECK(with("net.ipv4.ip_forward").empty());
  CHECK(with("net/ipv4/conf/eth0.100/forwarding").empty());
  CHECK(with("kernel.shmmax").empty());
  CHECK(with("fs.mqueue.msg_max").empty());
  CHECK(with("kernel.domainname").empty());
  CHECK(with("kernel.hostname").starts_with("/linux/sysctl/kernel.hostname: "));
  CHECK(with("kernel.sysrq").starts_with("/linux/sysctl/kernel.sysrq: "));
  CHECK(with("vm.swappiness").starts_with("/linux/sysctl/vm.swappiness: "));
  CHECK(with("net/../kernel/sysrq").starts_with("/linux/sysctl/"));
  const auto host_net = oci::parse_spec(
      R"({"ociVersion":"1.0.0","root":{"path":"r"},"process":{"user":{"uid":0,"gid":0},"cwd":"/","args":["x"]},"linux":{"namespaces":[{"type":"mount"}],"sysctl":{"net.ipv4.ip_forward":"1"}}})");
  CHECK(refusal(host_net).find("needs a network namespace") != std::string::npos);
}
