#pragma once

#include <cstdint>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <span>

namespace dray::seccomp {

/// AUDIT_ARCH_* of the calls that dray and init themselves make.
constexpr std::uint32_t native_arch() {
#if defined(__x86_64__)
  return AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
  return AUDIT_ARCH_AARCH64;
#endif
}

/// What the kernel would answer to a system call: SECCOMP_RET_* with its data. Every instruction that seccomp(2) accepts is known;
/// a program that it would refuse, as far as the path of `call` reaches it, answers SECCOMP_RET_KILL_PROCESS.
/// Process: host, pure.
std::uint32_t evaluate(std::span<const sock_filter> program, const seccomp_data& call);

}  // namespace dray::seccomp
