#include "dray/oci/load.h"

#include "dray/base/error.h"
#include "dray/oci/json.h"
#include "dray/sys/file.h"

namespace dray::oci {
namespace {

constexpr unsigned kFileType = 0170000;
constexpr unsigned kRegular = 0100000;

sys::FileFd open_config(const std::string& path) {
  auto file = sys::openat(sys::At::cwd(), path.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY);
  if (file.err() == ENOENT || file.err() == ENOTDIR)
    throw Error(Code::System)
        .op("open")
        .path(path)
        .os(file.err())
        .hint("a bundle is a directory with a config.json; `dray spec` writes an example");
  return or_fail(std::move(file), "open", path);
}

[[noreturn]] void too_large(const std::string& path) {
  throw Error(Code::InvalidConfig, "larger than " + std::to_string(kMaxJsonSize >> 20) + " MiB").op("read").path(path);
}

}  // namespace

std::string read_config(const std::string& path) {
  const sys::FileFd file = open_config(path);
  const auto status = or_fail(sys::fstat(file), "stat", path);
  if ((status.stx_mode & kFileType) != kRegular) throw Error(Code::InvalidConfig, "not a regular file").op("read").path(path);
  if (status.stx_size > kMaxJsonSize) too_large(path);
  // One byte more than the size shows a file that grows meanwhile; /proc-like files have size 0.
  std::string text(static_cast<std::size_t>(status.stx_size) + 1, '\0');
  std::size_t have = 0;
  for (;;) {
    have += or_fail(sys::read_up_to(file, text.data() + have, text.size() - have), "read", path);
    if (have < text.size()) break;
    if (have > kMaxJsonSize) too_large(path);
    text.resize(text.size() * 2);
  }
  text.resize(have);
  return text;
}

}  // namespace dray::oci
