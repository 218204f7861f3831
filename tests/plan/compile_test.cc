#include "given.h"

#include <catch2/catch.hpp>
#include <linux/filter.h>
#include <linux/sched.h>
#include <linux/seccomp.h>

using namespace dray;
using namespace dray::plan;
using Lines = std::vector<std::string>;

namespace {

LaunchPlan with_mount(const std::string& mount) { return compile(given_spec("", "", R"("mounts":[)" + mount + "]")); }

SeccompProgram filter_that_answers(std::uint32_t action) {
  const sock_filter instruction = BPF_STMT(BPF_RET | BPF_K, action);
  const auto bytes = std::as_bytes(std::span(&instruction, 1));
  return {{bytes.begin(), bytes.end()}, 0};
}

/// The position of the first step of this kind; past the end if there is none.
std::size_t position(const LaunchPlan& plan, program::Kind kind) {
  std::size_t at = 0;
  while (at < plan.program.info().size() && plan.program.info()[at].kind != kind) ++at;
  return at;
}

}  // namespace

TEST_CASE("a bind mount becomes a recursive slave before init sees it, unless the config shares it") {
  CHECK(steps(with_mount(R"({"destination":"/a","source":"/b","options":["rbind","ro"]})"), "bind") ==
        Lines{"bind path=/b subtree=recursive set=ro propagation=rslave"});
  CHECK(steps(with_mount(R"({"destination":"/a","source":"b","options":["bind","rprivate"]})"), "bind") ==
        Lines{"bind path=/bundle/b propagation=rslave,rprivate"});
  CHECK(steps(with_mount(R"({"destination":"/a","source":"/b","options":["rbind","rshared"]})"), "bind") ==
        Lines{"bind path=/b subtree=recursive propagation=rshared"});
  CHECK(steps(with_mount(R"({"destination":"/a","source":"/b","type":"bind"})"), "bind") == Lines{"bind path=/b propagation=rslave"});
  CHECK(steps(with_mount(R"({"destination":"/a","source":"/b","options":["rbind","rro","rnosuid"]})"), "attach-tree") ==
        Lines{"attach-tree tree=9 target=/a attributes=ro,nosuid"});
}

TEST_CASE("a file system's options go one by one, read-only to the superblock only where it is the mount's own") {
  CHECK(steps(with_mount(R"({"destination":"t","type":"tmpfs","source":"tmpfs","options":["ro","noexec","size=1m","mode=700"]})"),
              "mount-fs") == Lines{"mount-fs type=tmpfs source=tmpfs target=/t options=size=1m,mode=700 attributes=noexec"});
  CHECK(steps(with_mount(R"({"destination":"/sys","type":"sysfs","source":"sysfs","options":["ro"]})"), "mount-fs") ==
        Lines{"mount-fs type=sysfs source=sysfs target=/sys attributes=ro"});
}

TEST_CASE("a read-only tmpfs becomes so when everything below it is made") {
  const LaunchPlan plan = with_mount(R"({"destination":"/dev","type":"tmpfs","source":"tmpfs","options":["ro"]})");
  CHECK(steps(plan, "change-mount") == Lines{"change-mount target=/dev set=ro"});
  CHECK(position(plan, program::Kind::ChangeMount) > position(plan, program::Kind::MakeNode));
  CHECK(position(plan, program::Kind::ChangeMount) < position(plan, program::Kind::EnterRoot));
}

TEST_CASE("sysctls go through the container's own procfs, through a private one where there is none that can be written") {
  const std::string sysctl = R"("sysctl":{"net.ipv4.ip_forward":"1"})";
  const auto with = [&sysctl](const char* mounts) { return compile(given_spec("", sysctl, mounts)); };
  const LaunchPlan own = with(R"("mounts":[{"destination":"/proc","type":"proc","source":"proc"}])");
  CHECK(steps(own, "open-proc").empty());
  CHECK(position(own, program::Kind::WriteSysctl) == position(own, program::Kind::MountFs) + 1);
  for (const char* mounts : {R"("mounts":[])", R"("mounts":[{"destination":"/proc","type":"proc","source":"proc","options":["ro"]}])"}) {
    CHECK(steps(with(mounts), "open-proc").size() == 1);
    CHECK(steps(with(mounts), "write-sysctl").size() == 1);
  }
}

TEST_CASE("an empty HOME is none") {
  const LaunchPlan plan = compile(given_spec(R"("env":["A=1","HOME="])", ""));
  CHECK(steps(plan, "find-home").size() == 1);
  CHECK(steps(plan, "execute") == Lines{"execute argv=\"sh\" env=1"});
}

TEST_CASE("a bind mount takes no options of a file system") {
  const auto spec = given_spec("", "", R"("mounts":[{"destination":"/a","source":"/b","options":["bind","size=1"]}])");
  CHECK(refusal(spec) == "/mounts/0/options/1: unknown option \"size=1\" of a bind mount");
}

