#include "status.h"

#include "dray/base/error.h"
#include "dray/base/text.h"
#include "dray/fs/files.h"

#include <algorithm>
#include <charconv>

namespace dray::host {
namespace {

constexpr std::size_t kStatusMax = 1U << 20;  // a long list of groups

std::uint64_t number(std::string_view text, int base) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (error != std::errc{} || end != text.data() + text.size()) throw Error(Code::Corrupt, "unexpected number in /proc/PID/status");
  return value;
}

std::vector<std::uint32_t> numbers(std::string_view text) {
  std::vector<std::uint32_t> all;
  for (std::size_t at = text.find_first_not_of("\t "); at < text.size(); at = text.find_first_not_of("\t ", at)) {
    const std::size_t end = std::min(text.find_first_of("\t ", at), text.size());
    all.push_back(static_cast<std::uint32_t>(number(text.substr(at, end - at), 10)));
    at = end;
  }
  return all;
}

void take_line(ProcessStatus& status, std::string_view key, std::string_view value) {
  if (key == "Uid") status.uids = numbers(value);
  else if (key == "Gid") status.gids = numbers(value);
  else if (key == "Groups") status.groups = numbers(value);
  else if (key == "Umask") status.umask = static_cast<std::uint32_t>(number(value, 8));
  else if (key == "CapInh") status.inheritable = number(value, 16);
  else if (key == "CapPrm") status.permitted = number(value, 16);
  else if (key == "CapEff") status.effective = number(value, 16);
  else if (key == "CapBnd") status.bounding = number(value, 16);
  else if (key == "CapAmb") status.ambient = number(value, 16);
  else if (key == "NoNewPrivs") status.no_new_privs = number(value, 10) != 0;
  else if (key == "Seccomp") status.seccomp = static_cast<int>(number(value, 10));
}

bool all_are(const std::vector<std::uint32_t>& ids, std::uint32_t wanted) {
  return ids.size() == 4 && std::all_of(ids.begin(), ids.end(), [wanted](std::uint32_t id) { return id == wanted; });
}

void require(bool as_configured, std::string_view property) {
  if (as_configured) return;
  throw Error(Code::System, "the process is not as configured: the kernel shows another value")
      .at(Origin(std::string(property)))
      .op("read back");
}

std::vector<std::uint32_t> sorted(std::vector<std::uint32_t> ids) {
  std::sort(ids.begin(), ids.end());
  return ids;
}

}  // namespace

ProcessStatus parse_status(std::string_view text) {
  ProcessStatus status;
  for (const std::string_view line : split(text, '\n')) {
    const std::size_t colon = line.find(':');
    if (colon != std::string_view::npos) take_line(status, line.substr(0, colon), trimmed(line.substr(colon + 1)));
  }
  return status;
}

ProcessStatus read_status(std::string_view process) {
  const std::string path = "/proc/" + std::string(process) + "/status";
  const auto text = fs::read_file(sys::At::cwd(), path, kStatusMax);
  if (!text) throw Error(Code::System).os(ENOENT).op("open").path(path);
  return parse_status(*text);
}

void verify_confinement(const ProcessStatus& status, const plan::Confinement& expected) {
  require(all_are(status.uids, expected.uid), "/process/user/uid");
  require(all_are(status.gids, expected.gid), "/process/user/gid");
  require(sorted(status.groups) == sorted(expected.groups), "/process/user/additionalGids");
  require(status.bounding == expected.bounding, "/process/capabilities/bounding");
  require(status.permitted == expected.permitted, "/process/capabilities/permitted");
  require(status.effective == expected.effective, "/process/capabilities/effective");
  require(status.inheritable == expected.inheritable, "/process/capabilities/inheritable");
  require(status.ambient == expected.ambient, "/process/capabilities/ambient");
  require(status.no_new_privs || !expected.no_new_privs, "/process/noNewPrivileges");
  require(status.seccomp == 2 || !expected.seccomp, "/linux/seccomp");
}

}  // namespace dray::host
