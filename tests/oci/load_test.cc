#include "dray/oci/load.h"

#include "dray/base/error.h"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace dray;
using namespace dray::oci;

namespace {

/// A directory of its own, removed with what the cases put in it.
class Directory {
 public:
  Directory() { path_ = mkdtemp(path_.data()); }
  ~Directory() {
    (void)unlink(file("config.json").c_str());
    (void)rmdir(path_.c_str());
  }
  std::string file(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_ = "/tmp/dray-oci-XXXXXX";
};

std::string problem(const std::string& path) {
  try {
    (void)read_config(path);
  } catch (const Error& error) {
    return error.text();
  }
  return "none";
}

void write_file(const std::string& path, const std::string& text) {
  const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  REQUIRE(write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size()));
  close(fd);
}

}  // namespace

TEST_CASE("a file is read completely") {
  const Directory directory;
  const std::string path = directory.file("config.json");
  for (const std::string& text : {std::string(), std::string("{}"), std::string(100'000, 'x')}) {
    write_file(path, text);
    CHECK(read_config(path) == text);
  }
}

TEST_CASE("a file whose size is not known beforehand is read completely") { CHECK(read_config("/proc/self/status").starts_with("Name:")); }

TEST_CASE("a missing file says what a bundle is") {
  const Directory directory;
  const std::string path = directory.file("config.json");
  CHECK(problem(path) ==
        "open \"" + path + "\": no such file or directory (a bundle is a directory with a config.json; `dray spec` writes an example)");
}

TEST_CASE("a directory, a FIFO and a device are not read") {
  const Directory directory;
  const std::string path = directory.file("config.json");
  REQUIRE(mkfifo(path.c_str(), 0600) == 0);
  CHECK(problem(path) == "read \"" + path + "\": not a regular file");
  CHECK(problem("/tmp") == "read \"/tmp\": not a regular file");
  CHECK(problem("/dev/zero") == "read \"/dev/zero\": not a regular file");
}

TEST_CASE("a huge file is refused before it is read") {
  const Directory directory;
  const std::string path = directory.file("config.json");
  write_file(path, "{}");
  REQUIRE(truncate(path.c_str(), (16 << 20) + 1) == 0);
  CHECK(problem(path) == "read \"" + path + "\": larger than 16 MiB");
}
