#include "dray/oci/validate.h"

#include "dray/base/error.h"
#include "dray/oci/load.h"
#include "dray/oci/parse.h"

#include <catch2/catch.hpp>

using namespace dray;
using namespace dray::oci;

namespace {

using Cases = std::vector<std::pair<std::string, std::string>>;

std::string problem(const std::string& text) {
  try {
    Log log;
    validate(parse_spec(text), log);
  } catch (const Error& error) {
    return error.text();
  }
  return "none";
}

/// A valid config with `members` (text of JSON members) added to its top level, its process or its linux section.
std::string top(const std::string& members) {
  return R"({"ociVersion":"1.3.0","root":{"path":"r"},"process":{"cwd":"/","args":["a"]},)" + members + "}";
}
std::string process(const std::string& members) {
  return R"({"ociVersion":"1.3.0","root":{"path":"r"},"process":{"cwd":"/","args":["a"],)" + members + "}}";
}
std::string linux_section(const std::string& members) { return top("\"linux\":{" + members + "}"); }
std::string resources(const std::string& members) { return linux_section("\"resources\":{" + members + "}"); }
std::string seccomp(const std::string& members) { return linux_section("\"seccomp\":{" + members + "}"); }

void check(const Cases& cases) {
  for (const auto& [text, expected] : cases) {
    INFO(text);
    CHECK(problem(text) == expected);
  }
}

}  // namespace

TEST_CASE("Docker's config is valid, without notices") {
  Log log;
  validate(parse_spec(read_config(TEST_DATA "/docker-default.json")), log);
  CHECK(log.entries().empty());
}

TEST_CASE("ociVersion is a version of major 1") {
  const auto with = [](const std::string& version) {
    return R"({"ociVersion":")" + version + R"(","root":{"path":"r"},"process":{"cwd":"/","args":["a"]}})";
  };
  for (const std::string version : {"1.0.0", "1.3.0", "1.2.99", "1.0.0-rc5", "1.0.2-dev", "1.1.0+dev", "1.4.0", "1.0.0-0.a-b+001"})
    CHECK(problem(with(version)) == "none");
  for (const std::string version :
       {"1", "1.0", "v1.0.0", "1.0.0.0", "1.00.0", "1.0.x", "1.0.0-", "1.0.0-01", "1.0.0+", "1.0.0-a..b", "1.-1.0", " 1.0.0"})
    CHECK(problem(with(version)) == "/ociVersion: \"" + version + "\" is not a version (write it as \"1.3.0\")");
  CHECK(problem(with("2.0.0")) == "/ociVersion: version \"2.0.0\" of the specification is not supported (supported: 1.0.0 to 1.3.0)");
  CHECK(problem(with("0.9.0")).starts_with("/ociVersion: version"));
  CHECK(problem(R"({"root":{"path":"r"}})") == "/ociVersion: required property is missing (this is 1.3.0)");
  Log log;
  validate(parse_spec(with("1.4.0")), log);
  REQUIRE(log.entries().size() == 1);
  CHECK(log.entries()[0].level == Level::Warning);
  CHECK(log.entries()[0].text == "/ociVersion: \"1.4.0\" is newer than 1.3.0: properties that it adds have no effect");
}

