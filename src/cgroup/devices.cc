// Process: host, pure. A list of rules becomes the state it describes, and that state the shortest list of writes that the
// kernel, which ignores a rule that does not match an earlier one exactly, turns into the same state.

#include <algorithm>

#include "dray/base/error.h"
#include "dray/cgroup/resources.h"

namespace dray::cgroup {
namespace {

constexpr std::int64_t kAny = -1;
constexpr unsigned kRead = 1, kWrite = 2, kMknod = 4, kAll = 7;

/// Devices of one type, and what is allowed (default deny) or denied (default allow) on them.
struct Exception {
  char type{};
  std::int64_t major = kAny, minor = kAny;
  unsigned access = kAll;
  Origin origin{};
};

/// What containers get without asking, as runc gives it, but for /dev/net/tun (10:200): any node may be made, the default devices,
/// /dev/ptmx and pseudo-terminals opened.
struct DefaultDevice {
  char type;
  std::int16_t major, minor;
  unsigned access;
};
constexpr DefaultDevice kDefaults[] = {
    {'c', kAny, kAny, kMknod}, {'b', kAny, kAny, kMknod}, {'c', 1, 3, kAll}, {'c', 1, 8, kAll},      {'c', 1, 7, kAll},
    {'c', 5, 0, kAll},         {'c', 1, 5, kAll},         {'c', 1, 9, kAll}, {'c', 136, kAny, kAll}, {'c', 5, 2, kAll},
};

bool covers(std::int64_t outer, std::int64_t inner) { return outer == kAny || outer == inner; }
bool meets(std::int64_t a, std::int64_t b) { return a == kAny || b == kAny || a == b; }

bool covers(const Exception& outer, const Exception& inner) {
  return outer.type == inner.type && covers(outer.major, inner.major) && covers(outer.minor, inner.minor);
}
bool meets(const Exception& a, const Exception& b) { return a.type == b.type && meets(a.major, b.major) && meets(a.minor, b.minor); }
bool same(const Exception& a, const Exception& b) { return a.type == b.type && a.major == b.major && a.minor == b.minor; }

enum class Default { Deny, Allow };

/// The state of a devices cgroup.
class DeviceList {
 public:
  /// "a": everything, which wipes what came before.
  void reset(Default by_default, const Origin& origin) {
    default_ = by_default;
    origin_ = origin;
    exceptions_.clear();
  }

  void apply(bool allow, const Exception& rule) {
    if (allow == (default_ == Default::Deny)) add(rule);
    else remove(rule);
  }

  Default by_default() const { return default_; }

  /// First the default, which replaces whatever the cgroup inherited, then each exception.
  void write(Writes& writes) const {
    const bool deny = default_ == Default::Deny;
    put(writes, deny ? "devices.deny" : "devices.allow", "a", origin_);
    for (const Exception& entry : exceptions_) put(writes, deny ? "devices.allow" : "devices.deny", text(joined(entry)), entry.origin);
  }

 private:
  void add(const Exception& rule) {
    for (Exception& entry : exceptions_) {
      if (!same(entry, rule)) continue;
      entry.access |= rule.access;
      return;
    }
    exceptions_.push_back(rule);
  }

  void remove(const Exception& rule) {
    for (Exception& entry : exceptions_) {
      if (!meets(rule, entry) || (rule.access & entry.access) == 0) continue;
      if (!covers(rule, entry))
        throw Error(Code::Unsupported, "cannot punch hole in existing wildcard rule \"" + text(entry) + '"')
            .at(rule.origin)
            .op("device rule")
            .path(text(rule))
            .hint("put the narrower rule first, or allow the devices one by one");
      entry.access &= ~rule.access;
    }
    std::erase_if(exceptions_, [](const Exception& entry) { return entry.access == 0; });
  }

  /// The kernel wants one exception to allow all that an open(2) asks for: reading by a wildcard and writing by number must
  /// become reading and writing by number.
  Exception joined(Exception entry) const {
    if (default_ == Default::Allow || (entry.access & (kRead | kWrite)) == 0) return entry;
    for (const Exception& other : exceptions_)
      if (covers(other, entry)) entry.access |= other.access & (kRead | kWrite);
    return entry;
  }

