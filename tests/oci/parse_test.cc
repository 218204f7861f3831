#include "dray/oci/parse.h"

#include "dray/base/error.h"
#include "dray/oci/load.h"

#include <catch2/catch.hpp>

using namespace dray;
using namespace dray::oci;

namespace {

std::string problem(std::string_view text) {
  try {
    (void)parse_spec(text);
  } catch (const Error& error) {
    CHECK(error.code() == Code::InvalidConfig);
    return error.text();
  }
  return "none";
}

/// `content` as the value of /linux, /process …
Spec spec_with(const std::string& property, const std::string& content) { return parse_spec("{\"" + property + "\":" + content + "}"); }

std::vector<std::string> pointers(const auto& sections) {
  std::vector<std::string> all;
  for (const auto& each : sections) all.push_back(each.origin.pointer());
  return all;
}

using Strings = std::vector<std::string>;

}  // namespace

TEST_CASE("Docker's config is read completely") {
  const Spec spec = parse_spec(read_config(TEST_DATA "/docker-default.json"));
  CHECK(spec.unknown_properties == Strings{});
  CHECK(spec.oci_version == "1.2.0");
  CHECK(spec.root->path == "rootfs");
  CHECK_FALSE(spec.root->readonly);
  CHECK(spec.hostname == "0123456789ab");
  CHECK(spec.process->args == Strings{"/bin/true"});
  CHECK(spec.process->env.size() == 2);
  CHECK(spec.process->cwd == "/");
  CHECK(spec.process->user.additional_gids == std::vector<std::uint32_t>{0, 10});
  CHECK(spec.process->capabilities->bounding.size() == 14);
  CHECK(spec.process->capabilities->ambient.empty());
  CHECK(spec.process->oom_score_adj == 0);
  CHECK(spec.mounts.size() == 10);
  CHECK(spec.mounts[2].options == Strings{"nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5"});
  CHECK(spec.mounts[9].origin.pointer() == "/mounts/9");
  CHECK(spec.has_linux);
  CHECK(spec.linux.namespaces.size() == 6);
  CHECK(spec.linux.namespaces[1].type == NamespaceType::Network);
  CHECK(spec.linux.masked_paths.size() == 12);
  CHECK(spec.linux.readonly_paths.size() == 5);
  CHECK(spec.linux.sysctl == StringMap{{"net.ipv4.ip_unprivileged_port_start", "0"}, {"net.ipv4.ping_group_range", "0 2147483647"}});
  const Resources& resources = *spec.linux.resources;
  CHECK(resources.devices.size() == 8);
  CHECK(resources.memory->limit == 268435456);
  CHECK(resources.cpu->quota == 50000);
  CHECK(resources.pids->limit == 100);
  CHECK(spec.linux.seccomp->default_errno_ret == 1);
  CHECK(spec.linux.seccomp->architectures.size() == 3);
  CHECK(spec.linux.seccomp->syscalls.size() == 15);
  CHECK_FALSE(spec.linux.seccomp->flags);
}

TEST_CASE("top-level properties") {
  const Spec spec = parse_spec(
      R"({"ociVersion":"1.0.2","root":{"path":"r","readonly":true},"hostname":"h","domainname":"d","annotations":{"b":"2","a":""},
    "mounts":[{"destination":"/a","source":"s","type":"bind","options":["ro"],"uidMappings":[{"containerID":1,"hostID":2,"size":3}],
    "gidMappings":[{"containerID":4,"hostID":5,"size":6}]}]})");
  CHECK(spec.root->readonly);
  CHECK(spec.root->origin.pointer() == "/root");
  CHECK(spec.domainname == "d");
  CHECK(spec.annotations == StringMap{{"b", "2"}, {"a", ""}});
  CHECK_FALSE(spec.process);
  CHECK_FALSE(spec.hooks);
  CHECK_FALSE(spec.has_linux);
  const Mount& mount = spec.mounts.at(0);
  CHECK((mount.destination == "/a" && mount.source == "s" && mount.type == "bind" && mount.options == Strings{"ro"}));
  CHECK((mount.uid_mappings[0].container_id == 1 && mount.uid_mappings[0].host_id == 2 && mount.uid_mappings[0].size == 3));
  CHECK(mount.gid_mappings[0].size == 6);
  CHECK(mount.gid_mappings[0].origin.pointer() == "/mounts/0/gidMappings/0");
}

