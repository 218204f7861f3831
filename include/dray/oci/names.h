#pragma once

// The names that config.json and the command line use for what the kernel numbers.
// Numbers are those of x86_64 and aarch64, which share them.

#include "dray/oci/spec.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace dray::oci {

template <class T>
struct Named {
  std::string_view name;
  T value;
};

/// Sorted by name, each name once: what `value_of` searches.
template <class T, std::size_t N>
constexpr bool is_sorted_table(const std::array<Named<T>, N>& table) {
  return std::ranges::adjacent_find(table, [](const auto& a, const auto& b) { return a.name >= b.name; }) == table.end();
}

template <class T, std::size_t N>
constexpr std::optional<T> value_of(const std::array<Named<T>, N>& table, std::string_view name) {
  const auto found = std::ranges::lower_bound(table, name, {}, &Named<T>::name);
  if (found == table.end() || found->name != name) return std::nullopt;
  return found->value;
}

template <class T, std::size_t N>
constexpr std::array<std::string_view, N> names_of(const std::array<Named<T>, N>& table) {
  std::array<std::string_view, N> names{};
  std::ranges::transform(table, names.begin(), &Named<T>::name);
  return names;
}

inline constexpr auto kCapabilities = std::to_array<Named<unsigned>>({
    {"CAP_AUDIT_CONTROL", 30},  {"CAP_AUDIT_READ", 37},   {"CAP_AUDIT_WRITE", 29},
    {"CAP_BLOCK_SUSPEND", 36},  {"CAP_BPF", 39},          {"CAP_CHECKPOINT_RESTORE", 40},
    {"CAP_CHOWN", 0},           {"CAP_DAC_OVERRIDE", 1},  {"CAP_DAC_READ_SEARCH", 2},
    {"CAP_FOWNER", 3},          {"CAP_FSETID", 4},        {"CAP_IPC_LOCK", 14},
    {"CAP_IPC_OWNER", 15},      {"CAP_KILL", 5},          {"CAP_LEASE", 28},
    {"CAP_LINUX_IMMUTABLE", 9}, {"CAP_MAC_ADMIN", 33},    {"CAP_MAC_OVERRIDE", 32},
    {"CAP_MKNOD", 27},          {"CAP_NET_ADMIN", 12},    {"CAP_NET_BIND_SERVICE", 10},
    {"CAP_NET_BROADCAST", 11},  {"CAP_NET_RAW", 13},      {"CAP_PERFMON", 38},
    {"CAP_SETFCAP", 31},        {"CAP_SETGID", 6},        {"CAP_SETPCAP", 8},
    {"CAP_SETUID", 7},          {"CAP_SYSLOG", 34},       {"CAP_SYS_ADMIN", 21},
    {"CAP_SYS_BOOT", 22},       {"CAP_SYS_CHROOT", 18},   {"CAP_SYS_MODULE", 16},
    {"CAP_SYS_NICE", 23},       {"CAP_SYS_PACCT", 20},    {"CAP_SYS_PTRACE", 19},
    {"CAP_SYS_RAWIO", 17},      {"CAP_SYS_RESOURCE", 24}, {"CAP_SYS_TIME", 25},
    {"CAP_SYS_TTY_CONFIG", 26}, {"CAP_WAKE_ALARM", 35},
});
static_assert(kCapabilities.size() == 41 && is_sorted_table(kCapabilities));

inline constexpr auto kRlimits = std::to_array<Named<unsigned>>({
    {"RLIMIT_AS", 9},
    {"RLIMIT_CORE", 4},
    {"RLIMIT_CPU", 0},
    {"RLIMIT_DATA", 2},
    {"RLIMIT_FSIZE", 1},
    {"RLIMIT_LOCKS", 10},
    {"RLIMIT_MEMLOCK", 8},
    {"RLIMIT_MSGQUEUE", 12},
    {"RLIMIT_NICE", 13},
    {"RLIMIT_NOFILE", 7},
    {"RLIMIT_NPROC", 6},
    {"RLIMIT_RSS", 5},
    {"RLIMIT_RTPRIO", 14},
    {"RLIMIT_RTTIME", 15},
    {"RLIMIT_SIGPENDING", 11},
    {"RLIMIT_STACK", 3},
});
static_assert(kRlimits.size() == 16 && is_sorted_table(kRlimits));

/// Without the prefix "SIG" and without the real-time signals.
inline constexpr auto kSignals = std::to_array<Named<int>>({
    {"ABRT", 6},    {"ALRM", 14},   {"BUS", 7},   {"CHLD", 17}, {"CLD", 17},    {"CONT", 18},  {"FPE", 8},   {"HUP", 1},   {"ILL", 4},
    {"INT", 2},     {"IO", 29},     {"IOT", 6},   {"KILL", 9},  {"PIPE", 13},   {"POLL", 29},  {"PROF", 27}, {"PWR", 30},  {"QUIT", 3},
    {"SEGV", 11},   {"STKFLT", 16}, {"STOP", 19}, {"SYS", 31},  {"TERM", 15},   {"TRAP", 5},   {"TSTP", 20}, {"TTIN", 21}, {"TTOU", 22},
    {"UNUSED", 31}, {"URG", 23},    {"USR1", 10}, {"USR2", 12}, {"VTALRM", 26}, {"WINCH", 28}, {"XCPU", 24}, {"XFSZ", 25},
});
static_assert(is_sorted_table(kSignals));

/// As callers see them: the C library keeps 32 and 33 for itself.
inline constexpr int kSignalRtMin = 34;
inline constexpr int kSignalRtMax = 64;

/// Spec: config-linux.md#namespaces.
inline constexpr auto kNamespaces = std::to_array<Named<NamespaceType>>({
    {"cgroup", NamespaceType::Cgroup},
    {"ipc", NamespaceType::Ipc},
    {"mount", NamespaceType::Mount},
    {"network", NamespaceType::Network},
    {"pid", NamespaceType::Pid},
    {"time", NamespaceType::Time},
    {"user", NamespaceType::User},
    {"uts", NamespaceType::Uts},
});
static_assert(is_sorted_table(kNamespaces));

inline std::optional<unsigned> capability_number(std::string_view name) { return value_of(kCapabilities, name); }
inline std::optional<unsigned> rlimit_number(std::string_view name) { return value_of(kRlimits, name); }
inline std::optional<NamespaceType> namespace_type(std::string_view name) { return value_of(kNamespaces, name); }
std::string_view namespace_name(NamespaceType type);

/// "TERM", "SIGTERM", "sigterm", "15", "RTMIN+3", "SIGRTMAX-1"; 0 (which only asks whether the process is there) up to 64.
/// Nothing for what is no signal.
std::optional<int> parse_signal(std::string_view text);

/// The candidate that is at most two edits away from `name`, letter case aside; nothing if none or if `name` is that short
/// that any word would be.
std::optional<std::string_view> did_you_mean(std::string_view name, std::span<const std::string_view> candidates);

/// The hint of an error about an unknown name: `did you mean "x"?`, or else the whole list: `known: a, b, c`.
std::string choice_hint(std::string_view name, std::span<const std::string_view> candidates);

}  // namespace dray::oci
