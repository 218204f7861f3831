#include "bundle.h"

#include "process.h"

#include <filesystem>
#include <stdexcept>
#include <sys/stat.h>
#include <unistd.h>

namespace it {
namespace {

namespace fs = std::filesystem;

constexpr const char* kBaseConfig = R"({
  "ociVersion": "1.0.2",
  "process": {
    "user": {"uid": 0, "gid": 0},
    "args": ["/bin/guest", "report"],
    "env": ["PATH=/bin"],
    "cwd": "/",
    "capabilities": {
      "bounding": ["CAP_AUDIT_WRITE", "CAP_KILL", "CAP_NET_BIND_SERVICE"],
      "effective": ["CAP_AUDIT_WRITE", "CAP_KILL", "CAP_NET_BIND_SERVICE"],
      "permitted": ["CAP_AUDIT_WRITE", "CAP_KILL", "CAP_NET_BIND_SERVICE"]},
    "rlimits": [{"type": "RLIMIT_NOFILE", "hard": 1024, "soft": 1024}],
    "noNewPrivileges": true},
  "root": {"path": "rootfs"},
  "hostname": "box",
  "mounts": [
    {"destination": "/proc", "type": "proc", "source": "proc"},
    {"destination": "/dev", "type": "tmpfs", "source": "tmpfs", "options": ["nosuid", "strictatime", "mode=755", "size=65536k"]},
    {"destination": "/dev/pts", "type": "devpts", "source": "devpts",
     "options": ["nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5"]},
    {"destination": "/dev/shm", "type": "tmpfs", "source": "shm", "options": ["nosuid", "noexec", "nodev", "mode=1777", "size=65536k"]},
    {"destination": "/dev/mqueue", "type": "mqueue", "source": "mqueue", "options": ["nosuid", "noexec", "nodev"]},
    {"destination": "/sys", "type": "sysfs", "source": "sysfs", "options": ["nosuid", "noexec", "nodev", "ro"]}],
  "linux": {
    "namespaces": [{"type": "pid"}, {"type": "network"}, {"type": "ipc"}, {"type": "uts"}, {"type": "mount"}, {"type": "cgroup"}],
    "maskedPaths": ["/proc/keys", "/sys/firmware"],
    "readonlyPaths": ["/proc/sys"]}
})";

std::string inside(const fs::path& rootfs, const Json& entry, const char* kind) {
  const fs::path path = rootfs / entry.at(kind).get<std::string>().substr(1);
  fs::create_directories(path.parent_path());
  return path;
}

std::string from_hex(const std::string& digits) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2) bytes.push_back(static_cast<char>(std::stoi(digits.substr(i, 2), nullptr, 16)));
  return bytes;
}

/// "{bundle}" in texts stands for the bundle's folder, whose name nobody knows before.
Json with_folder(const Json& value, const std::string& folder) {
  std::string text = value.dump(-1, ' ', false, Json::error_handler_t::replace);
  for (std::size_t at = 0; (at = text.find("{bundle}", at)) != std::string::npos;) text.replace(at, 8, folder);
  return Json::parse(text);
}

void make_entry(const fs::path& rootfs, const Json& entry) {
  if (entry.contains("symlink")) {
    const std::string path = inside(rootfs, entry, "symlink");
    fs::remove_all(path);
    fs::create_symlink(entry.at("to").get<std::string>(), path);
  } else if (entry.contains("fifo")) {
    if (mkfifo(inside(rootfs, entry, "fifo").c_str(), 0644) != 0) throw std::runtime_error("mkfifo");
  } else if (entry.contains("directory")) {
    const std::string path = inside(rootfs, entry, "directory");
    fs::create_directories(path);
    chmod(path.c_str(), entry.value("mode", 0755U));
  } else if (entry.contains("remove")) {
    fs::remove_all(inside(rootfs, entry, "remove"));
  } else {
    const std::string path = inside(rootfs, entry, "file");
    write_file(path, entry.contains("content_hex") ? from_hex(entry["content_hex"]) : entry.value("content", std::string()));
    chmod(path.c_str(), entry.value("mode", 0644U));
  }
}

}  // namespace

Json Bundle::base_config() { return Json::parse(kBaseConfig); }

Bundle& Bundle::set(const std::string& pointer, const Json& value) {
  if (pointer.ends_with("/+")) {
    Json& list = config[Json::json_pointer(pointer.substr(0, pointer.size() - 2))];
    for (const Json& element : value) list.push_back(element);
  } else if (value.is_null()) {
    const Json::json_pointer target(pointer);
    Json& parent = config[target.parent_pointer()];
    if (parent.is_array())
      parent.erase(std::stoul(target.back()));
    else
      parent.erase(target.back());
  } else {
    config[Json::json_pointer(pointer)] = value;
  }
  return *this;
}

Bundle& Bundle::guest(std::vector<std::string> words) {
  words.insert(words.begin(), "/bin/guest");
  return set("/process/args", words);
}

Bundle& Bundle::in_rootfs(const Json& entry) {
  entries_.push_back(entry);
  return *this;
}

void Bundle::write(const std::string& folder) const {
  const fs::path rootfs = fs::path(folder) / "rootfs";
  for (const char* name : {"bin", "etc", "proc", "sys", "dev", "tmp"}) fs::create_directories(rootfs / name);
  fs::copy_file(GUEST, rootfs / "bin/guest");
  fs::copy_file(GUEST_TRUE, rootfs / "bin/true");
  for (const Json& entry : entries_) make_entry(rootfs, with_folder(entry, folder));
  write_file(folder + "/config.json", raw_config ? *raw_config : with_folder(config, folder).dump());
}

}  // namespace it
