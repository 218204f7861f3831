#pragma once

// What the guest can be asked to do. Each command prints one line of JSON; `+` on the command line separates commands:
//   guest report -p /etc + write /proc/sys/kernel/domainname + exit 3

#include <string_view>

namespace guest {

/// The words of one command without its name.
struct Words {
  char** begin;
  int count;
  const char* at(int index) const { return index < count ? begin[index] : ""; }
};

using CommandFunction = void (*)(const Words& words);

struct Command {
  std::string_view name;
  CommandFunction run;
};

// report.cc: what the container looks like from inside
void report(const Words& words);
void stat_paths(const Words& words);
void list_fds(const Words& words);

// files.cc: what the container lets a process do to files and mounts
void read_file(const Words& words);
void write_file(const Words& words);
void create_file(const Words& words);
void make_directory(const Words& words);
void make_node(const Words& words);
void open_file(const Words& words);
void execute_file(const Words& words);
void mount_tmpfs(const Words& words);
void unmount(const Words& words);

// processes.cc: processes, signals, memory, output
void sleep_seconds(const Words& words);
void exit_with(const Words& words);
void wait_for_signal(const Words& words);
void fork_sleepers(const Words& words);
void allocate(const Words& words);
void print_stdout(const Words& words);
void print_stderr(const Words& words);
void copy_stdin(const Words& words);

// syscall.cc: one system call by number or name, for seccomp
void call_syscall(const Words& words);

/// Monotonic nanoseconds at the first instruction of main.
long long start_time();
char** arguments();

}  // namespace guest
