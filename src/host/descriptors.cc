#include "dray/base/error.h"
#include "dray/sys/file.h"
#include "launcher.h"

namespace dray::host {
namespace {

/// A closed stdin would otherwise become the number of the next file that is opened, and that file the payload's stdin.
void open_stdio() {
  for (int number = 0; number <= 2; ++number) {
    if (or_fail(sys::is_open(number), "check descriptor", std::to_string(number))) continue;
    auto null = or_fail(sys::openat(sys::At::cwd(), "/dev/null", O_RDWR), "open", "/dev/null");
    // The lowest free number is this one, because the lower ones are open.
    (void)or_fail(sys::set_on_exec(null, sys::OnExec::Keep), "keep", "/dev/null");
    (void)null.release();  // stays open as stdio
  }
}

}  // namespace

void prepare_descriptors(std::uint32_t preserve_fds) {
  open_stdio();
  for (std::uint32_t i = 0; i < preserve_fds; ++i) {
    const int number = static_cast<int>(3 + i);
    if (or_fail(sys::is_open(number), "check descriptor", std::to_string(number))) continue;
    throw Error(Code::Usage, "unable to stat preserved-fd " + std::to_string(i + 1) + " (of " + std::to_string(preserve_fds) + ")")
        .hint("descriptor " + std::to_string(number) + " is not open");
  }
  (void)or_fail(sys::close_range(3 + preserve_fds, sys::CloseRange::OnExec), "close_range");
}

}  // namespace dray::host
