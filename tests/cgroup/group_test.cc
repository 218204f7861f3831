// Survey, create, apply.

#include "host.h"

#include <cstdlib>
#include <sys/stat.h>

using namespace dray;
using namespace dray::cgroup;
using namespace dray::cgroup::test;

namespace {

Error error_of(const Host& host) {
  try {
    (void)host.look();
  } catch (const Error& error) {
    return error;
  }
  FAIL("accepted");
  return Error(Code::Internal);
}

oci::Resources docker_resources() {
  const Origin at("/linux/resources");
  oci::Resources out{.origin = at};
  out.memory = oci::Memory{.limit = 268435456, .swap = 268435456, .origin = at.member("memory")};
  out.cpu = oci::Cpu{.shares = 512, .quota = 50000, .period = 100000, .origin = at.member("cpu")};
  out.pids = oci::Pids{.limit = 100, .origin = at.member("pids")};
  out.devices.push_back({.allow = false, .access = "rwm", .origin = at.member("devices").element(0)});
  return out;
}

}  // namespace

TEST_CASE("a container's cgroup is made in every hierarchy, joined, and removed with what was made above it") {
  const Host host;
  if (!host.usable()) return;
  Made made = make(host);
  CHECK(made.footprint.size() == host.layout.hierarchies.size());
  for (const Footprint& each : made.footprint) {
    CHECK(exists(each.path));
    CHECK(each.path.ends_with(host.name));
    CHECK(each.first_new.ends_with(host.parent));
  }
  const pid_t pid = child_in(made.group, sleep_for_ever);
  for (const Membership& each : parse_memberships(read_text("/proc/" + std::to_string(pid) + "/cgroup"))) CHECK(each.path == host.name);
  CHECK(processes(made.footprint) == std::vector<sys::Pid>{pid});
  CHECK_FALSE(is_frozen(made.footprint));
  destroy(made.footprint, kPatience);
  CHECK(killed_by(pid, SIGKILL));
  CHECK(host.leaves_nothing());
  destroy(made.footprint, kPatience);  // again: nothing to do
}

TEST_CASE("the limits of Docker's default bundle reach the kernel") {
  const Host host;
  if (!host.usable()) return;
  Made made = make(host);
  const oci::Resources resources = docker_resources();
  const Writes writes = plan_writes(&resources, host.layout);
  made.group.apply(writes.before_join);
  made.group.apply(writes.after_rooted);
  CHECK(read_text(host.at("memory", host.name) + "/memory.limit_in_bytes") == "268435456\n");
  CHECK(read_text(host.at("memory", host.name) + "/memory.memsw.limit_in_bytes") == "268435456\n");
  CHECK(read_text(host.at("cpu", host.name) + "/cpu.shares") == "512\n");
  CHECK(read_text(host.at("cpu", host.name) + "/cpu.cfs_quota_us") == "50000\n");
  CHECK(read_text(host.at("pids", host.name) + "/pids.max") == "100\n");
  const std::string devices = read_text(host.at("devices", host.name) + "/devices.list");
  CHECK(devices.find("c 1:3 rwm\n") != std::string::npos);
  CHECK(devices.find("c *:* m\n") != std::string::npos);
  CHECK(devices.find("a *:*") == std::string::npos);
  destroy(made.footprint, kPatience);
  CHECK(host.leaves_nothing());
}

TEST_CASE("a new cpuset has the cpus and nodes of the one above, also through an empty parent") {
  const Host host;
  if (!host.usable() || host.layout.find("cpuset") == nullptr) return;
  Made made = make(host);
  const std::string top = host.layout.find("cpuset")->mount_point;
  CHECK(read_text(top + host.name + "/cpuset.cpus") == read_text(top + "/cpuset.cpus"));
  CHECK(read_text(top + host.parent + "/cpuset.mems") == read_text(top + "/cpuset.mems"));
  destroy(made.footprint, kPatience);
}

TEST_CASE("an existing empty cgroup is used and stays") {
  const Host host;
  if (!host.usable()) return;
  const std::string mine = host.at("pids", host.name);
  REQUIRE(mkdir(host.at("pids", host.parent).c_str(), 0755) == 0);
  REQUIRE(mkdir(mine.c_str(), 0755) == 0);
  Made made = make(host);
  const auto is_mine = [&mine](const Footprint& each) { return each.path == mine; };
  CHECK(std::find_if(made.footprint.begin(), made.footprint.end(), is_mine)->preexisting());
  const pid_t pid = child_in(made.group, sleep_for_ever);
  destroy(made.footprint, kPatience);
  CHECK(killed_by(pid, SIGKILL));
  CHECK(exists(mine));
  CHECK(rmdir(mine.c_str()) == 0);
  CHECK(rmdir(host.at("pids", host.parent).c_str()) == 0);
  CHECK(host.leaves_nothing());
}

