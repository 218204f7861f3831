#include "dray/fs/files.h"

#include "scratch.h"

#include <catch2/catch.hpp>

using namespace dray;

TEST_CASE("a file is read whole, a missing one is nothing, a long one an error") {
  const Scratch scratch;
  const std::string path = scratch.path() + "/f";
  CHECK_FALSE(fs::read_file(sys::At::cwd(), path, 100));
  for (const std::size_t size : {0, 1, 4095, 4096, 4097, 10000}) {
    fs::replace_file(sys::At::cwd(), path, std::string(size, 'x'), 0600);
    CHECK(fs::read_file(sys::At::cwd(), path, 20000)->size() == size);
  }
  CHECK_THROWS_AS(fs::read_file(sys::At::cwd(), path, 5000), Error);
}

TEST_CASE("a file is replaced, a link at its place is not followed") {
  const Scratch scratch;
  const std::string victim = scratch.path() + "/victim", link = scratch.path() + "/link";
  fs::write_new_file(sys::At::cwd(), victim, "precious", 0600);
  REQUIRE(sys::symlinkat(victim.c_str(), sys::At::cwd(), link.c_str()).ok());
  fs::replace_file(sys::At::cwd(), link, "12", 0600);
  CHECK(fs::read_file(sys::At::cwd(), victim, 100) == "precious");
  CHECK(fs::read_file(sys::At::cwd(), link, 100) == "12");
}

TEST_CASE("a new file is not written over an existing one") {
  const Scratch scratch;
  const std::string path = scratch.path() + "/f";
  fs::write_new_file(sys::At::cwd(), path, "1", 0600);
  CHECK_THROWS_AS(fs::write_new_file(sys::At::cwd(), path, "2", 0600), Error);
}
