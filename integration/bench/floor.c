// The floor: the container of docker-default.json, hard-coded, by the fewest and fastest system calls known. No parser, no state, no
// checks, no errors worth reading: it only exists to say how fast the kernel can do this work. dray is compared with it.
//
//   floor BUNDLE FILTER NAME     BUNDLE holds rootfs/, resolv.conf, hostname, hosts; FILTER is an array of struct sock_filter
//
//   parent: clone3 ── mkdir cgroups, limits ── ready ───────────────────────────────────── wait ── rmdir
//   child:     unshare, mounts, devices ────────── wait ready, join, cgroup mounts, masks, pivot, drop, execve
//
// Parent and child share memory and descriptors (CLONE_VM | CLONE_FILES), so nothing is copied and nothing is sent.

#include "floor.h"

#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/futex.h>
#include <linux/mount.h>
#include <linux/prctl.h>
#include <linux/sched.h>
#include <linux/seccomp.h>

enum { kReadWrite = 2, kCloexec = 02000000, kWriteOnly = 1, kReadOnly = 0, kDirectory = 0200000, kPath = 010000000 };
enum { kHierarchies = 9, kCharDevice = 0020000, kRecursive = 0x8000, kDetach = 2, kKillSignal = 9, kChildSignal = 17 };

static const char* const kControllers[kHierarchies] = {"cpuset", "cpu", "cpuacct", "memory", "devices", "freezer", "blkio", "pids", "systemd"};

// What parent and child share. `ready` is a futex: 0 → 1 when every `tasks` file is open.
static volatile int ready;
static long child_pid;
static int tasks[kHierarchies];
static struct sock_filter filter[16384];
static struct sock_fprog program = {0, filter};
static const char* bundle;
static char stack[65536] __attribute__((aligned(64)));

static __attribute__((noreturn)) void fail(long line, long result) {
  say("floor: line ");
  say_number(line);
  say(", errno ");
  say_number(-result);
  say("\n");
  if (child_pid > 0) CALL2(kill, child_pid, kKillSignal);
  CALL1(exit_group, 1);
  __builtin_unreachable();
}

#define MUST(expression)                       \
  do {                                         \
    const long result_ = (expression);         \
    if (result_ < 0) fail(__LINE__, result_);  \
  } while (0)

static long write_file(const char* path, const char* text) {
  const long fd = CALL3(open, path, kWriteOnly | kCloexec, 0);
  if (fd < 0) return fd;
  const long result = CALL3(write, fd, text, length(text));
  CALL1(close, fd);
  return result;
}

// ---- child ----------------------------------------------------------------------------------------------------------------------

struct Mount {
  const char *target, *type, *options;
  unsigned long flags;
};

enum {
  kNoSuid = 2, kNoDev = 4, kNoExec = 8, kMountReadOnly = 1, kBind = 4096, kBindRecursive = 4096 | 16384, kStrictAtime = 1 << 24,
  kPrivate = 1 << 18, kSlave = 1 << 19, kRecursively = 16384, kRemount = 32
};
#define RESTRICTED (kNoSuid | kNoExec | kNoDev)

static const struct Mount kMounts[] = {
    {"proc", "proc", "", RESTRICTED},
    {"dev", "tmpfs", "mode=755,size=65536k", kNoSuid | kStrictAtime},
    {"dev/pts", "devpts", "newinstance,ptmxmode=0666,mode=0620,gid=5", kNoSuid | kNoExec},
    {"sys", "sysfs", "", RESTRICTED | kMountReadOnly},
    {"dev/mqueue", "mqueue", "", RESTRICTED},
    {"dev/shm", "tmpfs", "mode=1777,size=67108864", RESTRICTED},
};

struct Device {
  const char* path;
  int major, minor;
};
static const struct Device kDevices[] = {{"dev/null", 1, 3},   {"dev/zero", 1, 5},    {"dev/full", 1, 7},
                                         {"dev/random", 1, 8}, {"dev/urandom", 1, 9}, {"dev/tty", 5, 0}};
static const char* const kLinks[][2] = {{"/proc/self/fd", "dev/fd"},           {"/proc/self/fd/0", "dev/stdin"}, {"/proc/self/fd/1", "dev/stdout"},
                                        {"/proc/self/fd/2", "dev/stderr"},     {"pts/ptmx", "dev/ptmx"},         {"/proc/kcore", "dev/core"}};
