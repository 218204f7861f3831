#pragma once

// How the sections of config.json are read: each struct of spec.h has one `fields` function that names its properties
// once; types, ranges, pointers in errors and unknown properties are handled here.

#include "dray/base/error.h"
#include "dray/oci/json.h"
#include "dray/oci/spec.h"

#include <array>
#include <concepts>
#include <limits>

namespace dray::oci {

/// A JSON value and the way to it, so that an error can name it. Lives on the stack of its reader, as its parents do.
class Value {
 public:
  Value(Json json, std::vector<std::string>& unknown) : json_(json), unknown_(&unknown) {}
  /// A member of the object, or the element `index` of the array `parent`.
  Value(Json json, const Value& parent, std::size_t index = 0) : json_(json), parent_(&parent), unknown_(parent.unknown_), index_(index) {}

  Json json() const { return json_; }
  Origin origin() const { return Origin(pointer()); }
  std::string pointer() const;
  std::vector<std::string>& unknown() const { return *unknown_; }

  /// InvalidConfig: "expected …, found …".
  [[noreturn]] void refuse(std::string_view expected) const;
  /// The value of this kind, or an error.
  Json expect(JsonKind kind) const;

 private:
  void append_pointer(std::string& out) const;

  Json json_;
  const Value* parent_ = nullptr;
  std::vector<std::string>* unknown_;
  std::size_t index_ = 0;
};

/// A string that reaches the kernel, which would end it at the first NUL: one inside is refused here, for all properties.
std::string checked_text(std::string_view text, const Value& place);
std::int64_t read_signed(const Value& value, std::int64_t low, std::int64_t high);
std::uint64_t read_unsigned(const Value& value, std::uint64_t high);

/// One object of the document. Properties that nobody asked for are unknown, not wrong (config.md#extensibility).
class Section {
 public:
  explicit Section(const Value& value) : value_(value) { (void)value.expect(JsonKind::Object); }

  /// Reads the property if it is there and not null.
  template <class T>
  void optional(std::string_view name, T& out) {
    if (const Json json = take(name); json.present()) read(Value(json, value_), out);
  }
  /// Errors: InvalidConfig if it is missing.
  template <class T>
  void required(std::string_view name, T& out) {
    const Json json = take(name);
    if (!json.present()) missing(name);
    read(Value(json, value_), out);
  }
  /// An object whose keys name things: each member becomes one T, its key goes to `key`.
  template <class T>
  void keyed(std::string_view name, std::vector<T>& out, std::string T::*key) {
    const Json json = take(name);
    if (!json.present()) return;
    const Value object(json, value_);
    for (const Json member : object.expect(JsonKind::Object).children()) {
      const Value place(member, object);
      read(place, out.emplace_back());
      out.back().*key = checked_text(member.key(), place);
    }
  }

  const Value& value() const { return value_; }
  void collect_unknown() const;

 private:
  Json take(std::string_view name);
  [[noreturn]] void missing(std::string_view name) const;

  const Value& value_;
  std::array<std::string_view, 32> asked_{};
  std::size_t asked_count_ = 0;
  std::size_t found_count_ = 0;
};

inline void read(const Value& value, bool& out) { out = *value.expect(JsonKind::Bool).boolean(); }
inline void read(const Value& value, std::string& out) { out = checked_text(*value.expect(JsonKind::String).string(), value); }
void read(const Value& value, StringMap& out);
void read(const Value& value, NamespaceType& out);

template <std::signed_integral T>
void read(const Value& value, T& out) {
  out = static_cast<T>(read_signed(value, std::numeric_limits<T>::min(), std::numeric_limits<T>::max()));
}

template <std::unsigned_integral T>
void read(const Value& value, T& out) {
  out = static_cast<T>(read_unsigned(value, std::numeric_limits<T>::max()));
}

template <class T>
void read(const Value& value, std::vector<T>& out) {
  const Json array = value.expect(JsonKind::Array);
  out.reserve(array.children().size());
  std::size_t index = 0;
  for (const Json element : array.children()) read(Value(element, value, index++), out.emplace_back());
}

template <class T>
void read(const Value& value, std::optional<T>& out) {
  read(value, out.emplace());
}

/// A struct of spec.h.
template <class T>
requires requires(Section& section, T& out) { fields(section, out); }
void read(const Value& value, T& out) {
  Section section(value);
  if constexpr (requires { out.origin; }) out.origin = value.origin();
  fields(section, out);
  section.collect_unknown();
}

}  // namespace dray::oci
