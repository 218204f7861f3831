#include "profiles.h"

#include "dray/seccomp/cache.h"
#include "dray/sys/file.h"
#include "dray/sys/process.h"

#include "src/seccomp/entry.h"

#include <catch2/catch.hpp>
#include <dirent.h>
#include <cstdlib>
#include <unistd.h>

using namespace profiles;
using seccomp::cached_compile;

namespace {

/// A temporary folder, and in it the cache's.
class Folder {
 public:
  Folder() {
    char name[] = "/tmp/dray-seccomp-XXXXXX";
    REQUIRE(mkdtemp(name) != nullptr);
    parent_ = name;
  }
  ~Folder() { (void)std::system(("rm -rf " + parent_).c_str()); }

  std::string path() const { return parent_ + "/cache"; }
  std::vector<std::string> files() const {
    std::vector<std::string> names;
    DIR* folder = opendir(path().c_str());
    if (folder == nullptr) return names;
    while (const dirent* record = readdir(folder))
      if (record->d_name[0] != '.') names.emplace_back(record->d_name);
    closedir(folder);
    return names;
  }
  std::string only_file() const {
    REQUIRE(files().size() == 1);
    return path() + '/' + files()[0];
  }

 private:
  std::string parent_;
};

void write_file(const std::string& path, const std::string& content) {
  const std::unique_ptr<FILE, int (*)(FILE*)> file(std::fopen(path.c_str(), "w"), std::fclose);
  REQUIRE(std::fwrite(content.data(), 1, content.size(), file.get()) == content.size());
}

seccomp::Filter compiled(const oci::Seccomp& profile) {
  Log log;
  return seccomp::compile(profile, log);
}

/// The debug notes of one use.
std::vector<std::string> notes_of(const oci::Seccomp& profile, const std::string& directory) {
  Log log;
  CHECK(cached_compile(profile, directory, log) == compiled(profile));
  std::vector<std::string> notes;
  for (const Log::Entry& entry : log.entries()) notes.push_back(entry.text);
  return notes;
}

oci::Seccomp small(std::uint64_t value = 0) {
  return profile("SCMP_ACT_ERRNO", {entry({"read", "raed"}, "SCMP_ACT_ALLOW", {arg(0, "SCMP_CMP_EQ", value)})});
}

const std::string kWarning = "/linux/seccomp/syscalls/0/names/1: unknown system call \"raed\" is ignored";

/// Makes an entry whose instructions differ from what the profile compiles to: a hit is recognised by them.
seccomp::Filter mark(const std::string& file, const oci::Seccomp& profile) {
  seccomp::Compiled marked;
  marked.filter.instructions.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_LOG));
  marked.unknown.push_back({0, 1});
  write_file(file, seccomp::encode(seccomp::cache_key(profile), marked));
  return marked.filter;
}

}  // namespace

TEST_CASE("the first use makes the folder and an entry, for us alone") {
  const Folder folder;
  CHECK(notes_of(small(), folder.path()) == std::vector{kWarning});
  CHECK((sys::statx(sys::At::cwd(), folder.path().c_str()).value().stx_mode & 07777) == 0700);
  CHECK((sys::statx(sys::At::cwd(), folder.only_file().c_str()).value().stx_mode & 07777) == 0600);
}

TEST_CASE("the second use takes the entry and still warns") {
  const Folder folder;
  (void)notes_of(small(), folder.path());
  const seccomp::Filter marked = mark(folder.only_file(), small());
  Log log;
  CHECK(cached_compile(small(), folder.path(), log) == marked);
  REQUIRE(log.entries().size() == 1);
  CHECK(log.entries()[0].text == kWarning);
}

TEST_CASE("a different profile never takes the entry, even under the same name") {
  const Folder folder;
  (void)notes_of(small(), folder.path());
  (void)mark(folder.only_file(), small(1));  // as if the hashes were equal
  CHECK(notes_of(small(), folder.path()) == std::vector{kWarning});
  CHECK(seccomp::decode(read_file(folder.only_file()), seccomp::cache_key(small())));  // replaced
}

TEST_CASE("the key tells every field apart") {
  const std::string base = seccomp::cache_key(small());
  REQUIRE_FALSE(base.empty());
  std::vector<oci::Seccomp> others(11, small());
  others[0].default_action = "SCMP_ACT_TRAP";
  others[1].default_errno_ret = 0;
  others[2].architectures = {"SCMP_ARCH_X86"};
  others[3].flags.emplace();
  others[4].syscalls[0].names = {"rea", "draed"};
  others[5].syscalls[0].action = "SCMP_ACT_LOG";
  others[6].syscalls[0].errno_ret = 0;
  others[7].syscalls[0].args[0].value_two = 1;
  others[8].syscalls[0].args[0].op = "SCMP_CMP_NE";
  others[9].syscalls[0].args[0].index = 1;
  others[10].listener_path = "/x";
  for (std::size_t i = 0; i < others.size(); ++i) {
    CAPTURE(i);
    CHECK(seccomp::cache_key(others[i]) != base);
  }
  oci::Seccomp elsewhere = small();
  elsewhere.origin = elsewhere.syscalls[0].origin = Origin("/other");
  CHECK(seccomp::cache_key(elsewhere) == base);
}

