#include "dray/fs/root.h"

#include "scratch.h"

#include <catch2/catch.hpp>

using namespace dray;
using fs::Root;

namespace {

/// A root filesystem in `in`, beside a directory `out` that nothing may reach.
class Image {
 public:
  Image() {
    (void)sys::mkdirat(sys::At::cwd(), (scratch_.path() + "/in").c_str(), 0755);
    (void)sys::mkdirat(sys::At::cwd(), (scratch_.path() + "/out").c_str(), 0755);
    root_ = sys::openat<sys::DirFd>(sys::At::cwd(), (scratch_.path() + "/in").c_str(), O_RDONLY | O_DIRECTORY).value();
  }
  Root root() const { return Root(root_); }
  void link(const char* target, const char* name) { CHECK(sys::symlinkat(target, root_, name).ok()); }
  void directory(const char* name) { CHECK(sys::mkdirat(root_, name, 0755).ok()); }
  bool exists(const std::string& below_scratch) const {
    return sys::statx(sys::At::cwd(), (scratch_.path() + '/' + below_scratch).c_str()).ok();
  }

 private:
  Scratch scratch_;
  sys::DirFd root_;
};

std::uint64_t inode(const sys::Sys<sys::PathFd>& fd) { return sys::fstat(fd.value()).value().stx_ino; }

}  // namespace

TEST_CASE("missing directories are made, existing ones found") {
  Image image;
  CHECK(image.root().make_directory("/a/b/c").ok());
  CHECK(image.exists("in/a/b/c"));
  CHECK(inode(image.root().make_directory("/a/b/c")) == inode(image.root().open("/a/b/c")));
  CHECK(image.root().make_directory("/").ok());
  CHECK(image.root().make_directory("///a//b/").ok());
}

TEST_CASE("links of the image are followed inside the root") {
  Image image;
  image.link("/../../../../out", "escape");
  image.link("../../out", "relative");
  CHECK(image.root().make_directory("/escape/new").ok());
  CHECK(image.exists("in/out/new"));
  CHECK(image.root().make_directory("/relative/other").ok());
  CHECK(image.exists("in/out/other"));
  CHECK_FALSE(image.exists("out/new"));
  CHECK_FALSE(image.exists("out/other"));
}

TEST_CASE("a link that leads nowhere is made to lead somewhere, inside the root") {
  Image image;
  image.link("/run/stub/resolv.conf", "resolv.conf");
  image.link("deep/er", "dangling");
  CHECK(image.root().make_file("/resolv.conf").ok());
  CHECK(image.exists("in/run/stub/resolv.conf"));
  CHECK(image.root().make_directory("/dangling/x").ok());
  CHECK(image.exists("in/deep/er/x"));
}

TEST_CASE("a chain of links with .. in it stays inside and ends") {
  Image image;
  image.directory("d");
  image.link("../two", "d/one");
  image.link("d/../../three/./x", "two");
  CHECK(image.root().make_file("/d/one").ok());
  CHECK(image.exists("in/three/x"));
  image.link("loop2", "loop1");
  image.link("loop1", "loop2");
  CHECK(image.root().make_directory("/loop1/x").err() == ELOOP);
}

TEST_CASE("where links are refused none is followed and nothing is made") {
  Image image;
  image.link("/tmp", "proc");
  CHECK(image.root().make_directory("/proc", Root::Links::Refuse).err() == ELOOP);
  CHECK(image.root().make_directory("/proc/sub", Root::Links::Refuse).err() != 0);
  CHECK(image.root().open_parent("/proc/null", Root::Links::Refuse).err() == ELOOP);
  CHECK_FALSE(image.exists("in/tmp"));
}

TEST_CASE("a file in the way of a directory is an error") {
  Image image;
  CHECK(image.root().make_file("/f").ok());
  CHECK(image.root().make_directory("/f").err() == ENOTDIR);
  CHECK(image.root().make_directory("/f/x").err() == ENOTDIR);
}

TEST_CASE("names and paths that are too long are errors") {
  Image image;
  CHECK(image.root().make_directory(std::string("/x/" + std::string(256, 'n')).c_str()).err() == ENAMETOOLONG);
  CHECK(image.root().make_directory(std::string(5000, '/').append(5000, 'x').c_str()).err() == ENAMETOOLONG);
}

TEST_CASE("data files are regular files, and opening never waits") {
  Image image;
  CHECK(image.root().make_file("/file").ok());
  CHECK(image.root().open_data_file("/file").ok());
  const auto parent = image.root().open_parent("/fifo");
  REQUIRE(sys::mknodat(parent.value().directory, "fifo", 0010600, 0).ok());
  CHECK(image.root().open_data_file("/fifo").err() == EINVAL);
  CHECK(image.root().open_data_file("/").err() == EISDIR);
  image.link("/fifo", "to-fifo");
  CHECK(image.root().open_data_file("/to-fifo").err() == EINVAL);
  CHECK(image.root().open_data_file("/none").err() == ENOENT);
}
