#include "dray/base/error.h"
#include "dray/cgroup/resources.h"

#include <catch2/catch.hpp>

using namespace dray;
using namespace dray::cgroup;

namespace {

const Origin kAt("/linux/resources/blockIO");
const Layout kHost{Mode::V1, {{Version::V1, {"blkio"}, "/sys/fs/cgroup/blkio", "/"}}};

std::vector<FileWrite> writes(oci::BlockIo block_io) {
  oci::Resources resources;
  block_io.origin = kAt;
  resources.block_io = std::move(block_io);
  return plan_writes(&resources, kHost).after_rooted;
}

std::string refused(oci::BlockIo block_io) {
  try {
    (void)writes(std::move(block_io));
  } catch (const Error& error) {
    return error.property();
  }
  return "accepted";
}

}  // namespace

TEST_CASE("block weights are those of the BFQ scheduler") {
  CHECK(writes({.weight = std::uint16_t{500}}) == std::vector<FileWrite>{{"blkio", "blkio.bfq.weight", "500", kAt.member("weight")}});
  CHECK(writes({.weight = std::uint16_t{0}}).empty());
  const Origin first = kAt.member("weightDevice").element(0);
  CHECK(writes({.weight_device = {{8, 16, std::uint16_t{700}, {}, first}, {8, 0, std::uint16_t{0}, std::uint16_t{0}, first}}}) ==
        std::vector<FileWrite>{{"blkio", "blkio.bfq.weight_device", "8:16 700", first}});
}

TEST_CASE("throttles are one write per device") {
  const Origin at = kAt.member("x");
  const oci::BlockIo block_io{.throttle_read_bps_device = {{8, 0, 1048576, at}, {8, 16, 0, at}},
                              .throttle_write_bps_device = {{8, 0, 2, at}},
                              .throttle_read_iops_device = {{8, 0, 3, at}},
                              .throttle_write_iops_device = {{8, 0, 18446744073709551615U, at}}};
  CHECK(writes(block_io) == std::vector<FileWrite>{{"blkio", "blkio.throttle.read_bps_device", "8:0 1048576", at},
                                                   {"blkio", "blkio.throttle.read_bps_device", "8:16 0", at},
                                                   {"blkio", "blkio.throttle.write_bps_device", "8:0 2", at},
                                                   {"blkio", "blkio.throttle.read_iops_device", "8:0 3", at},
                                                   {"blkio", "blkio.throttle.write_iops_device", "8:0 18446744073709551615", at}});
}

TEST_CASE("leaf weights, which no supported kernel has, are refused") {
  CHECK(refused({.leaf_weight = std::uint16_t{10}}) == "/linux/resources/blockIO/leafWeight");
  const Origin device = kAt.member("weightDevice").element(0);
  CHECK(refused({.weight_device = {{8, 0, {}, std::uint16_t{10}, device}}}) == "/linux/resources/blockIO/weightDevice/0/leafWeight");
}
