#include "dray/base/error.h"
#include "dray/base/text.h"
#include "dray/cgroup/resources.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>

using namespace dray;
using namespace dray::cgroup;

namespace {

using Rules = std::vector<oci::DeviceRule>;
using Lines = std::vector<std::string>;

const Lines kDefaults{"+c *:* m",   "+b *:* m",   "+c 1:3 rwm", "+c 1:8 rwm",   "+c 1:7 rwm",
                      "+c 5:0 rwm", "+c 1:5 rwm", "+c 1:9 rwm", "+c 136:* rwm", "+c 5:2 rwm"};

oci::DeviceRule rule(bool allow, const char* type, std::optional<std::int64_t> major, std::optional<std::int64_t> minor,
                     const char* access) {
  return {allow, type, major, minor, access, Origin("/linux/resources/devices/0")};
}

/// The writes as "+RULE" and "-RULE".
Lines planned(const Rules& rules) {
  Writes writes;
  plan_devices(rules, writes);
  Lines out;
  for (const FileWrite& write : writes.after_rooted) out.push_back((write.file == "devices.allow" ? "+" : "-") + write.value);
  return out;
}

Lines and_defaults(Lines first) {
  first.insert(first.end(), kDefaults.begin(), kDefaults.end());
  return first;
}

Error refused(const Rules& rules) {
  try {
    (void)planned(rules);
  } catch (const Error& error) {
    return error;
  }
  FAIL("accepted");
  return Error(Code::Internal);
}

struct Device {
  char type;
  std::int64_t major, minor;
};

/// security/device_cgroup.c: exact matches for adding and removing, one exception must allow all of an access.
class Kernel {
 public:
  void write(const std::string& line) {
    const bool allow = line[0] == '+';
    if (line[1] == 'a') {
      allow_all_ = allow;
      entries_.clear();
      return;
    }
    const auto words = split(std::string_view(line).substr(1), ' ');
    const auto numbers = split(words[1], ':');
    const Entry entry{words[0][0], parse_decimal(numbers[0]).value_or(-1), parse_decimal(numbers[1]).value_or(-1), std::string(words[2])};
    if (allow != allow_all_) add(entry);
    else remove(entry);
  }

  bool permits(const Device& device, const std::string& access) const {
    const auto matches = [&](const Entry& entry) {
      return entry.type == device.type && (entry.major < 0 || entry.major == device.major) &&
             (entry.minor < 0 || entry.minor == device.minor);
    };
    for (const Entry& entry : entries_) {
      if (!matches(entry)) continue;
      const auto has = [&entry](char c) { return entry.access.find(c) != std::string::npos; };
      if (allow_all_ && std::any_of(access.begin(), access.end(), has)) return false;
      if (!allow_all_ && std::all_of(access.begin(), access.end(), has)) return true;
    }
    return allow_all_;
  }

 private:
  struct Entry {
    char type;
    std::int64_t major, minor;
    std::string access;
  };

  void add(const Entry& entry) { entries_.push_back(entry); }
  void remove(const Entry& entry) {
    for (Entry& each : entries_)
      if (each.type == entry.type && each.major == entry.major && each.minor == entry.minor)
        std::erase_if(each.access, [&entry](char c) { return entry.access.find(c) != std::string::npos; });
  }

  bool allow_all_ = true;  // as a new cgroup below one without rules
  std::vector<Entry> entries_{};
};

bool matches(const oci::DeviceRule& each, const Device& device, char access) {
  const bool type = each.type == "a" || each.type.empty() || each.type[0] == device.type;
  return type && each.major.value_or(device.major) == device.major && each.minor.value_or(device.minor) == device.minor &&
         each.access.find(access) != std::string::npos;
}

/// What the specification says: the last rule that matches decides.
bool specified(const Rules& rules, const Device& device, char access) {
  bool allowed = false;
  for (const oci::DeviceRule& each : rules)
    if (matches(each, device, access)) allowed = each.allow;
  return allowed;
}

Rules random_rules(std::mt19937& random) {
  const auto pick = [&random](unsigned count) { return static_cast<unsigned>(random() % count); };
  const auto number = [&pick]() -> std::optional<std::int64_t> {
    const unsigned value = pick(4);
    return value == 3 ? std::nullopt : std::optional<std::int64_t>(20 + value);
  };
  constexpr const char* kTypes[] = {"a", "b", "c", "c", "b", ""};
  constexpr const char* kAccess[] = {"r", "w", "m", "rw", "rm", "rwm", "rwm", "rwm"};
  Rules rules;
  for (unsigned left = pick(7); left > 0; --left)
    rules.push_back(rule(pick(2) == 0, kTypes[pick(6)], number(), number(), kAccess[pick(8)]));
  return rules;
}

}  // namespace

TEST_CASE("without rules only the default devices are allowed") {
  CHECK(planned({}) == and_defaults({"-a"}));
  CHECK(planned({rule(false, "", {}, {}, "rwm")}) == and_defaults({"-a"}));
  CHECK(planned({rule(false, "a", -1, -1, "rwm")}) == and_defaults({"-a"}));
}

