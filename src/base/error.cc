#include "dray/base/error.h"

#include "dray/base/text.h"

#include <cstring>

namespace dray {

std::string_view code_name(Code code) {
  switch (code) {
    case Code::Usage: return "usage";
    case Code::InvalidConfig: return "invalid-config";
    case Code::Unsupported: return "unsupported";
    case Code::NotFound: return "not-found";
    case Code::Exists: return "exists";
    case Code::BadState: return "bad-state";
    case Code::Corrupt: return "corrupt";
    case Code::System: return "system";
    case Code::Payload: return "payload";
    case Code::Internal: return "internal";
  }
  return "internal";
}

std::string errno_words(int err) {
  const char* description = strerrordesc_np(err);
  if (description == nullptr) return "errno " + std::to_string(err);
  std::string words = description;
  for (char& c : words)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return words;
}

namespace {

/// Keys of config.json may contain anything; in a message they must stay one line of text.
std::string visible(std::string_view pointer) {
  const std::string text = quoted(pointer);
  return text.substr(1, text.size() - 2);
}

}  // namespace

std::string Error::text() const {
  std::string out;
  const auto part = [&out](std::string_view text) {
    if (text.empty()) return;
    if (!out.empty()) out += ": ";
    out += text;
  };
  part(visible(property_));
  part(path_.empty() ? op_ : op_.empty() ? quoted(path_) : op_ + ' ' + quoted(path_));
  part(detail_);
  if (errno_ != 0) part(errno_words(errno_));
  if (!hint_.empty()) out += " (" + hint_ + ')';
  return out;
}

}  // namespace dray
