#include "commands.h"
#include "spec_template.h"

#include "dray/sys/file.h"

namespace dray::cli {
namespace {

constexpr unsigned kMode = 0666;  ///< before the umask, as an editor would create it

std::string target(const CommandLine& line) {
  std::string file(line.value(Opt::File).value_or("config.json"));
  if (file.starts_with('/')) return file;
  const std::string bundle(line.value(Opt::Bundle).value_or(""));
  return bundle.empty() ? file : bundle + '/' + file;
}

}  // namespace

int spec(const Invocation& invocation) {
  const std::string path = target(invocation.line);
  // O_EXCL: a configuration that somebody wrote is never overwritten, not even one that appears at this moment.
  const auto file = sys::openat<sys::FileFd>(sys::At::cwd(), path.c_str(), O_CREAT | O_EXCL | O_WRONLY, kMode);
  if (file.err() == EEXIST) throw Error(Code::Exists, "file exists").op("write").path(path).hint("remove it first");
  if (!file.ok()) throw Error(Code::System).op("write").path(path).os(file.err());
  const std::string_view text = spec_template();
  (void)or_fail(sys::write_all(file.value(), text.data(), text.size()), "write", path);
  return 0;
}

}  // namespace dray::cli
