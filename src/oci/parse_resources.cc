#include "fields.h"

namespace dray::oci {
namespace {

/// Docker writes -1 for "*" in its device rules; in Spec an absent number is the one way to say "any".
void drop_wildcard(std::optional<std::int64_t>& number) {
  if (number == -1) number.reset();
}

}  // namespace

void fields(Section& in, Resources& out) {
  in.optional("devices", out.devices);
  in.optional("memory", out.memory);
  in.optional("cpu", out.cpu);
  in.optional("pids", out.pids);
  in.optional("blockIO", out.block_io);
  in.optional("hugepageLimits", out.hugepage_limits);
  in.optional("network", out.network);
  in.keyed("rdma", out.rdma, &Rdma::device);
  in.optional("unified", out.unified);
}

void fields(Section& in, DeviceRule& out) {
  in.required("allow", out.allow);
  in.optional("type", out.type);
  in.optional("major", out.major);
  in.optional("minor", out.minor);
  in.optional("access", out.access);
  drop_wildcard(out.major);
  drop_wildcard(out.minor);
}

void fields(Section& in, Memory& out) {
  in.optional("limit", out.limit);
  in.optional("reservation", out.reservation);
  in.optional("swap", out.swap);
  in.optional("kernel", out.kernel);
  in.optional("kernelTCP", out.kernel_tcp);
  in.optional("swappiness", out.swappiness);
  in.optional("disableOOMKiller", out.disable_oom_killer);
  in.optional("useHierarchy", out.use_hierarchy);
  in.optional("checkBeforeUpdate", out.check_before_update);
  // Engines have a signed -1 for "not set" and cast it.
  if (out.swappiness == UINT64_MAX) out.swappiness.reset();
}

void fields(Section& in, Cpu& out) {
  in.optional("shares", out.shares);
  in.optional("quota", out.quota);
  in.optional("burst", out.burst);
  in.optional("period", out.period);
  in.optional("realtimeRuntime", out.realtime_runtime);
  in.optional("realtimePeriod", out.realtime_period);
  in.optional("cpus", out.cpus);
  in.optional("mems", out.mems);
  in.optional("idle", out.idle);
}

void fields(Section& in, Pids& out) { in.optional("limit", out.limit); }

void fields(Section& in, WeightDevice& out) {
  in.required("major", out.major);
  in.required("minor", out.minor);
  in.optional("weight", out.weight);
  in.optional("leafWeight", out.leaf_weight);
}

void fields(Section& in, ThrottleDevice& out) {
  in.required("major", out.major);
  in.required("minor", out.minor);
  in.required("rate", out.rate);
}

void fields(Section& in, BlockIo& out) {
  in.optional("weight", out.weight);
  in.optional("leafWeight", out.leaf_weight);
  in.optional("weightDevice", out.weight_device);
  in.optional("throttleReadBpsDevice", out.throttle_read_bps_device);
  in.optional("throttleWriteBpsDevice", out.throttle_write_bps_device);
  in.optional("throttleReadIOPSDevice", out.throttle_read_iops_device);
  in.optional("throttleWriteIOPSDevice", out.throttle_write_iops_device);
}

void fields(Section& in, HugepageLimit& out) {
  in.required("pageSize", out.page_size);
  in.required("limit", out.limit);
}

void fields(Section& in, InterfacePriority& out) {
  in.required("name", out.name);
  in.required("priority", out.priority);
}

void fields(Section& in, Network& out) {
  in.optional("classID", out.class_id);
  in.optional("priorities", out.priorities);
}

void fields(Section& in, Rdma& out) {
  in.optional("hcaHandles", out.hca_handles);
  in.optional("hcaObjects", out.hca_objects);
}

}  // namespace dray::oci