static const char* const kHostFiles[] = {"resolv.conf", "hostname", "hosts"};
static const char* const kMasked[] = {"proc/asound", "proc/acpi", "proc/interrupts", "proc/kcore", "proc/keys", "proc/latency_stats", "proc/timer_list",
                                      "proc/timer_stats", "proc/sched_debug", "proc/scsi", "sys/firmware", "sys/devices/virtual/powercap"};
static const char* const kReadOnlyPaths[] = {"proc/bus", "proc/fs", "proc/irq", "proc/sys", "proc/sysrq-trigger"};

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void enter_rootfs_folder(void) {
  char path[4096];
  MUST(CALL1(unshare, CLONE_NEWNET | CLONE_NEWNS | CLONE_NEWIPC | CLONE_NEWUTS));
  MUST(CALL5(mount, 0, "/", 0, kSlave | kRecursively, 0));
  joined(path, bundle, "/rootfs", "");
  MUST(CALL5(mount, path, path, 0, kBindRecursive, 0));
  MUST(CALL1(chdir, path));
}

static void make_mounts(void) {
  char source[4096], target[64];
  for (size_t i = 0; i < COUNT(kMounts); ++i) {
    const struct Mount* mount = &kMounts[i];
    if (mount->target[0] == 'd' && mount->target[3] == '/') MUST(CALL2(mkdir, mount->target, 0755));
    MUST(CALL5(mount, mount->type, mount->target, mount->type, mount->flags, mount->options));
  }
  for (size_t i = 0; i < COUNT(kHostFiles); ++i) {
    joined(target, "etc/", kHostFiles[i], "");
    MUST(CALL5(mount, joined(source, bundle, "/", kHostFiles[i]), target, 0, kBindRecursive, 0));
    MUST(CALL5(mount, 0, target, 0, kPrivate | kRecursively, 0));
  }
}

static void make_devices(void) {
  CALL1(umask, 0);
  for (size_t i = 0; i < COUNT(kDevices); ++i)
    MUST(CALL3(mknod, kDevices[i].path, kCharDevice | 0666, (kDevices[i].major << 8) | kDevices[i].minor));
  for (size_t i = 0; i < COUNT(kLinks); ++i) MUST(CALL2(symlink, kLinks[i][0], kLinks[i][1]));
  CALL1(umask, 022);
}

static void join_cgroups(void) {
  while (ready == 0) CALL4(futex, &ready, FUTEX_WAIT, 0, 0);
  for (int i = 0; i < kHierarchies; ++i) MUST(CALL3(write, tasks[i], "0", 1));
  MUST(CALL1(unshare, CLONE_NEWCGROUP));
}

static void mount_cgroups(void) {
  char target[64];
  MUST(CALL5(mount, "cgroup", "sys/fs/cgroup", "tmpfs", RESTRICTED, "mode=755"));
  for (int i = 0; i < kHierarchies; ++i) {
    const int named = i == kHierarchies - 1;
    MUST(CALL2(mkdir, joined(target, "sys/fs/cgroup/", kControllers[i], ""), 0755));
    MUST(CALL5(mount, "cgroup", target, "cgroup", RESTRICTED | kMountReadOnly, named ? "name=systemd" : kControllers[i]));
  }
  struct mount_attr read_only = {.attr_set = MOUNT_ATTR_RDONLY};
  MUST(CALL5(mount_setattr, -100, "sys/fs/cgroup", 0, &read_only, sizeof read_only));
}

static void mask_paths(void) {
  struct mount_attr read_only = {.attr_set = MOUNT_ATTR_RDONLY};
  for (size_t i = 0; i < COUNT(kReadOnlyPaths); ++i) {
    const long tree = CALL3(open_tree, -100, kReadOnlyPaths[i], OPEN_TREE_CLONE | kCloexec | kRecursive);
    if (tree == -ENOENT) continue;
    MUST(CALL5(mount_setattr, tree, "", 0x1000 | kRecursive, &read_only, sizeof read_only));
    MUST(CALL5(move_mount, tree, "", -100, kReadOnlyPaths[i], MOVE_MOUNT_F_EMPTY_PATH));
    CALL1(close, tree);
  }
  const char* empty = 0;  // the first masked directory; the others are binds of it
  for (size_t i = 0; i < COUNT(kMasked); ++i) {
    const long result = CALL5(mount, "dev/null", kMasked[i], 0, kBind, 0);
    if (result == 0 || result == -ENOENT) continue;
    if (result != -ENOTDIR) fail(__LINE__, result);
    if (empty != 0)
      MUST(CALL5(mount, empty, kMasked[i], 0, kBind, 0));
    else
      MUST(CALL5(mount, "tmpfs", empty = kMasked[i], "tmpfs", kMountReadOnly, "size=0k"));
  }
}

