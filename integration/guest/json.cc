#include "json.h"

#include <cinttypes>
#include <cstdio>
#include <cstring>

namespace guest {

void Json::separate() {
  if (need_comma_) std::putchar(',');
  need_comma_ = true;
}

Json& Json::open(char bracket) {
  separate();
  std::putchar(bracket);
  need_comma_ = false;
  return *this;
}

Json& Json::close(char bracket) {
  std::putchar(bracket);
  need_comma_ = true;
  return *this;
}

// Bytes above 0x7f are escaped one by one as Latin-1: whatever a container shows, the document stays valid.
void Json::quoted(std::string_view value) {
  std::putchar('"');
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\')
      std::printf("\\%c", c);
    else if (byte < 0x20 || byte >= 0x7f)
      std::printf("\\u%04x", byte);
    else
      std::putchar(c);
  }
  std::putchar('"');
}

Json& Json::key(std::string_view name) {
  separate();
  quoted(name);
  std::putchar(':');
  need_comma_ = false;
  return *this;
}

Json& Json::text(std::string_view value) {
  separate();
  quoted(value);
  return *this;
}

Json& Json::number(std::int64_t value) {
  separate();
  std::printf("%" PRId64, value);
  return *this;
}

Json& Json::boolean(bool value) {
  separate();
  std::fputs(value ? "true" : "false", stdout);
  return *this;
}

void Json::finish() {
  std::putchar('\n');
  std::fflush(stdout);
}

std::string_view errno_name(int err) {
  if (err == 0) return "ok";
  const char* name = strerrorname_np(err);
  return name != nullptr ? name : "E?";
}

}  // namespace guest
