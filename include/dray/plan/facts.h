#pragma once

// What plan/ must know about the host and the bundle. Collected once by host/, before anything has an effect;
// a kernel difference is a field here, never an errno that is tried out.

#include <cstdint>
#include <string>
#include <vector>

namespace dray::plan {

/// A version 1 hierarchy as containers see it below /sys/fs/cgroup.
struct CgroupHierarchy {
  std::string directory{};                 ///< "memory", "cpu,cpuacct"
  std::vector<std::string> controllers{};  ///< each other name becomes a symbolic link
};

struct HostFacts {
  std::uint64_t permitted = 0, bounding = 0;  ///< capabilities of this process
  std::uint32_t umask = 022;                  ///< of this process
  std::string bundle{};                       ///< absolute host path: relative mount sources start here
  std::string rootfs{};                       ///< absolute host path of the root filesystem, without symbolic links
  std::uint64_t root_device = 0, root_inode = 0;
  std::vector<CgroupHierarchy> cgroup_v1{};  ///< joined by init, one file each
  bool cgroup_v2 = false;                    ///< a cgroup2 hierarchy exists; joined by clone3(CLONE_INTO_CGROUP)
  bool kcore = false;                        ///< the kernel has /proc/kcore
  bool lowerdir_append = false;              ///< overlay knows "lowerdir+" (Linux 6.8): longer lists than 255 bytes
};

/// What the command line says about the launch.
struct LaunchOptions {
  std::string id{};
  bool runc_name = false;   ///< umask 0022 where the config has none
  bool new_keyring = true;  ///< not `--no-new-keyring`
  std::uint32_t preserve_fds = 0;
  bool wait_for_start = true;  ///< create: the FIFO; run: no wait
};

}  // namespace dray::plan
