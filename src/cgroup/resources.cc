// Process: host, pure: linux.resources to writes, for version 1 and hybrid hosts.

#include "dray/cgroup/resources.h"

#include <algorithm>

#include "blockio.h"
#include "compiler.h"

namespace dray::cgroup {
namespace {

std::string limit_text(std::int64_t bytes) { return bytes < 0 ? "-1" : std::to_string(bytes); }

/// 0 and absence both mean "leave it": Go writers can't tell them apart.
bool is_set(const std::optional<std::int64_t>& value) { return value.value_or(0) != 0; }
bool is_set(const std::optional<std::uint64_t>& value) { return value.value_or(0) != 0; }

void check_swap(const oci::Memory& memory) {
  if (!is_set(memory.swap) || *memory.swap < 0) return;
  const Origin origin = memory.origin.member("swap");
  if (!is_set(memory.limit)) throw Error(Code::InvalidConfig, "unable to set swap limit without memory limit").at(origin);
  if (*memory.limit < 0 || *memory.swap < *memory.limit)
    throw Error(Code::InvalidConfig, "memory+swap limit should be >= memory limit").at(origin).hint("swap counts memory and swap together");
}

/// The kernel keeps limit <= memory+swap at every moment, so their order depends on which way they move.
void plan_memory_and_swap(Compiler& compiler, const oci::Memory& memory, const CurrentLimits& current) {
  check_swap(memory);
  const auto limit = [&] { compiler.set("memory", "memory.limit_in_bytes", limit_text(*memory.limit), memory.origin.member("limit")); };
  const auto swap = [&] { compiler.set("memory", "memory.memsw.limit_in_bytes", limit_text(*memory.swap), memory.origin.member("swap")); };
  const bool has_limit = is_set(memory.limit), has_swap = is_set(memory.swap);
  if (has_limit && *memory.limit < 0 && !has_swap) {
    // Unlimited memory includes swap, on a kernel that accounts it.
    compiler.set("memory", "memory.memsw.limit_in_bytes", "-1", memory.origin.member("limit"), Rule::BestEffort);
    return limit();
  }
  const bool grows = current.memory_limit && has_swap && (*memory.swap < 0 || *current.memory_limit < *memory.swap);
  if (has_swap && grows) swap();
  if (has_limit) limit();
  if (has_swap && !grows) swap();
}

void plan_memory(Compiler& compiler, const oci::Memory& memory, const CurrentLimits& current) {
  const Origin& at = memory.origin;
  plan_memory_and_swap(compiler, memory, current);
  if (is_set(memory.reservation))
    compiler.set("memory", "memory.soft_limit_in_bytes", limit_text(*memory.reservation), at.member("reservation"));
  if (is_set(memory.kernel_tcp))
    compiler.set("memory", "memory.kmem.tcp.limit_in_bytes", limit_text(*memory.kernel_tcp), at.member("kernelTCP"));
  if (is_set(memory.kernel)) compiler.warn(at.member("kernel"), "kernel memory limits have no effect since Linux 5.16");
  if (memory.use_hierarchy && !*memory.use_hierarchy)
    compiler.warn(at.member("useHierarchy"), "memory is always accounted hierarchically since Linux 5.11");
  if (memory.disable_oom_killer)
    compiler.set("memory", "memory.oom_control", *memory.disable_oom_killer ? "1" : "0", at.member("disableOOMKiller"));
  // checkBeforeUpdate needs no write: version 1 refuses a limit below the usage by itself.
  if (!memory.swappiness || *memory.swappiness == ~std::uint64_t{0}) return;  // all ones is a Go writer's -1, "unset"
  const Origin origin = at.member("swappiness");
  if (*memory.swappiness > 100)
    throw Error(Code::InvalidConfig, "invalid memory swappiness value: " + std::to_string(*memory.swappiness) + " (valid range is 0-100)")
        .at(origin);
  compiler.set("memory", "memory.swappiness", std::to_string(*memory.swappiness), origin);
}

/// The kernel silently clamps shares; the config must get what it asks for.
void check_shares(std::uint64_t shares, const Origin& origin) {
  if (shares < 2) throw Error(Code::InvalidConfig, "the minimum allowed cpu-shares is 2").at(origin);
  if (shares > 262144) throw Error(Code::InvalidConfig, "the maximum allowed cpu-shares is 262144").at(origin);
}

void plan_cpuset(Compiler& compiler, const std::string& list, const char* file, const Origin& origin) {
  if (list.empty()) return;
  const auto odd = [](char c) { return static_cast<unsigned char>(c) < 0x20; };
  if (std::any_of(list.begin(), list.end(), odd))
    throw Error(Code::InvalidConfig, "control characters in a list of cpus or nodes").at(origin);
  compiler.set_before_join("cpuset", file, list, origin);
}

void plan_cpu(Compiler& compiler, const oci::Cpu& cpu) {
  const Origin& at = cpu.origin;
  if (is_set(cpu.realtime_runtime))
    throw Error(Code::Unsupported, "realtime scheduling limits are not implemented").at(at.member("realtimeRuntime"));
  if (is_set(cpu.realtime_period))
    throw Error(Code::Unsupported, "realtime scheduling limits are not implemented").at(at.member("realtimePeriod"));
  if (is_set(cpu.shares)) {
    check_shares(*cpu.shares, at.member("shares"));
    compiler.set("cpu", "cpu.shares", std::to_string(*cpu.shares), at.member("shares"));
  }
  // The kernel checks burst <= quota and quota/period <= that of the cgroup above at every write: period, quota, burst is
  // valid at each step for a new cgroup, which has no quota.
  if (is_set(cpu.period)) compiler.set("cpu", "cpu.cfs_period_us", std::to_string(*cpu.period), at.member("period"));
  if (is_set(cpu.quota)) compiler.set("cpu", "cpu.cfs_quota_us", limit_text(*cpu.quota), at.member("quota"));
  if (cpu.burst) compiler.set("cpu", "cpu.cfs_burst_us", std::to_string(*cpu.burst), at.member("burst"));
  // After shares, which the kernel refuses for an idle cgroup.
  if (cpu.idle) compiler.set("cpu", "cpu.idle", std::to_string(*cpu.idle), at.member("idle"));
  plan_cpuset(compiler, cpu.cpus, "cpuset.cpus", at.member("cpus"));
  plan_cpuset(compiler, cpu.mems, "cpuset.mems", at.member("mems"));
}

/// 0 forbids forks. So does 1 for a container that runs, and it lets `exec` clone into the cgroup; runc writes it, too.
void plan_pids(Compiler& compiler, const oci::Pids& pids) {
  if (!pids.limit) return;
  const std::string value = *pids.limit < 0 ? "max" : std::to_string(std::max<std::int64_t>(*pids.limit, 1));
  compiler.set("pids", "pids.max", value, pids.origin.member("limit"));
}

bool is_page_size(std::string_view text) {
  if (text.size() < 3 || !text.ends_with('B')) return false;
  const char unit = text[text.size() - 2];
  if (unit != 'K' && unit != 'M' && unit != 'G') return false;
  const std::string_view number = text.substr(0, text.size() - 2);
  return number.front() != '0' && std::all_of(number.begin(), number.end(), [](char c) { return c >= '0' && c <= '9'; });
}

void plan_hugepages(Compiler& compiler, const oci::HugepageLimit& limit) {
  const Origin size_at = limit.origin.member("pageSize");
  if (!is_page_size(limit.page_size))
    throw Error(Code::InvalidConfig, "not a huge page size").at(size_at).path(limit.page_size).hint("such as \"2MB\" or \"1GB\"");
  const Version version = compiler.require("hugetlb", limit.origin);
  const std::string_view suffix = version == Version::V1 ? "limit_in_bytes" : "max";
  const std::string prefix = "hugetlb." + limit.page_size + '.', value = std::to_string(limit.limit);
  compiler.set("hugetlb", prefix + std::string(suffix), value, limit.origin.member("limit"));
  // Without it a reservation beyond the limit succeeds and the first touch is a SIGBUS. Linux 5.7.
  compiler.set("hugetlb", prefix + "rsvd." + std::string(suffix), value, limit.origin.member("limit"), Rule::BestEffort);
}

void refuse_unimplemented(const oci::Resources& resources) {
  const Origin& at = resources.origin;
  const auto refuse = [](std::string_view what, const Origin& origin) {
    throw Error(Code::Unsupported, std::string(what) + " not implemented").at(origin);
  };
  if (resources.network && resources.network->class_id.value_or(0) != 0)
    refuse("network classes are", at.member("network").member("classID"));
  if (resources.network && !resources.network->priorities.empty())
    refuse("network priorities are", at.member("network").member("priorities"));
  if (!resources.rdma.empty()) refuse("rdma limits are", at.member("rdma"));
  if (!resources.unified.empty()) refuse("unified resources are", at.member("unified"));
}

}  // namespace

Writes plan_writes(const oci::Resources* resources, const Layout& layout, const CurrentLimits& current) {
  Compiler compiler(layout);
  std::span<const oci::DeviceRule> rules;
  if (resources != nullptr) {
    refuse_unimplemented(*resources);
    if (resources->memory) plan_memory(compiler, *resources->memory, current);
    if (resources->cpu) plan_cpu(compiler, *resources->cpu);
    if (resources->pids) plan_pids(compiler, *resources->pids);
    if (resources->block_io) plan_block_io(compiler, *resources->block_io);
    for (const oci::HugepageLimit& limit : resources->hugepage_limits) plan_hugepages(compiler, limit);
    rules = resources->devices;
    if (!rules.empty()) (void)compiler.require("devices", resources->origin.member("devices"));  // only the refusal matters
  }
  if (const Hierarchy* devices = layout.find("devices"); devices != nullptr && devices->version == Version::V1)
    plan_devices(rules, compiler.writes());
  else compiler.warn(Origin("/linux/resources/devices"), "the host has no devices controller: access to devices is not limited");
  return std::move(compiler).take();
}

}  // namespace dray::cgroup
