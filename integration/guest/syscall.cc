// One system call by name or number, also through the 32-bit and x32 doors of x86-64: what a seccomp filter says to it.

#include "commands.h"
#include "json.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <sys/syscall.h>
#include <unistd.h>

namespace guest {
namespace {

struct Name {
  std::string_view name;
  long number;
};

constexpr Name kNames[] = {
    {"acct", SYS_acct},       {"add_key", SYS_add_key},   {"bpf", SYS_bpf},           {"chroot", SYS_chroot},
    {"clone3", SYS_clone3},   {"getcwd", SYS_getcwd},     {"getpid", SYS_getpid},     {"getppid", SYS_getppid},
    {"getuid", SYS_getuid},   {"keyctl", SYS_keyctl},     {"kexec_load", SYS_kexec_load}, {"mkdirat", SYS_mkdirat},
    {"mount", SYS_mount},     {"personality", SYS_personality}, {"ptrace", SYS_ptrace}, {"reboot", SYS_reboot},
    {"setpriority", SYS_setpriority}, {"socket", SYS_socket}, {"sync", SYS_sync},     {"umount2", SYS_umount2},
    {"unshare", SYS_unshare}, {"uname", SYS_uname},       {"userfaultfd", SYS_userfaultfd},
};

constexpr long kX32Bit = 0x40000000;

long number_of(std::string_view word) {
  for (const Name& entry : kNames)
    if (entry.name == word) return entry.number;
  return std::strtol(word.data(), nullptr, 0);
}

#if defined(__x86_64__)
long call_32bit(long number, const long* args) {
  long result;
  asm volatile("int $0x80" : "=a"(result) : "a"(number), "b"(args[0]), "c"(args[1]), "d"(args[2]) : "memory", "r8", "r9", "r10", "r11");
  return result;
}
#else
long call_32bit(long, const long*) { return -ENOSYS; }
#endif

}  // namespace

/// syscall [int80:|x32:]NAME|NUMBER [ARG…]: prints the result, or the errno name.
void call_syscall(const Words& words) {
  std::string_view word = words.at(0);
  long args[6] = {};
  for (int i = 1; i < words.count && i <= 6; ++i) args[i - 1] = std::strtol(words.at(i), nullptr, 0);
  long result = 0;
  if (word.starts_with("int80:")) {
    result = call_32bit(number_of(word.substr(6)), args);
  } else {
    const long number = word.starts_with("x32:") ? number_of(word.substr(4)) | kX32Bit : number_of(word);
    result = syscall(number, args[0], args[1], args[2], args[3], args[4], args[5]);
    if (result < 0) result = -errno;
  }
  const int err = result < 0 ? static_cast<int>(-result) : 0;
  Json json;
  json.object().text("action", "syscall").text("call", word).text("result", errno_name(err)).number("value", result).end_object().finish();
}

}  // namespace guest