TEST_CASE("the device list of Docker keeps its order and names each device once") {
  const Rules docker{rule(false, "", {}, {}, "rwm"), rule(true, "c", 1, 5, "rwm"), rule(true, "c", 1, 3, "rwm"),
                     rule(true, "c", 5, 1, "rwm"), rule(false, "c", 10, 229, "rwm")};
  CHECK(planned(docker) == Lines{"-a", "+c 1:5 rwm", "+c 1:3 rwm", "+c 5:1 rwm", "+c *:* m", "+b *:* m", "+c 1:8 rwm", "+c 1:7 rwm",
                                 "+c 5:0 rwm", "+c 1:9 rwm", "+c 136:* rwm", "+c 5:2 rwm"});
}

TEST_CASE("a privileged container may use every device") {
  CHECK(planned({rule(true, "", {}, {}, "rwm")}) == Lines{"+a"});
  CHECK(planned({rule(true, "a", {}, {}, "mwr"), rule(false, "c", 10, 229, "rw"), rule(false, "b", 8, {}, "w")}) ==
        Lines{"+a", "-c 10:229 rw", "-b 8:* w"});
}

TEST_CASE("a rule for all types with less than everything is not widened to everything") {
  CHECK(planned({rule(true, "a", {}, {}, "r")}) == [] {
    Lines out{"-a",         "+b *:* rm",  "+c *:* rm",  "+c 1:3 rwm",   "+c 1:8 rwm", "+c 1:7 rwm",
              "+c 5:0 rwm", "+c 1:5 rwm", "+c 1:9 rwm", "+c 136:* rwm", "+c 5:2 rwm"};
    return out;
  }());
  CHECK(planned({rule(true, "a", 20, 21, "rwm")}) == and_defaults({"-a", "+b 20:21 rwm", "+c 20:21 rwm"}));
}

TEST_CASE("a broader later rule takes back narrower earlier ones") {
  CHECK(planned({rule(true, "c", 20, 1, "rwm"), rule(true, "c", 20, 2, "rw"), rule(false, "c", 20, {}, "w")}) ==
        and_defaults({"-a", "+c 20:1 rm", "+c 20:2 r"}));
  CHECK(planned({rule(true, "c", 20, 1, "rwm"), rule(false, "c", {}, {}, "rwm")}) == and_defaults({"-a"}));
}

TEST_CASE("reading by a wildcard and writing by number become reading and writing by number") {
  CHECK(planned({rule(true, "c", 20, {}, "r"), rule(true, "c", 20, 1, "w")}) == and_defaults({"-a", "+c 20:* r", "+c 20:1 rw"}));
}

TEST_CASE("a hole in a wildcard, which the kernel would silently ignore, is refused at its rule") {
  const Error error = refused({rule(true, "c", 20, {}, "rw"), rule(false, "c", 20, 1, "w")});
  CHECK(error.code() == Code::Unsupported);
  CHECK(error.property() == "/linux/resources/devices/0");
  CHECK(error.detail() == "cannot punch hole in existing wildcard rule \"c 20:* rw\"");
  CHECK(refused({rule(true, "a", {}, {}, "rwm"), rule(false, "c", 20, {}, "rw"), rule(true, "c", 20, 1, "w")}).code() == Code::Unsupported);
}

TEST_CASE("malformed device rules are refused at the member") {
  CHECK(refused({rule(true, "c", 1, 1, "")}).property() == "/linux/resources/devices/0/access");
  CHECK(refused({rule(true, "c", 1, 1, "rx")}).property() == "/linux/resources/devices/0/access");
  CHECK(refused({rule(true, "p", 1, 1, "r")}).property() == "/linux/resources/devices/0/type");
  CHECK(refused({rule(true, "c", -2, 1, "r")}).property() == "/linux/resources/devices/0/major");
  CHECK(refused({rule(true, "c", 1, 4294967296, "r")}).property() == "/linux/resources/devices/0/minor");
}

TEST_CASE("denying a default device is told to have no effect") {
  Writes writes;
  plan_devices(Rules{rule(false, "", {}, {}, "rwm"), rule(false, "c", 1, 9, "rwm"), rule(false, "c", 10, 229, "rwm")}, writes);
  CHECK(writes.warnings == Lines{"/linux/resources/devices/0: a default device can't be denied"});
}

TEST_CASE("random rule lists: what the kernel makes of the writes is what the rules say") {
  std::mt19937 random(20260101);  // NOLINT: the same lists each time
  unsigned accepted = 0;
  for (int round = 0; round < 20000; ++round) {
    const Rules rules = random_rules(random);
    Lines lines;
    try {
      lines = planned(rules);
    } catch (const Error&) {
      continue;
    }
    ++accepted;
    Kernel kernel;
    for (const std::string& line : lines) kernel.write(line);
    const bool deny_by_default = lines.front() == "-a";
    bool right = true;
    for (const char type : {'b', 'c'})
      for (const std::int64_t major : {20, 21, 22, 99})
        for (const std::int64_t minor : {20, 21, 22, 99})
          for (const char access : {'r', 'w', 'm'}) {
            const Device device{type, major, minor};
            const bool expected = specified(rules, device, access) || (deny_by_default && access == 'm');
            right = right && kernel.permits(device, std::string(1, access)) == expected;
          }
    INFO("round " << round);
    for (const std::string& line : lines) UNSCOPED_INFO(line);
    REQUIRE(right);
  }
  CHECK(accepted > 5000);
}
