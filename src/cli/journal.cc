#include "journal.h"

#include "streams.h"

#include "dray/base/text.h"
#include "dray/oci/json.h"
#include "dray/sys/file.h"

#include <ctime>
#include <utility>

namespace dray::cli {
namespace {

constexpr unsigned kLogMode = 0644;

std::string_view level_name(Level level) {
  switch (level) {
    case Level::Error: return "error";
    case Level::Warning: return "warning";
    case Level::Debug: return "debug";
  }
  return "error";
}

std::string now() {
  timespec time{};
  clock_gettime(CLOCK_REALTIME, &time);
  return rfc3339(time.tv_sec, time.tv_nsec);
}

sys::Sys<sys::FileFd> open_log(const std::string& path) {
  return sys::openat<sys::FileFd>(sys::At::cwd(), path.c_str(), O_CREAT | O_WRONLY | O_APPEND, kLogMode);
}

std::string json_line(Level level, std::string_view message, std::string_view time, const Error* error) {
  oci::JsonWriter json;
  json.begin_object().member("level", level_name(level)).member("msg", message).member("time", time);
  const auto fact = [&json](std::string_view key, std::string_view text) {
    if (!text.empty()) json.member(key, text);
  };
  if (error != nullptr) {
    fact("code", code_name(error->code()));
    fact("op", error->operation());
    fact("path", error->object());
    fact("property", error->property());
    fact("hint", error->advice());
  }
  return json.end_object().take();
}

}  // namespace

std::string failure_message(const Error& error, const Command* command, Persona persona) {
  std::string message;
  if (error.code() == Code::Usage) {
    message = std::string(program_name(persona)) + ": ";
  } else if (command != nullptr && command->failure_text == FailureText::NamesCommand) {
    message = std::string(program_name(persona)) + ' ' + std::string(command->name) + " failed: ";
    if (error.code() == Code::Payload) message += "unable to start container process: ";
  }
  return message + error.text();
}

std::string log_line(LogFormat format, Level level, std::string_view message, std::string_view time, const Error* error) {
  if (format == LogFormat::Json) return json_line(level, message, time, error);
  return "time=" + quoted(time) + " level=" + std::string(level_name(level)) + " msg=" + quoted(message);
}

void Journal::open(LogSettings settings) {
  if (!settings.path.empty()) (void)or_fail(open_log(settings.path), "open log", settings.path);  // closed at once
  settings_ = std::move(settings);
}

void Journal::write_notices(const Log& log, WarningsTo target) const {
  const bool to_file = !settings_.path.empty();
  if (!to_file && target == WarningsTo::LogOnly) return;
  for (const Log::Entry& entry : log.entries()) {
    if (!settings_.writes(entry.level)) continue;
    const std::string line = log_line(settings_.format, entry.level, entry.text, now(), nullptr);
    if (to_file) append(line);
    else warn(line);
  }
}

void Journal::write_failure(const Error& error, const std::string& message) const {
  const std::string line = log_line(settings_.format, Level::Error, message, now(), &error);
  if (!settings_.path.empty()) append(line);
  // Without a file stderr is the log: who asked for JSON gets JSON.
  warn(settings_.path.empty() && settings_.format == LogFormat::Json ? line : message);
}

void Journal::append(const std::string& line) const {
  const sys::Sys<sys::FileFd> file = open_log(settings_.path);
  if (!file.ok()) return;  // the same text is on stderr, where a full or vanished log would be told too
  const std::string whole = line + '\n';
  (void)sys::write_all(file.value(), whole.data(), whole.size());  // as above
}

}  // namespace dray::cli
