// Process: host, with the caller's credentials.

#include <algorithm>
#include <iterator>

#include "dray/base/error.h"
#include "dray/base/text.h"
#include "dray/cgroup/group.h"
#include "file.h"

namespace dray::cgroup {
namespace {

struct Hint {
  std::string_view file_prefix;
  int err;
  std::string_view text;
};

constexpr Hint kHints[] = {
    {"memory.memsw.", ENOENT, "the kernel does not account swap"},
    {"memory.", EBUSY, "the limit must not be below the usage"},
    {"cpu.cfs_", EINVAL, "at least 1000 microseconds, period at most 1000000, and no more than the cgroup above has"},
    {"cpu.cfs_burst_us", ENOENT, "needs Linux 5.14"},
    {"cpu.idle", ENOENT, "needs Linux 5.15"},
    {"cpuset.", EINVAL, "not a list of cpus or nodes such as \"0-2,4\", or none of them is online"},
    {"cpuset.", ERANGE, "not a list of cpus or nodes such as \"0-2,4\""},
    {"cpuset.", EACCES, "the cgroup above does not have them all"},
    {"blkio.bfq.", ENOENT, "the kernel has no BFQ scheduler"},
    {"blkio.bfq.weight", ERANGE, "weights are 10 to 1000"},
    {"blkio.", ENODEV, "no such block device"},
    {"hugetlb.", ENOENT, "the host has no huge pages of this size"},
    {"devices.", EPERM, "the cgroup above does not allow it"},
};

std::string_view hint_for(const std::string& file, int err) {
  for (const Hint& hint : kHints)
    if (err == hint.err && file.starts_with(hint.file_prefix)) return hint.text;
  return {};
}

std::string number_in(const sys::PathFd& dir, const char* file) {
  const auto text = read_file(dir, file);
  return text.ok() ? std::string(trimmed(text.value())) : "unknown";
}

/// The value that was refused; for a memory limit with the figures that explain it, in the words of runc.
std::string detail_for(const Member& member, const FileWrite& write, int err) {
  if (write.file != "memory.limit_in_bytes" || err != EBUSY) return "value " + quoted(write.value);
  return "unable to set memory limit to " + write.value + " (current usage: " + number_in(member.dir, "memory.usage_in_bytes") +
         ", peak usage: " + number_in(member.dir, "memory.max_usage_in_bytes") + ")";
}

bool tolerated(const FileWrite& write, int err) { return write.rule == Rule::BestEffort && (err == ENOENT || err == EOPNOTSUPP); }

/// Executes writes; a file stays open while the next write goes to it, too, as in a list of devices.
class Writer {
 public:
  void execute(const Member& member, const FileWrite& write) {
    const int err = put(member, write);
    if (err == 0 || tolerated(write, err)) return;
    throw Error(Code::System, detail_for(member, write, err))
        .at(write.origin)
        .op("write")
        .path(member.path + '/' + write.file)
        .os(err)
        .hint(hint_for(write.file, err));
  }

 private:
  int put(const Member& member, const FileWrite& write) {
    if (member_ != &member || name_ != write.file) {
      member_ = &member;
      name_.clear();
      auto opened = open_for_writing(member.dir, write.file.c_str());
      if (!opened.ok()) return opened.err();
      file_ = std::move(opened).value();
      name_ = write.file;
    }
    return write_value(file_, write.value).err();
  }

  const Member* member_ = nullptr;
  std::string name_{};
  sys::FileFd file_{};
};

/// name=systemd first, as systemd expects of who moves its processes; devices last, so that opening files still works.
int join_order(const Member* member) {
  if (member->hierarchy.has("name=systemd")) return 0;
  return member->hierarchy.has("devices") ? 2 : 1;
}

}  // namespace

const Member* Group::unified() const {
  for (const Member& member : members_)
    if (member.hierarchy.version == Version::V2) return &member;
  return nullptr;
}

std::vector<sys::FileFd> Group::open_tasks() const {
  std::vector<const Member*> order;
  for (const Member& member : members_)
    if (member.hierarchy.version == Version::V1) order.push_back(&member);
  std::stable_sort(order.begin(), order.end(), [](const Member* a, const Member* b) { return join_order(a) < join_order(b); });
  std::vector<sys::FileFd> files;
  files.reserve(order.size());
  for (const Member* member : order)
    files.push_back(or_fail(open_for_writing(member->dir, "tasks"), "open", member->path + "/tasks", Origin("/linux/cgroupsPath")));
  return files;
}

void Group::apply(std::span<const FileWrite> writes) const {
  Writer writer;
  for (const FileWrite& write : writes) {
    const auto has = [&write](const Member& member) { return member.hierarchy.has(write.controller); };
    const auto member = std::find_if(members_.begin(), members_.end(), has);
    if (member == members_.end())
      throw Error(Code::Unsupported, "the container's cgroup has no " + write.controller + " controller").at(write.origin);
    writer.execute(*member, write);
  }
}

}  // namespace dray::cgroup
