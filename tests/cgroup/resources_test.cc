#include "dray/cgroup/resources.h"

#include "dray/base/error.h"

#include <algorithm>
#include <catch2/catch.hpp>

using namespace dray;
using namespace dray::cgroup;

namespace {

const Origin kAt("/linux/resources");

Layout v1(std::vector<std::string> controllers) {
  Layout layout{Mode::V1, {}};
  for (std::string& name : controllers) layout.hierarchies.push_back({Version::V1, {name}, "/sys/fs/cgroup/" + name, "/"});
  return layout;
}

const Layout kAll = v1({"memory", "cpu", "cpuset", "pids", "blkio", "hugetlb", "devices"});

oci::Resources empty() { return {.origin = kAt}; }

oci::Resources with(oci::Memory memory) {
  memory.origin = kAt.member("memory");
  oci::Resources out = empty();
  out.memory = std::move(memory);
  return out;
}

oci::Resources with(oci::Cpu cpu) {
  cpu.origin = kAt.member("cpu");
  oci::Resources out = empty();
  out.cpu = std::move(cpu);
  return out;
}

oci::Resources with(oci::Pids pids) {
  pids.origin = kAt.member("pids");
  oci::Resources out = empty();
  out.pids = std::move(pids);
  return out;
}

oci::Resources with_pages(std::string size, std::uint64_t limit) {
  oci::Resources out = empty();
  out.hugepage_limits.push_back({std::move(size), limit, kAt.member("hugepageLimits").element(0)});
  return out;
}

using Lines = std::vector<std::string>;

/// "file value" of each write but those of the device list.
Lines lines(const std::vector<FileWrite>& writes) {
  Lines out;
  for (const FileWrite& write : writes)
    if (write.controller != "devices") out.push_back(write.file + ' ' + write.value);
  return out;
}

Lines limits(const oci::Resources& resources, const CurrentLimits& current = {}) {
  return lines(plan_writes(&resources, kAll, current).after_rooted);
}

Error error_of(const oci::Resources& resources, const Layout& layout = kAll) {
  try {
    (void)plan_writes(&resources, layout);
  } catch (const Error& error) {
    return error;
  }
  FAIL("accepted");
  return Error(Code::Internal);
}

}  // namespace

TEST_CASE("no resources are no limits") {
  CHECK(limits(empty()).empty());
  CHECK(lines(plan_writes(nullptr, kAll).after_rooted).empty());
  CHECK(plan_writes(nullptr, kAll).before_join.empty());
}

TEST_CASE("a write names the property that asked for it") {
  const oci::Resources resources = with(oci::Pids{.limit = 7});
  const Writes writes = plan_writes(&resources, kAll);
  CHECK(writes.after_rooted.front() == FileWrite{"pids", "pids.max", "7", Origin("/linux/resources/pids/limit"), Rule::Required});
}

TEST_CASE("memory limits") {
  CHECK(limits(with(oci::Memory{.limit = 4096})) == Lines{"memory.limit_in_bytes 4096"});
  CHECK(limits(with(oci::Memory{.limit = 0, .reservation = 0, .swap = 0, .kernel = 0, .kernel_tcp = 0})).empty());
  CHECK(limits(with(oci::Memory{.reservation = 4096})) == Lines{"memory.soft_limit_in_bytes 4096"});
  CHECK(limits(with(oci::Memory{.reservation = -1})) == Lines{"memory.soft_limit_in_bytes -1"});
  CHECK(limits(with(oci::Memory{.kernel_tcp = 8192})) == Lines{"memory.kmem.tcp.limit_in_bytes 8192"});
  CHECK(limits(with(oci::Memory{.disable_oom_killer = true})) == Lines{"memory.oom_control 1"});
  CHECK(limits(with(oci::Memory{.disable_oom_killer = false})) == Lines{"memory.oom_control 0"});
  CHECK(limits(with(oci::Memory{.use_hierarchy = true, .check_before_update = true})).empty());
}

