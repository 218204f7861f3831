#include "cli/settings.h"

#include <catch2/catch.hpp>

using namespace dray;
using namespace dray::cli;

namespace {

using Words = std::vector<std::string_view>;

host::HostContext context_of(const Words& words, Persona persona = Persona::Dray) {
  static Log log;
  return host_context(parse(words), persona, log);
}

std::string error_of(const Words& words) {
  try {
    const CommandLine line = parse(words);
    (void)log_settings(line);
    (void)context_of(words);
  } catch (const Error& error) {
    return error.text();
  }
  return "";
}

}  // namespace

TEST_CASE("the state root is absolute and tidy") {
  CHECK(context_of({}).state_root == "/run/dray");
  CHECK(context_of({}, Persona::Runc).state_root == "/run/runc");
  CHECK(context_of({"--root", "/a//b/./c/"}).state_root == "/a/b/c");
  CHECK(context_of({"--root", "x/y"}).state_root == absolute("x/y"));
  CHECK(absolute("x").starts_with('/'));
  CHECK(absolute("x").ends_with("/x"));
}

TEST_CASE("the root directory is no state root") {
  for (const std::string_view root : {"/", "//", "/.", "/a/.."})
    CHECK(error_of({"--root", root}) == "flag --root cannot be the root directory");
  CHECK(error_of({"--root="}) == "flag --root is empty");
}

TEST_CASE("init is executed from where --init-image says, and as runc the umask is runc's") {
  CHECK(context_of({}).init_image == host::InitImage::Auto);
  CHECK(context_of({"--init-image=tmpfs"}).init_image == host::InitImage::Tmpfs);
  CHECK(context_of({"--init-image", "file"}).init_image == host::InitImage::File);
  CHECK(context_of({"--init-image", "memfd"}).init_image == host::InitImage::MemFd);
  CHECK_FALSE(context_of({}).runc_name);
  CHECK(context_of({}, Persona::Runc).runc_name);
  CHECK_THAT(error_of({"--init-image=disk"}), Catch::StartsWith("invalid init-image: \"disk\" ("));
}

TEST_CASE("the log goes where the options say") {
  CHECK(log_settings(parse(Words{})).path.empty());
  CHECK(log_settings(parse(Words{"--log", "/l"})).path == "/l");
  CHECK(log_settings(parse(Words{"--log", "file:/l"})).path == "/l");
  CHECK(log_settings(parse(Words{"--log", "file:l"})).path == absolute("l"));
  CHECK(log_settings(parse(Words{"--log="})).path.empty());
  CHECK(log_settings(parse(Words{"--log-format=json"})).format == LogFormat::Json);
  CHECK(log_settings(parse(Words{"--log-level=warning"})).level == Level::Warning);
  CHECK(log_settings(parse(Words{"--log-level=error", "--debug"})).level == Level::Debug);
  CHECK_FALSE(log_settings(parse(Words{})).level);
}

TEST_CASE("destinations and values that do not exist are told with those that do") {
  CHECK(error_of({"--log=journald:x"}) == "log destination \"journald:\" is not supported yet (give --log a file)");
  CHECK(error_of({"--log=syslog:x"}) == "log destination \"syslog:\" is not supported yet (give --log a file)");
  CHECK_THAT(error_of({"--log-format=xml"}), Catch::StartsWith("invalid log-format: \"xml\" ("));
  CHECK_THAT(error_of({"--log-level=loud"}), Catch::StartsWith("invalid log-level: \"loud\" ("));
}
