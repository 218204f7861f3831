#include "dray/base/error.h"

#include <catch2/catch.hpp>
#include <cerrno>

using namespace dray;

TEST_CASE("an error text names property, operation, path, detail, errno and hint, in this order") {
  const Error error = Error(Code::System, "detail").at(Origin("/mounts/3")).op("mount").path("/proc").os(EACCES).hint("act");
  CHECK(error.text() == "/mounts/3: mount \"/proc\": detail: permission denied (act)");
  CHECK(Error(Code::NotFound, "container does not exist").text() == "container does not exist");
}

TEST_CASE("errno words are lower case, as callers match them") {
  CHECK(errno_words(ENOENT) == "no such file or directory");
  CHECK(errno_words(EIO) == "input/output error");
  CHECK(errno_words(9999) == "errno 9999");
}

TEST_CASE("origins are JSON pointers with RFC 6901 escapes") {
  CHECK(Origin("/linux").member("sysctl").member("a/b~c").pointer() == "/linux/sysctl/a~1b~0c");
  CHECK(Origin("/mounts").element(12).pointer() == "/mounts/12");
}

TEST_CASE("or_fail passes a value and turns an errno into an error with its operation") {
  CHECK(or_fail(sys::Sys<int>(7), "open") == 7);
  try {
    (void)or_fail(sys::Sys<int>::failure(ENOENT), "open", "/x", Origin("/root/path"));
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(error.text() == "/root/path: open \"/x\": no such file or directory");
    CHECK(error.err() == ENOENT);
  }
}
