// Process: host, pure.

#include "blockio.h"

namespace dray::cgroup {
namespace {

std::string device_value(std::int64_t major, std::int64_t minor, std::uint64_t value) {
  return std::to_string(major) + ':' + std::to_string(minor) + ' ' + std::to_string(value);
}

void refuse_leaf_weight(const std::optional<std::uint16_t>& weight, const Origin& origin) {
  if (weight.value_or(0) == 0) return;
  throw Error(Code::Unsupported, "the kernel has no leaf weights since Linux 5.0").at(origin);
}

struct Throttle {
  const std::vector<oci::ThrottleDevice> oci::BlockIo::*devices;
  const char* file;
};

constexpr Throttle kThrottles[] = {
    {&oci::BlockIo::throttle_read_bps_device, "blkio.throttle.read_bps_device"},
    {&oci::BlockIo::throttle_write_bps_device, "blkio.throttle.write_bps_device"},
    {&oci::BlockIo::throttle_read_iops_device, "blkio.throttle.read_iops_device"},
    {&oci::BlockIo::throttle_write_iops_device, "blkio.throttle.write_iops_device"},
};

}  // namespace

void plan_block_io(Compiler& compiler, const oci::BlockIo& block_io) {
  const Origin& at = block_io.origin;
  refuse_leaf_weight(block_io.leaf_weight, at.member("leafWeight"));
  if (block_io.weight.value_or(0) != 0) compiler.set("blkio", "blkio.bfq.weight", std::to_string(*block_io.weight), at.member("weight"));
  for (const oci::WeightDevice& device : block_io.weight_device) {
    refuse_leaf_weight(device.leaf_weight, device.origin.member("leafWeight"));
    if (device.weight.value_or(0) == 0) continue;
    compiler.set("blkio", "blkio.bfq.weight_device", device_value(device.major, device.minor, *device.weight), device.origin);
  }
  for (const Throttle& throttle : kThrottles)
    for (const oci::ThrottleDevice& device : block_io.*throttle.devices)
      compiler.set("blkio", throttle.file, device_value(device.major, device.minor, device.rate), device.origin);
}

}  // namespace dray::cgroup
