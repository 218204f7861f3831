#include "dray/plan/shape.h"

#include <catch2/catch.hpp>
#include <linux/sched.h>

using namespace dray;
using namespace dray::plan;
using oci::NamespaceType;

namespace {

constexpr NamespaceType kKinds[] = {NamespaceType::Pid, NamespaceType::Network, NamespaceType::Mount,  NamespaceType::Ipc,
                                    NamespaceType::Uts, NamespaceType::User,    NamespaceType::Cgroup, NamespaceType::Time};

Memberships only(NamespaceType type, Membership membership) {
  Memberships members;
  members.of[static_cast<std::size_t>(type)] = membership;
  return members;
}

}  // namespace

TEST_CASE("one new namespace: pid and user are the clone's, cgroup comes after the cgroup, the rest init unshares") {
  struct Row {
    NamespaceType type;
    Shape shape;
  };
  const Row rows[] = {
      {NamespaceType::Pid, {.clone = CLONE_NEWPID}},       {NamespaceType::User, {.clone = CLONE_NEWUSER}},
      {NamespaceType::Network, {.unshare = CLONE_NEWNET}}, {NamespaceType::Mount, {.unshare = CLONE_NEWNS}},
      {NamespaceType::Ipc, {.unshare = CLONE_NEWIPC}},     {NamespaceType::Uts, {.unshare = CLONE_NEWUTS}},
      {NamespaceType::Time, {.unshare = CLONE_NEWTIME}},   {NamespaceType::Cgroup, {.unshare_after_cgroup = CLONE_NEWCGROUP}},
  };
  for (const Row& row : rows) CHECK(shape_of(only(row.type, Membership::New), TimeOffsetsSet::No) == row.shape);
}

TEST_CASE("one joined namespace: only a pid namespace needs the sibling") {
  for (const NamespaceType type : kKinds) {
    const Shape shape = shape_of(only(type, Membership::ByPath), TimeOffsetsSet::No);
    CHECK(shape.join_before_user == clone_flag(type));
    CHECK(shape.join_after_user == 0);
    CHECK((shape.clone | shape.unshare | shape.unshare_after_cgroup) == 0);
    CHECK(shape.sibling == (type == NamespaceType::Pid));
  }
}

TEST_CASE("absent namespaces ask for nothing") { CHECK(shape_of(Memberships{}, TimeOffsetsSet::No) == Shape{}); }

TEST_CASE("all 3^8 combinations keep the rules") {
  for (unsigned code = 0; code < 6561; ++code) {
    Memberships members;
    unsigned rest = code;
    for (Membership& membership : members.of) {
      membership = static_cast<Membership>(rest % 3);
      rest /= 3;
    }
    const Shape shape = shape_of(members, TimeOffsetsSet::No);
    std::uint64_t made = 0, joined = 0;
    bool joins_beside_user = false;
    for (const NamespaceType type : kKinds) {
      if (members[type] == Membership::New) made |= clone_flag(type);
      if (members[type] == Membership::ByPath) joined |= clone_flag(type);
      joins_beside_user |= members[type] == Membership::ByPath && type != NamespaceType::User;
    }
    // Each namespace is made or joined exactly once.
    REQUIRE((shape.clone ^ shape.unshare ^ shape.unshare_after_cgroup) == made);
    REQUIRE((shape.join_before_user ^ shape.join_after_user) == joined);
    // After CLONE_NEWUSER, setns into namespaces of the host is EPERM: they are joined by a first init.
    if (members[NamespaceType::User] == Membership::New && joins_beside_user) REQUIRE(shape.sibling);
    // A joined pid namespace holds only children.
    if (members[NamespaceType::Pid] == Membership::ByPath) REQUIRE(shape.sibling);
    // What a joined user namespace owns is joined with its rights.
    if (members[NamespaceType::User] == Membership::ByPath) REQUIRE(shape.join_before_user == CLONE_NEWUSER);
  }
}

TEST_CASE("time offsets need a sibling: the namespace is frozen once a process is inside") {
  CHECK(shape_of(only(NamespaceType::Time, Membership::New), TimeOffsetsSet::Yes).sibling);
  CHECK_FALSE(shape_of(only(NamespaceType::Time, Membership::New), TimeOffsetsSet::No).sibling);
}