TEST_CASE("process properties") {
  const Process process = parse_process(R"({"terminal":true,"consoleSize":{"height":24,"width":80},
    "user":{"uid":1,"gid":2,"umask":18,"additionalGids":[3,4]},"args":["a","b"],"env":["K=V"],"cwd":"/w",
    "capabilities":{"bounding":["A"],"effective":["B"],"inheritable":["C"],"permitted":["D"],"ambient":["E"]},
    "rlimits":[{"type":"RLIMIT_CORE","soft":1,"hard":18446744073709551615}],"noNewPrivileges":true,"apparmorProfile":"p","selinuxLabel":"l",
    "oomScoreAdj":-500,"scheduler":{"policy":"SCHED_DEADLINE","nice":-5,"priority":7,"flags":["F"],"runtime":1,"deadline":2,"period":3},
    "ioPriority":{"class":"IOPRIO_CLASS_BE","priority":4},"execCPUAffinity":{"initial":"0","final":"1-2"}})");
  CHECK(process.terminal);
  CHECK((process.console_size->height == 24 && process.console_size->width == 80));
  CHECK((process.user.uid == 1 && process.user.gid == 2 && process.user.umask == 18));
  CHECK(process.user.additional_gids == std::vector<std::uint32_t>{3, 4});
  CHECK(process.user.origin.pointer() == "/user");
  CHECK((process.args == Strings{"a", "b"} && process.env == Strings{"K=V"} && process.cwd == "/w"));
  const Capabilities& caps = *process.capabilities;
  CHECK((caps.bounding == Strings{"A"} && caps.effective == Strings{"B"} && caps.inheritable == Strings{"C"}));
  CHECK((caps.permitted == Strings{"D"} && caps.ambient == Strings{"E"} && caps.origin.pointer() == "/capabilities"));
  const Rlimit& limit = process.rlimits.at(0);
  CHECK((limit.type == "RLIMIT_CORE" && limit.soft == 1 && limit.hard == UINT64_MAX && limit.origin.pointer() == "/rlimits/0"));
  CHECK(process.no_new_privileges);
  CHECK((process.apparmor_profile == "p" && process.selinux_label == "l" && process.oom_score_adj == -500));
  const Scheduler& scheduler = *process.scheduler;
  CHECK((scheduler.policy == "SCHED_DEADLINE" && scheduler.nice == -5 && scheduler.priority == 7 && scheduler.flags == Strings{"F"}));
  CHECK((scheduler.runtime == 1U && scheduler.deadline == 2U && scheduler.period == 3U));
  CHECK((process.io_priority->io_class == "IOPRIO_CLASS_BE" && process.io_priority->priority == 4));
  CHECK((process.exec_cpu_affinity->initial == "0" && process.exec_cpu_affinity->final == "1-2"));
}

TEST_CASE("hooks") {
  const Hooks hooks =
      *spec_with("hooks", R"({"prestart":[{"path":"/0"}],"createRuntime":[{"path":"/1","args":["a"],"env":["K=V"],"timeout":3}],
    "createContainer":[{"path":"/2"}],"startContainer":[{"path":"/3"}],"poststart":[{"path":"/4"}],"poststop":[{"path":"/5"},{"path":"/6"}]})")
           .hooks;
  CHECK(hooks.prestart.at(0).path == "/0");
  const Hook& hook = hooks.create_runtime.at(0);
  CHECK((hook.path == "/1" && hook.args == Strings{"a"} && hook.env == Strings{"K=V"} && hook.timeout == 3));
  CHECK(hooks.create_container.at(0).path == "/2");
  CHECK(hooks.start_container.at(0).path == "/3");
  CHECK_FALSE(hooks.poststart.at(0).timeout);
  CHECK(pointers(hooks.poststop) == Strings{"/hooks/poststop/0", "/hooks/poststop/1"});
}

