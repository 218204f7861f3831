#pragma once

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <linux/audit.h>
#include <linux/seccomp.h>
#include <string_view>

// The names that a profile may use, and what they stand for.

namespace dray::seccomp {

enum class Data { None, Errno };

struct Action {
  std::string_view name;
  std::uint32_t value;
  Data data;
};

inline constexpr Action kActions[] = {
    {"SCMP_ACT_ALLOW", SECCOMP_RET_ALLOW, Data::None},
    {"SCMP_ACT_ERRNO", SECCOMP_RET_ERRNO, Data::Errno},
    {"SCMP_ACT_KILL", SECCOMP_RET_KILL_THREAD, Data::None},
    {"SCMP_ACT_KILL_PROCESS", SECCOMP_RET_KILL_PROCESS, Data::None},
    {"SCMP_ACT_KILL_THREAD", SECCOMP_RET_KILL_THREAD, Data::None},
    {"SCMP_ACT_LOG", SECCOMP_RET_LOG, Data::None},
    {"SCMP_ACT_NOTIFY", SECCOMP_RET_USER_NOTIF, Data::None},
    {"SCMP_ACT_TRACE", SECCOMP_RET_TRACE, Data::Errno},
    {"SCMP_ACT_TRAP", SECCOMP_RET_TRAP, Data::None},
};

enum class Comparison { NotEqual, Less, LessOrEqual, Equal, GreaterOrEqual, Greater, MaskedEqual };

struct Operator {
  std::string_view name;
  Comparison value;
};

inline constexpr Operator kOperators[] = {
    {"SCMP_CMP_EQ", Comparison::Equal},       {"SCMP_CMP_GE", Comparison::GreaterOrEqual}, {"SCMP_CMP_GT", Comparison::Greater},
    {"SCMP_CMP_LE", Comparison::LessOrEqual}, {"SCMP_CMP_LT", Comparison::Less},           {"SCMP_CMP_MASKED_EQ", Comparison::MaskedEqual},
    {"SCMP_CMP_NE", Comparison::NotEqual},
};

struct Flag {
  std::string_view name;
  std::uint32_t value;
};

inline constexpr Flag kFlags[] = {
    {"SECCOMP_FILTER_FLAG_LOG", SECCOMP_FILTER_FLAG_LOG},
    {"SECCOMP_FILTER_FLAG_SPEC_ALLOW", SECCOMP_FILTER_FLAG_SPEC_ALLOW},
    {"SECCOMP_FILTER_FLAG_TSYNC", SECCOMP_FILTER_FLAG_TSYNC},
    {"SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV", 1U << 5},  // Linux 5.19
};

/// The machines that dray is built for.
enum class Machine { Other, X86_64, Aarch64 };

#if defined(__x86_64__)
inline constexpr Machine kThisMachine = Machine::X86_64;
#elif defined(__aarch64__)
inline constexpr Machine kThisMachine = Machine::Aarch64;
#endif

enum class Width { Bits32, Bits64 };

/// One system call interface. x86_64 and x32 have one `audit_arch` and share its number space.
struct Abi {
  std::string_view name;
  Machine machine = Machine::Other;  ///< whose kernel offers it
  std::uint32_t token{};             ///< the name in libseccomp
  std::uint32_t audit_arch{};
  std::uint32_t first{}, last{};          ///< its numbers
  std::uint32_t old_first{}, old_last{};  ///< numbers apart from the common sequence, never "newer"; none if both are 0
  Width width{};
};

inline constexpr Abi kAbis[] = {
    {"SCMP_ARCH_AARCH64", Machine::Aarch64, AUDIT_ARCH_AARCH64, AUDIT_ARCH_AARCH64, 0, ~0U, 0, 0, Width::Bits64},
    {"SCMP_ARCH_ARM", Machine::Aarch64, AUDIT_ARCH_ARM, AUDIT_ARCH_ARM, 0, ~0U, 0xf0000, 0xfffff, Width::Bits32},
    {"SCMP_ARCH_LOONGARCH64"},
    {"SCMP_ARCH_M68K"},
    {"SCMP_ARCH_MIPS"},
    {"SCMP_ARCH_MIPS64"},
    {"SCMP_ARCH_MIPS64N32"},
    {"SCMP_ARCH_MIPSEL"},
    {"SCMP_ARCH_MIPSEL64"},
    {"SCMP_ARCH_MIPSEL64N32"},
    {"SCMP_ARCH_PARISC"},
    {"SCMP_ARCH_PARISC64"},
    {"SCMP_ARCH_PPC"},
    {"SCMP_ARCH_PPC64"},
    {"SCMP_ARCH_PPC64LE"},
    {"SCMP_ARCH_RISCV64"},
    {"SCMP_ARCH_S390"},
    {"SCMP_ARCH_S390X"},
    {"SCMP_ARCH_SH"},
    {"SCMP_ARCH_SHEB"},
    {"SCMP_ARCH_X32", Machine::X86_64, EM_X86_64 | __AUDIT_ARCH_LE, AUDIT_ARCH_X86_64, 0x40000000, ~0U, 0x40000200, 0x40000223,
     Width::Bits32},
    {"SCMP_ARCH_X86", Machine::X86_64, AUDIT_ARCH_I386, AUDIT_ARCH_I386, 0, ~0U, 0, 0, Width::Bits32},
    {"SCMP_ARCH_X86_64", Machine::X86_64, AUDIT_ARCH_X86_64, AUDIT_ARCH_X86_64, 0, 0x3fffffff, 0, 0, Width::Bits64},
};

constexpr auto by_name = [](const auto& a, const auto& b) { return a.name < b.name; };
static_assert(std::ranges::is_sorted(kActions, by_name) && std::ranges::is_sorted(kOperators, by_name));
static_assert(std::ranges::is_sorted(kFlags, by_name) && std::ranges::is_sorted(kAbis, by_name));

/// The row of a sorted table, or null.
template <class Row, std::size_t n>
constexpr const Row* find_name(const Row (&table)[n], std::string_view name) {
  const Row* row =
      std::lower_bound(std::begin(table), std::end(table), name, [](const Row& r, std::string_view text) { return r.name < text; });
  return row != std::end(table) && row->name == name ? row : nullptr;
}

}  // namespace dray::seccomp
