#include "dray/oci/json.h"

#include <algorithm>
#include <cstring>
#include <nlohmann/json.hpp>

#include "dray/base/error.h"

namespace dray::oci {
namespace {

constexpr std::size_t kFewMembers = 24;

struct Position {
  std::size_t line = 1, column = 1;
};

/// Of the byte `offset` of `text`; columns count bytes, as editors' "go to" do for ASCII.
Position position_of(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, offset);
  const std::size_t line_start = before.rfind('\n') + 1;  // npos + 1 is 0
  return {.line = 1 + static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n')), .column = offset - line_start + 1};
}

std::string at_line(std::string_view text, std::size_t offset) {
  const Position position = position_of(text, offset);
  return "at line " + std::to_string(position.line) + ", column " + std::to_string(position.column);
}

/// The library's reason without its prefix and without the piece of the input that it repeats (that may be of any length and not UTF-8).
std::string reason_of(std::string_view message) {
  if (message.find("ill-formed UTF-8") != std::string_view::npos) return "invalid UTF-8 in a string";
  if (message.find("number overflow") != std::string_view::npos) return "a number is too large";
  const std::size_t dash = message.find(" - ");
  if (dash != std::string_view::npos) message.remove_prefix(dash + 3);
  return std::string(message.substr(0, message.find("; last read")));
}

[[noreturn]] void refuse(std::string_view detail) { throw Error(Code::InvalidConfig, "not valid JSON: " + std::string(detail)); }

}  // namespace

/// Receives the events of the parser and lays the values out in document order.
class TreeBuilder {
 public:
  TreeBuilder(JsonDocument& document, std::string_view text) : document_(document), text_(text) {
    // Unescaping only shortens, so the pool never grows and views into it stay valid.
    document.pool_ = std::make_unique_for_overwrite<char[]>(text.size());
    document.nodes_.reserve(text.size() / 16 + 8);
  }

  bool null() { return add({.kind = JsonKind::Null}); }
  bool boolean(bool truth) { return add({.number = truth, .kind = JsonKind::Bool}); }
  bool number_integer(std::int64_t number) {
    return add({.number = static_cast<std::uint64_t>(number), .kind = JsonKind::Integer, .negative = number < 0});
  }
  bool number_unsigned(std::uint64_t number) { return add({.number = number, .kind = JsonKind::Integer}); }
  bool number_float(double, const std::string& literal) { return add({.text = keep(literal), .kind = JsonKind::Real}); }
  bool string(const std::string& text) { return add({.text = keep(text), .kind = JsonKind::String}); }
  bool binary(const std::vector<std::uint8_t>&) { return false; }  // JSON text has none
  bool key(const std::string& name) {
    key_ = keep(name);
    return true;
  }
  bool start_object(std::size_t) { return open(JsonKind::Object); }
  bool start_array(std::size_t) { return open(JsonKind::Array); }
  bool end_array() {
    JsonNode& node = document_.nodes_[open_.back()];
    node.span = static_cast<std::uint32_t>(document_.nodes_.size() - open_.back());
    open_.pop_back();
    return true;
  }
  bool end_object() {
    const std::size_t index = open_.back();
    end_array();
    hide_duplicates(&document_.nodes_[index]);
    return true;
  }

  /// Called in the library's error path; throws through it instead of building its exception's text again.
  bool parse_error(std::size_t offset, const std::string&, const nlohmann::json::exception& problem) {
    if (offset > text_.size()) refuse("the text is truncated: it ends inside a value " + at_line(text_, text_.size()));
    refuse(reason_of(problem.what()) + ' ' + at_line(text_, offset == 0 ? 0 : offset - 1));
  }

 private:
  bool add(const JsonNode& node) {
    if (document_.nodes_.size() >= kMaxJsonValues) refuse("more than " + std::to_string(kMaxJsonValues) + " values");
    document_.nodes_.push_back(node);
    document_.nodes_.back().key = std::exchange(key_, {});
    return true;
  }

  bool open(JsonKind kind) {
    if (open_.size() >= kMaxJsonDepth) refuse("nested deeper than " + std::to_string(kMaxJsonDepth) + " levels");
    open_.push_back(document_.nodes_.size());
    return add({.kind = kind});
  }