TEST_CASE("an option longer than a parameter is refused, but for lower directories where the kernel takes them one by one") {
  const std::string layer = "/" + std::string(200, 'l');
  const auto spec = given_spec(
      "", "",
      R"("mounts":[{"destination":"/o","type":"overlay","source":"overlay","options":["lowerdir=)" + layer + ":" + layer + R"("]}])");
  CHECK(refusal(spec).starts_with("/mounts/0/options: "));
  HostFacts facts = given_host();
  facts.lowerdir_append = true;
  Log log;
  const LaunchOptions options{.id = "c1"};
  CHECK(steps(compile_plan({spec, facts, options}, nullptr, log), "mount-fs") ==
        Lines{"mount-fs type=overlay source=overlay target=/o options=lowerdir+=" + layer + ",lowerdir+=" + layer});
}

TEST_CASE("a v1 cgroup mount is a tmpfs with one directory per hierarchy, and the cgroups are joined before it") {
  const LaunchPlan plan = with_mount(R"({"destination":"/sys/fs/cgroup","type":"cgroup","source":"cgroup","options":["ro","nosuid"]})");
  CHECK(steps(plan, "enter-cgroups") == Lines{"enter-cgroups files=2 trees=2"});
  CHECK(
      steps(plan, "mount-fs") ==
      Lines{"mount-fs type=tmpfs source=tmpfs target=/sys/fs/cgroup options=mode=755 attributes=ro,nosuid entries=d cpu,cpuacct,d memory,l "
            "cpu cpu,cpuacct,l cpuacct cpu,cpuacct"});
  CHECK(steps(plan, "attach-tree") == Lines{"attach-tree tree=5 target=/sys/fs/cgroup/cpu,cpuacct attributes=ro,nosuid",
                                            "attach-tree tree=6 target=/sys/fs/cgroup/memory attributes=ro,nosuid"});
  CHECK(position(plan, program::Kind::EnterCgroups) < position(plan, program::Kind::MountFs));
}

TEST_CASE("a cgroup2 mount is the container's own cgroup of the cgroup2 hierarchy") {
  const LaunchPlan plan = with_mount(R"({"destination":"/cg","type":"cgroup2","source":"cgroup2"})");
  CHECK(steps(plan, "attach-tree") == Lines{"attach-tree tree=5 target=/cg"});
  REQUIRE(plan.cgroup_trees.size() == 1);
  CHECK(plan.cgroup_trees[0].directory.empty());
}

TEST_CASE("the cgroups are joined even if they are not mounted, and before the cgroup namespace is new") {
  const LaunchPlan plan = compile(oci::parse_spec(
      R"({"ociVersion":"1.0.0","root":{"path":"r"},"process":{"user":{"uid":0,"gid":0},"cwd":"/","args":["x"]},"linux":{"namespaces":[{"type":"mount"},{"type":"cgroup"}]}})"));
  CHECK(steps(plan, "enter-cgroups") == Lines{"enter-cgroups files=2 trees=0"});
  CHECK(steps(plan, "unshare") == Lines{"unshare namespaces=mount", "unshare namespaces=cgroup"});
  CHECK(plan.clone_namespaces == 0);
}

TEST_CASE("default devices are made unless /dev is the host's, a configured device replaces its default") {
  CHECK(steps(compile(given_spec("", "")), "make-node").size() == 6);
  CHECK(steps(with_mount(R"({"destination":"/dev","source":"/dev","options":["rbind"]})"), "make-node").empty());
  const LaunchPlan plan =
      compile(given_spec("", R"("devices":[{"path":"/dev/null","type":"c","major":1,"minor":3,"fileMode":384,"uid":5,"gid":6},
    {"path":"/dev/pipe","type":"p"},{"path":"/d/loop","type":"b","major":7,"minor":300}])"));
  const Lines nodes = steps(plan, "make-node");
  CHECK(nodes.size() == 8);
  CHECK(nodes[5] == "make-node path=/dev/null mode=020600 device=1:3 uid=5 gid=6");
  CHECK(nodes[6] == "make-node path=/dev/pipe mode=010666 device=0:0 uid=0 gid=0");
  CHECK(nodes[7] == "make-node path=/d/loop mode=060666 device=7:300 uid=0 gid=0");
}

TEST_CASE("PATH of the config gives the candidates, a path is taken as it is") {
  CHECK(steps(compile(given_spec(R"("env":["PATH=/a::/b"])", "")), "find-executable") ==
        Lines{"find-executable candidates=/a/sh,./sh,/b/sh"});
  CHECK(steps(compile(given_spec(R"("args":["bin/x"])", "")), "find-executable") == Lines{"find-executable candidates=bin/x"});
}

TEST_CASE("HOME is looked up only if the config has none, the last of duplicate variables counts") {
  CHECK(steps(compile(given_spec("", "")), "find-home").empty());
  CHECK(steps(compile(given_spec(R"("env":["A=1","A=2","B=3"])", "")), "find-home").size() == 1);
  CHECK(steps(compile(given_spec(R"("env":["A=1","A=2","B=3"])", "")), "execute") == Lines{"execute argv=\"sh\" env=2"});
}

