// The guest: the program that runs inside a container under test and says what it sees. Static, without heap use of its
// own, and content without /proc (what cannot be read is left out of the report).

#include "commands.h"
#include "json.h"

#include <cstdio>
#include <cstring>
#include <ctime>

namespace guest {
namespace {

constexpr Command kCommands[] = {
    {"report", report},           {"stat", stat_paths},
    {"fds", list_fds},            {"read", read_file},
    {"write", write_file},        {"create", create_file},
    {"mkdir", make_directory},    {"mknod", make_node},
    {"open", open_file},          {"execute", execute_file},
    {"mount", mount_tmpfs},       {"umount", unmount},
    {"sleep", sleep_seconds},     {"exit", exit_with},
    {"signal-wait", wait_for_signal}, {"fork-sleepers", fork_sleepers},
    {"alloc", allocate},          {"echo", print_stdout},
    {"warn", print_stderr},       {"cat", copy_stdin},
    {"syscall", call_syscall},
};

long long started_at = 0;
char** all_arguments = nullptr;

bool run_command(const Words& words) {
  for (const Command& command : kCommands)
    if (command.name == words.at(0)) {
      command.run({words.begin + 1, words.count - 1});
      return true;
    }
  std::fprintf(stderr, "guest: unknown command \"%s\"\n", words.at(0));
  return false;
}

}  // namespace

long long start_time() { return started_at; }
char** arguments() { return all_arguments; }

}  // namespace guest

int main(int argc, char** argv) {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  guest::started_at = now.tv_sec * 1'000'000'000LL + now.tv_nsec;
  guest::all_arguments = argv;
  for (int first = 1; first < argc;) {
    int last = first;
    while (last < argc && std::strcmp(argv[last], "+") != 0) ++last;
    if (last == first || !guest::run_command({argv + first, last - first})) return 2;
    first = last + 1;
  }
  return 0;
}
