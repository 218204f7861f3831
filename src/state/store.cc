#include "dray/state/store.h"

#include "dray/base/text.h"
#include "dray/program/recorder.h"

#include <algorithm>

namespace dray::state {
namespace {

constexpr std::size_t kRecordMax = 4U << 20;
constexpr unsigned kPrivateFile = 0600, kPrivateDirectory = 0700, kFifo = 0010000;

/// The state root with the directories above it; those get the mode that /run has.
void make_root(const std::string& root) {
  for (std::size_t slash = root.find('/', 1); slash != std::string::npos; slash = root.find('/', slash + 1)) {
    const std::string above = root.substr(0, slash);
    const auto made = sys::mkdirat(sys::At::cwd(), above.c_str(), 0755);
    if (!made.ok() && made.err() != EEXIST) throw Error(Code::System).os(made.err()).op("mkdir").path(above);
  }
  const auto made = sys::mkdirat(sys::At::cwd(), root.c_str(), kPrivateDirectory);
  if (!made.ok() && made.err() != EEXIST) throw Error(Code::System).os(made.err()).op("mkdir").path(root);
}

/// Others must not be able to put a record there that a later command believes (CVE-2021-41103 and its kind).
sys::DirFd open_root(const std::string& root) {
  auto directory = or_fail(sys::openat<sys::DirFd>(sys::At::cwd(), root.c_str(), O_RDONLY | O_DIRECTORY), "open", root);
  const auto status = or_fail(sys::fstat(directory), "stat", root);
  constexpr unsigned kSticky = 01000, kOthersWrite = 0022;
  const bool foreign = status.stx_uid != sys::geteuid() && status.stx_uid != 0;
  if (foreign || ((status.stx_mode & kOthersWrite) != 0 && (status.stx_mode & kSticky) == 0))
    throw Error(Code::System, "the state root belongs to, or is writable by, somebody else").op("open").path(root);
  return directory;
}

bool is_id_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '+' || c == '-' || c == '.';
}

/// One record of getdents64(2): inode, offset, length, type, name.
struct Entry {
  std::uint64_t inode;
  std::int64_t offset;
  std::uint16_t size;
  unsigned char type;
  char name[1];
};

template <class Visit>
void for_each_entry(const sys::DirFd& directory, Visit visit) {
  alignas(8) char buffer[4096];
  for (;;) {
    const std::size_t size = or_fail(sys::getdents64(directory, buffer, sizeof buffer), "read directory");
    if (size == 0) return;
    for (std::size_t at = 0; at < size;) {
      const auto* entry = reinterpret_cast<const Entry*>(buffer + at);
      const std::string_view name = entry->name;
      if (name != "." && name != "..") visit(name);
      at += entry->size;
    }
  }
}

}  // namespace

bool Container::try_lock() const {
  const auto locked = sys::flock_exclusive(directory_, sys::Lock::Try);
  if (locked.err() == EAGAIN) return false;
  if (!locked.ok()) throw Error(Code::System).os(locked.err()).op("lock").path(id_);
  return true;
}

bool Container::exists() const { return or_fail(sys::fstat(directory_, STATX_NLINK), "stat", id_).stx_nlink != 0; }

void Container::lock() const { (void)or_fail(sys::flock_exclusive(directory_, sys::Lock::Wait), "lock", id_); }

void Container::write_intent(const std::vector<cgroup::Footprint>& cgroups) const {
  fs::write_new_file(directory_, "cgroups", to_intent(cgroups), kPrivateFile);
}

void Container::write_record(const Record& record) const { fs::replace_file(directory_, "record", to_json(record), kPrivateFile); }

void Container::keep_config(std::string_view text) const { fs::write_new_file(directory_, "config", text, kPrivateFile); }

bool Container::has_record() const { return sys::statx(directory_, "record").err() != ENOENT; }

std::optional<Record> Container::read_record() const {
  const auto text = fs::read_file(directory_, "record", kRecordMax);
  if (!text) return std::nullopt;
  try {
    return parse_record(*text);
  } catch (const Error& error) {
    throw Error(Code::Corrupt, error.detail()).op("read record of").path(id_).hint("delete --force removes the container");
  }
}

std::vector<cgroup::Footprint> Container::read_cgroups() const {
  if (const auto intent = fs::read_file(directory_, "cgroups", kRecordMax)) {
    try {
      return parse_intent(*intent);
    } catch (const Error&) {  // a torn or damaged intent: the record has the same list, if it got that far
      const auto record = fs::read_file(directory_, "record", kRecordMax);
      if (!record) return {};  // torn while it was written: nothing was made yet
      return parse_record(*record).cgroups;
    }
  }
  const auto record = read_record();
  return record ? record->cgroups : std::vector<cgroup::Footprint>{};
}

sys::PipeFd Container::make_fifo() const {
  (void)or_fail(sys::mknodat(directory_, "exec.fifo", kFifo | kPrivateFile, 0), "make fifo", id_ + "/exec.fifo");
  return or_fail(sys::openat<sys::PipeFd>(directory_, "exec.fifo", O_RDWR | O_NOFOLLOW), "open", id_ + "/exec.fifo");
}