TEST_CASE("umask: the config's, else unchanged, else 022 as runc") {
  const oci::Spec unset = given_spec("", "");
  CHECK(steps(compile(given_spec(R"("user":{"uid":0,"gid":0,"umask":63})", "")), "set-umask") == Lines{"set-umask mask=077"});
  CHECK(steps(compile(unset), "set-umask") == Lines{"set-umask mask=027"});
  const HostFacts facts = given_host();
  const LaunchOptions options{.id = "c1", .runc_name = true};
  Log log;
  CHECK(steps(compile_plan({unset, facts, options}, nullptr, log), "set-umask") == Lines{"set-umask mask=022"});
}

TEST_CASE("capabilities: what is unknown or not grantable is left out with a warning") {
  Log log;
  const auto spec = given_spec(R"("capabilities":{"bounding":["CAP_CHOWN","CAP_NEW"],"permitted":["CAP_CHOWN"],"effective":["CAP_CHOWN"],
    "inheritable":["CAP_KILL"],"ambient":["CAP_CHOWN"]})",
                               "");
  const LaunchPlan plan = compile(spec, log);
  CHECK(plan.confinement.bounding == 1);
  CHECK(plan.confinement.ambient == 0);
  REQUIRE(log.entries().size() == 2);
  CHECK(log.entries()[0].text == "/process/capabilities/bounding: unknown capability \"CAP_NEW\", left out");
  CHECK(log.entries()[1].text.starts_with("/process/capabilities/ambient: "));
}

TEST_CASE("effective capabilities that are not permitted are an error") {
  CHECK(refusal(given_spec(R"("capabilities":{"bounding":["CAP_CHOWN"],"effective":["CAP_CHOWN"]})", ""))
            .starts_with("/process/capabilities/effective: "));
}

TEST_CASE("seccomp comes before the capabilities go, and last of all with no_new_privs") {
  const SeccompProgram allow = filter_that_answers(SECCOMP_RET_ALLOW);
  Log log;
  const auto early = compile(given_spec("", R"("seccomp":{"defaultAction":"SCMP_ACT_ALLOW"})"), log, &allow);
  CHECK(position(early, program::Kind::LoadSeccomp) < position(early, program::Kind::DropBounding));
  CHECK(early.confinement.seccomp);
  const auto late = compile(given_spec(R"("noNewPrivileges":true)", R"("seccomp":{"defaultAction":"SCMP_ACT_ALLOW"})"), log, &allow);
  CHECK(position(late, program::Kind::LoadSeccomp) + 1 == position(late, program::Kind::Execute));
  CHECK(position(late, program::Kind::AwaitStart) < position(late, program::Kind::LoadSeccomp));
  CHECK_FALSE(late.confinement.seccomp);
}

TEST_CASE("a filter that would stop init itself is refused, naming the call") {
  const SeccompProgram kill = filter_that_answers(SECCOMP_RET_KILL_PROCESS);
  Log log;
  for (const char* process : {"", R"("noNewPrivileges":true)"}) {
    try {
      (void)compile(given_spec(process, R"("seccomp":{"defaultAction":"SCMP_ACT_KILL"})"), log, &kill);
      FAIL("accepted");
    } catch (const Error& error) {
      CHECK(error.property() == "/linux/seccomp");
      CHECK(error.detail().find(*process == '\0' ? "prctl" : "execve") != std::string::npos);
    }
  }
}

TEST_CASE("everything that opens files comes before the filter, and closing comes after the last of them") {
  const LaunchPlan plan = compile(given_spec("", ""));
  CHECK(position(plan, program::Kind::FindExecutable) < position(plan, program::Kind::CloseOnExec));
  CHECK(position(plan, program::Kind::CloseOnExec) < position(plan, program::Kind::DropBounding));
  CHECK(position(plan, program::Kind::ReportRooted) > position(plan, program::Kind::EnterRoot));
}

TEST_CASE("read-only and masked paths come inside the root, the root itself last") {
  const auto spec = oci::parse_spec(
      R"({"ociVersion":"1.0.0","root":{"path":"r","readonly":true},"process":{"user":{"uid":0,"gid":0},"cwd":"/","args":["x"]},
      "linux":{"namespaces":[{"type":"mount"}],"maskedPaths":["/m"],"readonlyPaths":["/r/../q"]}})");
  const LaunchPlan plan = compile(spec);
  CHECK(steps(plan, "mask-path") == Lines{"mask-path path=/m"});
  CHECK(steps(plan, "readonly-path") == Lines{"readonly-path path=/q"});
  CHECK(position(plan, program::Kind::EnterRoot) < position(plan, program::Kind::ReadonlyPath));
  CHECK(position(plan, program::Kind::MaskPath) < position(plan, program::Kind::ReadonlyRoot));
}

TEST_CASE("the image is position independent and its header describes it") {
  const LaunchPlan plan = compile(given_spec("", ""));
  const program::Header& header = plan.program.header();
  CHECK(header.magic == program::kMagic);
  CHECK(header.size == plan.program.image().size());
  CHECK(header.step_count == plan.program.info().size());
  CHECK(header.pool_offset % 8 == 0);
}