TEST_CASE("linux properties") {
  const Linux section = spec_with("linux", R"({"namespaces":[{"type":"pid"},{"type":"network","path":"/n"},{"type":"mount"},{"type":"ipc"},
    {"type":"uts"},{"type":"user"},{"type":"cgroup"},{"type":"time"}],"uidMappings":[{"containerID":0,"hostID":1,"size":2}],
    "gidMappings":[{"containerID":3,"hostID":4,"size":5}],"timeOffsets":{"monotonic":{"secs":-1,"nanosecs":2},"boottime":{"secs":3}},
    "devices":[{"type":"c","path":"/dev/x","major":1,"minor":2,"fileMode":438,"uid":3,"gid":4}],
    "netDevices":{"eth0":{"name":"eth1"},"a/b":{}},"cgroupsPath":"/c","rootfsPropagation":"slave","sysctl":{"k":"v"},
    "maskedPaths":["/m"],"readonlyPaths":["/r"],"mountLabel":"l",
    "intelRdt":{"closID":"c","l3CacheSchema":"L3","memBwSchema":"MB:","schemata":["s"],"enableMonitoring":true},
    "memoryPolicy":{"mode":"MPOL_BIND","nodes":"0","flags":["F"]},"personality":{"domain":"LINUX32","flags":["f"]}})")
                            .linux;
  CHECK(section.namespaces.size() == 8);
  CHECK((section.namespaces[1].type == NamespaceType::Network && section.namespaces[1].path == "/n"));
  CHECK(section.namespaces[7].type == NamespaceType::Time);
  CHECK(section.uid_mappings.at(0).size == 2);
  CHECK(section.gid_mappings.at(0).origin.pointer() == "/linux/gidMappings/0");
  CHECK((section.time_offsets->monotonic->secs == -1 && section.time_offsets->monotonic->nanosecs == 2));
  CHECK((section.time_offsets->boottime->secs == 3 && section.time_offsets->boottime->nanosecs == 0));
  const Device& device = section.devices.at(0);
  CHECK((device.type == "c" && device.path == "/dev/x" && device.major == 1 && device.minor == 2));
  CHECK((device.file_mode == 438U && device.uid == 3U && device.gid == 4U));
  CHECK((section.net_devices.at(0).host_name == "eth0" && section.net_devices[0].name == "eth1"));
  CHECK(pointers(section.net_devices) == Strings{"/linux/netDevices/eth0", "/linux/netDevices/a~1b"});
  CHECK((section.cgroups_path == "/c" && section.rootfs_propagation == "slave" && section.mount_label == "l"));
  CHECK((section.sysctl == StringMap{{"k", "v"}} && section.masked_paths == Strings{"/m"} && section.readonly_paths == Strings{"/r"}));
  const IntelRdt& rdt = *section.intel_rdt;
  CHECK((rdt.clos_id == "c" && rdt.l3_cache_schema == "L3" && rdt.mem_bw_schema == "MB:" && rdt.schemata == Strings{"s"} &&
         rdt.enable_monitoring));
  CHECK(
      (section.memory_policy->mode == "MPOL_BIND" && section.memory_policy->nodes == "0" && section.memory_policy->flags == Strings{"F"}));
  CHECK((section.personality->domain == "LINUX32" && section.personality->flags == Strings{"f"}));
}