std::optional<sys::PipeFd> Container::open_fifo() const {
  auto fifo = sys::openat<sys::PipeFd>(directory_, "exec.fifo", O_WRONLY | O_NONBLOCK | O_NOFOLLOW);
  if (fifo.err() == ENXIO || fifo.err() == ENOENT) return std::nullopt;
  return or_fail(std::move(fifo), "open", id_ + "/exec.fifo");
}

void Container::remove_fifo() const {
  const auto removed = sys::unlinkat(directory_, "exec.fifo");
  if (!removed.ok() && removed.err() != ENOENT) throw Error(Code::System).os(removed.err()).op("remove").path(id_ + "/exec.fifo");
}

sys::FileFd Container::make_recorder() const {
  auto file =
      or_fail(sys::openat(directory_, "recorder", O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, kPrivateFile), "create", id_ + "/recorder");
  (void)or_fail(sys::fallocate(file, sizeof(program::Recorder)), "allocate", id_ + "/recorder");
  return file;
}

std::optional<sys::FileFd> Container::open_recorder() const {
  auto file = sys::openat(directory_, "recorder", O_RDONLY | O_NOFOLLOW);
  if (file.err() == ENOENT) return std::nullopt;
  return or_fail(std::move(file), "open", id_ + "/recorder");
}

/// The record goes last: as long as it or the intent is there, another delete finds the cgroups.
bool Container::remove() const {
  if (!exists()) return false;
  std::vector<std::string> names;
  (void)or_fail(sys::lseek_start(directory_), "seek", id_);
  for_each_entry(directory_, [&names](std::string_view name) { names.emplace_back(name); });
  std::stable_partition(names.begin(), names.end(), [](const std::string& name) { return name != "record" && name != "cgroups"; });
  for (const std::string& name : names) {
    const auto removed = sys::unlinkat(directory_, name.c_str());
    if (!removed.ok() && removed.err() != ENOENT) throw Error(Code::System).os(removed.err()).op("remove").path(id_ + '/' + name);
  }
  const auto removed = sys::unlinkat(root_, id_.c_str(), sys::kAtRemoveDir);
  if (removed.err() == ENOENT) return false;
  (void)or_fail(sys::Outcome(removed), "remove", id_);
  return true;
}

Container Store::create(const std::string& id) const {
  make_root(root_);
  auto root = open_root(root_);
  const auto made = sys::mkdirat(root, id.c_str(), kPrivateDirectory);
  if (made.err() == EEXIST) throw Error(Code::Exists, "container with given ID already exists").path(id);
  if (!made.ok()) throw Error(Code::System).os(made.err()).op("mkdir").path(path(id));
  auto directory = sys::openat<sys::DirFd>(root, id.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
  if (!directory.ok()) {
    (void)sys::unlinkat(root, id.c_str(), sys::kAtRemoveDir);  // just made here, and empty
    throw Error(Code::System).os(directory.err()).op("open").path(path(id));
  }
  Container container(id, std::move(root), std::move(directory).value());
  container.lock();
  return container;
}

std::optional<Container> Store::find(const std::string& id) const {
  auto root = sys::openat<sys::DirFd>(sys::At::cwd(), root_.c_str(), O_RDONLY | O_DIRECTORY);
  if (root.err() == ENOENT) return std::nullopt;
  if (!root.ok()) throw Error(Code::System).os(root.err()).op("open").path(root_);
  auto directory = sys::openat<sys::DirFd>(root.value(), id.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
  if (directory.err() == ENOENT) return std::nullopt;
  if (!directory.ok()) throw Error(Code::System).os(directory.err()).op("open").path(path(id));
  return Container(id, std::move(root).value(), std::move(directory).value());
}

Container Store::open(const std::string& id) const {
  auto container = find(id);
  if (!container) throw Error(Code::NotFound, "container does not exist").path(id);
  return std::move(*container);
}

std::optional<std::string> Store::owner_of(const std::vector<cgroup::Footprint>& cgroups, const std::string& except) const {
  const auto has = [&cgroups](const cgroup::Footprint& other) {
    return std::any_of(cgroups.begin(), cgroups.end(), [&other](const cgroup::Footprint& own) { return own.path == other.path; });
  };
  for (const std::string& id : ids()) {
    if (id == except) continue;
    try {
      const auto container = find(id);
      const auto others = container ? container->read_cgroups() : std::vector<cgroup::Footprint>{};
      if (std::any_of(others.begin(), others.end(), has)) return id;
    } catch (const Error&) {  // a damaged neighbour claims nothing, and must not stop this container
      continue;
    }
  }
  return std::nullopt;
}

std::vector<std::string> Store::ids() const {
  std::vector<std::string> ids;
  const auto root = sys::openat<sys::DirFd>(sys::At::cwd(), root_.c_str(), O_RDONLY | O_DIRECTORY);
  if (root.err() == ENOENT) return ids;
  if (!root.ok()) throw Error(Code::System).os(root.err()).op("open").path(root_);
  for_each_entry(root.value(), [&ids](std::string_view name) {
    if (std::all_of(name.begin(), name.end(), is_id_character)) ids.emplace_back(name);
  });
  std::sort(ids.begin(), ids.end());
  return ids;
}

}  // namespace dray::state
