#pragma once

// config.json of runtime-spec 1.3 for Linux as typed structs. Members have the names of the specification in
// snake_case; a section that an error may name carries its `origin`. Absent optional properties are std::nullopt.
// Values are checked for type and range, not for sense: that is oci/validate.h.

#include "dray/base/origin.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace dray::oci {

using StringMap = std::vector<std::pair<std::string, std::string>>;  ///< in the order of the document

struct IdMapping {
  std::uint32_t container_id{}, host_id{}, size{};
  Origin origin{};
};

struct Root {
  std::string path{};
  bool readonly = false;
  Origin origin{};
};

struct Mount {
  std::string destination{}, source{}, type{};
  std::vector<std::string> options{};
  std::vector<IdMapping> uid_mappings{}, gid_mappings{};
  Origin origin{};
};

struct ConsoleSize {
  std::uint32_t height{}, width{};
};

struct User {
  std::uint32_t uid{}, gid{};
  std::optional<std::uint32_t> umask{};
  std::vector<std::uint32_t> additional_gids{};
  Origin origin{};
};

struct Rlimit {
  std::string type{};
  std::uint64_t soft{}, hard{};
  Origin origin{};
};

/// Names as written ("CAP_CHOWN"); the meaning of each is decided in plan/.
struct Capabilities {
  std::vector<std::string> bounding{}, effective{}, inheritable{}, permitted{}, ambient{};
  Origin origin{};
};

struct Scheduler {
  std::string policy{};
  std::optional<std::int32_t> nice{}, priority{};
  std::vector<std::string> flags{};
  std::optional<std::uint64_t> runtime{}, deadline{}, period{};  ///< nanoseconds
  Origin origin{};
};

struct IoPriority {
  std::string io_class{};
  std::int32_t priority{};
  Origin origin{};
};

struct ExecCpuAffinity {
  std::string initial{}, final{};
  Origin origin{};
};

struct Process {
  bool terminal = false;
  std::optional<ConsoleSize> console_size{};
  User user{};
  std::vector<std::string> args{}, env{};
  std::string cwd{};
  std::optional<Capabilities> capabilities{};
  std::vector<Rlimit> rlimits{};
  bool no_new_privileges = false;
  std::optional<std::string> apparmor_profile{}, selinux_label{};
  std::optional<std::int32_t> oom_score_adj{};
  std::optional<Scheduler> scheduler{};
  std::optional<IoPriority> io_priority{};
  std::optional<ExecCpuAffinity> exec_cpu_affinity{};
  Origin origin{};
};

struct Hook {
  std::string path{};
  std::vector<std::string> args{}, env{};
  std::optional<std::int64_t> timeout{};  ///< seconds
  Origin origin{};
};

struct Hooks {
  std::vector<Hook> prestart{}, create_runtime{}, create_container{}, start_container{}, poststart{}, poststop{};
  Origin origin{};
};

enum class NamespaceType { Pid, Network, Mount, Ipc, Uts, User, Cgroup, Time };

struct Namespace {
  NamespaceType type{};
  std::string path{};  ///< empty: a new one
  Origin origin{};
};

struct TimeOffset {
  std::int64_t secs{};
  std::uint32_t nanosecs{};
};

struct TimeOffsets {
  std::optional<TimeOffset> monotonic{}, boottime{};
  Origin origin{};
};

struct Device {
  std::string type{}, path{};
  std::optional<std::int64_t> major{}, minor{};
  std::optional<std::uint32_t> file_mode{}, uid{}, gid{};
  Origin origin{};
};

struct NetDevice {
  std::string host_name{}, name{};  ///< `name` empty: unchanged
  Origin origin{};
};

struct DeviceRule {
  bool allow = false;
  std::string type{};                           ///< "a", "b", "c"; empty = "a"
  std::optional<std::int64_t> major{}, minor{};  ///< absent = any
  std::string access{};                         ///< of "rwm"
  Origin origin{};
};

struct Memory {
  std::optional<std::int64_t> limit{}, reservation{}, swap{}, kernel{}, kernel_tcp{};  ///< bytes, -1 = unlimited
  std::optional<std::uint64_t> swappiness{};
  std::optional<bool> disable_oom_killer{}, use_hierarchy{}, check_before_update{};
  Origin origin{};
};

