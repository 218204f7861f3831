#include "report.h"

#include "commands.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/sysmacros.h>
#include <unistd.h>

namespace guest {
namespace {

const char* type_of(mode_t mode) {
  switch (mode & S_IFMT) {
    case S_IFREG: return "file";
    case S_IFDIR: return "directory";
    case S_IFLNK: return "symlink";
    case S_IFCHR: return "char";
    case S_IFBLK: return "block";
    case S_IFIFO: return "fifo";
    default: return "socket";
  }
}

void describe_path(Json& json, const char* path) {
  struct stat status{};
  json.object(path);
  if (lstat(path, &status) < 0) {
    json.text("result", errno_name(errno)).end_object();
    return;
  }
  json.text("result", "ok").text("type", type_of(status.st_mode)).number("mode", status.st_mode & 07777);
  json.number("uid", status.st_uid).number("gid", status.st_gid).number("size", status.st_size);
  json.number("major", major(status.st_rdev)).number("minor", minor(status.st_rdev));
  struct statvfs fs{};
  if (!S_ISLNK(status.st_mode) && statvfs(path, &fs) == 0) json.boolean("readonly", (fs.f_flag & ST_RDONLY) != 0);
  char target[4096];
  const ssize_t size = S_ISLNK(status.st_mode) ? readlink(path, target, sizeof target) : -1;
  if (size >= 0) json.text("target", {target, static_cast<std::size_t>(size)});
  json.end_object();
}

void describe_sysctl(Json& json, const char* name) {
  char path[512] = "/proc/sys/";
  std::strncat(path, name, 400);
  for (char* c = path + 10; *c != 0; ++c)
    if (*c == '.') *c = '/';
  char value[4096];
  long size = read_small(path, value, sizeof value);
  if (size < 0) return;
  while (size > 0 && value[size - 1] == '\n') --size;
  json.text(name, {value, static_cast<std::size_t>(size)});
}

template <class Describe>
void describe_options(Json& json, const Words& words, const char* option, Describe describe) {
  for (int i = 0; i + 1 < words.count; i += 2)
    if (std::strcmp(words.at(i), option) == 0) describe(json, words.at(i + 1));
}

}  // namespace

long read_small(const char* path, char* buffer, long size) {
  const int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return -1;
  long have = 0;
  for (ssize_t got = 1; got > 0 && have < size; have += got) {
    got = read(fd, buffer + have, static_cast<std::size_t>(size - have));
    if (got < 0) break;
  }
  close(fd);
  return have;
}

/// report [-p PATH]… [-s SYSCTL]…
void report(const Words& words) {
  Json json;
  json.object();
  report_ids(json);
  report_names(json);
  report_capabilities(json);
  report_confinement(json);
  report_limits(json);
  report_words(json);
  report_namespaces(json);
  report_cgroups(json);
  report_mounts(json);
  report_processes(json);
  report_fds(json);
  json.object("sysctl");
  describe_options(json, words, "-s", describe_sysctl);
  json.end_object().object("paths");
  describe_options(json, words, "-p", describe_path);
  json.end_object().number("clock", start_time()).end_object().finish();
}

void stat_paths(const Words& words) {
  Json json;
  json.object().text("action", "stat").object("paths");
  for (int i = 0; i < words.count; ++i) describe_path(json, words.at(i));
  json.end_object().end_object().finish();
}

void list_fds(const Words&) {
  Json json;
  json.object().text("action", "fds");
  report_fds(json);
  json.end_object().finish();
}

}  // namespace guest
