// The plans of the three reference bundles (golden in tests/plan), each paired with what a guest then really sees.

#include "container.h"
#include "host.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>

namespace it {
namespace {

Bundle reference(const std::string& name) {
  Bundle bundle;
  bundle.config = Json::parse(std::ifstream(std::string(REFERENCES) + "/" + name + ".json"));
  bundle.guest({"report"});
  bundle.in_rootfs({{"file", "/../resolv.conf"}}).in_rootfs({{"file", "/../hostname"}}).in_rootfs({{"file", "/../hosts"}});
  bundle.in_rootfs({{"directory", "/../data"}});
  return bundle;
}

/// The steps of `plan --json` with this name, in their order.
std::vector<Json> steps(const Json& plan, const std::string& name) {
  std::vector<Json> found;
  for (const Json& step : plan["steps"])
    if (step["step"] == name) found.push_back(step);
  return found;
}

/// "CHOWN,KILL" of the plan as the guest names them, sorted.
Json capabilities(const Json& step, const char* key) {
  std::vector<std::string> names;
  std::string text = step[key];
  for (std::size_t begin = 0; text != "none" && begin < text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    names.push_back("CAP_" + text.substr(begin, end - begin));
    begin = end + 1;
  }
  std::sort(names.begin(), names.end());
  return names;
}

Json sorted(Json list) {
  std::sort(list.begin(), list.end());
  return list;
}

/// Every mount that is planned is there, with the type and the attributes of the plan; the last one at a place counts.
void check_mounts(const Json& plan, const Json& report) {
  for (const char* kind : {"mount-fs", "attach-tree"})
    for (const Json& step : steps(plan, kind)) {
      const std::string target = step["target"];
      const auto mount = std::find_if(report["mounts"].begin(), report["mounts"].end(),
                                      [&target](const Json& one) { return one["destination"] == target; });
      INFO(target);
      REQUIRE(mount != report["mounts"].end());
      if (step.contains("type")) CHECK((*mount)["type"] == step["type"]);
      for (const char* attribute : {"ro", "nosuid", "nodev", "noexec", "noatime"}) {
        INFO(attribute);
        const std::string planned = "," + step.value("attributes", "") + ",";
        const Json& options = (*mount)["options"];
        const bool there = std::find(options.begin(), options.end(), attribute) != options.end();
        if (planned.find(std::string(",") + attribute + ",") != std::string::npos) CHECK(there);
        else if (step["step"] == "mount-fs") CHECK_FALSE(there);
      }
    }
}

void check_identity(const Json& plan, const Json& report) {
  const Json ids = steps(plan, "set-ids").at(0);
  for (const Json& uid : report["uids"]) CHECK(std::to_string(uid.get<unsigned>()) == ids["uid"]);
  for (const Json& gid : report["gids"]) CHECK(std::to_string(gid.get<unsigned>()) == ids["gid"]);
  const Json sets = steps(plan, "set-capabilities").at(0);
  for (const char* set : {"effective", "permitted", "inheritable"}) CHECK(sorted(report["capabilities"][set]) == capabilities(sets, set));
  CHECK(sorted(report["capabilities"]["bounding"]) == capabilities(steps(plan, "drop-bounding").at(0), "keep"));
  CHECK(report["noNewPrivileges"] == !steps(plan, "set-no-new-privs").empty());
  CHECK(report["seccomp"] == (steps(plan, "load-seccomp").empty() ? 0 : 2));
  CHECK(report["umask"] == std::stoi(steps(plan, "set-umask").at(0)["mask"].get<std::string>(), nullptr, 8));
}

void check_reference(const std::string& name) {
  Container container(reference(name));
  const Outcome planned = container.command({"plan", container.bundle(), "--json"});
  INFO(planned.err);
  REQUIRE(planned.ok());
  const Json plan = Json::parse(planned.out);
  const Outcome outcome = container.run();
  INFO(outcome.err);
  REQUIRE(outcome.ok());
  const Json report = container.documents().at(0);
  check_mounts(plan, report);
  check_identity(plan, report);
  for (const Json& step : steps(plan, "set-hostname")) CHECK(report["hostname"] == step["name"]);
  for (const Json& step : steps(plan, "set-domainname")) CHECK(report["domainname"] == step["name"]);
  CHECK(report["cwd"] == steps(plan, "enter-cwd").at(0)["path"]);
}

}  // namespace

TEST_CASE("the plan of Docker's bundle is what the guest sees", "[plan]") {
  NEEDS("root");
  DIFFERS("runc", "has no plans");
  DIFFERS("crun", "has no plans");
  check_reference("docker-default");
}

TEST_CASE("the plan of spec's bundle is what the guest sees", "[plan]") {
  NEEDS("root");
  DIFFERS("runc", "has no plans");
  DIFFERS("crun", "has no plans");
  check_reference("spec-default");
}

TEST_CASE("the plan of a bundle with everything is what the guest sees", "[plan]") {
  NEEDS("root");
  DIFFERS("runc", "has no plans");
  DIFFERS("crun", "has no plans");
  check_reference("everything");
}

}  // namespace it