static void set_sysctls(void) {
  MUST(write_file("proc/sys/net/ipv4/ip_unprivileged_port_start", "0"));
  MUST(write_file("proc/sys/net/ipv4/ping_group_range", "0 2147483647"));
  MUST(write_file("proc/self/oom_score_adj", "0"));
}

static const unsigned char kKept[] = {CAP_CHOWN, CAP_DAC_OVERRIDE, CAP_FSETID, CAP_FOWNER, CAP_MKNOD, CAP_NET_RAW, CAP_SETGID, CAP_SETUID,
                                      CAP_SETFCAP, CAP_SETPCAP, CAP_NET_BIND_SERVICE, CAP_SYS_CHROOT, CAP_KILL, CAP_AUDIT_WRITE};

static void drop_rights(void) {
  unsigned long kept = 0;
  for (size_t i = 0; i < sizeof kKept; ++i) kept |= 1UL << kKept[i];
  for (int cap = 0; cap <= CAP_LAST_CAP; ++cap)
    if ((kept >> cap & 1) == 0) CALL2(prctl, PR_CAPBSET_DROP, cap);
  const unsigned groups[] = {0, 10};
  MUST(CALL2(setgroups, 2, groups));
  MUST(CALL3(setresgid, 0, 0, 0));
  MUST(CALL3(setresuid, 0, 0, 0));
  MUST(CALL3(seccomp, SECCOMP_SET_MODE_FILTER, 0, &program));
  struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  const struct __user_cap_data_struct data[2] = {{(unsigned)kept, (unsigned)kept, 0}, {(unsigned)(kept >> 32), (unsigned)(kept >> 32), 0}};
  MUST(CALL2(capset, &header, data));
}

static __attribute__((noreturn, used)) void child(void) {
  static const char* const argv[] = {"/bin/true", 0};
  static const char* const environment[] = {"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOSTNAME=0123456789ab", "HOME=/", 0};
  enter_rootfs_folder();
  make_mounts();
  make_devices();
  set_sysctls();
  join_cgroups();
  mount_cgroups();
  mask_paths();
  MUST(CALL2(pivot_root, ".", "."));
  MUST(CALL2(umount2, ".", kDetach));
  MUST(CALL1(chdir, "/"));
  MUST(CALL2(sethostname, "0123456789ab", 12));
  MUST(CALL1(setsid, 0));
  MUST(CALL2(keyctl, 1, 0));
  drop_rights();
  MUST(CALL3(close_range, 3, ~0U, 4));
  MUST(CALL3(execve, "/bin/true", argv, environment));
  __builtin_unreachable();
}

// ---- parent ---------------------------------------------------------------------------------------------------------------------

static const char* const kDeviceRules[] = {"c *:* m",     "b *:* m",     "c 1:5 rwm",   "c 1:3 rwm",   "c 1:9 rwm",  "c 1:8 rwm",
                                           "c 5:0 rwm",   "c 5:1 rwm",   "c 1:7 rwm",   "c 136:* rwm", "c 5:2 rwm"};
static const char* const kLimits[][3] = {
    {"memory", "memory.limit_in_bytes", "268435456"}, {"memory", "memory.memsw.limit_in_bytes", "268435456"}, {"cpu", "cpu.shares", "512"},
    {"cpu", "cpu.cfs_period_us", "100000"},           {"cpu", "cpu.cfs_quota_us", "50000"},                   {"pids", "pids.max", "100"},
    {"devices", "devices.deny", "a"},
};

static char* cgroup_path(char* path, const char* controller, const char* name, const char* file) {
  char folder[256];
  joined(folder, controller, "/", name);
  return joined(path, "/sys/fs/cgroup/", folder, file);
}