TEST_CASE("resources") {
  const Resources all = parse_resources(R"({"devices":[{"allow":true,"type":"c","major":1,"minor":-1,"access":"rw"},{"allow":false}],
    "memory":{"limit":1,"reservation":2,"swap":-1,"kernel":4,"kernelTCP":5,"swappiness":6,"disableOOMKiller":true,"useHierarchy":false,"checkBeforeUpdate":true},
    "cpu":{"shares":1,"quota":-1,"burst":3,"period":4,"realtimeRuntime":5,"realtimePeriod":6,"cpus":"0-1","mems":"0","idle":1},"pids":{"limit":-1},
    "blockIO":{"weight":10,"leafWeight":11,"weightDevice":[{"major":8,"minor":0,"weight":12,"leafWeight":13}],
      "throttleReadBpsDevice":[{"major":8,"minor":1,"rate":1}],"throttleWriteBpsDevice":[{"major":8,"minor":2,"rate":2}],
      "throttleReadIOPSDevice":[{"major":8,"minor":3,"rate":3}],"throttleWriteIOPSDevice":[{"major":8,"minor":4,"rate":4}]},
    "hugepageLimits":[{"pageSize":"2MB","limit":7}],"network":{"classID":8,"priorities":[{"name":"eth0","priority":9}]},
    "rdma":{"mlx5_1":{"hcaHandles":3,"hcaObjects":4}},"unified":{"memory.high":"max"}})");
  CHECK((all.devices[0].allow && all.devices[0].type == "c" && all.devices[0].major == 1 && all.devices[0].access == "rw"));
  CHECK_FALSE(all.devices[0].minor);
  CHECK((!all.devices[1].allow && !all.devices[1].major && all.devices[1].origin.pointer() == "/devices/1"));
  const Memory& memory = *all.memory;
  CHECK((memory.limit == 1 && memory.reservation == 2 && memory.swap == -1 && memory.kernel == 4 && memory.kernel_tcp == 5 &&
         memory.swappiness == 6U));
  CHECK((memory.disable_oom_killer == true && memory.use_hierarchy == false && memory.check_before_update == true));
  const Cpu& cpu = *all.cpu;
  CHECK((cpu.shares == 1U && cpu.quota == -1 && cpu.burst == 3U && cpu.period == 4U && cpu.realtime_runtime == 5 &&
         cpu.realtime_period == 6U));
  CHECK((cpu.cpus == "0-1" && cpu.mems == "0" && cpu.idle == 1));
  CHECK(all.pids->limit == -1);
  const BlockIo& io = *all.block_io;
  CHECK((io.weight == 10 && io.leaf_weight == 11 && io.weight_device.at(0).weight == 12 && io.weight_device[0].leaf_weight == 13));
  CHECK((io.throttle_read_bps_device.at(0).minor == 1 && io.throttle_write_bps_device.at(0).rate == 2));
  CHECK((io.throttle_read_iops_device.at(0).rate == 3 && io.throttle_write_iops_device.at(0).rate == 4));
  CHECK((all.hugepage_limits.at(0).page_size == "2MB" && all.hugepage_limits[0].limit == 7));
  CHECK((all.network->class_id == 8U && all.network->priorities.at(0).name == "eth0" && all.network->priorities[0].priority == 9));
  CHECK((all.rdma.at(0).device == "mlx5_1" && all.rdma[0].hca_handles == 3U && all.rdma[0].hca_objects == 4U));
  CHECK(all.unified == StringMap{{"memory.high", "max"}});
}

TEST_CASE("a swappiness of (uint64)-1 is not set") {
  CHECK_FALSE(parse_resources(R"({"memory":{"swappiness":18446744073709551615}})").memory->swappiness);
}

TEST_CASE("seccomp") {
  const Seccomp filter = *spec_with("linux", R"({"seccomp":{"defaultAction":"D","defaultErrnoRet":38,"architectures":["A"],"flags":[],
    "listenerPath":"/l","listenerMetadata":"m","syscalls":[{"names":["read"],"action":"E","errnoRet":1,
    "args":[{"index":1,"value":18446744073709551615,"valueTwo":3,"op":"O"}]}]}})")
                              .linux.seccomp;
  CHECK((filter.default_action == "D" && filter.default_errno_ret == 38U && filter.architectures == Strings{"A"}));
  CHECK((filter.flags && filter.flags->empty()));
  CHECK((filter.listener_path == "/l" && filter.listener_metadata == "m"));
  const SeccompSyscall& entry = filter.syscalls.at(0);
  CHECK((entry.names == Strings{"read"} && entry.action == "E" && entry.errno_ret == 1U));
  CHECK((entry.args.at(0).index == 1 && entry.args[0].value == UINT64_MAX && entry.args[0].value_two == 3 && entry.args[0].op == "O"));
  CHECK(entry.args[0].origin.pointer() == "/linux/seccomp/syscalls/0/args/0");
}

