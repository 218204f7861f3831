#include "dray/oci/validate.h"

#include "dray/base/text.h"

#include "check.h"

#include <algorithm>
#include <array>

namespace dray::oci {
namespace {

constexpr auto kRuleTypes = std::to_array<std::string_view>({"a", "b", "c"});

/// Spec: config-linux.md#allowed-device-list.
void check_rule(const DeviceRule& rule) {
  if (!rule.type.empty()) check_choice(rule.type, kRuleTypes, rule.origin.member("type"), "device type");
  if (rule.access.find_first_not_of("rwm") != std::string::npos)
    invalid(rule.origin.member("access"), quoted(rule.access) + " is not made of \"r\", \"w\" and \"m\"");
  if (rule.major) check_range(*rule.major, {0, UINT32_MAX}, rule.origin.member("major"));
  if (rule.minor) check_range(*rule.minor, {0, UINT32_MAX}, rule.origin.member("minor"));
}

void check_memory(const Memory& memory) {
  // Spec: config-linux.md#memory ("swappiness … values are from 0 to 100").
  if (memory.swappiness && *memory.swappiness > 100)
    invalid(memory.origin.member("swappiness"), std::to_string(*memory.swappiness) + " is not in the range from 0 to 100");
}

/// Spec: config-linux.md#cpu.
void check_cpu(const Cpu& cpu) {
  check_list(cpu.cpus, cpu.origin.member("cpus"), "CPUs");
  check_list(cpu.mems, cpu.origin.member("mems"), "memory nodes");
  if (cpu.idle) check_range(*cpu.idle, {0, 1}, cpu.origin.member("idle"));
}

/// "specifies the weight … range from 10 to 1000"; engines write 0 for "not set".
void check_weight(const std::optional<std::uint16_t>& weight, const Origin& place) {
  if (weight && *weight != 0) check_range(*weight, {10, 1000}, place);
}

void check_throttles(const std::vector<ThrottleDevice>& devices) {
  for (const ThrottleDevice& device : devices) {
    check_range(device.major, {0, UINT32_MAX}, device.origin.member("major"));
    check_range(device.minor, {0, UINT32_MAX}, device.origin.member("minor"));
  }
}

/// Spec: config-linux.md#block-io ("MUST specify at least one of weight or leafWeight in a given entry").
void check_block_io(const BlockIo& io) {
  check_weight(io.weight, io.origin.member("weight"));
  check_weight(io.leaf_weight, io.origin.member("leafWeight"));
  for (const WeightDevice& device : io.weight_device) {
    if (!device.weight && !device.leaf_weight) invalid(device.origin, "has neither weight nor leafWeight");
    check_range(device.major, {0, UINT32_MAX}, device.origin.member("major"));
    check_range(device.minor, {0, UINT32_MAX}, device.origin.member("minor"));
    check_weight(device.weight, device.origin.member("weight"));
    check_weight(device.leaf_weight, device.origin.member("leafWeight"));
  }
  for (const auto* devices :
       {&io.throttle_read_bps_device, &io.throttle_write_bps_device, &io.throttle_read_iops_device, &io.throttle_write_iops_device})
    check_throttles(*devices);
}

/// Spec: config-linux.md#huge-page-limits ("<size><unit-prefix>B (64KB, 2MB, 1GB)"): it becomes part of a file name.
void check_hugepage(const HugepageLimit& limit) {
  std::string_view size = limit.page_size;
  const std::size_t digits = std::min(size.find_first_not_of("0123456789"), size.size());
  const std::string_view unit = size.substr(digits);
  if (digits == 0 || size[0] == '0' || (unit != "KB" && unit != "MB" && unit != "GB"))
    invalid(limit.origin.member("pageSize"), quoted(size) + " is not a page size", "write it as \"64KB\", \"2MB\" or \"1GB\"");
}

/// Spec: config-linux.md#rdma ("MUST specify at least one of the hcaHandles or hcaObjects in a given entry").
void check_rdma(const Rdma& rdma) {
  if (rdma.device.empty() || rdma.device.find_first_of(" \n\t/") != std::string::npos)
    invalid(rdma.origin, quoted(rdma.device) + " is not a device's name");
  if (!rdma.hca_handles && !rdma.hca_objects) invalid(rdma.origin, "has neither hcaHandles nor hcaObjects");
}

/// One line "NAME NUMBER" of net_prio.ifpriomap. Spec: config-linux.md#network.
void check_network(const Network& network) {
  for (std::size_t i = 0; i < network.priorities.size(); ++i) {
    const std::string& name = network.priorities[i].name;
    if (name.empty() || name.find_first_of(" \n\t/") != std::string::npos)
      invalid(network.origin.member("priorities").element(i).member("name"), quoted(name) + " is not an interface's name");
  }
}

/// Spec: config-linux.md#unified: a key is the name of a file in the container's cgroup.
void check_unified(const Resources& resources) {
  for (const auto& [key, value] : resources.unified) {
    const Origin place = resources.origin.member("unified").member(key);
    const bool plain = !key.empty() && key.find_first_of("/\n") == std::string::npos;
    if (!plain || key.find('.') == std::string::npos || key[0] == '.')
      invalid(place, quoted(key) + " is not a cgroup file", "write it as \"memory.high\"");
  }
}

}  // namespace

void validate(const Resources& resources) {
  for (const DeviceRule& rule : resources.devices) check_rule(rule);
  if (resources.memory) check_memory(*resources.memory);
  if (resources.cpu) check_cpu(*resources.cpu);
  if (resources.block_io) check_block_io(*resources.block_io);
  for (const HugepageLimit& limit : resources.hugepage_limits) check_hugepage(limit);
  if (resources.network) check_network(*resources.network);
  for (const Rdma& rdma : resources.rdma) check_rdma(rdma);
  check_unified(resources);
}

}  // namespace dray::oci