static void copy_from_root(const char* name, const char* file) {
  char path[512], value[256];
  const long from = CALL3(open, cgroup_path(path, "cpuset", "", file), kReadOnly | kCloexec, 0);
  MUST(from);
  const long size = CALL3(read, from, value, sizeof value - 1);
  MUST(size);
  value[size] = 0;
  CALL1(close, from);
  MUST(write_file(cgroup_path(path, "cpuset", name, file), value));
}

static void make_cgroups(const char* name) {
  char path[512];
  for (int i = 0; i < kHierarchies; ++i) {
    MUST(CALL2(mkdir, cgroup_path(path, kControllers[i], name, ""), 0755));
    if (i == 0) {
      copy_from_root(name, "/cpuset.cpus");
      copy_from_root(name, "/cpuset.mems");
    }
    const long fd = CALL3(open, cgroup_path(path, kControllers[i], name, "/tasks"), kWriteOnly | kCloexec, 0);
    MUST(fd);
    tasks[i] = (int)fd;
  }
}

static void set_limits(const char* name) {
  char path[512], file[64];
  for (size_t i = 0; i < COUNT(kLimits); ++i) MUST(write_file(cgroup_path(path, kLimits[i][0], name, joined(file, "/", kLimits[i][1], "")), kLimits[i][2]));
  const long allow = CALL3(open, cgroup_path(path, "devices", name, "/devices.allow"), kWriteOnly | kCloexec, 0);
  MUST(allow);
  for (size_t i = 0; i < COUNT(kDeviceRules); ++i) MUST(CALL3(write, allow, kDeviceRules[i], length(kDeviceRules[i])));
  CALL1(close, allow);
}

static void remove_cgroups(const char* name) {
  char path[512];
  for (int i = 0; i < kHierarchies; ++i)
    while (CALL1(rmdir, cgroup_path(path, kControllers[i], name, "")) == -EBUSY) CALL1(sched_yield, 0);
  CALL1(rmdir, cgroup_path(path, "unified", name, ""));
}

/// clone3 with a stack of its own: the child runs `child` and never comes back.
static long clone_child(struct clone_args* args) {
  long result;
  __asm__ volatile(
      "syscall\n\t"
      "test %%rax, %%rax\n\t"
      "jnz 1f\n\t"
      "xor %%ebp, %%ebp\n\t"
      "call child\n\t"
      "1:"
      : "=a"(result)
      : "a"((long)__NR_clone3), "D"(args), "S"(sizeof *args)
      : "rcx", "r11", "memory");
  return result;
}

static void read_filter(const char* path) {
  const long fd = CALL3(open, path, kReadOnly | kCloexec, 0);
  MUST(fd);
  const long size = CALL3(read, fd, filter, sizeof filter);
  MUST(size);
  CALL1(close, fd);
  program.len = (unsigned short)((unsigned long)size / sizeof *filter);
}

static long start_child(const char* name) {
  char path[512];
  struct clone_args args = {.flags = CLONE_VM | CLONE_FILES | CLONE_NEWPID, .exit_signal = kChildSignal};
  args.stack = (unsigned long)stack;
  args.stack_size = sizeof stack;
  // The hybrid hierarchy: born inside, because joining it later waits for an RCU grace period.
  if (CALL2(mkdir, cgroup_path(path, "unified", name, ""), 0755) == 0) {
    args.cgroup = (unsigned long)CALL3(open, path, kPath | kDirectory | kCloexec, 0);
    args.flags |= CLONE_INTO_CGROUP;
  }
  return clone_child(&args);
}

static int run(const char* filter_path, const char* name) {
  read_filter(filter_path);
  child_pid = start_child(name);
  MUST(child_pid);
  make_cgroups(name);
  ready = 1;
  CALL3(futex, &ready, FUTEX_WAKE, 1);
  set_limits(name);
  int status = 0;
  MUST(CALL4(wait4, child_pid, &status, 0, 0));
  remove_cgroups(name);
  return (status & 0x7f) != 0 ? 128 + (status & 0x7f) : status >> 8 & 0xff;
}

static __attribute__((noreturn, used)) void start(long* frame) {
  char** argv = (char**)(frame + 1);
  int status = 2;
  if (frame[0] == 4) {
    bundle = argv[1];
    status = run(argv[2], argv[3]);
  }
  CALL1(exit_group, status);
  __builtin_unreachable();
}

__asm__(".globl _start\n_start:\n\txor %ebp, %ebp\n\tmov %rsp, %rdi\n\tand $-16, %rsp\n\tcall start\n");
