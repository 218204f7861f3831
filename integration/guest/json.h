#pragma once

#include <cstdint>
#include <string_view>

namespace guest {

/// Writes one JSON document to stdout as it goes; knows where commas belong. Needs no heap.
class Json {
 public:
  Json& object() { return open('{'); }
  Json& object(std::string_view key) { return this->key(key).open('{'); }
  Json& array(std::string_view key) { return this->key(key).open('['); }
  Json& end_object() { return close('}'); }
  Json& end_array() { return close(']'); }
  Json& key(std::string_view name);
  Json& text(std::string_view value);
  Json& number(std::int64_t value);
  Json& boolean(bool value);
  Json& text(std::string_view name, std::string_view value) { return key(name).text(value); }
  Json& number(std::string_view name, std::int64_t value) { return key(name).number(value); }
  Json& boolean(std::string_view name, bool value) { return key(name).boolean(value); }
  /// Ends the document with a newline and flushes it: the reader may be waiting for the line.
  void finish();

 private:
  Json& open(char bracket);
  Json& close(char bracket);
  void separate();
  void quoted(std::string_view value);
  bool need_comma_ = false;
};

/// "ok" for 0, else the name of the errno: "EROFS".
std::string_view errno_name(int err);

}  // namespace guest