TEST_CASE("a populated or frozen cgroup is refused in the words that callers know") {
  const Host host;
  if (!host.usable() || host.layout.find("freezer") == nullptr) return;
  Made made = make(host);
  const pid_t pid = child_in(made.group, sleep_for_ever);
  CHECK(error_of(host).text().find("container's cgroup is not empty: 1 process(es) found") != std::string::npos);
  CHECK(error_of(host).code() == Code::BadState);
  kill_all(made.footprint, kPatience);
  CHECK(killed_by(pid, SIGKILL));
  CHECK(write_text(host.at("freezer", host.name) + "/freezer.state", "FROZEN"));
  CHECK(error_of(host).text().find("container's cgroup unexpectedly frozen") != std::string::npos);
  destroy(made.footprint, kPatience);
  CHECK(host.leaves_nothing());
}

TEST_CASE("a cgroup that somebody makes between survey and creation is not taken, and nothing of ours remains") {
  const Host host;
  if (!host.usable()) return;
  std::vector<Site> sites = host.look();
  const std::string other = host.at("pids", host.name);
  REQUIRE(mkdir(host.at("pids", host.parent).c_str(), 0755) == 0);
  REQUIRE(mkdir(other.c_str(), 0755) == 0);
  try {
    (void)create(std::move(sites), {});
    FAIL("taken");
  } catch (const Error& error) {
    CHECK(error.code() == Code::Exists);
    CHECK(error.object() == other);
  }
  CHECK(exists(other));
  CHECK(rmdir(other.c_str()) == 0);
  CHECK(rmdir(host.at("pids", host.parent).c_str()) == 0);
  CHECK(host.leaves_nothing());
}

TEST_CASE("a parent that vanishes between survey and creation is made again") {
  const Host host;
  if (!host.usable()) return;
  REQUIRE(mkdir(host.at("pids", host.parent).c_str(), 0755) == 0);
  std::vector<Site> sites = host.look();
  REQUIRE(rmdir(host.at("pids", host.parent).c_str()) == 0);
  (void)create(std::move(sites), {});
  CHECK(exists(host.at("pids", host.name)));
  for (const Hierarchy& each : host.layout.hierarchies) {
    CHECK(rmdir((each.mount_point + host.name).c_str()) == 0);
    CHECK(rmdir((each.mount_point + host.parent).c_str()) == 0);
  }
}

TEST_CASE("the error of a refused write names property, file, value and what to do") {
  const Host host;
  if (!host.usable()) return;
  Made made = make(host);
  const std::string path = host.at("memory", host.name);
  const auto error_of_write = [&made](const FileWrite& write) {
    try {
      made.group.apply({&write, 1});
    } catch (const Error& error) {
      return error.text();
    }
    return std::string("accepted");
  };
  CHECK(error_of_write({"cpu", "cpu.cfs_quota_us", "1", Origin("/linux/resources/cpu/quota")}) ==
        "/linux/resources/cpu/quota: write \"" + host.at("cpu", host.name) + "/cpu.cfs_quota_us\": value \"1\": invalid argument " +
            "(at least 1000 microseconds, period at most 1000000, and no more than the cgroup above has)");
  CHECK(error_of_write({"pids", "pids.none", "1", Origin("/x"), Rule::BestEffort}) == "accepted");
  CHECK(error_of_write({"pids", "pids.none", "1", Origin("/x")}).find("no such file or directory") != std::string::npos);
  CHECK(error_of_write({"pids", "../pids.max", "1", Origin("/x")}).find("invalid cross-device link") != std::string::npos);
  CHECK(error_of_write({"rdma", "rdma.max", "1", Origin("/x")}) == "/x: the container's cgroup has no rdma controller");
  destroy(made.footprint, kPatience);
  CHECK(host.leaves_nothing());
}

TEST_CASE("a memory limit below the usage is told with both figures") {
  const Host host;
  if (!host.usable() || host.layout.find("memory") == nullptr) return;
  Made made = make(host);
  const pid_t pid = child_in(made.group, [] {
    constexpr std::size_t kSize = 8 << 20;
    volatile char* memory = static_cast<char*>(std::malloc(kSize));
    for (std::size_t i = 0; i < kSize; i += 4096) memory[i] = 1;
    sleep_for_ever();
  });
  const std::string usage = host.at("memory", host.name) + "/memory.usage_in_bytes";
  for (int i = 0; i < 200 && std::atol(read_text(usage).c_str()) < (8 << 20); ++i) usleep(5000);
  const FileWrite write{"memory", "memory.limit_in_bytes", "65536", Origin("/linux/resources/memory/limit")};
  try {
    made.group.apply({&write, 1});
    WARN("the kernel swapped the memory out instead of refusing");
  } catch (const Error& error) {
    CHECK(error.err() == EBUSY);
    CHECK(error.detail().starts_with("unable to set memory limit to 65536 (current usage: "));
  }
  destroy(made.footprint, kPatience);
  CHECK(killed_by(pid, SIGKILL));
}
