#pragma once

// Collects the writes of all resource sections and checks that their controllers exist.

#include <algorithm>
#include <string>
#include <utility>

#include "dray/base/error.h"
#include "dray/cgroup/resources.h"

namespace dray::cgroup {

class Compiler {
 public:
  explicit Compiler(const Layout& layout) : layout_(layout) {}

  void set(std::string_view controller, std::string file, std::string value, const Origin& origin, Rule rule = Rule::Required) {
    (void)require(controller, origin);  // the refusal; the version is for those whose file names depend on it
    writes_.after_rooted.push_back({std::string(controller), std::move(file), std::move(value), origin, rule});
  }

  void set_before_join(std::string_view controller, std::string file, std::string value, const Origin& origin) {
    (void)require(controller, origin);  // as above
    writes_.before_join.push_back({std::string(controller), std::move(file), std::move(value), origin});
  }

  /// The version of the hierarchy that has the controller.
  /// Errors: Unsupported at `origin` if there is none, or if dray does not know the controller's version 2 files.
  Version require(std::string_view controller, const Origin& origin) {
    const Hierarchy* hierarchy = layout_.find(controller);
    if (hierarchy == nullptr) {
      if (layout_.mode == Mode::V2 && controller == "devices") throw unimplemented(controller, origin);  // BPF, not a controller
      throw Error(Code::Unsupported, "the host has no " + std::string(controller) + " controller").at(origin);
    }
    if (hierarchy->version == Version::V1) return Version::V1;
    if (controller != "hugetlb") throw unimplemented(controller, origin);
    auto& names = writes_.unified_controllers;
    if (std::find(names.begin(), names.end(), controller) == names.end()) names.emplace_back(controller);
    return Version::V2;
  }

  void warn(const Origin& origin, std::string_view text) { writes_.warnings.push_back(origin.pointer() + ": " + std::string(text)); }

  Writes& writes() { return writes_; }
  Writes take() && { return std::move(writes_); }

 private:
  static Error unimplemented(std::string_view controller, const Origin& origin) {
    return Error(Code::Unsupported, "the " + std::string(controller) + " controller of cgroup version 2 is not implemented").at(origin);
  }

  const Layout& layout_;
  Writes writes_{};
};

}  // namespace dray::cgroup
