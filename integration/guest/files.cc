// What the container lets a process do to files and mounts: tried for real, reported as an errno name.

#include "commands.h"
#include "json.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

namespace guest {
namespace {

void say(std::string_view action, const Words& words, int err) {
  Json json;
  json.object().text("action", action).text("path", words.at(0)).text("result", errno_name(err)).end_object().finish();
}

int errno_of(long result) { return result < 0 ? errno : 0; }

int open_and_write(const char* path, int flags, const char* text) {
  const int fd = open(path, flags | O_CLOEXEC, 0644);
  if (fd < 0) return errno;
  const std::size_t size = std::strlen(text);
  const int err = size > 0 ? errno_of(write(fd, text, size)) : 0;
  close(fd);
  return err;
}

}  // namespace

void read_file(const Words& words) {
  static char content[65536];
  Json json;
  const int fd = open(words.at(0), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  const ssize_t size = fd >= 0 ? read(fd, content, sizeof content) : -1;
  const int err = errno_of(size);
  json.object().text("action", "read").text("path", words.at(0)).text("result", errno_name(err));
  if (err == 0) json.text("content", {content, static_cast<std::size_t>(size)});
  json.end_object().finish();
  if (fd >= 0) close(fd);
}

void write_file(const Words& words) { say("write", words, open_and_write(words.at(0), O_WRONLY, words.at(1))); }

void create_file(const Words& words) { say("create", words, open_and_write(words.at(0), O_WRONLY | O_CREAT | O_EXCL, words.at(1))); }

void make_directory(const Words& words) { say("mkdir", words, errno_of(mkdir(words.at(0), 0755))); }

/// mknod PATH c|b|p MAJOR MINOR
void make_node(const Words& words) {
  const char kind = *words.at(1);
  const mode_t type = kind == 'b' ? S_IFBLK : kind == 'p' ? S_IFIFO : S_IFCHR;
  const dev_t device = makedev(std::strtoul(words.at(2), nullptr, 10), std::strtoul(words.at(3), nullptr, 10));
  say("mknod", words, errno_of(mknod(words.at(0), type | 0600, device)));
}

/// open PATH [r|w|rw]: for devices, whose cgroup answers at open(2).
void open_file(const Words& words) {
  const std::string_view mode = words.at(1);
  const int flags = mode == "w" ? O_WRONLY : mode == "rw" ? O_RDWR : O_RDONLY;
  const int fd = open(words.at(0), flags | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  say("open", words, errno_of(fd));
  if (fd >= 0) close(fd);
}

/// Can the file be executed here (noexec, permissions)? A child tries, with no arguments.
void execute_file(const Words& words) {
  const pid_t child = vfork();
  if (child == 0) {
    char* argv[] = {words.begin[0], nullptr};
    char* environment[] = {nullptr};
    execve(words.at(0), argv, environment);
    _exit(errno);
  }
  int status = 0;
  waitpid(child, &status, 0);
  say("execute", words, WIFEXITED(status) ? WEXITSTATUS(status) : 0);
}

void mount_tmpfs(const Words& words) { say("mount", words, errno_of(mount("guest", words.at(0), "tmpfs", 0, nullptr))); }

void unmount(const Words& words) { say("umount", words, errno_of(umount2(words.at(0), MNT_DETACH))); }

}  // namespace guest