TEST_CASE("the limit of memory and swap together is never below the memory limit") {
  CHECK(limits(with(oci::Memory{.limit = 100, .swap = 200})) == Lines{"memory.limit_in_bytes 100", "memory.memsw.limit_in_bytes 200"});
  CHECK(limits(with(oci::Memory{.limit = 100, .swap = 100})) == Lines{"memory.limit_in_bytes 100", "memory.memsw.limit_in_bytes 100"});
  CHECK(limits(with(oci::Memory{.limit = 100, .swap = -1})) == Lines{"memory.limit_in_bytes 100", "memory.memsw.limit_in_bytes -1"});
  CHECK(limits(with(oci::Memory{.swap = -1})) == Lines{"memory.memsw.limit_in_bytes -1"});
  CHECK(limits(with(oci::Memory{.limit = -1, .swap = -1})) == Lines{"memory.limit_in_bytes -1", "memory.memsw.limit_in_bytes -1"});
}

TEST_CASE("a growing limit is written after the limit of memory and swap") {
  const Lines swap_first{"memory.memsw.limit_in_bytes 300", "memory.limit_in_bytes 200"};
  const Lines limit_first{"memory.limit_in_bytes 200", "memory.memsw.limit_in_bytes 300"};
  CHECK(limits(with(oci::Memory{.limit = 200, .swap = 300}), {100}) == swap_first);
  CHECK(limits(with(oci::Memory{.limit = 200, .swap = 300}), {400}) == limit_first);
  CHECK(limits(with(oci::Memory{.limit = 200, .swap = 300})) == limit_first);
  CHECK(limits(with(oci::Memory{.limit = 200, .swap = -1}), {100}).front() == "memory.memsw.limit_in_bytes -1");
}

TEST_CASE("unlimited memory is unlimited swap where the kernel accounts it") {
  const oci::Resources resources = with(oci::Memory{.limit = -1});
  const Writes writes = plan_writes(&resources, kAll);
  CHECK(lines(writes.after_rooted) == Lines{"memory.memsw.limit_in_bytes -1", "memory.limit_in_bytes -1"});
  CHECK(writes.after_rooted[0].rule == Rule::BestEffort);
  CHECK(writes.after_rooted[1].rule == Rule::Required);
}

TEST_CASE("contradicting memory limits are refused") {
  CHECK(error_of(with(oci::Memory{.swap = 5})).text() == "/linux/resources/memory/swap: unable to set swap limit without memory limit");
  CHECK(error_of(with(oci::Memory{.limit = 6, .swap = 5})).property() == "/linux/resources/memory/swap");
  CHECK(error_of(with(oci::Memory{.limit = -1, .swap = 5})).code() == Code::InvalidConfig);
}

TEST_CASE("swappiness is 0 to 100, and all ones mean unset") {
  CHECK(limits(with(oci::Memory{.swappiness = 0})) == Lines{"memory.swappiness 0"});
  CHECK(limits(with(oci::Memory{.swappiness = 100})) == Lines{"memory.swappiness 100"});
  CHECK(limits(with(oci::Memory{.swappiness = ~std::uint64_t{0}})).empty());
  CHECK(error_of(with(oci::Memory{.swappiness = 101})).text() ==
        "/linux/resources/memory/swappiness: invalid memory swappiness value: 101 (valid range is 0-100)");
}

TEST_CASE("memory properties that the kernel has no more are told") {
  const oci::Resources resources = with(oci::Memory{.kernel = 1, .use_hierarchy = false});
  const Writes writes = plan_writes(&resources, kAll);
  CHECK(lines(writes.after_rooted).empty());
  REQUIRE(writes.warnings.size() == 2);
  CHECK(writes.warnings[0] == "/linux/resources/memory/kernel: kernel memory limits have no effect since Linux 5.16");
  CHECK(writes.warnings[1].starts_with("/linux/resources/memory/useHierarchy: "));
}

