// Process: init. A bounded scan of the image's passwd: name:password:uid:gid:comment:home:shell.

#include "passwd.h"

namespace dray::init {
namespace {

constexpr unsigned kFieldUid = 2, kFieldHome = 5, kLimit = 1U << 20;

/// One character at a time; a line counts when its uid field is exactly the number sought.
class Scanner {
 public:
  Scanner(std::uint64_t uid, char* home, unsigned room) : wanted_(uid), home_(home), room_(room) {}

  /// True when the line of the user has ended.
  bool take(char c) {
    if (c == '\n') return end_line();
    if (c == ':') {
      ++field_;
      return false;
    }
    if (field_ == kFieldUid) take_digit(c);
    if (field_ == kFieldHome && used_ < room_) home_[used_++] = c;
    return false;
  }

  bool end_line() {
    const bool found = field_ >= kFieldHome && digits_ > 0 && number_ == wanted_;
    if (found) {
      too_long_ = used_ == room_;
      home_[too_long_ ? 0 : used_] = '\0';
      return true;
    }
    field_ = used_ = digits_ = 0;
    number_ = 0;
    home_[0] = '\0';
    return false;
  }

  bool too_long() const { return too_long_; }

 private:
  void take_digit(char c) {
    const bool digit = c >= '0' && c <= '9' && number_ <= 0xffffffffU;
    number_ = digit ? number_ * 10 + static_cast<unsigned>(c - '0') : ~std::uint64_t{0};
    ++digits_;
  }

  std::uint64_t wanted_, number_ = 0;
  char* home_;
  unsigned room_, field_ = 0, used_ = 0, digits_ = 0;
  bool too_long_ = false;
};

}  // namespace

Outcome find_home(const sys::FileFd& file, std::uint64_t uid, char* home, unsigned room) {
  Scanner scanner(uid, home, room);
  home[0] = '\0';
  char chunk[512];
  for (unsigned total = 0; total < kLimit;) {
    const auto size = sys::read(file, chunk, sizeof chunk);
    if (!size.ok()) return failure(size.err());
    if (size.value() == 0) break;
    for (unsigned i = 0; i < size.value(); ++i)
      if (scanner.take(chunk[i])) return scanner.too_long() ? failure(ENAMETOOLONG) : Outcome(sys::Done{});
    total += static_cast<unsigned>(size.value());
  }
  return scanner.end_line() && scanner.too_long() ? failure(ENAMETOOLONG) : Outcome(sys::Done{});
}

}  // namespace dray::init
