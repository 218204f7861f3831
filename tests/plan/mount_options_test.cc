#include "dray/plan/mount_options.h"

#include "dray/base/error.h"

#include <catch2/catch.hpp>

using namespace dray;
using namespace dray::plan;

namespace {

MountFlags parse(std::vector<std::string> options) { return parse_mount_options(options, Origin("/mounts/0")); }

}  // namespace

TEST_CASE("attributes set and clear their bit, the last of contradicting options wins") {
  struct Row {
    std::vector<std::string> options;
    AttributeChange change;
  };
  const Row rows[] = {
      {{"ro"}, {MOUNT_ATTR_RDONLY, 0}},
      {{"ro", "rw"}, {0, MOUNT_ATTR_RDONLY}},
      {{"rw", "ro"}, {MOUNT_ATTR_RDONLY, 0}},
      {{"nosuid", "nodev", "noexec"}, {MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC, 0}},
      {{"suid", "dev", "exec"}, {0, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC}},
      {{"nosymfollow"}, {MOUNT_ATTR_NOSYMFOLLOW, 0}},
      {{"symfollow"}, {0, MOUNT_ATTR_NOSYMFOLLOW}},
      {{"nodiratime"}, {MOUNT_ATTR_NODIRATIME, 0}},
      {{"diratime"}, {0, MOUNT_ATTR_NODIRATIME}},
      {{"defaults", "silent", "loud", "norelatime"}, {0, 0}},
  };
  for (const Row& row : rows) CHECK(parse(row.options).attributes == row.change);
}

TEST_CASE("access time is one field: each mode replaces the others") {
  CHECK(parse({"noatime"}).attributes == AttributeChange{MOUNT_ATTR_NOATIME, MOUNT_ATTR__ATIME});
  CHECK(parse({"strictatime"}).attributes == AttributeChange{MOUNT_ATTR_STRICTATIME, MOUNT_ATTR__ATIME});
  CHECK(parse({"noatime", "strictatime"}).attributes.set == MOUNT_ATTR_STRICTATIME);
  CHECK(parse({"noatime", "relatime"}).attributes == AttributeChange{0, MOUNT_ATTR__ATIME});
}

TEST_CASE("recursive attributes are kept apart") {
  const MountFlags flags = parse({"rro", "rnosuid", "nodev"});
  CHECK(flags.recursive == AttributeChange{MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID, 0});
  CHECK(flags.attributes == AttributeChange{MOUNT_ATTR_NODEV, 0});
}

TEST_CASE("binds, propagation, superblock flags and file system data are told apart") {
  CHECK(parse({"bind"}).bind == MountFlags::Bind::Top);
  CHECK(parse({"rbind"}).bind == MountFlags::Bind::Recursive);
  CHECK(parse({"rbind", "bind"}).bind == MountFlags::Bind::Recursive);
  CHECK(parse({"remount", "ro"}).remount);
  CHECK(parse({"rslave", "shared"}).propagation ==
        std::vector<PropagationChange>{{kSlave, sys::Subtree::Recursive}, {kShared, sys::Subtree::Top}});
  CHECK(parse({"sync", "size=1m", "acl", "lazytime"}).superblock == std::vector<std::string>{"sync", "lazytime"});
  CHECK(parse({"sync", "size=1m", "acl"}).data == std::vector<std::string>{"size=1m", "acl"});
}

TEST_CASE("an option that is known but not honoured is refused by its pointer") {
  for (const char* option : {"idmap", "ridmap", "idmap=uids=0-1-2", "tmpcopyup", "copy-symlink", "src-nofollow", "dest-nofollow"}) {
    try {
      (void)parse({"ro", option});
      FAIL(option);
    } catch (const Error& error) {
      CHECK(error.code() == Code::Unsupported);
      CHECK(error.property() == "/mounts/0/options/1");
    }
  }
}

TEST_CASE("every option the specification says MUST is known, and what features lists is supported") {
  for (const char* option : {"async",
                             "atime",
                             "bind",
                             "defaults",
                             "dev",
                             "diratime",
                             "dirsync",
                             "exec",
                             "iversion",
                             "lazytime",
                             "loud",
                             "noatime",
                             "nodev",
                             "nodiratime",
                             "noexec",
                             "noiversion",
                             "nolazytime",
                             "norelatime",
                             "nostrictatime",
                             "nosuid",
                             "private",
                             "rbind",
                             "relatime",
                             "remount",
                             "ro",
                             "rprivate",
                             "rshared",
                             "rslave",
                             "runbindable",
                             "rw",
                             "shared",
                             "silent",
                             "slave",
                             "strictatime",
                             "suid",
                             "sync",
                             "unbindable",
                             "rro",
                             "rrw",
                             "rsuid",
                             "rnosuid",
                             "rdev",
                             "rnodev",
                             "rexec",
                             "rnoexec",
                             "ratime",
                             "rnoatime",
                             "rdiratime",
                             "rnodiratime",
                             "rrelatime",
                             "rnorelatime",
                             "rstrictatime",
                             "rnostrictatime",
                             "rsymfollow",
                             "rnosymfollow"}) {
    INFO(option);
    CHECK(find_mount_option(option));
  }
  for (const std::string_view name : supported_mount_options()) CHECK(find_mount_option(name)->effect != Effect::Unsupported);
  CHECK_FALSE(find_mount_option("size=1m"));
}