TEST_CASE("cpu limits are written in an order that is valid at each step") {
  CHECK(limits(with(oci::Cpu{.shares = 512, .quota = 50000, .burst = 1000, .period = 100000, .idle = 1})) ==
        Lines{"cpu.shares 512", "cpu.cfs_period_us 100000", "cpu.cfs_quota_us 50000", "cpu.cfs_burst_us 1000", "cpu.idle 1"});
  CHECK(limits(with(oci::Cpu{.shares = 0, .quota = 0, .period = 0, .realtime_runtime = 0, .realtime_period = 0})).empty());
  CHECK(limits(with(oci::Cpu{.quota = -1})) == Lines{"cpu.cfs_quota_us -1"});
  CHECK(limits(with(oci::Cpu{.quota = -7})) == Lines{"cpu.cfs_quota_us -1"});
  CHECK(limits(with(oci::Cpu{.burst = 0})) == Lines{"cpu.cfs_burst_us 0"});
  CHECK(limits(with(oci::Cpu{.idle = 0})) == Lines{"cpu.idle 0"});
}

TEST_CASE("shares that the kernel would clamp are refused") {
  CHECK(limits(with(oci::Cpu{.shares = 2})) == Lines{"cpu.shares 2"});
  CHECK(limits(with(oci::Cpu{.shares = 262144})) == Lines{"cpu.shares 262144"});
  CHECK(error_of(with(oci::Cpu{.shares = 1})).text() == "/linux/resources/cpu/shares: the minimum allowed cpu-shares is 2");
  CHECK(error_of(with(oci::Cpu{.shares = 262145})).text() == "/linux/resources/cpu/shares: the maximum allowed cpu-shares is 262144");
}

TEST_CASE("cpus and memory nodes are set before a process joins") {
  const oci::Resources resources = with(oci::Cpu{.cpus = "0-1", .mems = "0"});
  const Writes writes = plan_writes(&resources, kAll);
  CHECK(writes.before_join == std::vector<FileWrite>{{"cpuset", "cpuset.cpus", "0-1", Origin("/linux/resources/cpu/cpus")},
                                                     {"cpuset", "cpuset.mems", "0", Origin("/linux/resources/cpu/mems")}});
  CHECK(lines(writes.after_rooted).empty());
  CHECK(error_of(with(oci::Cpu{.cpus = "0\n1"})).property() == "/linux/resources/cpu/cpus");
}

TEST_CASE("a pids limit of zero forbids forks and a negative one means none") {
  CHECK(limits(with(oci::Pids{.limit = 0})) == Lines{"pids.max 1"});
  CHECK(limits(with(oci::Pids{.limit = 1})) == Lines{"pids.max 1"});
  CHECK(limits(with(oci::Pids{.limit = 100})) == Lines{"pids.max 100"});
  CHECK(limits(with(oci::Pids{.limit = -1})) == Lines{"pids.max max"});
  CHECK(limits(with(oci::Pids{})).empty());
}

TEST_CASE("huge page limits of version 1") {
  const oci::Resources resources = with_pages("2MB", 4194304);
  const Writes writes = plan_writes(&resources, kAll);
  CHECK(lines(writes.after_rooted) == Lines{"hugetlb.2MB.limit_in_bytes 4194304", "hugetlb.2MB.rsvd.limit_in_bytes 4194304"});
  CHECK(writes.after_rooted[1].rule == Rule::BestEffort);
  CHECK(writes.unified_controllers.empty());
}

TEST_CASE("on a hybrid host huge page limits go to the version 2 hierarchy that has the controller") {
  Layout hybrid = v1({"devices"});
  hybrid.mode = Mode::Hybrid;
  hybrid.hierarchies.push_back({Version::V2, {"hugetlb"}, "/sys/fs/cgroup/unified", "/"});
  const oci::Resources resources = with_pages("1GB", 0);
  const Writes writes = plan_writes(&resources, hybrid);
  CHECK(lines(writes.after_rooted) == Lines{"hugetlb.1GB.max 0", "hugetlb.1GB.rsvd.max 0"});
  CHECK(writes.unified_controllers == Lines{"hugetlb"});
}

