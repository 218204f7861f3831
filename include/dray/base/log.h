#pragma once

#include "dray/base/error.h"

#include <string>
#include <string_view>
#include <vector>

namespace dray {

enum class Level { Error, Warning, Debug };

/// Collects notices below the error level; the CLI writes them where `--log`, `--log-format` and `--log-level` say.
/// A value that operations get by reference: no operation knows where its warnings go.
class Log {
 public:
  struct Entry {
    Level level;
    std::string text;
  };

  void warn(std::string text) { entries_.push_back({Level::Warning, std::move(text)}); }
  void debug(std::string text) { entries_.push_back({Level::Debug, std::move(text)}); }
  const std::vector<Entry>& entries() const { return entries_; }

 private:
  std::vector<Entry> entries_;
};

}  // namespace dray
