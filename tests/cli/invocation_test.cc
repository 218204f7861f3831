#include "cli/persona.h"
#include "dray/cli/cli.h"
#include "dray/oci/json.h"
#include "recorded_operations.h"

#include <catch2/catch.hpp>

#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace dray;

namespace {

/// A folder for one test.
class Folder {
 public:
  Folder() { REQUIRE(mkdtemp(path_) != nullptr); }
  ~Folder() {
    for (const char* name : {"out", "err", "log", "config.json"}) unlink(file(name).c_str());
    rmdir(path_);
  }
  std::string file(const std::string& name) const { return path_ + ('/' + name); }
  std::string content(const std::string& name) const {
    std::string text(65536, '\0');
    const int fd = open(file(name).c_str(), O_RDONLY);
    const ssize_t got = fd < 0 ? 0 : read(fd, text.data(), text.size());
    close(fd);
    text.resize(got < 0 ? 0 : static_cast<std::size_t>(got));
    return text;
  }

 private:
  char path_[32] = "/tmp/dray-cli-XXXXXX";
};

/// Sends a standard descriptor to a file for a while.
class Captured {
 public:
  Captured(int number, const std::string& path) : number_(number), saved_(dup(number)) {
    const int file = open(path.c_str(), O_CREAT | O_TRUNC | O_WRONLY, 0600);
    dup2(file, number);
    close(file);
  }
  ~Captured() {
    dup2(saved_, number_);
    close(saved_);
  }

