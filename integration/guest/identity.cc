// Who the process is and what it may do. All by system calls, so it works without /proc.

#include "report.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <grp.h>
#include <linux/capability.h>
#include <linux/keyctl.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

namespace guest {
namespace {

constexpr const char* kCapabilities[] = {
    "CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_DAC_READ_SEARCH", "CAP_FOWNER", "CAP_FSETID", "CAP_KILL", "CAP_SETGID", "CAP_SETUID",
    "CAP_SETPCAP", "CAP_LINUX_IMMUTABLE", "CAP_NET_BIND_SERVICE", "CAP_NET_BROADCAST", "CAP_NET_ADMIN", "CAP_NET_RAW",
    "CAP_IPC_LOCK", "CAP_IPC_OWNER", "CAP_SYS_MODULE", "CAP_SYS_RAWIO", "CAP_SYS_CHROOT", "CAP_SYS_PTRACE", "CAP_SYS_PACCT",
    "CAP_SYS_ADMIN", "CAP_SYS_BOOT", "CAP_SYS_NICE", "CAP_SYS_RESOURCE", "CAP_SYS_TIME", "CAP_SYS_TTY_CONFIG", "CAP_MKNOD",
    "CAP_LEASE", "CAP_AUDIT_WRITE", "CAP_AUDIT_CONTROL", "CAP_SETFCAP", "CAP_MAC_OVERRIDE", "CAP_MAC_ADMIN", "CAP_SYSLOG",
    "CAP_WAKE_ALARM", "CAP_BLOCK_SUSPEND", "CAP_AUDIT_READ", "CAP_PERFMON", "CAP_BPF", "CAP_CHECKPOINT_RESTORE",
};
constexpr int kCapabilityCount = static_cast<int>(sizeof kCapabilities / sizeof *kCapabilities);

struct Limit {
  const char* name;
  int resource;
};

constexpr Limit kLimits[] = {
    {"RLIMIT_AS", RLIMIT_AS}, {"RLIMIT_CORE", RLIMIT_CORE}, {"RLIMIT_CPU", RLIMIT_CPU}, {"RLIMIT_DATA", RLIMIT_DATA},
    {"RLIMIT_FSIZE", RLIMIT_FSIZE}, {"RLIMIT_LOCKS", RLIMIT_LOCKS}, {"RLIMIT_MEMLOCK", RLIMIT_MEMLOCK},
    {"RLIMIT_MSGQUEUE", RLIMIT_MSGQUEUE}, {"RLIMIT_NICE", RLIMIT_NICE}, {"RLIMIT_NOFILE", RLIMIT_NOFILE},
    {"RLIMIT_NPROC", RLIMIT_NPROC}, {"RLIMIT_RSS", RLIMIT_RSS}, {"RLIMIT_RTPRIO", RLIMIT_RTPRIO},
    {"RLIMIT_RTTIME", RLIMIT_RTTIME}, {"RLIMIT_SIGPENDING", RLIMIT_SIGPENDING}, {"RLIMIT_STACK", RLIMIT_STACK},
};

enum class Set { Effective, Permitted, Inheritable, Bounding, Ambient };

bool has_capability(Set set, int capability, const __user_cap_data_struct* data) {
  const auto& word = data[capability / 32];
  const unsigned bit = 1U << (capability % 32);
  switch (set) {
    case Set::Effective: return (word.effective & bit) != 0;
    case Set::Permitted: return (word.permitted & bit) != 0;
    case Set::Inheritable: return (word.inheritable & bit) != 0;
    case Set::Bounding: return prctl(PR_CAPBSET_READ, capability) == 1;
    case Set::Ambient: return prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET, capability, 0, 0) == 1;
  }
  return false;
}

void report_set(Json& json, const char* name, Set set, const __user_cap_data_struct* data) {
  json.array(name);
  for (int capability = 0; capability < kCapabilityCount; ++capability)
    if (has_capability(set, capability, data)) json.text(kCapabilities[capability]);
  json.end_array();
}

}  // namespace

void report_ids(Json& json) {
  uid_t real = 0, effective = 0, saved = 0;
  json.number("pid", getpid()).number("ppid", getppid()).number("session", getsid(0)).number("processGroup", getpgrp());
  getresuid(&real, &effective, &saved);
  json.array("uids").number(real).number(effective).number(saved).end_array();
  getresgid(&real, &effective, &saved);
  json.array("gids").number(real).number(effective).number(saved).end_array();
  gid_t groups[256];
  const int count = getgroups(256, groups);
  json.array("groups");
  for (int i = 0; i < count; ++i) json.number(groups[i]);
  json.end_array();
  const mode_t mask = umask(0);
  umask(mask);
  json.number("umask", mask);
}

void report_names(Json& json) {
  utsname names{};
  uname(&names);
  json.text("hostname", names.nodename).text("domainname", names.domainname).text("machine", names.machine);
}

void report_capabilities(Json& json) {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct data[2] = {};
  json.object("capabilities");
  if (syscall(SYS_capget, &header, data) == 0) {
    report_set(json, "effective", Set::Effective, data);
    report_set(json, "permitted", Set::Permitted, data);
    report_set(json, "inheritable", Set::Inheritable, data);
  }
  report_set(json, "bounding", Set::Bounding, data);
  report_set(json, "ambient", Set::Ambient, data);
  json.end_object();
}

void report_confinement(Json& json) {
  json.boolean("noNewPrivileges", prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1);
  char text[4096];
  const long size = read_small("/proc/self/status", text, sizeof text - 1);
  if (size > 0) {
    text[size] = 0;
    const char* mode = std::strstr(text, "Seccomp:");
    const char* filters = std::strstr(text, "Seccomp_filters:");
    if (mode != nullptr) json.number("seccomp", std::strtol(mode + 8, nullptr, 10));
    if (filters != nullptr) json.number("seccompFilters", std::strtol(filters + 16, nullptr, 10));
  }
  const long score = read_small("/proc/self/oom_score_adj", text, 32);
  if (score > 0) json.number("oomScoreAdj", std::strtol(text, nullptr, 10));
  const long keyring = syscall(SYS_keyctl, KEYCTL_GET_KEYRING_ID, KEY_SPEC_SESSION_KEYRING, 0);
  json.number("keyring", keyring < 0 ? -errno : keyring).number("dumpable", prctl(PR_GET_DUMPABLE, 0, 0, 0, 0));
  cpu_set_t cpus;
  CPU_ZERO(&cpus);
  if (sched_getaffinity(0, sizeof cpus, &cpus) == 0) json.number("cpus", CPU_COUNT(&cpus));
}

void report_limits(Json& json) {
  json.object("rlimits");
  for (const Limit& limit : kLimits) {
    rlimit64 value{};
    if (getrlimit64(static_cast<__rlimit_resource>(limit.resource), &value) != 0) continue;
    // RLIM_INFINITY is shown as −1, as the kernel prints it nowhere but everybody says it.
    json.object(limit.name).number("soft", static_cast<std::int64_t>(value.rlim_cur));
    json.number("hard", static_cast<std::int64_t>(value.rlim_max)).end_object();
  }
  json.end_object();
}

}  // namespace guest