struct Cpu {
  std::optional<std::uint64_t> shares{};
  std::optional<std::int64_t> quota{};    ///< microseconds per period, -1 = unlimited
  std::optional<std::uint64_t> burst{};   ///< microseconds
  std::optional<std::uint64_t> period{};  ///< microseconds
  std::optional<std::int64_t> realtime_runtime{};
  std::optional<std::uint64_t> realtime_period{};
  std::string cpus{}, mems{};
  std::optional<std::int64_t> idle{};
  Origin origin{};
};

struct Pids {
  std::optional<std::int64_t> limit{};  ///< -1 = unlimited
  Origin origin{};
};

struct WeightDevice {
  std::int64_t major{}, minor{};
  std::optional<std::uint16_t> weight{}, leaf_weight{};
  Origin origin{};
};

struct ThrottleDevice {
  std::int64_t major{}, minor{};
  std::uint64_t rate{};
  Origin origin{};
};

struct BlockIo {
  std::optional<std::uint16_t> weight{}, leaf_weight{};
  std::vector<WeightDevice> weight_device{};
  std::vector<ThrottleDevice> throttle_read_bps_device{}, throttle_write_bps_device{}, throttle_read_iops_device{},
      throttle_write_iops_device{};
  Origin origin{};
};

struct HugepageLimit {
  std::string page_size{};
  std::uint64_t limit{};
  Origin origin{};
};

struct InterfacePriority {
  std::string name{};
  std::uint32_t priority{};
};

struct Network {
  std::optional<std::uint32_t> class_id{};
  std::vector<InterfacePriority> priorities{};
  Origin origin{};
};

struct Rdma {
  std::string device{};
  std::optional<std::uint32_t> hca_handles{}, hca_objects{};
  Origin origin{};
};

struct Resources {
  std::vector<DeviceRule> devices{};
  std::optional<Memory> memory{};
  std::optional<Cpu> cpu{};
  std::optional<Pids> pids{};
  std::optional<BlockIo> block_io{};
  std::vector<HugepageLimit> hugepage_limits{};
  std::optional<Network> network{};
  std::vector<Rdma> rdma{};
  StringMap unified{};
  Origin origin{};
};

struct SeccompArg {
  std::uint32_t index{};
  std::uint64_t value{}, value_two{};
  std::string op{};
  Origin origin{};
};

struct SeccompSyscall {
  std::vector<std::string> names{};
  std::string action{};
  std::optional<std::uint32_t> errno_ret{};
  std::vector<SeccompArg> args{};
  Origin origin{};
};

struct Seccomp {
  std::string default_action{};
  std::optional<std::uint32_t> default_errno_ret{};
  std::vector<std::string> architectures{};
  std::optional<std::vector<std::string>> flags{};  ///< absent is not the same as empty
  std::string listener_path{}, listener_metadata{};
  std::vector<SeccompSyscall> syscalls{};
  Origin origin{};
};

struct IntelRdt {
  std::string clos_id{}, l3_cache_schema{}, mem_bw_schema{};
  std::vector<std::string> schemata{};
  bool enable_monitoring = false;
  Origin origin{};
};

struct MemoryPolicy {
  std::string mode{}, nodes{};
  std::vector<std::string> flags{};
  Origin origin{};
};

struct Personality {
  std::string domain{};
  std::vector<std::string> flags{};
  Origin origin{};
};

struct Linux {
  std::vector<Namespace> namespaces{};
  std::vector<IdMapping> uid_mappings{}, gid_mappings{};
  std::optional<TimeOffsets> time_offsets{};
  std::vector<Device> devices{};
  std::vector<NetDevice> net_devices{};
  std::optional<std::string> cgroups_path{};
  std::optional<Resources> resources{};
  std::optional<std::string> rootfs_propagation{};
  std::optional<Seccomp> seccomp{};
  StringMap sysctl{};
  std::vector<std::string> masked_paths{}, readonly_paths{};
  std::optional<std::string> mount_label{};
  std::optional<IntelRdt> intel_rdt{};
  std::optional<MemoryPolicy> memory_policy{};
  std::optional<Personality> personality{};
  Origin origin{};
};

struct Spec {
  std::string oci_version{};
  std::optional<Root> root{};
  std::optional<Process> process{};
  std::optional<std::string> hostname{}, domainname{};
  std::vector<Mount> mounts{};
  std::optional<Hooks> hooks{};
  StringMap annotations{};
  Linux linux{};
  bool has_linux = false;
  std::vector<std::string> unknown_properties{};  ///< pointers of properties the specification does not have
};

}  // namespace dray::oci