TEST_CASE("a damaged entry is a miss and is replaced") {
  const Folder folder;
  (void)notes_of(small(), folder.path());
  const std::string file = folder.only_file(), sound = read_file(file);
  std::vector<std::string> damaged = {"", sound.substr(0, 20), sound.substr(0, sound.size() - 8), sound + std::string(8, '\0'),
                                      std::string(sound.size(), '\0')};
  for (std::size_t at = 0; at < sound.size(); at += 3) {
    damaged.push_back(sound);
    damaged.back()[at] = static_cast<char>(damaged.back()[at] ^ 0x10);
  }
  for (const std::string& content : damaged) {
    write_file(file, content);
    CHECK(notes_of(small(), folder.path()) == std::vector{kWarning});
    REQUIRE(read_file(file).size() == sound.size());
  }
}

TEST_CASE("an entry whose warnings point nowhere is a miss") {
  const Folder folder;
  (void)notes_of(small(), folder.path());
  write_file(folder.only_file(), seccomp::encode(seccomp::cache_key(small()), {compiled(small()), {{7, 7}}}));
  CHECK(notes_of(small(), folder.path()) == std::vector{kWarning});
}

TEST_CASE("a folder that others can use is not used") {
  const Folder folder;
  for (const unsigned mode : {0770U, 0705U, 0701U}) {
    (void)sys::mkdirat(sys::At::cwd(), folder.path().c_str(), 0700);  // there in the second round
    REQUIRE(sys::fchmodat(sys::At::cwd(), folder.path().c_str(), mode).ok());
    CHECK(notes_of(small(), folder.path()) ==
          std::vector<std::string>{"seccomp cache \"" + folder.path() + "\" is not used: it is open to others", kWarning});
    CHECK(folder.files().empty());
  }
}

TEST_CASE("a folder of somebody else is not used") {
  if (sys::geteuid() != 0) {
    WARN("skipped: only root can give a folder away");
    return;
  }
  const Folder folder;
  REQUIRE(sys::mkdirat(sys::At::cwd(), folder.path().c_str(), 0700).ok());
  REQUIRE(sys::fchownat(sys::At::cwd(), folder.path().c_str(), 12345, 12345, 0).ok());
  CHECK(notes_of(small(), folder.path())[0] == "seccomp cache \"" + folder.path() + "\" is not used: it belongs to another user");
}

TEST_CASE("a symbolic link, a file or a missing parent is not used, and no error") {
  const Folder folder;
  const Folder other;
  REQUIRE(sys::mkdirat(sys::At::cwd(), other.path().c_str(), 0700).ok());
  REQUIRE(sys::symlinkat(other.path().c_str(), sys::At::cwd(), folder.path().c_str()).ok());
  CHECK(notes_of(small(), folder.path()).size() == 2);
  CHECK(other.files().empty());
  CHECK(notes_of(small(), folder.path() + "/../missing/cache")[0].ends_with("is not used: no such file or directory"));
  write_file(other.path() + "/file", "");
  CHECK(notes_of(small(), other.path() + "/file")[0].ends_with("is not used: not a directory"));
}

TEST_CASE("only the newest entries are kept") {
  const Folder folder;
  for (std::uint64_t i = 0; i < seccomp::kCacheEntries; ++i) (void)notes_of(small(i), folder.path());
  const std::vector<std::string> first = folder.files();
  CHECK(first.size() == seccomp::kCacheEntries);
  for (std::uint64_t i = 0; i < 5; ++i) (void)notes_of(small(1000 + i), folder.path());
  CHECK(folder.files().size() == seccomp::kCacheEntries);
  const seccomp::Filter newest = compiled(small(1004));
  Log log;
  CHECK(cached_compile(small(1004), folder.path(), log) == newest);
  CHECK(folder.files().size() == seccomp::kCacheEntries);
}

TEST_CASE("a profile that is refused leaves no entry") {
  const Folder folder;
  Log log;
  oci::Seccomp bad = small();
  bad.syscalls[0].action = "SCMP_ACT_NO";
  CHECK_THROWS_AS(cached_compile(bad, folder.path(), log), Error);
  CHECK(folder.files().empty());
}
