// What /proc shows of the container: namespaces, cgroups, mounts, processes, open files. Absent without /proc.

#include "report.h"

#include "commands.h"

#include <cctype>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dirent.h>
#include <unistd.h>

namespace guest {
namespace {

constexpr const char* kNamespaces[] = {"cgroup", "ipc", "mnt", "net", "pid", "time", "user", "uts"};

char mount_table[1 << 18];

std::string_view next_field(std::string_view& rest, char separator) {
  const std::size_t end = rest.find(separator);
  const std::string_view field = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  return field;
}

/// Undoes the \040 of mountinfo in place of a copy: paths of tests are short.
std::string_view unescaped(std::string_view field, char* buffer, std::size_t size) {
  std::size_t length = 0;
  for (std::size_t i = 0; i < field.size() && length < size; ++length) {
    if (field[i] == '\\' && i + 3 < field.size()) {
      buffer[length] = static_cast<char>((field[i + 1] - '0') * 64 + (field[i + 2] - '0') * 8 + (field[i + 3] - '0'));
      i += 4;
    } else {
      buffer[length] = field[i++];
    }
  }
  return {buffer, length};
}

void list(Json& json, const char* name, std::string_view comma_separated) {
  json.array(name);
  while (!comma_separated.empty()) json.text(next_field(comma_separated, ','));
  json.end_array();
}

// "36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue"
void report_mount(Json& json, std::string_view line) {
  char buffer[4096];
  for (int skipped = 0; skipped < 3; ++skipped) next_field(line, ' ');
  const std::string_view root = next_field(line, ' ');
  json.object().text("destination", unescaped(next_field(line, ' '), buffer, sizeof buffer));
  json.text("root", unescaped(root, buffer, sizeof buffer));
  list(json, "options", next_field(line, ' '));
  json.array("propagation");
  for (std::string_view tag = next_field(line, ' '); tag != "-" && !line.empty(); tag = next_field(line, ' '))
    json.text(next_field(tag, ':'));
  json.end_array().text("type", next_field(line, ' '));
  json.text("source", unescaped(next_field(line, ' '), buffer, sizeof buffer));
  list(json, "superOptions", line);
  json.end_object();
}

}  // namespace

void report_namespaces(Json& json) {
  json.object("namespaces");
  for (const char* name : kNamespaces) {
    char path[64], target[64];
    std::snprintf(path, sizeof path, "/proc/self/ns/%s", name);
    const ssize_t size = readlink(path, target, sizeof target);
    if (size > 0) json.text(name, {target, static_cast<std::size_t>(size)});
  }
  json.end_object();
}

void report_cgroups(Json& json) {
  char text[4096];
  const long size = read_small("/proc/self/cgroup", text, sizeof text);
  if (size < 0) return;
  std::string_view rest(text, static_cast<std::size_t>(size));
  json.array("cgroups");
  while (!rest.empty()) json.text(next_field(rest, '\n'));
  json.end_array();
}

void report_mounts(Json& json) {
  const long size = read_small("/proc/self/mountinfo", mount_table, sizeof mount_table);
  if (size < 0) return;
  std::string_view rest(mount_table, static_cast<std::size_t>(size));
  json.array("mounts");
  while (!rest.empty()) report_mount(json, next_field(rest, '\n'));
  json.end_array();
}

void report_processes(Json& json) {
  char name[64];
  const long size = read_small("/proc/1/comm", name, sizeof name);
  if (size > 0) json.text("initName", {name, static_cast<std::size_t>(size - 1)});
  DIR* proc = opendir("/proc");
  if (proc == nullptr) return;
  int count = 0;
  while (const dirent* entry = readdir(proc)) count += std::isdigit(entry->d_name[0]) != 0 ? 1 : 0;
  closedir(proc);
  if (count > 0) json.number("processes", count);
}

void report_fds(Json& json) {
  DIR* folder = opendir("/proc/self/fd");
  if (folder == nullptr) return;
  json.object("fds");
  while (const dirent* entry = readdir(folder)) {
    if (std::isdigit(entry->d_name[0]) == 0 || std::atoi(entry->d_name) == dirfd(folder)) continue;
    char target[4096];
    const ssize_t size = readlinkat(dirfd(folder), entry->d_name, target, sizeof target);
    json.text(entry->d_name, {target, static_cast<std::size_t>(size > 0 ? size : 0)});
  }
  json.end_object();
  closedir(folder);
}

void report_words(Json& json) {
  char path[4096];
  if (getcwd(path, sizeof path) != nullptr) json.text("cwd", path);
  json.array("argv");
  for (char** word = arguments(); *word != nullptr; ++word) json.text(*word);
  json.end_array().array("env");
  for (char** variable = environ; *variable != nullptr; ++variable) json.text(*variable);
  json.end_array();
}

}  // namespace guest
