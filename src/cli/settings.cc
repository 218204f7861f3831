#include "settings.h"

#include "dray/base/text.h"
#include "dray/oci/names.h"
#include "dray/sys/file.h"

#include <array>

namespace dray::cli {
namespace {

constexpr auto kLogFormats = std::to_array<oci::Named<LogFormat>>({{"json", LogFormat::Json}, {"text", LogFormat::Text}});
constexpr auto kLevels = std::to_array<oci::Named<Level>>({{"debug", Level::Debug}, {"error", Level::Error}, {"warning", Level::Warning}});
constexpr auto kInitImages = std::to_array<oci::Named<host::InitImage>>({
    {"auto", host::InitImage::Auto},
    {"file", host::InitImage::File},
    {"memfd", host::InitImage::MemFd},
    {"tmpfs", host::InitImage::Tmpfs},
});
static_assert(oci::is_sorted_table(kLogFormats) && oci::is_sorted_table(kLevels) && oci::is_sorted_table(kInitImages));

template <class T, std::size_t N>
T chosen(std::string_view option, std::string_view name, const std::array<oci::Named<T>, N>& table) {
  if (const std::optional<T> value = oci::value_of(table, name)) return *value;
  throw Error(Code::Usage, "invalid " + std::string(option) + ": " + quoted(name)).hint(oci::choice_hint(name, oci::names_of(table)));
}

/// crun's spelling of log destinations: `[file:]PATH`, `journald:IDENT`, `syslog:IDENT`.
std::string_view log_file(std::string_view destination) {
  for (const std::string_view prefix : {"journald:", "syslog:"})
    if (destination.starts_with(prefix))
      throw Error(Code::Unsupported, "log destination " + quoted(prefix) + " is not supported yet").hint("give --log a file");
  constexpr std::string_view kFile = "file:";
  return destination.starts_with(kFile) ? destination.substr(kFile.size()) : destination;
}

std::string state_root(const CommandLine& line, Persona persona) {
  const std::optional<std::string_view> given = line.value(Opt::StateRoot);
  if (!given) return std::string(default_state_root(persona));
  if (given->empty()) throw Error(Code::Usage, "flag --root is empty");
  std::string root = normalized(absolute(*given));
  // A record is a directory below the root; deleting one must never be deleting a directory of the host's.
  if (root == "/") throw Error(Code::Usage, "flag --root cannot be the root directory");
  return root;
}

}  // namespace

bool LogSettings::writes(Level entry) const {
  if (entry == Level::Error) return true;
  if (level) return entry <= *level;
  return entry == Level::Warning && path.empty();
}

LogSettings log_settings(const CommandLine& line) {
  LogSettings settings;
  if (const auto format = line.value(Opt::LogFormat)) settings.format = chosen("log-format", *format, kLogFormats);
  if (const auto level = line.value(Opt::LogLevel)) settings.level = chosen("log-level", *level, kLevels);
  if (line.has(Opt::Debug)) settings.level = Level::Debug;
  const std::string_view path = log_file(line.value(Opt::LogFile).value_or(""));
  if (!path.empty()) settings.path = absolute(path);
  return settings;
}

host::HostContext host_context(const CommandLine& line, Persona persona, Log& log) {
  host::InitImage image = host::InitImage::Auto;
  if (const auto kind = line.value(Opt::InitImage)) image = chosen("init-image", *kind, kInitImages);
  return {.state_root = state_root(line, persona), .runc_name = persona == Persona::Runc, .init_image = image, .log = log};
}

std::string absolute(std::string_view path) {
  if (path.starts_with('/')) return std::string(path);
  std::array<char, 4096> directory{};
  const std::size_t length = or_fail(sys::getcwd(directory.data(), directory.size()), "getcwd");
  // The kernel's length counts the final NUL.
  return std::string(directory.data(), length - 1) + '/' + std::string(path);
}

}  // namespace dray::cli
