// config.json that is no config, and callers that are short of something: refused, explained, nothing left.

#include "container.h"
#include "host.h"

#include <catch2/catch.hpp>
#include <filesystem>
#include <sys/mount.h>

namespace it {
namespace {

/// create must exit with 1, say `words` (dray) and leave nothing.
void check_refused(Container& container, const std::string& words) {
  const Outcome outcome = container.create();
  INFO("message: " << outcome.out.substr(0, 1000) << outcome.err.substr(0, 1000));
  CHECK(outcome.status == 1);
  if (!testing_dray()) return;
  CHECK(outcome.text().find(words) != std::string::npos);
  CHECK(outcome.err.size() < 2000);
  CHECK(container.leftovers() == std::vector<std::string>{});
}

void check_text_refused(const std::string& text, const std::string& words) {
  Bundle bundle;
  bundle.raw_config = text;
  Container container(bundle);
  check_refused(container, words);
}

}  // namespace

TEST_CASE("a missing config.json is refused", "[input]") {
  NEEDS("root");
  Container container{Bundle()};
  std::filesystem::remove(container.bundle() + "/config.json");
  check_refused(container, "no such file or directory");
}

TEST_CASE("a config.json that is a directory is refused", "[input]") {
  NEEDS("root");
  Container container{Bundle()};
  std::filesystem::remove(container.bundle() + "/config.json");
  std::filesystem::create_directory(container.bundle() + "/config.json");
  check_refused(container, "config.json");
}

TEST_CASE("an empty config.json is refused", "[input]") {
  NEEDS("root");
  check_text_refused("", "config.json");
}

TEST_CASE("a truncated config.json is refused", "[input]") {
  NEEDS("root");
  const std::string text = Bundle::base_config().dump();
  check_text_refused(text.substr(0, text.size() / 2), "config.json");
  check_text_refused(text.substr(0, text.size() - 1), "config.json");
}

TEST_CASE("text after the object is refused", "[input]") {
  NEEDS("root");
  DIFFERS("runc", "its decoder stops after the object");
  check_text_refused(Bundle::base_config().dump() + "}", "config.json");
}

TEST_CASE("a config.json that is no object is refused", "[input]") {
  NEEDS("root");
  for (const char* text : {"[]", "1", "\"text\""}) check_text_refused(text, "config.json");
}

TEST_CASE("a config.json that is null is refused", "[input]") {
  NEEDS("root");
  DIFFERS("runc", "1.1.5 panics");
  check_text_refused("null", "config.json");
}

TEST_CASE("a deeply nested config.json is refused", "[input]") {
  NEEDS("root");
  DIFFERS("crun", "1.8.1 overflows its stack");
  check_text_refused("{\"x\":" + std::string(1'000'000, '[') + std::string(1'000'000, ']') + "}", "config.json");
}

TEST_CASE("a huge config.json is refused", "[input]") {
  NEEDS("root");
  DRAY_ONLY("the others read it whole");
  Json config = Bundle::base_config();
  config["annotations"]["x"] = std::string(64 << 20, 'x');
  check_text_refused(config.dump(), "config.json");
}

TEST_CASE("invalid UTF-8 in config.json is refused", "[input]") {
  NEEDS("root");
  DIFFERS("runc", "Go replaces what is invalid");
  DIFFERS("crun", "1.8.1 takes the bytes as they are");
  std::string text = Bundle::base_config().dump();
  text.replace(text.find("\"box\""), 5, "\"b\xff\xfe\"");
  check_text_refused(text, "config.json");
}

TEST_CASE("a limit of 20 descriptors is enough or clearly refused", "[input]") {
  NEEDS("root");
  Container container(Bundle().guest({"exit", "0"}));
  container.launch.open_files = 20;
  const Outcome outcome = container.create();
  INFO("message: " << outcome.err);
  CHECK((outcome.status == 0 || outcome.status == 1));
  if (!testing_dray() || outcome.ok()) return;
  CHECK(outcome.text().find("too many open files") != std::string::npos);
  CHECK(container.leftovers() == std::vector<std::string>{});
}

TEST_CASE("hardly any descriptors are refused without a trace", "[input]") {
  NEEDS("root");
  DIFFERS("runc", "1.1.5 hangs at 12");
  for (const unsigned limit : {4U, 6U, 8U, 10U, 12U}) {
    INFO("limit " << limit);
    Container container(Bundle().guest({"exit", "0"}));
    container.launch.open_files = limit;
    const Outcome outcome = container.create();
    if (testing_dray() && !outcome.ok()) CHECK(container.leftovers() == std::vector<std::string>{});
    CHECK(outcome.status != -1);
  }
}

TEST_CASE("a full disk is refused without a trace", "[input]") {
  NEEDS("root");
  Container container(Bundle().guest({"exit", "0"}));
  std::filesystem::create_directories(container.state_root());
  for (const char* options : {"size=4k", "size=64k,nr_inodes=2", "size=64k,nr_inodes=3", "size=64k,nr_inodes=4"}) {
    INFO(options);
    REQUIRE(mount("full", container.state_root().c_str(), "tmpfs", 0, options) == 0);
    const Outcome outcome = container.create();
    const Outcome removed = container.remove({"--force"});
    if (testing_dray() && !outcome.ok()) CHECK(outcome.text().find("no space left on device") != std::string::npos);
    CHECK(removed.ok());
    REQUIRE(umount2(container.state_root().c_str(), MNT_DETACH) == 0);
    CHECK(container.leftovers() == std::vector<std::string>{});
  }
}

TEST_CASE("a state root on a read-only file system is refused without a trace", "[input]") {
  NEEDS("root");
  Container container(Bundle().guest({"exit", "0"}));
  std::filesystem::create_directories(container.state_root());
  REQUIRE(mount("ro", container.state_root().c_str(), "tmpfs", MS_RDONLY, nullptr) == 0);
  const Outcome outcome = container.create();
  CHECK(outcome.status == 1);
  if (testing_dray()) CHECK(outcome.text().find("read-only file system") != std::string::npos);
  REQUIRE(umount2(container.state_root().c_str(), MNT_DETACH) == 0);
  CHECK(container.leftovers() == std::vector<std::string>{});
}

}  // namespace it