  std::string_view keep(const std::string& text) {
    char* const begin = document_.pool_.get() + used_;
    std::memcpy(begin, text.data(), text.size());
    used_ += text.size();
    return {begin, text.size()};
  }

  /// Of members with one name the last counts, as in Go's encoding/json.
  void hide_duplicates(JsonNode* object) {
    members_.clear();
    for (JsonNode *child = object + 1, *end = object + object->span; child != end; child += child->span) members_.push_back(child);
    if (members_.size() <= kFewMembers) hide_among_few();
    else hide_among_many();
  }

  void hide_among_few() {
    for (std::size_t i = 1; i < members_.size(); ++i)
      for (std::size_t j = 0; j < i; ++j)
        if (members_[j]->key == members_[i]->key) members_[j]->shadowed = true;
  }

  /// Comparing all pairs would let a hostile document take minutes.
  void hide_among_many() {
    std::stable_sort(members_.begin(), members_.end(), [](const JsonNode* a, const JsonNode* b) { return a->key < b->key; });
    for (std::size_t i = 1; i < members_.size(); ++i) members_[i - 1]->shadowed = members_[i - 1]->key == members_[i]->key;
  }

  JsonDocument& document_;
  std::string_view text_;
  std::string_view key_{};
  std::size_t used_ = 0;
  std::vector<std::size_t> open_{};
  std::vector<JsonNode*> members_{};
};

JsonDocument JsonDocument::parse(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n";
  if (text.size() > kMaxJsonSize) refuse("larger than " + std::to_string(kMaxJsonSize >> 20) + " MiB");
  if (text.find_first_not_of(kBlank) == std::string_view::npos) refuse("the text is empty");
  // The library takes a NUL for the end of its input and would accept what follows.
  if (const std::size_t nul = text.find('\0'); nul != std::string_view::npos) refuse("a NUL byte " + at_line(text, nul));
  JsonDocument document;
  TreeBuilder builder(document, text);
  // Every problem throws in parse_error, so the result is always true.
  (void)nlohmann::json::sax_parse(text.data(), text.data() + text.size(), &builder);
  return document;
}

std::optional<bool> Json::boolean() const {
  if (kind() != JsonKind::Bool) return std::nullopt;
  return node_->number != 0;
}

std::optional<std::string_view> Json::string() const {
  if (kind() != JsonKind::String) return std::nullopt;
  return node_->text;
}

std::optional<std::int64_t> Json::integer() const {
  if (kind() != JsonKind::Integer) return std::nullopt;
  if (!node_->negative && node_->number > static_cast<std::uint64_t>(INT64_MAX)) return std::nullopt;
  return static_cast<std::int64_t>(node_->number);
}

std::optional<std::uint64_t> Json::unsigned_integer() const {
  if (kind() != JsonKind::Integer || node_->negative) return std::nullopt;
  return node_->number;
}

std::string Json::number_text() const {
  if (kind() == JsonKind::Real) return std::string(node_->text);
  if (kind() != JsonKind::Integer) return {};
  return node_->negative ? std::to_string(static_cast<std::int64_t>(node_->number)) : std::to_string(node_->number);
}

Json Json::find(std::string_view name) const {
  if (!is_object()) return {};
  for (const Json child : children())
    if (child.key() == name) return child;
  return {};
}

JsonChildren Json::children() const {
  if (!is_object() && !is_array()) return {nullptr, nullptr};
  return {node_ + 1, node_ + node_->span};
}

std::size_t JsonChildren::size() const {
  std::size_t count = 0;
  for (Iterator each = begin(); each != end(); ++each) ++count;
  return count;
}

std::string_view kind_words(JsonKind kind) {
  switch (kind) {
    case JsonKind::Null: return "null";
    case JsonKind::Bool: return "a boolean";
    case JsonKind::Integer: return "an integer";
    case JsonKind::Real: return "a number";
    case JsonKind::String: return "a string";
    case JsonKind::Array: return "an array";
    case JsonKind::Object: return "an object";
  }
  return "a value";
}

}  // namespace dray::oci
