#pragma once

// JSON as dray needs it: a read-only tree that is parsed in one pass, and a writer. No other header shows
// which library reads JSON.

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dray::oci {

inline constexpr std::size_t kMaxJsonSize = 16U << 20;   ///< bytes
inline constexpr std::size_t kMaxJsonDepth = 64;         ///< nested objects and arrays
inline constexpr std::size_t kMaxJsonValues = 1U << 20;  ///< bounds the memory of a hostile document

enum class JsonKind : std::uint8_t { Null, Bool, Integer, Real, String, Array, Object };

/// One value in the arena of a JsonDocument; read through Json.
struct JsonNode {
  std::string_view key{};   ///< of a member of an object
  std::string_view text{};  ///< a string's value; a Real as written
  std::uint64_t number{};   ///< an integer in two's complement, or a bool
  std::uint32_t span = 1;   ///< values in this subtree, itself included
  JsonKind kind{};
  bool negative = false;
  bool shadowed = false;  ///< a later member has the same key
};

class JsonChildren;

/// A value of a JsonDocument, which must outlive it. Copied freely. A default one is absent: it is null and has no children.
class Json {
 public:
  Json() = default;
  explicit Json(const JsonNode* node) : node_(node) {}

  /// False for what `find` did not find, and for null: Go, which writes most configs, treats both as "not set".
  bool present() const { return node_ != nullptr && node_->kind != JsonKind::Null; }
  JsonKind kind() const { return node_ == nullptr ? JsonKind::Null : node_->kind; }
  bool is_object() const { return kind() == JsonKind::Object; }
  bool is_array() const { return kind() == JsonKind::Array; }

  /// The name under which its object holds it.
  std::string_view key() const { return node_ == nullptr ? std::string_view{} : node_->key; }

  std::optional<bool> boolean() const;
  std::optional<std::string_view> string() const;
  /// Nothing also for a number that does not fit.
  std::optional<std::int64_t> integer() const;
  std::optional<std::uint64_t> unsigned_integer() const;
  /// A number as it was written: "-1", "1.5e3". Empty for other kinds.
  std::string number_text() const;

  /// The member `name`; absent if this is no object or has none. Of duplicates the last counts.
  Json find(std::string_view name) const;
  /// Elements of an array, members of an object (each with its key), nothing for other kinds.
  JsonChildren children() const;

 private:
  const JsonNode* node_ = nullptr;
};

class JsonChildren {
 public:
  class Iterator {
   public:
    Iterator(const JsonNode* node, const JsonNode* end) : node_(node), end_(end) { skip_shadowed(); }
    Json operator*() const { return Json(node_); }
    Iterator& operator++() {
      node_ += node_->span;
      skip_shadowed();
      return *this;
    }
    bool operator==(const Iterator& other) const { return node_ == other.node_; }

   private:
    void skip_shadowed() {
      while (node_ != end_ && node_->shadowed) node_ += node_->span;
    }
    const JsonNode* node_;
    const JsonNode* end_;
  };

  JsonChildren(const JsonNode* first, const JsonNode* last) : first_(first), last_(last) {}
  Iterator begin() const { return {first_, last_}; }
  Iterator end() const { return {last_, last_}; }
  std::size_t size() const;

 private:
  const JsonNode* first_;
  const JsonNode* last_;
};

/// A parsed text. Owns its strings: the text may be freed.
class JsonDocument {
 public:
  /// Process: any, pure.
  /// Errors: InvalidConfig with line and column for what is not one JSON value in UTF-8 (RFC 8259), for a text that is empty,
  /// goes on after the value, or exceeds kMaxJsonSize, kMaxJsonDepth or kMaxJsonValues.
  static JsonDocument parse(std::string_view text);

  Json root() const { return Json(nodes_.data()); }

 private:
  friend class TreeBuilder;
  JsonDocument() = default;
  std::vector<JsonNode> nodes_{};  ///< in document order: a value's children follow it
  std::unique_ptr<char[]> pool_{};
};

/// "an object", "a string", "null" …: for messages.
std::string_view kind_words(JsonKind kind);

/// Writes one JSON value, piece by piece; commas, indentation and escapes are its business. Invalid UTF-8 becomes U+FFFD.
/// `JsonWriter(2).begin_object().member("pid", 12).key("args").begin_array().value("sh").end_array().end_object().take()`
class JsonWriter {
 public:
  /// `indent`: spaces per level; 0 writes everything on one line without blanks.
  explicit JsonWriter(unsigned indent = 0) : indent_(indent) {}

  JsonWriter& begin_object() { return open('{'); }
  JsonWriter& end_object() { return close('}'); }
  JsonWriter& begin_array() { return open('['); }
  JsonWriter& end_array() { return close(']'); }
  JsonWriter& key(std::string_view name);

  JsonWriter& value(std::string_view text);
  JsonWriter& value(const char* text) { return value(std::string_view(text)); }
  JsonWriter& value(const std::string& text) { return value(std::string_view(text)); }
  JsonWriter& value(std::same_as<bool> auto truth) { return literal(truth ? "true" : "false"); }
  JsonWriter& value(std::signed_integral auto number) { return literal(std::to_string(number)); }
  JsonWriter& value(std::unsigned_integral auto number) requires(!std::same_as<decltype(number), bool>) {
    return literal(std::to_string(number));
  }
  JsonWriter& null() { return literal("null"); }

  template <class T>
  JsonWriter& member(std::string_view name, const T& content) {
    return key(name).value(content);
  }
  /// An array of values of one kind.
  template <class Range>
  JsonWriter& array(std::string_view name, const Range& values) {
    key(name).begin_array();
    for (const auto& each : values) value(each);
    return end_array();
  }

  const std::string& text() const { return out_; }
  std::string take() { return std::move(out_); }

 private:
  JsonWriter& open(char bracket);
  JsonWriter& close(char bracket);
  JsonWriter& literal(std::string_view text);
  void separate();
  void new_line();

  std::string out_{};
  unsigned indent_;
  unsigned depth_ = 0;
  bool first_ = true;  ///< nothing yet at this level
  bool after_key_ = false;
};

/// `text` as a JSON string with its quotes.
std::string json_string(std::string_view text);

}  // namespace dray::oci
