#include "numbers.h"

#include "dray/seccomp/features.h"

#include <seccomp.h>

namespace dray::seccomp {
namespace {

/// Which of our interfaces have a call.
enum class On { All, AllButX32, X86_64, None };

struct Newer {
  std::string_view name;
  std::uint32_t number;
  On on;
};

// Linux 5.15 to 6.18. New calls have had one number on all architectures since Linux 5.0. Names of calls that only other
// architectures have are here so that they are not taken for mistakes: Docker's profile has them.
constexpr Newer kNewer[] = {
    {"cachestat", 451, On::All},
    {"fchmodat2", 452, On::All},
    {"file_getattr", 468, On::All},
    {"file_setattr", 469, On::All},
    {"futex_requeue", 456, On::All},
    {"futex_wait", 455, On::All},
    {"futex_waitv", 449, On::All},
    {"futex_wake", 454, On::All},
    {"getxattrat", 464, On::All},
    {"listmount", 458, On::All},
    {"listxattrat", 465, On::All},
    {"lsm_get_self_attr", 459, On::All},
    {"lsm_list_modules", 461, On::All},
    {"lsm_set_self_attr", 460, On::All},
    {"map_shadow_stack", 453, On::AllButX32},
    {"mseal", 462, On::All},
    {"open_tree_attr", 467, On::All},
    {"process_mrelease", 448, On::All},
    {"removexattrat", 466, On::All},
    {"riscv_hwprobe", 0, On::None},
    {"set_mempolicy_home_node", 450, On::All},
    {"setxattrat", 463, On::All},
    {"statmount", 457, On::All},
    {"uprobe", 336, On::X86_64},
    {"uretprobe", 335, On::X86_64},
};
static_assert(std::ranges::is_sorted(kNewer, by_name));

constexpr std::uint32_t kSocketcall = 102, kIpc = 117;  // on i386

struct Multiplexer {
  std::string_view name;
  Multiplexed through;
  std::uint32_t direct;  ///< 0: none
};

// i386: <linux/net.h> SYS_*, <linux/ipc.h>; direct numbers since Linux 4.3 (sockets) and 5.1 (ipc).
constexpr Multiplexer kMultiplexed[] = {
    {"accept", {kSocketcall, 5}, 0},
    {"accept4", {kSocketcall, 18}, 364},
    {"bind", {kSocketcall, 2}, 361},
    {"connect", {kSocketcall, 3}, 362},
    {"getpeername", {kSocketcall, 7}, 368},
    {"getsockname", {kSocketcall, 6}, 367},
    {"getsockopt", {kSocketcall, 15}, 365},
    {"listen", {kSocketcall, 4}, 363},
    {"msgctl", {kIpc, 14}, 402},
    {"msgget", {kIpc, 13}, 399},
    {"msgrcv", {kIpc, 12}, 401},
    {"msgsnd", {kIpc, 11}, 400},
    {"recv", {kSocketcall, 10}, 0},
    {"recvfrom", {kSocketcall, 12}, 371},
    {"recvmmsg", {kSocketcall, 19}, 337},
    {"recvmsg", {kSocketcall, 17}, 372},
    {"semctl", {kIpc, 3}, 394},
    {"semget", {kIpc, 2}, 393},
    {"semop", {kIpc, 1}, 0},
    {"semtimedop", {kIpc, 4}, 0},
    {"send", {kSocketcall, 9}, 0},
    {"sendmmsg", {kSocketcall, 20}, 345},
    {"sendmsg", {kSocketcall, 16}, 370},
    {"sendto", {kSocketcall, 11}, 369},
    {"setsockopt", {kSocketcall, 14}, 366},
    {"shmat", {kIpc, 21}, 397},
    {"shmctl", {kIpc, 24}, 396},
    {"shmdt", {kIpc, 22}, 398},
    {"shmget", {kIpc, 23}, 395},
    {"shutdown", {kSocketcall, 13}, 373},
    {"socket", {kSocketcall, 1}, 359},
    {"socketpair", {kSocketcall, 8}, 360},
};
static_assert(std::ranges::is_sorted(kMultiplexed, by_name));

bool has(const Abi& abi, On on) {
  if (on == On::AllButX32) return abi.token != SCMP_ARCH_X32;
  if (on == On::X86_64) return abi.token == SCMP_ARCH_X86_64;
  return on == On::All;
}

Numbers newer(const Abi& abi, std::string_view name) {
  const Newer* row = find_name(kNewer, name);
  if (row == nullptr) return {};
  if (!has(abi, row->on)) return {true, std::nullopt, std::nullopt};
  return {true, abi.first + row->number, std::nullopt};
}

}  // namespace

Numbers numbers_of(const Abi& abi, const std::string& name) {
  if (abi.token == SCMP_ARCH_X86) {
    if (const Multiplexer* row = find_name(kMultiplexed, name)) {
      if (row->direct == 0) return {true, std::nullopt, row->through};
      return {true, row->direct, row->through};
    }
  }
  if (name.find('\0') != std::string::npos) return {};
  const int number = seccomp_syscall_resolve_name_arch(abi.token, name.c_str());
  if (number >= 0) return {true, static_cast<std::uint32_t>(number), std::nullopt};
  const Numbers own = newer(abi, name);
  return {own.known || number != __NR_SCMP_ERROR, own.direct, std::nullopt};
}

std::string library_version() {
  const scmp_version& version = *seccomp_version();
  return std::to_string(version.major) + '.' + std::to_string(version.minor) + '.' + std::to_string(version.micro);
}

}  // namespace dray::seccomp
