#include "streams.h"

#include "dray/base/error.h"
#include "dray/sys/file.h"

#include <string>

namespace dray::cli {
namespace {

/// A descriptor that belongs to the caller: written to, never closed.
class Stream {
 public:
  explicit Stream(int number) : fd_(number) {}
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;
  ~Stream() { fd_.release(); }

  sys::Outcome write(std::string_view text) const { return sys::write_all(fd_, text.data(), text.size()); }

 private:
  sys::UniqueFd fd_;
};

constexpr int kStdout = 1, kStderr = 2;

}  // namespace

void open_missing_streams() {
  for (int number = 0; number <= kStderr; ++number) {
    const sys::Sys<bool> open = sys::is_open(number);
    if (open.ok() && open.value()) continue;
    // The lowest free number is this one: those below are open.
    sys::Sys<sys::FileFd> null = sys::openat<sys::FileFd>(sys::At::cwd(), "/dev/null", O_RDWR);
    if (!null.ok()) return;                                   // without /dev there is nothing better
    (void)sys::set_on_exec(null.value(), sys::OnExec::Keep);  // cannot fail on an open descriptor
    null.value().release();
  }
}

void print(std::string_view text) { (void)or_fail(Stream(kStdout).write(text), "write stdout"); }

void warn(std::string_view line) {
  const std::string whole = std::string(line) + '\n';
  (void)Stream(kStderr).write(whole);  // where would an error about stderr go?
}

}  // namespace dray::cli