 private:
  int number_, saved_;
};

struct Outcome {
  int status{};
  std::string out{}, err{};
};

Outcome invoke(const Folder& folder, std::vector<std::string> words, const char* program = "dray") {
  words.insert(words.begin(), program);
  std::vector<const char*> argv;
  for (const std::string& word : words) argv.push_back(word.c_str());
  Outcome outcome;
  {
    const Captured out(1, folder.file("out")), err(2, folder.file("err"));
    outcome.status = cli::run(static_cast<int>(argv.size()), argv.data());
  }
  outcome.out = folder.content("out");
  outcome.err = folder.content("err");
  return outcome;
}

std::size_t lines(const std::string& text) { return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')); }

}  // namespace

TEST_CASE("a failure is told once on stderr, and is exit status 1") {
  const Folder folder;
  const Outcome outcome = invoke(folder, {"state", "missing"});
  CHECK(outcome.status == 1);
  CHECK(outcome.out.empty());
  CHECK(outcome.err == "container does not exist\n");
}

TEST_CASE("with a JSON log a failure is exactly one object in the file, whatever was warned about") {
  const Folder folder;
  const Outcome outcome = invoke(folder, {"--log", folder.file("log"), "--log-format", "json", "create", "broken"});
  const std::string log = folder.content("log");
  CHECK(outcome.err == "dray create failed: /mounts/3: mount \"/proc\": permission denied\n");
  CHECK(lines(log) == 1);
  const oci::JsonDocument document = oci::JsonDocument::parse(log);
  CHECK(document.root().find("level").string() == "error");
  CHECK(document.root().find("msg").string() == "dray create failed: /mounts/3: mount \"/proc\": permission denied");
  CHECK(document.root().find("property").string() == "/mounts/3");
  CHECK(document.root().find("time").string()->ends_with('Z'));
}

TEST_CASE("a log is appended to, and made with mode 0644") {
  const Folder folder;
  const mode_t old = umask(0);
  invoke(folder, {"--log", folder.file("log"), "state", "missing"});
  invoke(folder, {"--log=file:" + folder.file("log"), "state", "missing"});
  umask(old);
  struct stat status {};
  REQUIRE(stat(folder.file("log").c_str(), &status) == 0);
  CHECK((status.st_mode & 07777) == 0644);
  CHECK(lines(folder.content("log")) == 2);
  CHECK_THAT(folder.content("log"), Catch::Contains(" level=error msg=\"container does not exist\"\n"));
}

TEST_CASE("a log that cannot be written is told before anything is done") {
  const Folder folder;
  recorded() = {};
  const Outcome outcome = invoke(folder, {"--log", folder.file("none/log"), "start", "c1"});
  CHECK(outcome.status == 1);
  CHECK(outcome.err == "open log \"" + folder.file("none/log") + "\": no such file or directory\n");
  CHECK(recorded().operation.empty());
}

TEST_CASE("a mistake on the command line is in the log that stands before it") {
  const Folder folder;
  const Outcome outcome = invoke(folder, {"--log", folder.file("log"), "create"});
  CHECK(outcome.status == 1);
  CHECK(outcome.err == "dray: \"create\" requires exactly 1 argument(s) (usage: dray create [options] ID)\n");
  CHECK_THAT(folder.content("log"), Catch::Contains("requires exactly 1 argument(s)"));
  CHECK_THAT(invoke(folder, {"create", "--pid-file"}).err, Catch::StartsWith("dray: flag needs an argument: --pid-file ("));
  CHECK_THAT(invoke(folder, {"creat"}, "/bin/runc").err, Catch::StartsWith("runc: unknown command \"creat\" (did you mean \"create\"?)"));
}

TEST_CASE("warnings go to stderr, unless there is a log or the output is read together with stderr") {
  const Folder folder;
  CHECK_THAT(invoke(folder, {"start", "warned"}).err, Catch::Contains(" level=warning msg=\"a warning\"\n"));
  CHECK(invoke(folder, {"state", "warned"}).err.empty());
  CHECK(invoke(folder, {"--log", folder.file("log"), "start", "warned"}).err.empty());
  CHECK(folder.content("log").empty());
  CHECK(invoke(folder, {"--log", folder.file("log"), "--log-level=warning", "state", "warned"}).err.empty());
  CHECK(lines(folder.content("log")) == 1);
  invoke(folder, {"--log", folder.file("log"), "--debug", "state", "warned"});
  CHECK(lines(folder.content("log")) == 3);
}

TEST_CASE("without a log file but with --log-format json, stderr is the JSON log") {
  const Folder folder;
  CHECK_THAT(invoke(folder, {"--log-format=json", "state", "missing"}).err,
             Catch::StartsWith("{\"level\":\"error\",\"msg\":\"container does not exist\","));
}

TEST_CASE("help and version need no arguments and leave stderr empty") {
  const Folder folder;
  const std::vector<std::vector<std::string>> requests{
      {}, {"help"}, {"help", "run"}, {"-h"}, {"create", "--help"}, {"checkpoint", "--help"}, {"--version"}, {"features"}, {"list"}};
  for (const std::vector<std::string>& words : requests) {
    const Outcome outcome = invoke(folder, words);
    CHECK(outcome.status == 0);
    CHECK_FALSE(outcome.out.empty());
    CHECK(outcome.err.empty());
  }
  CHECK_THAT(invoke(folder, {"--version"}, "/usr/bin/runc").out, Catch::StartsWith("runc version 1.5.0+dray."));
}

TEST_CASE("exec fails with 255, run with the status of the process") {
  const Folder folder;
  CHECK(invoke(folder, {"exec", "c1", "ls"}).status == 255);
  CHECK(invoke(folder, {"run", "c1"}).status == 130);
}

TEST_CASE("an answer that cannot be written is a failure") {
  const Folder folder;
  const Captured err(2, folder.file("err"));
  const Captured out(1, "/dev/full");
  const char* const argv[] = {"dray", "features"};
  CHECK(cli::run(2, argv) == 1);
  CHECK(folder.content("err") == "write stdout: no space left on device\n");
}

TEST_CASE("spec writes a file once") {
  const Folder folder;
  const std::string bundle = folder.file("");
  CHECK(invoke(folder, {"spec", "--bundle", bundle}).status == 0);
  CHECK(oci::JsonDocument::parse(folder.content("config.json")).root().find("ociVersion").string() == cli::kSpecVersion);
  const Outcome again = invoke(folder, {"spec", "-b", bundle});
  CHECK(again.status == 1);
  CHECK_THAT(again.err, Catch::Contains("file exists (remove it first)"));
}