TEST_CASE("null is absent for every optional property") {
  const Spec spec = parse_spec(R"({"ociVersion":null,"root":null,"process":{"user":null,"args":null,"oomScoreAdj":null},"hostname":null,
    "mounts":null,"hooks":null,"annotations":null,"linux":{"namespaces":null,"netDevices":null,"resources":{"rdma":null,"memory":{"limit":null}},"seccomp":null}})");
  CHECK((!spec.root && !spec.hostname && !spec.hooks && spec.mounts.empty() && spec.annotations.empty()));
  CHECK((spec.process->args.empty() && !spec.process->oom_score_adj));
  CHECK((!spec.linux.seccomp && spec.linux.resources->memory && !spec.linux.resources->memory->limit));
  CHECK(spec.unknown_properties.empty());
}

TEST_CASE("unknown properties are collected, not refused") {
  const Spec spec =
      parse_spec(R"({"x":1,"process":{"args":["a"],"commandLine":"c"},"mounts":[{"destination":"/a"},{"destination":"/b","y/z":{}}],
    "linux":{"resources":{"cpu":{"weight":1}},"sysctl":{"any":"thing"}},"windows":{}})");
  CHECK(spec.unknown_properties == Strings{"/process/commandLine", "/mounts/1/y~1z", "/linux/resources/cpu/weight", "/x", "/windows"});
}

TEST_CASE("of duplicate properties the last counts") {
  const Spec spec = parse_spec(R"({"root":{"path":"a","readonly":true},"root":{"path":"b"},"hostname":1,"hostname":"h"})");
  CHECK((spec.root->path == "b" && !spec.root->readonly && spec.hostname == "h"));
}

