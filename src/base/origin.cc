#include "dray/base/origin.h"

namespace dray {

Origin Origin::member(std::string_view name) const {
  std::string pointer = pointer_ + "/";
  for (const char c : name) {
    if (c == '~') pointer += "~0";
    else if (c == '/') pointer += "~1";
    else pointer += c;
  }
  return Origin(std::move(pointer));
}

Origin Origin::element(std::size_t index) const { return Origin(pointer_ + "/" + std::to_string(index)); }

}  // namespace dray