TEST_CASE("what is not a page size never becomes a file name") {
  for (const char* bad : {"", "B", "MB", "2M", "2mb", "02MB", "2TB", "../../x.2MB", "2MB/", "-2MB", " 2MB", "2 MB"}) {
    INFO(bad);
    CHECK(error_of(with_pages(bad, 1)).property() == "/linux/resources/hugepageLimits/0/pageSize");
  }
}

TEST_CASE("a controller that the host does not have is named at the property that needs it") {
  const Layout bare = v1({"devices"});
  CHECK(error_of(with(oci::Memory{.limit = 1}), bare).text() == "/linux/resources/memory/limit: the host has no memory controller");
  CHECK(error_of(with(oci::Cpu{.shares = 5}), bare).text() == "/linux/resources/cpu/shares: the host has no cpu controller");
  CHECK(error_of(with(oci::Cpu{.cpus = "0"}), bare).text() == "/linux/resources/cpu/cpus: the host has no cpuset controller");
  CHECK(error_of(with(oci::Pids{.limit = 5}), bare).text() == "/linux/resources/pids/limit: the host has no pids controller");
  CHECK(error_of(with_pages("2MB", 5), bare).text() == "/linux/resources/hugepageLimits/0: the host has no hugetlb controller");
  CHECK(error_of(with(oci::Pids{.limit = 5}), bare).code() == Code::Unsupported);
  oci::Resources devices = empty();
  devices.devices.push_back({.allow = true, .type = "c", .access = "r", .origin = kAt.member("devices").element(0)});
  CHECK(error_of(devices, v1({"memory"})).text() == "/linux/resources/devices: the host has no devices controller");
}

TEST_CASE("without a devices controller a config that does not ask for one runs with a warning") {
  const Writes writes = plan_writes(nullptr, {});
  CHECK(writes.after_rooted.empty());
  CHECK(writes.warnings == Lines{"/linux/resources/devices: the host has no devices controller: access to devices is not limited"});
}

TEST_CASE("what is not implemented is refused by its pointer") {
  oci::Resources network = empty(), priorities = empty(), rdma = empty(), unified = empty();
  network.network = oci::Network{.class_id = 1, .origin = kAt.member("network")};
  priorities.network = oci::Network{.priorities = {{"eth0", 1}}, .origin = kAt.member("network")};
  rdma.rdma.push_back({"mlx5_1", 1, 1, kAt.member("rdma")});
  unified.unified.emplace_back("memory.max", "1");
  const std::pair<oci::Resources, const char*> cases[] = {
      {network, "/linux/resources/network/classID"},
      {priorities, "/linux/resources/network/priorities"},
      {rdma, "/linux/resources/rdma"},
      {unified, "/linux/resources/unified"},
      {with(oci::Cpu{.realtime_runtime = 1}), "/linux/resources/cpu/realtimeRuntime"},
      {with(oci::Cpu{.realtime_period = 1}), "/linux/resources/cpu/realtimePeriod"},
  };
  for (const auto& [resources, pointer] : cases) {
    const Error error = error_of(resources);
    CHECK(error.property() == pointer);
    CHECK(error.code() == Code::Unsupported);
  }
}

TEST_CASE("version 2 hosts are refused by the property that needs them") {
  const Layout v2{Mode::V2, {{Version::V2, {"memory", "pids"}, "/sys/fs/cgroup", "/"}}};
  CHECK(error_of(with(oci::Memory{.limit = 1}), v2).text() ==
        "/linux/resources/memory/limit: the memory controller of cgroup version 2 is not implemented");
  CHECK(error_of(with(oci::Cpu{.shares = 5}), v2).text() == "/linux/resources/cpu/shares: the host has no cpu controller");
}