TEST_CASE("top-level rules") {
  check({
      {R"({"ociVersion":"1.0.0"})",
       "/root: required property is missing (\"root\": {\"path\": \"rootfs\"} names a directory of the bundle)"},
      {R"({"ociVersion":"1.0.0","root":{"path":""}})", "/root/path: the path is empty"},
      {R"({"ociVersion":"1.0.0","root":{"path":"r"}})", "/process: process property must not be empty"},
      {top(R"("mounts":[{"destination":""}])"), "/mounts/0/destination: the path is empty"},
      {top(R"("mounts":[{"destination":"/a","uidMappings":[{"containerID":0,"hostID":0,"size":1}]}])"),
       "/mounts/0: uidMappings without gidMappings (give both or neither)"},
      {top(R"("mounts":[{"destination":"/a","gidMappings":[{"containerID":0,"hostID":0,"size":1}]}])"),
       "/mounts/0: gidMappings without uidMappings (give both or neither)"},
      {top(R"("hostname":"h")"),
       "/hostname: needs a uts namespace: it would rename the host (add {\"type\": \"uts\"} to /linux/namespaces)"},
      {top(R"("domainname":"h")"),
       "/domainname: needs a uts namespace: it would rename the host (add {\"type\": \"uts\"} to /linux/namespaces)"},
      {top(R"("hostname":"h","linux":{"namespaces":[{"type":"uts"}]})"), "none"},
      {top(R"("linux":{"namespaces":[{"type":"uts"}]},"hostname":")" + std::string(65, 'h') + '"'), "/hostname: longer than 64 bytes"},
      {top(R"("annotations":{"a":"b","":"c"})"), "/annotations/: the key of an annotation is empty"},
      {top(R"("hooks":{"poststart":[{"path":"/a","timeout":1},{"path":"b"}]})"),
       "/hooks/poststart/1/path: \"b\" is not an absolute path (did you mean \"/b\"?)"},
      {top(R"("hooks":{"prestart":[{"path":""}]})"), "/hooks/prestart/0/path: the path is empty"},
      {top(R"("hooks":{"createRuntime":[{"path":"/a","timeout":0}]})"),
       "/hooks/createRuntime/0/timeout: the timeout is not greater than 0 (leave it out to wait without limit)"},
      {top(R"("hooks":{"createContainer":[{"path":"/a","env":["A"]}]})"),
       "/hooks/createContainer/0/env/0: environment entry \"A\" has no \"=\""},
      {top(R"("hooks":{"startContainer":[{"path":"/a","timeout":-1}]})"),
       "/hooks/startContainer/0/timeout: the timeout is not greater than 0 (leave it out to wait without limit)"},
      {top(R"("hooks":{"poststop":[{"path":"x/../y"}]})"),
       "/hooks/poststop/0/path: \"x/../y\" is not an absolute path (did you mean \"/y\"?)"},
  });
}

TEST_CASE("relative destinations and unknown properties are told, not refused") {
  Log log;
  validate(parse_spec(top(R"("mounts":[{"destination":"a/b"}],"zz":1)")), log);
  REQUIRE(log.entries().size() == 2);
  CHECK(log.entries()[0].text == "/mounts/0/destination: \"a/b\" is relative and read as \"/a/b\"");
  CHECK(log.entries()[1].level == Level::Debug);
  CHECK(log.entries()[1].text == "/zz: unknown property, ignored");
}

TEST_CASE("process rules") {
  const auto bare = [](const std::string& members) { return R"({"ociVersion":"1.3.0","root":{"path":"r"},"process":{)" + members + "}}"; };
  check({
      {bare(R"("args":["a"])"), "/process/cwd: Cwd property must not be empty"},
      {bare(R"("args":["a"],"cwd":"tmp")"), "/process/cwd: Cwd must be an absolute path (\"tmp\" is relative)"},
      {bare(R"("cwd":"/")"), "/process/args: args must not be empty"},
      {process(R"("env":["A=","B=c=d"])"), "none"},
      {process(R"("env":["A=1","B"])"), "/process/env/1: environment entry \"B\" has no \"=\""},
      {process(R"("env":["=x"])"), "/process/env/0: environment entry \"=x\" has no name"},
      {process(R"("user":{"uid":4294967295,"gid":0})"), "/process/user/uid: 4294967295 is not an id"},
      {process(R"("user":{"uid":0,"gid":0,"additionalGids":[1,4294967295]})"), "/process/user/additionalGids/1: 4294967295 is not an id"},
      {process(R"("user":{"uid":0,"gid":0,"umask":512})"),
       "/process/user/umask: larger than 511, which is 0777 (JSON numbers are decimal: 0022 is 18)"},
      {process(R"("rlimits":[{"type":"RLIMIT_NOFILE","soft":1,"hard":2},{"type":"RLIMIT_CORE","soft":0,"hard":0}])"), "none"},
      {process(R"("rlimits":[{"type":"RLIMIT_NOFILES","soft":1,"hard":2}])"),
       "/process/rlimits/0/type: unknown rlimit \"RLIMIT_NOFILES\" (did you mean \"RLIMIT_NOFILE\"?)"},
      {process(R"("rlimits":[{"type":"RLIMIT_CORE","soft":1,"hard":2},{"type":"RLIMIT_CORE","soft":1,"hard":2}])"),
       "/process/rlimits/1/type: \"RLIMIT_CORE\" is also at /process/rlimits/0"},
      {process(R"("rlimits":[{"type":"RLIMIT_CORE","soft":3,"hard":2}])"),
       "/process/rlimits/0/soft: the soft limit 3 is above the hard limit 2"},
      {process(R"("consoleSize":{"height":70000,"width":1})"), "none"},
      {process(R"("terminal":true,"consoleSize":{"height":70000,"width":1})"),
       "/process/consoleSize/height: 70000 is not in the range from 0 to 65535"},
      {process(R"("oomScoreAdj":1001)"), "/process/oomScoreAdj: 1001 is not in the range from -1000 to 1000"},
      {process(R"("capabilities":{"bounding":["CAP_UNHEARD_OF"]})"), "none"},
      {process(R"("scheduler":{"policy":"SCHED_FIFO","priority":5,"flags":["SCHED_FLAG_RESET_ON_FORK"]})"), "none"},
      {process(R"("scheduler":{"policy":"SCHED_FIFOO"})"),
       "/process/scheduler/policy: unknown scheduler policy \"SCHED_FIFOO\" (did you mean \"SCHED_FIFO\"?)"},
      {process(R"("scheduler":{"policy":"SCHED_RR","flags":["SCHED_FLAG_RECLAIMS"]})"),
       "/process/scheduler/flags/0: unknown scheduler flag \"SCHED_FLAG_RECLAIMS\" (did you mean \"SCHED_FLAG_RECLAIM\"?)"},
      {process(R"("scheduler":{"policy":"SCHED_OTHER","nice":20})"), "/process/scheduler/nice: 20 is not in the range from -20 to 19"},
      {process(R"("scheduler":{"policy":"SCHED_OTHER","priority":3})"),
       "/process/scheduler/priority: only SCHED_FIFO and SCHED_RR have a priority"},
      {process(R"("scheduler":{"policy":"SCHED_RR","runtime":3})"),
       "/process/scheduler: only SCHED_DEADLINE has runtime, deadline and period"},
      {process(R"("scheduler":{"policy":"SCHED_DEADLINE","runtime":3,"deadline":2,"period":9})"),
       "/process/scheduler/runtime: larger than the deadline"},
      {process(R"("scheduler":{"policy":"SCHED_DEADLINE","runtime":1,"deadline":5,"period":4})"),
       "/process/scheduler/deadline: larger than the period"},
      {process(R"("ioPriority":{"class":"IOPRIO_CLASS_RTT","priority":0})"),
       "/process/ioPriority/class: unknown I/O priority class \"IOPRIO_CLASS_RTT\" (did you mean \"IOPRIO_CLASS_RT\"?)"},
      {process(R"("ioPriority":{"class":"IOPRIO_CLASS_RT","priority":8})"),
       "/process/ioPriority/priority: 8 is not in the range from 0 to 7"},
      {process(R"("execCPUAffinity":{"initial":"0-3,5","final":"x"})"),
       "/process/execCPUAffinity/final: \"x\" is not a list of CPUs (write it as \"0-3,7\")"},
      {process(R"("execCPUAffinity":{"initial":"3-1"})"),
       "/process/execCPUAffinity/initial: \"3-1\" is not a list of CPUs (write it as \"0-3,7\")"},
  });
}

TEST_CASE("a process on its own is checked under its own pointers") {
  CHECK_NOTHROW(validate(parse_process(R"({"cwd":"/","args":["a"]})")));
  try {
    validate(parse_process(R"({"cwd":"/","args":[]})"));
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(error.property() == "/args");
  }
}

TEST_CASE("namespace, mapping and time rules") {
  const std::string user = R"("namespaces":[{"type":"user"}],)";
  const std::string mappings = R"("uidMappings":[{"containerID":0,"hostID":1000,"size":1}])";
  check({
      {linux_section(R"("namespaces":[{"type":"pid"},{"type":"mount"},{"type":"pid","path":"/p"}])"),
       "/linux/namespaces/2: a second pid namespace (the first is /linux/namespaces/0)"},
      {linux_section(R"("namespaces":[{"type":"pid","path":"proc/1/ns/pid"}])"),
       "/linux/namespaces/0/path: \"proc/1/ns/pid\" is not an absolute path (did you mean \"/proc/1/ns/pid\"?)"},
      {linux_section(mappings), "/linux/uidMappings: needs a user namespace (add {\"type\": \"user\"} to /linux/namespaces)"},
      {linux_section(R"("gidMappings":[{"containerID":0,"hostID":1000,"size":1}])"),
       "/linux/gidMappings: needs a user namespace (add {\"type\": \"user\"} to /linux/namespaces)"},
      {linux_section(user + mappings), "none"},
      {linux_section(user + R"("uidMappings":[{"containerID":0,"hostID":0,"size":4294967295}])"), "none"},
      {linux_section(user + R"("uidMappings":[{"containerID":0,"hostID":0,"size":0}])"), "/linux/uidMappings/0/size: the size is 0"},
      {linux_section(user + R"("uidMappings":[{"containerID":1,"hostID":0,"size":4294967295}])"),
       "/linux/uidMappings/0: containerID plus size is above 4294967295"},
      {linux_section(user + R"("gidMappings":[{"containerID":0,"hostID":9,"size":4294967290}])"),
       "/linux/gidMappings/0: hostID plus size is above 4294967295"},
      {linux_section(user + R"("uidMappings":[{"containerID":0,"hostID":0,"size":10},{"containerID":9,"hostID":100,"size":1}])"),
       "/linux/uidMappings/1: overlaps /linux/uidMappings/0"},
      {linux_section(user + R"("uidMappings":[{"containerID":0,"hostID":5,"size":10},{"containerID":20,"hostID":0,"size":6}])"),
       "/linux/uidMappings/1: overlaps /linux/uidMappings/0"},
      {linux_section(R"("timeOffsets":{"monotonic":{"secs":1}})"),
       "/linux/timeOffsets: needs a time namespace (add {\"type\": \"time\"} to /linux/namespaces)"},
      {linux_section(R"("timeOffsets":{})"), "none"},
      {linux_section(R"("namespaces":[{"type":"time"}],"timeOffsets":{"monotonic":{"secs":1}})"), "none"},
      {linux_section(R"("namespaces":[{"type":"time","path":"/t"}],"timeOffsets":{"monotonic":{"secs":1}})"),
       "/linux/timeOffsets: needs a new time namespace, not one to join (the path is /linux/namespaces/0/path)"},
      {linux_section(R"("namespaces":[{"type":"time"}],"timeOffsets":{"boottime":{"nanosecs":1000000000}})"),
       "/linux/timeOffsets/boottime/nanosecs: 1000000000 is not in the range from 0 to 999999999"},
  });
}

TEST_CASE("device and path rules") {
  const auto device = [](const std::string& members) { return linux_section("\"devices\":[{" + members + "}]"); };
  const auto net = [](const std::string& members) {
    return linux_section(R"("namespaces":[{"type":"network"}],"netDevices":{)" + members + "}");
  };
  check({
      {device(R"("type":"p","path":"/dev/fifo")"), "none"},
      {device(R"("type":"u","path":"/dev/x","major":4095,"minor":1048575,"fileMode":438)"), "none"},
      {device(R"("type":"x","path":"/dev/x")"), "/linux/devices/0/type: unknown device type \"x\" (known: b, c, p, u)"},
      {device(R"("type":"p","path":"dev/x")"), "/linux/devices/0/path: \"dev/x\" is not an absolute path (did you mean \"/dev/x\"?)"},
      {device(R"("type":"c","path":"/dev/x","minor":1)"), "/linux/devices/0/major: required for type \"c\""},
      {device(R"("type":"b","path":"/dev/x","major":1)"), "/linux/devices/0/minor: required for type \"b\""},
      {device(R"("type":"b","path":"/dev/x","major":4096,"minor":0)"), "/linux/devices/0/major: 4096 is not in the range from 0 to 4095"},
      {device(R"("type":"b","path":"/dev/x","major":1,"minor":-1)"), "/linux/devices/0/minor: -1 is not in the range from 0 to 1048575"},
      {device(R"("type":"p","path":"/dev/x","fileMode":65536)"),
       "/linux/devices/0/fileMode: larger than 65535, which is 0177777 (JSON numbers are decimal: 0666 is 438)"},
      {device(R"("type":"p","path":"/dev/x","uid":4294967295)"), "/linux/devices/0/uid: 4294967295 is not an id"},
      {linux_section(R"("netDevices":{"eth0":{}})"),
       "/linux/netDevices: needs a network namespace (add {\"type\": \"network\"} to /linux/namespaces)"},
      {net(R"("eth0":{"name":"eth%d"},"eth1":{"name":"eth%d"})"), "none"},
      {net(R"("eth0":{"name":"x"},"eth1":{"name":"x"})"), "/linux/netDevices/eth0/name: \"x\" is also the name of /linux/netDevices/eth1"},
      {net(R"("a/b":{})"), "/linux/netDevices/a~1b: \"a/b\" is not a network device's name"},
      {net(R"("eth0":{"name":"sixteen-letters-"})"), "/linux/netDevices/eth0/name: \"sixteen-letters-\" is not a network device's name"},
      {linux_section(R"("maskedPaths":["/a","b"])"), "/linux/maskedPaths/1: \"b\" is not an absolute path (did you mean \"/b\"?)"},
      {linux_section(R"("readonlyPaths":[""])"), "/linux/readonlyPaths/0: the path is empty"},
      {linux_section(R"("cgroupsPath":"/a/../../b")"), "/linux/cgroupsPath: \"/a/../../b\" contains \"..\""},
      {linux_section(R"("cgroupsPath":"system.slice:dray:a..b")"), "none"},
      {linux_section(R"("rootfsPropagation":"rslave")"), "none"},
      {linux_section(R"("rootfsPropagation":"")"), "none"},
      {linux_section(R"("rootfsPropagation":"sharde")"),
       "/linux/rootfsPropagation: unknown propagation \"sharde\" (did you mean \"shared\"?)"},
  });
}

TEST_CASE("sysctl keys") {
  const auto sysctl = [](const std::string& key) { return linux_section("\"sysctl\":{\"" + key + "\":\"1\"}"); };
  for (const std::string key :
       {"net.ipv4.ip_forward", "net/ipv4/conf/eth0.100/forwarding", "net.ipv4.conf.eth0/100.forwarding", "kernel.shm_rmid_forced"})
    CHECK(problem(sysctl(key)) == "none");
  for (const std::string key : {"", ".", "a..b", "/a", "a/../b", "a/", "a b", "net.ipv4.*"}) {
    INFO(key);
    CHECK(problem(sysctl(key)).find("is not a sysctl (write it as") != std::string::npos);
  }
  CHECK(problem(sysctl("a/../b")).starts_with("/linux/sysctl/a~1..~1b: "));
}

TEST_CASE("resource rules") {
  check({
      {resources(R"("devices":[{"allow":false,"access":"rwm"},{"allow":true,"type":"c","major":-1,"minor":-1,"access":"r"}])"), "none"},
      {resources(R"("devices":[{"allow":true,"type":"u"}])"),
       "/linux/resources/devices/0/type: unknown device type \"u\" (known: a, b, c)"},
      {resources(R"("devices":[{"allow":true,"access":"rwx"}])"),
       "/linux/resources/devices/0/access: \"rwx\" is not made of \"r\", \"w\" and \"m\""},
      {resources(R"("devices":[{"allow":true,"major":-2}])"),
       "/linux/resources/devices/0/major: -2 is not in the range from 0 to 4294967295"},
      {resources(R"("memory":{"swappiness":101})"), "/linux/resources/memory/swappiness: 101 is not in the range from 0 to 100"},
      {resources(R"("cpu":{"cpus":"0-1, 3","mems":""})"), "none"},
      {resources(R"("cpu":{"cpus":"0,,1"})"), "/linux/resources/cpu/cpus: \"0,,1\" is not a list of CPUs (write it as \"0-3,7\")"},
      {resources(R"("cpu":{"mems":"a"})"), "/linux/resources/cpu/mems: \"a\" is not a list of memory nodes (write it as \"0-3,7\")"},
      {resources(R"("cpu":{"idle":2})"), "/linux/resources/cpu/idle: 2 is not in the range from 0 to 1"},
      {resources(R"("blockIO":{"weight":0,"leafWeight":1000})"), "none"},
      {resources(R"("blockIO":{"weight":9})"), "/linux/resources/blockIO/weight: 9 is not in the range from 10 to 1000"},
      {resources(R"("blockIO":{"leafWeight":1001})"), "/linux/resources/blockIO/leafWeight: 1001 is not in the range from 10 to 1000"},
      {resources(R"("blockIO":{"weightDevice":[{"major":8,"minor":0}]})"),
       "/linux/resources/blockIO/weightDevice/0: has neither weight nor leafWeight"},
      {resources(R"("blockIO":{"throttleWriteIOPSDevice":[{"major":-8,"minor":0,"rate":1}]})"),
       "/linux/resources/blockIO/throttleWriteIOPSDevice/0/major: -8 is not in the range from 0 to 4294967295"},
      {resources(R"("hugepageLimits":[{"pageSize":"64KB","limit":1},{"pageSize":"1GB","limit":1}])"), "none"},
      {resources(R"("hugepageLimits":[{"pageSize":"2M","limit":1}])"),
       "/linux/resources/hugepageLimits/0/pageSize: \"2M\" is not a page size (write it as \"64KB\", \"2MB\" or \"1GB\")"},
      {resources(R"("hugepageLimits":[{"pageSize":"","limit":1}])"),
       "/linux/resources/hugepageLimits/0/pageSize: \"\" is not a page size (write it as \"64KB\", \"2MB\" or \"1GB\")"},
      {resources(R"("network":{"priorities":[{"name":"a b","priority":1}]})"),
       "/linux/resources/network/priorities/0/name: \"a b\" is not an interface's name"},
      {resources(R"("rdma":{"mlx5_1":{}})"), "/linux/resources/rdma/mlx5_1: has neither hcaHandles nor hcaObjects"},
      {resources(R"("rdma":{"a b":{"hcaHandles":1}})"), "/linux/resources/rdma/a b: \"a b\" is not a device's name"},
      {resources(R"("unified":{"memory.high":"max"})"), "none"},
      {resources(R"("unified":{"../memory.high":"max"})"),
       "/linux/resources/unified/..~1memory.high: \"../memory.high\" is not a cgroup file (write it as \"memory.high\")"},
      {resources(R"("unified":{"tasks":"1"})"),
       "/linux/resources/unified/tasks: \"tasks\" is not a cgroup file (write it as \"memory.high\")"},
  });
}

TEST_CASE("seccomp rules") {
  const std::string allow = R"("defaultAction":"SCMP_ACT_ALLOW")";
  const auto rule = [&](const std::string& members) { return seccomp(allow + ",\"syscalls\":[{" + members + "}]"); };
  check({
      {seccomp(R"("defaultAction":"SCMP_ACT_ERROR")"),
       "/linux/seccomp/defaultAction: unknown seccomp action \"SCMP_ACT_ERROR\" (did you mean \"SCMP_ACT_ERRNO\"?)"},
      {seccomp(R"("defaultAction":"SCMP_ACT_NOTIFY")"), "/linux/seccomp/defaultAction: SCMP_ACT_NOTIFY can't be the default action"},
      {seccomp(allow + R"(,"defaultErrnoRet":1)"),
       "/linux/seccomp/defaultErrnoRet: SCMP_ACT_ALLOW returns no errno (only SCMP_ACT_ERRNO and SCMP_ACT_TRACE do)"},
      {seccomp(R"("defaultAction":"SCMP_ACT_ERRNO","defaultErrnoRet":4096)"),
       "/linux/seccomp/defaultErrnoRet: 4096 is not in the range from 0 to 4095"},
      {seccomp(R"("defaultAction":"SCMP_ACT_TRACE","defaultErrnoRet":65535)"), "none"},
      {seccomp(allow + R"(,"architectures":["SCMP_ARCH_X86","SCMP_ARCH_ARM64"])"),
       "/linux/seccomp/architectures/1: unknown seccomp architecture \"SCMP_ARCH_ARM64\" (did you mean \"SCMP_ARCH_ARM\"?)"},
      {seccomp(allow + R"(,"flags":["SECCOMP_FILTER_FLAG_LOGS"])"),
       "/linux/seccomp/flags/0: unknown seccomp flag \"SECCOMP_FILTER_FLAG_LOGS\" (did you mean \"SECCOMP_FILTER_FLAG_LOG\"?)"},
      {seccomp(allow + R"(,"listenerMetadata":"m")"), "/linux/seccomp/listenerMetadata: set without listenerPath"},
      {seccomp(allow + R"(,"listenerPath":"s")"), "/linux/seccomp/listenerPath: \"s\" is not an absolute path (did you mean \"/s\"?)"},
      {rule(R"("names":["read"],"action":"SCMP_ACT_ERRNO","errnoRet":1,"args":[{"index":5,"value":1,"op":"SCMP_CMP_EQ"}])"), "none"},
      {rule(R"("names":[],"action":"SCMP_ACT_ALLOW")"), "/linux/seccomp/syscalls/0/names: the list is empty"},
      {rule(R"("names":["read",""],"action":"SCMP_ACT_ALLOW")"), "/linux/seccomp/syscalls/0/names/1: the name is empty"},
      {rule(R"("names":["read"],"action":"ALLOW")").substr(0),
       "/linux/seccomp/syscalls/0/action: unknown seccomp action \"ALLOW\" (known: SCMP_ACT_ALLOW, "
       "SCMP_ACT_ERRNO, SCMP_ACT_KILL, SCMP_ACT_KILL_PROCESS, SCMP_ACT_KILL_THREAD, SCMP_ACT_LOG, SCMP_ACT_NOTIFY, SCMP_ACT_TRACE, "
       "SCMP_ACT_TRAP)"},
      {rule(R"("names":["read"],"action":"SCMP_ACT_KILL","errnoRet":1)"),
       "/linux/seccomp/syscalls/0/errnoRet: SCMP_ACT_KILL returns no errno (only SCMP_ACT_ERRNO and SCMP_ACT_TRACE do)"},
      {rule(R"("names":["read"],"action":"SCMP_ACT_ALLOW","args":[{"index":6,"value":1,"op":"SCMP_CMP_EQ"}])"),
       "/linux/seccomp/syscalls/0/args/0/index: 6 is not in the range from 0 to 5"},
      {rule(R"("names":["read"],"action":"SCMP_ACT_ALLOW","args":[{"index":0,"value":1,"op":"EQ"}])"),
       "/linux/seccomp/syscalls/0/args/0/op: unknown seccomp operator \"EQ\" (known: SCMP_CMP_EQ, SCMP_CMP_GE, SCMP_CMP_GT, SCMP_CMP_LE, "
       "SCMP_CMP_LT, SCMP_CMP_MASKED_EQ, SCMP_CMP_NE)"},
      {rule(R"("names":["read"],"action":"SCMP_ACT_NOTIFY")"),
       "/linux/seccomp/listenerPath: SCMP_ACT_NOTIFY needs a listener (the action is at /linux/seccomp/syscalls/0)"},
  });
}

TEST_CASE("intelRdt, memoryPolicy and personality rules") {
  check({
      {linux_section(R"("intelRdt":{"closID":"/","memBwSchema":"MB:0=20","schemata":["L3:0=f"]})"), "none"},
      {linux_section(R"("intelRdt":{"closID":"a/b"})"), "/linux/intelRdt/closID: \"a/b\" is not a class name"},
      {linux_section(R"("intelRdt":{"closID":".."})"), "/linux/intelRdt/closID: \"..\" is not a class name"},
      {linux_section(R"("intelRdt":{"memBwSchema":"L3:0=f"})"), "/linux/intelRdt/memBwSchema: \"L3:0=f\" does not begin with \"MB:\""},
      {linux_section(R"("intelRdt":{"schemata":["a\nb"]})"), "/linux/intelRdt/schemata/0: \"a\\nb\" has more than one line"},
      {linux_section(R"("memoryPolicy":{"mode":"MPOL_BIND","nodes":"0-1","flags":["MPOL_F_STATIC_NODES"]})"), "none"},
      {linux_section(R"("memoryPolicy":{"mode":"MPOL_BINDD","nodes":"0"})"),
       "/linux/memoryPolicy/mode: unknown memory policy \"MPOL_BINDD\" (did you mean \"MPOL_BIND\"?)"},
      {linux_section(R"("memoryPolicy":{"mode":"MPOL_BIND"})"), "/linux/memoryPolicy/nodes: MPOL_BIND needs nodes"},
      {linux_section(R"("memoryPolicy":{"mode":"MPOL_LOCAL","nodes":"0"})"), "/linux/memoryPolicy/nodes: MPOL_LOCAL takes no nodes"},
      {linux_section(R"("memoryPolicy":{"mode":"MPOL_BIND","nodes":"x"})"),
       "/linux/memoryPolicy/nodes: \"x\" is not a list of memory nodes (write it as \"0-3,7\")"},
      {linux_section(R"("personality":{"domain":"LINUX32"})"), "none"},
      {linux_section(R"("personality":{"domain":"LINUX64"})"),
       "/linux/personality/domain: unknown personality \"LINUX64\" (did you mean \"LINUX\"?)"},
      {linux_section(R"("personality":{"domain":"LINUX","flags":["X"]})"),
       "/linux/personality/flags/0: unknown personality flag \"X\" (none is defined)"},
  });
}

TEST_CASE("container ids") {
  const std::string longest(255, 'x');
  for (const std::string_view id : {"a", "A-b_c.d+e", "0", "...", "-x", longest.c_str()}) CHECK_NOTHROW(check_container_id(id));
  for (const std::string& id : {std::string(), std::string("."), std::string(".."), std::string("a/b"), std::string("a b"),
                                std::string("\xc3\xa9"), std::string("a\0", 2), std::string(256, 'x')}) {
    try {
      check_container_id(id);
      FAIL(id);
    } catch (const Error& error) {
      CHECK(error.code() == Code::Usage);
      CHECK(error.text().starts_with("invalid container ID format: \""));
    }
  }
}
