#pragma once

#include "dray/base/origin.h"
#include "dray/sys/result.h"

#include <exception>
#include <string>
#include <string_view>

namespace dray {

/// What kind of thing went wrong; stable names for callers (`code_name`).
enum class Code {
  Usage,          ///< the command line
  InvalidConfig,  ///< config.json contradicts the specification
  Unsupported,    ///< a valid property that dray, or this host, can't honour
  NotFound,       ///< no such container
  Exists,         ///< the container id is taken
  BadState,       ///< the operation is not possible in the container's state
  Corrupt,        ///< a record or cache of dray's own can't be read
  System,         ///< a system call failed
  Payload,        ///< the container's program can't be executed
  Internal,       ///< a broken invariant
};

/// "invalid-config", "not-found" …: the `code` key of the JSON log.
std::string_view code_name(Code code);

/// The errno in lower-case words, as callers match it: "no such file or directory".
std::string errno_words(int err);

/// The one exception. Facts are added where they are known; the text is made once, by `text`.
class Error : public std::exception {
 public:
  /// `detail`: what is wrong, lower case, no full stop; may be empty when the errno says it all.
  explicit Error(Code code, std::string_view detail = {}) : code_(code), detail_(detail) {}

  Error&& at(const Origin& origin) && { return property_ = origin.pointer(), std::move(*this); }
  Error&& op(std::string_view operation) && { return op_ = operation, std::move(*this); }
  Error&& path(std::string_view path) && { return path_ = path, std::move(*this); }
  Error&& os(int err) && { return errno_ = err, std::move(*this); }
  Error&& hint(std::string_view hint) && { return hint_ = hint, std::move(*this); }

  Code code() const { return code_; }
  const std::string& property() const { return property_; }
  const std::string& operation() const { return op_; }
  const std::string& object() const { return path_; }
  const std::string& advice() const { return hint_; }
  const std::string& detail() const { return detail_; }
  int err() const { return errno_; }

  /// `/mounts/3: mount "/proc": permission denied (hint)`: property, operation, path, detail, errno, hint; what is empty is left out.
  std::string text() const;
  const char* what() const noexcept override { return "dray::Error"; }

 private:
  Code code_;
  int errno_ = 0;
  std::string property_, op_, path_, detail_, hint_;
};

/// The value of a system call, or an Error that names the operation and its object.
/// Errors: Code::System with the errno.
template <class T>
T or_fail(sys::Sys<T>&& result, std::string_view operation, std::string_view path = {}, const Origin& origin = {}) {
  if (!result.ok()) throw Error(Code::System).os(result.err()).op(operation).path(path).at(origin);
  return std::move(result).value();
}

}  // namespace dray
