#include "dray/seccomp/cache.h"

#include "compiled.h"
#include "entry.h"

#include "dray/base/text.h"
#include "dray/sys/file.h"
#include "dray/sys/process.h"
#include "dray/sys/socket.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace dray::seccomp {
namespace {

constexpr std::uint64_t kLargestFile = 1U << 22;
constexpr unsigned kTypeMask = 0170000, kRegular = 0100000, kOpenToOthers = 0077;

/// An open folder, or why it is not used.
struct Folder {
  sys::DirFd fd{};
  std::string reason{};
};

sys::Sys<sys::DirFd> open_or_make(const std::string& directory) {
  const auto open = [&directory] {
    return sys::openat<sys::DirFd>(sys::At::cwd(), directory.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
  };
  auto folder = open();
  if (folder.err() != ENOENT) return folder;
  const sys::Outcome made = sys::mkdirat(sys::At::cwd(), directory.c_str(), 0700);
  if (!made.ok() && made.err() != EEXIST) return sys::failure(made.err());
  return open();
}

/// Whoever can write to the folder chooses our filters, so nobody else may.
Folder open_folder(const std::string& directory) {
  auto opened = open_or_make(directory);
  if (!opened.ok()) return {{}, errno_words(opened.err())};
  const auto status = sys::fstat(opened.value());
  if (!status.ok()) return {{}, errno_words(status.err())};
  if (status.value().stx_uid != sys::geteuid()) return {{}, "it belongs to another user"};
  if ((status.value().stx_mode & kOpenToOthers) != 0) return {{}, "it is open to others"};
  return {std::move(opened).value(), {}};
}

/// The whole file; empty if there is none that could be an entry.
std::string read_entry(const sys::DirFd& folder, const std::string& name) {
  const auto file = sys::openat(folder, name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  if (!file.ok()) return {};
  const auto status = sys::fstat(file.value(), STATX_TYPE | STATX_SIZE);
  if (!status.ok() || (status.value().stx_mode & kTypeMask) != kRegular || status.value().stx_size > kLargestFile) return {};
  std::string content(status.value().stx_size, '\0');
  const auto size = sys::read_up_to(file.value(), content.data(), content.size());
  if (!size.ok() || size.value() != content.size()) return {};
  return content;
}

bool fits(const oci::Seccomp& profile, const UnknownName& place) {
  return place.syscall < profile.syscalls.size() && place.name < profile.syscalls[place.syscall].names.size();
}

sys::Outcome write_file(const sys::DirFd& folder, const std::string& name, std::string_view content) {
  const auto file = sys::openat(folder, name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0600);
  if (!file.ok()) return sys::failure(file.err());
  return sys::write_all(file.value(), content.data(), content.size());
}

/// A reader sees the old entry or the new one. No two processes choose the same temporary name.
sys::Outcome replace_entry(const sys::DirFd& folder, const std::string& name, std::string_view content) {
  const sys::TimeSpec now = sys::monotonic_now();
  const std::string temporary =
      name + '.' + std::to_string(sys::getpid()) + '.' + std::to_string(now.seconds) + '.' + std::to_string(now.nanoseconds);
  sys::Outcome done = write_file(folder, temporary, content);
  if (done.ok()) done = sys::renameat(folder, temporary.c_str(), folder, name.c_str());
  if (!done.ok()) (void)sys::unlinkat(folder, temporary.c_str());  // it may not exist; a left one is removed as the oldest entry
  return done;
}

struct Aged {
  std::int64_t seconds;
  std::uint32_t nanoseconds;
  std::string name;
  auto operator<=>(const Aged&) const = default;
};

void add_names(std::string_view records, std::vector<std::string>& names) {
  constexpr std::size_t kSizeAt = 16, kNameAt = 19;  // struct linux_dirent64
  while (records.size() > kNameAt) {
    std::uint16_t size = 0;
    std::memcpy(&size, records.data() + kSizeAt, sizeof size);
    const std::string_view name = records.data() + kNameAt;
    if (name != "." && name != "..") names.emplace_back(name);
    records.remove_prefix(size);
  }
}

std::vector<std::string> names_in(const sys::DirFd& folder) {
  alignas(8) std::array<char, 8192> records;
  std::vector<std::string> names;
  for (;;) {
    const auto size = sys::getdents64(folder, records.data(), records.size());
    if (!size.ok() || size.value() == 0) return names;
    add_names({records.data(), size.value()}, names);
  }
}

/// Removes the oldest files until kCacheEntries are left; another process may be faster.
void remove_oldest(const sys::DirFd& folder) {
  const std::vector<std::string> names = names_in(folder);
  if (names.size() <= kCacheEntries) return;
  std::vector<Aged> files;
  for (const std::string& name : names) {
    const auto status = sys::statx(folder, name.c_str(), sys::kAtSymlinkNoFollow, STATX_MTIME);
    if (status.ok()) files.push_back({status.value().stx_mtime.tv_sec, status.value().stx_mtime.tv_nsec, name});
  }
  std::ranges::sort(files);
  for (std::size_t i = 0; i + kCacheEntries < files.size(); ++i)
    (void)sys::unlinkat(folder, files[i].name.c_str());  // gone is what we want
}

/// Nothing if there is no sound entry for exactly this key.
std::optional<Compiled> find(const sys::DirFd& folder, const oci::Seccomp& profile, std::string_view key) {
  std::optional<Compiled> found = decode(read_entry(folder, file_name(key)), key);
  const auto fits_here = [&profile](const UnknownName& place) { return fits(profile, place); };
  if (found && !std::ranges::all_of(found->unknown, fits_here)) found.reset();
  return found;
}

/// What a log says of a folder that does not serve.
std::string unused(const std::string& directory, std::string_view reason) {
  return "seccomp cache " + quoted(directory) + " is not used: " + std::string(reason);
}

}  // namespace

Filter cached_compile(const oci::Seccomp& profile, const std::string& directory, Log& log) {
  const std::string key = cache_key(profile);
  const Folder folder = key.empty() ? Folder{{}, "this executable has no build id"} : open_folder(directory);
  if (!folder.fd.valid()) {
    log.debug(unused(directory, folder.reason));
    return compile(profile, log);
  }
  std::optional<Compiled> compiled = find(folder.fd, profile, key);
  if (!compiled) {
    compiled = compile_for(kThisMachine, profile);
    const sys::Outcome kept = replace_entry(folder.fd, file_name(key), encode(key, *compiled));
    if (kept.ok()) remove_oldest(folder.fd);
    else log.debug(unused(directory, errno_words(kept.err())));
  }
  warn_unknown(profile, compiled->unknown, log);
  return std::move(compiled->filter);
}

}  // namespace dray::seccomp