TEST_CASE("a wrong type names the property, what is expected and what is there") {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"[]", "expected an object, found an array"},
      {"null", "expected an object, found null"},
      {R"({"ociVersion":1})", "/ociVersion: expected a string, found an integer"},
      {R"({"root":"rootfs"})", "/root: expected an object, found a string"},
      {R"({"root":{}})", "/root/path: required property is missing"},
      {R"({"root":{"path":null}})", "/root/path: required property is missing"},
      {R"({"root":{"path":"r","readonly":"yes"}})", "/root/readonly: expected a boolean, found a string"},
      {R"({"mounts":{}})", "/mounts: expected an array, found an object"},
      {R"({"mounts":[{"destination":"/a"},7]})", "/mounts/1: expected an object, found an integer"},
      {R"({"mounts":[{"destination":"/a","options":["ro",false]}]})", "/mounts/0/options/1: expected a string, found a boolean"},
      {R"({"mounts":[{"destination":"/a","options":[null]}]})", "/mounts/0/options/0: expected a string, found null"},
      {R"({"mounts":[{"source":"a"}]})", "/mounts/0/destination: required property is missing"},
      {R"({"annotations":{"a/b":1}})", "/annotations/a~1b: expected a string, found an integer"},
      {R"({"annotations":[]})", "/annotations: expected an object, found an array"},
      {R"({"process":{"user":{"uid":"0","gid":0}}})", "/process/user/uid: expected an unsigned integer, found a string"},
      {R"({"process":{"user":{"gid":0}}})", "/process/user/uid: required property is missing"},
      {R"({"process":{"user":{"uid":0}}})", "/process/user/gid: required property is missing"},
      {R"({"process":{"user":{"uid":-1,"gid":0}}})", "/process/user/uid: expected an integer from 0 to 4294967295, found -1"},
      {R"({"process":{"user":{"uid":4294967296,"gid":0}}})",
       "/process/user/uid: expected an integer from 0 to 4294967295, found 4294967296"},
      {R"({"process":{"user":{"uid":1.5,"gid":0}}})", "/process/user/uid: expected an integer from 0 to 4294967295, found 1.5"},
      {R"({"process":{"user":{"uid":1e2,"gid":0}}})", "/process/user/uid: expected an integer from 0 to 4294967295, found 1e2"},
      {R"({"process":{"rlimits":[{"type":"T","soft":18446744073709551616,"hard":0}]}})",
       "/process/rlimits/0/soft: expected an integer from 0 to 18446744073709551615, found 18446744073709551616"},
      {R"({"process":{"rlimits":[{"type":"T","soft":1}]}})", "/process/rlimits/0/hard: required property is missing"},
      {R"({"process":{"oomScoreAdj":"0"}})", "/process/oomScoreAdj: expected an integer, found a string"},
      {R"({"process":{"oomScoreAdj":2147483648}})",
       "/process/oomScoreAdj: expected an integer from -2147483648 to 2147483647, found 2147483648"},
      {R"({"process":{"terminal":0}})", "/process/terminal: expected a boolean, found an integer"},
      {R"({"process":{"consoleSize":{"height":1}}})", "/process/consoleSize/width: required property is missing"},
      {R"({"process":{"args":"sh"}})", "/process/args: expected an array, found a string"},
      {R"({"process":{"cwd":"/a\u0000b"}})", "/process/cwd: contains a NUL character"},
      {R"({"process":{"env":["A=\u0000"]}})", "/process/env/0: contains a NUL character"},
      {R"({"hooks":{"poststop":[{"args":[]}]}})", "/hooks/poststop/0/path: required property is missing"},
      {R"({"linux":{"sysctl":{"a\u0000":"1"}}})", "/linux/sysctl/a\\x00: contains a NUL character"},
      {R"({"linux":{"namespaces":[{}]}})", "/linux/namespaces/0/type: required property is missing"},
      {R"({"linux":{"namespaces":[{"type":"pid"},{"type":"networks"}]}})",
       "/linux/namespaces/1/type: unknown namespace type \"networks\" (did you mean \"network\"?)"},
      {R"({"linux":{"namespaces":[{"type":"net"}]}})",
       "/linux/namespaces/0/type: unknown namespace type \"net\" (known: cgroup, ipc, mount, network, pid, time, user, uts)"},
      {R"({"linux":{"devices":[{"type":"c","path":"/dev/x","major":"1"}]}})",
       "/linux/devices/0/major: expected an integer, found a string"},
      {R"({"linux":{"netDevices":{"eth0":1}}})", "/linux/netDevices/eth0: expected an object, found an integer"},
      {R"({"linux":{"resources":{"blockIO":{"weight":65536}}}})",
       "/linux/resources/blockIO/weight: expected an integer from 0 to 65535, found 65536"},
      {R"({"linux":{"resources":{"devices":[{"type":"c"}]}}})", "/linux/resources/devices/0/allow: required property is missing"},
      {R"({"linux":{"seccomp":{}}})", "/linux/seccomp/defaultAction: required property is missing"},
      {R"({"linux":{"uidMappings":[{"containerID":0,"hostID":0}]}})", "/linux/uidMappings/0/size: required property is missing"},
      {R"({"linux":{"timeOffsets":{"boottime":{"secs":9223372036854775808}}}})",
       "/linux/timeOffsets/boottime/secs: expected an integer from -9223372036854775808 to 9223372036854775807, found 9223372036854775808"},
  };
  for (const auto& [text, expected] : cases) CHECK(problem(text) == expected);
}

TEST_CASE("process and resources on their own have pointers of their own") {
  CHECK_THROWS_AS(parse_process("[]"), Error);
  try {
    (void)parse_resources(R"({"cpu":{"shares":-1}})");
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(error.property() == "/cpu/shares");
  }
}
