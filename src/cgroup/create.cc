// Process: host, with the caller's credentials. The record with the footprints is on disk.

#include "dray/base/error.h"
#include "dray/base/text.h"
#include "file.h"
#include "site.h"

namespace dray::cgroup {
namespace {

/// Removes the directories made so far, last first, unless the whole succeeded.
class Undo {
 public:
  Undo() = default;
  Undo(const Undo&) = delete;
  Undo& operator=(const Undo&) = delete;
  ~Undo() {
    // A directory that can't be removed is in the record: delete finds it.
    for (auto path = made_.rbegin(); path != made_.rend(); ++path) (void)sys::unlinkat(sys::At::cwd(), path->c_str(), sys::kAtRemoveDir);
  }
  void made(std::string path) { made_.push_back(std::move(path)); }
  void commit() { made_.clear(); }

 private:
  std::vector<std::string> made_{};
};

bool is_empty(const std::string& list) { return list.find_first_not_of("\n ") == std::string::npos; }

sys::PathFd open_above(const sys::PathFd& dir, const std::string& path) {
  return or_fail(sys::openat<sys::PathFd>(dir, "..", O_PATH | O_DIRECTORY), "open cgroup", path + "/..", kPathOrigin);
}

/// The list in `file` of the cgroup; an empty one is first taken over from the cgroup above. The topmost is never empty.
std::string filled_list(const sys::PathFd& dir, const char* file, const std::string& path) {
  std::string list = or_fail(read_file(dir, file), "read", path + '/' + file, kPathOrigin);
  if (!is_empty(list)) return list;
  list = filled_list(open_above(dir, path), file, path + "/..");
  (void)or_fail(write_file(dir, file, list), "write", path + '/' + file, kPathOrigin);  // Done
  return list;
}

/// A new version 1 cpuset is empty, and then no process can join it.
void fill_cpuset(const Member& member) {
  const sys::PathFd above = open_above(member.dir, member.path);
  for (const char* file : {"cpuset.cpus", "cpuset.mems"}) {
    const std::string list = filled_list(above, file, member.path + "/..");
    (void)or_fail(write_file(member.dir, file, list), "write", member.path + '/' + file, kPathOrigin);  // Done
  }
}

/// One that existed keeps the cpus and nodes that it has.
void complete_cpuset(const Member& member) {
  for (const char* file : {"cpuset.cpus", "cpuset.mems"})
    (void)filled_list(member.dir, file, member.path);  // the value is for the recursion
}

Error taken(const std::string& path) {
  return Error(Code::Exists, "another process has just made this cgroup").at(kPathOrigin).op("mkdir").path(path);
}

enum class Step { Above, Own };

/// The directory at `path`, whose parent is open, made if missing. One above the container's own may have appeared since the survey.
sys::Sys<sys::PathFd> make_directory(const sys::PathFd& parent, const std::string& path, Step step, Undo& undo) {
  const char* name = path.c_str() + path.rfind('/') + 1;
  const auto made = sys::mkdirat(parent, name, 0755);
  if (made.ok()) undo.made(path);
  else if (made.err() != EEXIST) return sys::failure(made.err());
  else if (step == Step::Own) throw taken(path);
  return open_directory(parent, name);
}

/// All that is missing at the site; the descriptor of the last.
sys::Sys<sys::PathFd> make_missing(Site& site, Undo& undo) {
  sys::PathFd here = std::move(site.existing);
  std::string path = site.place.path();
  for (const std::string& name : site.missing) path.resize(path.size() - name.size() - 1);
  for (const std::string& name : site.missing) {
    (path += '/') += name;
    const Step step = &name == &site.missing.back() ? Step::Own : Step::Above;
    auto next = make_directory(here, path, step, undo);
    if (!next.ok()) return next;
    here = std::move(next).value();
  }
  return here;
}

/// A `delete` of somebody else removes empty parents that it once made: then what the survey saw is gone, and it is looked again.
sys::PathFd make_site(Site& site, Undo& undo) {
  constexpr int kAttempts = 8;
  const std::string path = site.place.path();
  for (int attempt = 1;; ++attempt) {
    auto made = make_missing(site, undo);
    if (made.err() != ENOENT || attempt == kAttempts) return or_fail(std::move(made), "mkdir", path, kPathOrigin);
    site = look_at(site.place);
    if (site.missing.empty()) throw taken(path);
  }
}

/// Version 2: a cgroup has the files of a controller only if each one above passes it on.
void enable(const Place& place, std::span<const std::string> controllers) {
  const Origin origin("/linux/resources");
  const std::string& top = place.hierarchy.mount_point;
  const std::string path = place.path();
  for (std::size_t end = top.size(); end != std::string::npos && end < path.size(); end = path.find('/', end + 1)) {
    const std::string dir = path.substr(0, end);
    const auto fd = or_fail(open_host_directory(dir), "open cgroup", dir, origin);
    for (const std::string& controller : controllers) {
      const auto written = write_file(fd, "cgroup.subtree_control", '+' + controller);
      if (written.ok()) continue;
      Error error =
          Error(Code::System, quoted('+' + controller)).at(origin).op("write").path(dir + "/cgroup.subtree_control").os(written.err());
      if (written.err() == EBUSY) error = std::move(error).hint("a cgroup with processes can't pass controllers on");
      throw error;
    }
  }
}

}  // namespace

Group create(std::vector<Site> sites, std::span<const std::string> unified_controllers) {
  Undo undo;
  std::vector<Member> members;
  members.reserve(sites.size());
  for (Site& site : sites) {
    const bool made = !site.missing.empty();
    members.push_back({site.place.hierarchy, site.place.path(), make_site(site, undo)});
    const Hierarchy& hierarchy = members.back().hierarchy;
    if (hierarchy.version == Version::V2 && !unified_controllers.empty()) enable(site.place, unified_controllers);
    if (hierarchy.version != Version::V1 || !hierarchy.has("cpuset")) continue;
    if (made) fill_cpuset(members.back());
    else complete_cpuset(members.back());
  }
  undo.commit();
  return Group(std::move(members));
}

}  // namespace dray::cgroup