  static std::string text(const Exception& entry) {
    const auto number = [](std::int64_t value) { return value == kAny ? std::string("*") : std::to_string(value); };
    std::string out = std::string(1, entry.type) + ' ' + number(entry.major) + ':' + number(entry.minor) + ' ';
    if (entry.access & kRead) out += 'r';
    if (entry.access & kWrite) out += 'w';
    if (entry.access & kMknod) out += 'm';
    return out;
  }

  static void put(Writes& writes, const char* file, std::string value, const Origin& origin) {
    writes.after_rooted.push_back({"devices", file, std::move(value), origin});
  }

  Default default_ = Default::Deny;
  Origin origin_{};
  std::vector<Exception> exceptions_{};
};

unsigned parse_access(const oci::DeviceRule& rule) {
  const Origin origin = rule.origin.member("access");
  if (rule.access.empty()) throw Error(Code::InvalidConfig, "device access cannot be empty").at(origin).hint("letters of \"rwm\"");
  unsigned access = 0;
  for (const char c : rule.access) {
    const std::size_t index = std::string_view("rwm").find(c);
    if (index == std::string_view::npos)
      throw Error(Code::InvalidConfig, "unknown device access").at(origin).path(rule.access).hint("letters of \"rwm\"");
    access |= 1U << index;
  }
  return access;
}

std::int64_t parse_number(const std::optional<std::int64_t>& number, const Origin& origin) {
  const std::int64_t value = number.value_or(kAny);  // -1 is also what engines write for "any"
  if (value < kAny || value > 0xffffffffLL) throw Error(Code::InvalidConfig, "device number out of range").at(origin);
  return value;
}

void apply_rule(DeviceList& list, const oci::DeviceRule& rule) {
  const std::string type = rule.type.empty() ? "a" : rule.type;
  if (type != "a" && type != "b" && type != "c")
    throw Error(Code::InvalidConfig, "unknown device type").at(rule.origin.member("type")).path(type).hint("\"a\", \"b\" or \"c\"");
  Exception exception{type[0], parse_number(rule.major, rule.origin.member("major")), parse_number(rule.minor, rule.origin.member("minor")),
                      parse_access(rule), rule.origin};
  if (type != "a") return list.apply(rule.allow, exception);
  if (exception.major == kAny && exception.minor == kAny && exception.access == kAll)
    return list.reset(rule.allow ? Default::Allow : Default::Deny, rule.origin);
  // The kernel would ignore number and access of an "a" rule and so widen it.
  for (const char each : {'b', 'c'}) {
    exception.type = each;
    list.apply(rule.allow, exception);
  }
}

/// A denied default device stays allowed, because every container has the node.
void warn_of_denied_defaults(std::span<const oci::DeviceRule> rules, Writes& writes) {
  for (const oci::DeviceRule& rule : rules) {
    if (rule.allow || rule.type != "c" || !rule.major || !rule.minor) continue;
    const auto is_denied = [&rule](const DefaultDevice& device) {
      return device.major == *rule.major && covers(device.minor, *rule.minor);
    };
    if (std::none_of(std::begin(kDefaults), std::end(kDefaults), is_denied)) continue;
    writes.warnings.push_back(rule.origin.pointer() + ": a default device can't be denied");
  }
}

}  // namespace

void plan_devices(std::span<const oci::DeviceRule> rules, Writes& writes) {
  DeviceList list;
  list.reset(Default::Deny, Origin("/linux/resources/devices"));
  for (const oci::DeviceRule& rule : rules) apply_rule(list, rule);
  // At the end, as runc has it: nearly every list begins with "deny a". Where everything is allowed they would only weaken
  // what the list denies.
  if (list.by_default() == Default::Deny) {
    warn_of_denied_defaults(rules, writes);
    const Origin origin("/linux/resources/devices");
    for (const DefaultDevice& device : kDefaults) list.apply(true, {device.type, device.major, device.minor, device.access, origin});
  }
  list.write(writes);
}

}  // namespace dray::cgroup
