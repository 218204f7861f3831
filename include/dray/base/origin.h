#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace dray {

/// Where a value comes from: a JSON pointer (RFC 6901) into config.json, e.g. "/mounts/3/options/1".
/// Empty for what no property asked for. Every parsed section carries its own; parts append their name.
class Origin {
 public:
  Origin() = default;
  explicit Origin(std::string pointer) : pointer_(std::move(pointer)) {}

  /// The member `name`; "~" and "/" in it are escaped as RFC 6901 says.
  Origin member(std::string_view name) const;
  /// The element `index` of an array.
  Origin element(std::size_t index) const;

  const std::string& pointer() const { return pointer_; }
  bool empty() const { return pointer_.empty(); }
  bool operator==(const Origin&) const = default;

 private:
  std::string pointer_;
};

}  // namespace dray
