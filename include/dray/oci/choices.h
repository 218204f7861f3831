#pragma once

// The values that the specification enumerates, as written in config.json and in the output of `features`. Sorted.

#include <algorithm>
#include <array>
#include <string_view>

namespace dray::oci {

/// Spec: config.md#posix-platform-hooks; in the order in which they run.
inline constexpr auto kHookNames =
    std::to_array<std::string_view>({"prestart", "createRuntime", "createContainer", "startContainer", "poststart", "poststop"});

/// Spec: config-linux.md#seccomp.
inline constexpr auto kSeccompActions =
    std::to_array<std::string_view>({"SCMP_ACT_ALLOW", "SCMP_ACT_ERRNO", "SCMP_ACT_KILL", "SCMP_ACT_KILL_PROCESS", "SCMP_ACT_KILL_THREAD",
                                     "SCMP_ACT_LOG", "SCMP_ACT_NOTIFY", "SCMP_ACT_TRACE", "SCMP_ACT_TRAP"});
inline constexpr auto kSeccompArchitectures = std::to_array<std::string_view>(
    {"SCMP_ARCH_AARCH64",   "SCMP_ARCH_ARM",    "SCMP_ARCH_LOONGARCH64", "SCMP_ARCH_M68K",        "SCMP_ARCH_MIPS",   "SCMP_ARCH_MIPS64",
     "SCMP_ARCH_MIPS64N32", "SCMP_ARCH_MIPSEL", "SCMP_ARCH_MIPSEL64",    "SCMP_ARCH_MIPSEL64N32", "SCMP_ARCH_PARISC", "SCMP_ARCH_PARISC64",
     "SCMP_ARCH_PPC",       "SCMP_ARCH_PPC64",  "SCMP_ARCH_PPC64LE",     "SCMP_ARCH_RISCV64",     "SCMP_ARCH_S390",   "SCMP_ARCH_S390X",
     "SCMP_ARCH_SH",        "SCMP_ARCH_SHEB",   "SCMP_ARCH_X32",         "SCMP_ARCH_X86",         "SCMP_ARCH_X86_64"});
inline constexpr auto kSeccompFlags = std::to_array<std::string_view>(
    {"SECCOMP_FILTER_FLAG_LOG", "SECCOMP_FILTER_FLAG_SPEC_ALLOW", "SECCOMP_FILTER_FLAG_TSYNC", "SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV"});
inline constexpr auto kSeccompOperators = std::to_array<std::string_view>(
    {"SCMP_CMP_EQ", "SCMP_CMP_GE", "SCMP_CMP_GT", "SCMP_CMP_LE", "SCMP_CMP_LT", "SCMP_CMP_MASKED_EQ", "SCMP_CMP_NE"});

/// Spec: config.md#linux-process ("scheduler", "ioPriority").
inline constexpr auto kSchedulerPolicies =
    std::to_array<std::string_view>({"SCHED_BATCH", "SCHED_DEADLINE", "SCHED_FIFO", "SCHED_IDLE", "SCHED_ISO", "SCHED_OTHER", "SCHED_RR"});
inline constexpr auto kSchedulerFlags =
    std::to_array<std::string_view>({"SCHED_FLAG_DL_OVERRUN", "SCHED_FLAG_KEEP_PARAMS", "SCHED_FLAG_KEEP_POLICY", "SCHED_FLAG_RECLAIM",
                                     "SCHED_FLAG_RESET_ON_FORK", "SCHED_FLAG_UTIL_CLAMP_MAX", "SCHED_FLAG_UTIL_CLAMP_MIN"});
inline constexpr auto kIoClasses = std::to_array<std::string_view>({"IOPRIO_CLASS_BE", "IOPRIO_CLASS_IDLE", "IOPRIO_CLASS_RT"});

/// Spec: config-linux.md#memory-policy.
inline constexpr auto kMemoryPolicyModes = std::to_array<std::string_view>(
    {"MPOL_BIND", "MPOL_DEFAULT", "MPOL_INTERLEAVE", "MPOL_LOCAL", "MPOL_PREFERRED", "MPOL_PREFERRED_MANY", "MPOL_WEIGHTED_INTERLEAVE"});
inline constexpr auto kMemoryPolicyFlags =
    std::to_array<std::string_view>({"MPOL_F_NUMA_BALANCING", "MPOL_F_RELATIVE_NODES", "MPOL_F_STATIC_NODES"});

/// Spec: config-linux.md#personality.
inline constexpr auto kPersonalityDomains = std::to_array<std::string_view>({"LINUX", "LINUX32"});

/// Spec: config-linux.md#rootfs-mount-propagation; the recursive ones are an extension that runc and crun share.
inline constexpr auto kRootfsPropagations =
    std::to_array<std::string_view>({"private", "rprivate", "rshared", "rslave", "runbindable", "shared", "slave", "unbindable"});

static_assert(std::ranges::is_sorted(kSeccompActions) && std::ranges::is_sorted(kSeccompArchitectures) &&
              std::ranges::is_sorted(kSeccompFlags) && std::ranges::is_sorted(kSeccompOperators) &&
              std::ranges::is_sorted(kSchedulerPolicies) && std::ranges::is_sorted(kSchedulerFlags) && std::ranges::is_sorted(kIoClasses) &&
              std::ranges::is_sorted(kMemoryPolicyModes) && std::ranges::is_sorted(kMemoryPolicyFlags) &&
              std::ranges::is_sorted(kPersonalityDomains) && std::ranges::is_sorted(kRootfsPropagations));

}  // namespace dray::oci
