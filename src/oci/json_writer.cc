#include "dray/oci/json.h"

namespace dray::oci {
namespace {

constexpr char kHex[] = "0123456789abcdef";
constexpr std::string_view kReplacement = "\xef\xbf\xbd";  // U+FFFD

/// Bytes of the character that `lead` begins; 0 if none begins with it. `low` and `high` bound its second byte:
/// they exclude overlong forms, surrogates and what lies above U+10FFFF (RFC 3629, section 4).
struct Sequence {
  std::size_t length = 0;
  unsigned char low = 0x80, high = 0xbf;
};

Sequence sequence_of(unsigned char lead) {
  if (lead < 0x80) return {.length = 1};
  if (lead >= 0xc2 && lead <= 0xdf) return {.length = 2};
  if (lead >= 0xe0 && lead <= 0xef)
    return {.length = 3,
            .low = static_cast<unsigned char>(lead == 0xe0 ? 0xa0 : 0x80),
            .high = static_cast<unsigned char>(lead == 0xed ? 0x9f : 0xbf)};
  if (lead >= 0xf0 && lead <= 0xf4)
    return {.length = 4,
            .low = static_cast<unsigned char>(lead == 0xf0 ? 0x90 : 0x80),
            .high = static_cast<unsigned char>(lead == 0xf4 ? 0x8f : 0xbf)};
  return {};
}

/// Bytes of the valid UTF-8 character at the start of `text`; 0 if there is none.
std::size_t character_length(std::string_view text) {
  const Sequence sequence = sequence_of(static_cast<unsigned char>(text[0]));
  if (sequence.length < 2) return sequence.length;
  if (sequence.length > text.size()) return 0;
  const auto second = static_cast<unsigned char>(text[1]);
  if (second < sequence.low || second > sequence.high) return 0;
  for (std::size_t i = 2; i < sequence.length; ++i)
    if ((static_cast<unsigned char>(text[i]) & 0xc0) != 0x80) return 0;
  return sequence.length;
}

void append_ascii(std::string& out, char c) {
  switch (c) {
    case '"': out += "\\\""; return;
    case '\\': out += "\\\\"; return;
    case '\n': out += "\\n"; return;
    case '\r': out += "\\r"; return;
    case '\t': out += "\\t"; return;
    default: break;
  }
  if (c >= 0x20 && c != 0x7f) {
    out += c;
    return;
  }
  out += "\\u00";
  out += kHex[static_cast<unsigned char>(c) >> 4];
  out += kHex[static_cast<unsigned char>(c) & 15];
}

void append_string(std::string& out, std::string_view text) {
  out += '"';
  while (!text.empty()) {
    const std::size_t length = character_length(text);
    if (length == 0) out += kReplacement;
    else if (length == 1) append_ascii(out, text[0]);
    else out += text.substr(0, length);
    text.remove_prefix(length == 0 ? 1 : length);
  }
  out += '"';
}

}  // namespace

std::string json_string(std::string_view text) {
  std::string out;
  append_string(out, text);
  return out;
}

JsonWriter& JsonWriter::key(std::string_view name) {
  separate();
  append_string(out_, name);
  out_ += indent_ == 0 ? ":" : ": ";
  after_key_ = true;
  return *this;
}

JsonWriter& JsonWriter::value(std::string_view text) {
  separate();
  append_string(out_, text);
  return *this;
}

JsonWriter& JsonWriter::literal(std::string_view text) {
  separate();
  out_ += text;
  return *this;
}

JsonWriter& JsonWriter::open(char bracket) {
  separate();
  out_ += bracket;
  ++depth_;
  first_ = true;
  return *this;
}

JsonWriter& JsonWriter::close(char bracket) {
  --depth_;
  if (!first_) new_line();
  out_ += bracket;
  first_ = false;
  return *this;
}

void JsonWriter::separate() {
  if (after_key_) {
    after_key_ = false;
    return;
  }
  if (!first_) out_ += ',';
  first_ = false;
  if (depth_ > 0) new_line();
}

void JsonWriter::new_line() {
  if (indent_ == 0) return;
  out_ += '\n';
  out_.append(static_cast<std::size_t>(indent_) * depth_, ' ');
}

}  // namespace dray::oci
