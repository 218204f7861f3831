#include "section.h"

#include <algorithm>

#include "dray/base/text.h"

#include "fields.h"

namespace dray::oci {
namespace {

std::string_view expected_words(JsonKind kind) { return kind == JsonKind::Integer ? "an integer" : kind_words(kind); }

/// "an integer from 0 to 255"; a number that is one but does not fit is told apart from other kinds.
[[noreturn]] void refuse_integer(const Value& value, const std::string& low, const std::string& high) {
  const JsonKind kind = value.json().kind();
  if (kind != JsonKind::Integer && kind != JsonKind::Real) value.refuse(low == "0" ? "an unsigned integer" : "an integer");
  throw Error(Code::InvalidConfig, "expected an integer from " + low + " to " + high + ", found " + value.json().number_text())
      .at(value.origin());
}

}  // namespace

std::string Value::pointer() const {
  std::string out;
  append_pointer(out);
  return out;
}

void Value::append_pointer(std::string& out) const {
  if (parent_ == nullptr) return;
  parent_->append_pointer(out);
  out += '/';
  if (parent_->json_.is_array()) {
    out += std::to_string(index_);
    return;
  }
  // RFC 6901, section 3.
  for (const char c : json_.key()) {
    if (c == '~') out += "~0";
    else if (c == '/') out += "~1";
    else out += c;
  }
}

void Value::refuse(std::string_view expected) const {
  throw Error(Code::InvalidConfig, "expected " + std::string(expected) + ", found " + std::string(kind_words(json_.kind()))).at(origin());
}

Json Value::expect(JsonKind kind) const {
  if (json_.kind() != kind) refuse(expected_words(kind));
  return json_;
}

std::string checked_text(std::string_view text, const Value& place) {
  if (text.find('\0') != std::string_view::npos) throw Error(Code::InvalidConfig, "contains a NUL character").at(place.origin());
  return std::string(text);
}

std::int64_t read_signed(const Value& value, std::int64_t low, std::int64_t high) {
  const auto number = value.json().integer();
  if (!number || *number < low || *number > high) refuse_integer(value, std::to_string(low), std::to_string(high));
  return *number;
}

std::uint64_t read_unsigned(const Value& value, std::uint64_t high) {
  const auto number = value.json().unsigned_integer();
  if (!number || *number > high) refuse_integer(value, "0", std::to_string(high));
  return *number;
}

Json Section::take(std::string_view name) {
  asked_.at(asked_count_++) = name;
  const Json json = value_.json().find(name);
  if (json.present()) ++found_count_;
  return json;
}

void Section::missing(std::string_view name) const {
  throw Error(Code::InvalidConfig, "required property is missing").at(value_.origin().member(name));
}

void Section::collect_unknown() const {
  const JsonChildren members = value_.json().children();
  if (members.size() == found_count_) return;
  const auto asked_end = asked_.begin() + static_cast<std::ptrdiff_t>(asked_count_);
  for (const Json member : members) {
    if (std::find(asked_.begin(), asked_end, member.key()) != asked_end) continue;
    value_.unknown().push_back(Value(member, value_).pointer());
  }
}

void read(const Value& value, StringMap& out) {
  const JsonChildren members = value.expect(JsonKind::Object).children();
  out.reserve(members.size());
  for (const Json member : members) {
    const Value place(member, value);
    auto& [key, text] = out.emplace_back();
    key = checked_text(member.key(), place);
    read(place, text);
  }
}

}  // namespace dray::oci
