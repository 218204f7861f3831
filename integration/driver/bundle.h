#pragma once

#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace it {

using Json = nlohmann::json;

/// A bundle as a value: a sound config and a root file system with the guest in /bin, to be changed before it is written.
struct Bundle {
  Json config = base_config();
  std::optional<std::string> raw_config{};  ///< the text of config.json instead of `config`

  /// Sets what a JSON pointer names; null removes it; "/list/+" with an array appends its elements.
  Bundle& set(const std::string& pointer, const Json& value);
  /// process.args = /bin/guest and these words.
  Bundle& guest(std::vector<std::string> words);
  /// Something in the root file system: {"symlink": "/proc", "to": "/tmp"}, {"fifo": …}, {"directory": …},
  /// {"file": …, "content": … or "content_hex": …, "mode": 493}, {"remove": …}. Paths are relative to the rootfs;
  /// "{bundle}" is replaced by the bundle's folder, as in the config.
  Bundle& in_rootfs(const Json& entry);
  Bundle& mount(const Json& entry) { return set("/mounts/+", Json::array({entry})); }

  /// Writes config.json and rootfs/ into `folder`.
  void write(const std::string& folder) const;

  static Json base_config();

 private:
  std::vector<Json> entries_{};
};

}  // namespace it
