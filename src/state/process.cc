#include "dray/state/process.h"

#include "dray/base/error.h"
#include "dray/base/text.h"
#include "dray/fs/files.h"

namespace dray::state {
namespace {

constexpr std::size_t kStateField = 0, kStartTimeField = 19, kExitCodeField = 49;  // counted from behind the command

std::uint64_t number(std::string_view field) {
  const auto value = parse_decimal(field);
  if (!value || *value < 0) throw Error(Code::Corrupt, "unexpected field in /proc/PID/stat");
  return static_cast<std::uint64_t>(*value);
}

}  // namespace

ProcessStat parse_stat(std::string_view text) {
  // The command is in parentheses and may contain anything, even ") ".
  const std::size_t open = text.find('(');
  const std::size_t close = text.rfind(") ");
  if (open == std::string_view::npos || close == std::string_view::npos || close < open)
    throw Error(Code::Corrupt, "unexpected form of /proc/PID/stat");
  const auto fields = split(trimmed(text.substr(close + 2)), ' ');
  if (fields.size() <= kStartTimeField || fields[kStateField].size() != 1) throw Error(Code::Corrupt, "unexpected form of /proc/PID/stat");
  ProcessStat stat;
  stat.command = text.substr(open + 1, close - open - 1);
  stat.state = fields[kStateField][0];
  stat.start_time = number(fields[kStartTimeField]);
  if (fields.size() > kExitCodeField) stat.exit_code = static_cast<std::uint32_t>(number(fields[kExitCodeField]));
  return stat;
}

std::optional<ProcessStat> read_stat(sys::Pid pid) {
  const std::string path = "/proc/" + std::to_string(pid) + "/stat";
  try {
    const auto text = fs::read_file(sys::At::cwd(), path, 4096);
    if (!text) return std::nullopt;
    return parse_stat(*text);
  } catch (const Error& error) {
    if (error.err() == ESRCH) return std::nullopt;  // it ended between open and read
    throw;
  }
}

std::optional<sys::PidFd> open_process(sys::Pid pid, std::uint64_t start_time) {
  auto process = sys::pidfd_open(pid);
  if (process.err() == ESRCH || process.err() == EINVAL) return std::nullopt;
  if (!process.ok()) throw Error(Code::System).os(process.err()).op("pidfd_open").path(std::to_string(pid));
  const auto stat = read_stat(pid);
  if (!stat || stat->dead() || stat->start_time != start_time) return std::nullopt;
  return std::move(process).value();
}

}  // namespace dray::state
