#include "dray/base/text.h"
#include "dray/oci/choices.h"
#include "dray/oci/names.h"
#include "dray/oci/validate.h"

#include "check.h"

#include <algorithm>

namespace dray::oci {
namespace {

constexpr Range kMajors{0, 0xfff};          // the kernel's dev_t has 12 bits for the major
constexpr Range kMinors{0, 0xfffff};        // and 20 for the minor; mknod(2) cuts off what is more
constexpr std::size_t kMaxDeviceName = 15;  // IFNAMSIZ - 1

const Namespace* find_namespace(const Linux& section, NamespaceType type) {
  const auto found = std::ranges::find(section.namespaces, type, &Namespace::type);
  return found == section.namespaces.end() ? nullptr : &*found;
}

/// Spec: config-linux.md#namespaces ("path MUST be absolute", "duplicated namespaces … MUST generate an error").
void check_namespaces(const Linux& section) {
  for (const Namespace& each : section.namespaces) {
    const Namespace* first = find_namespace(section, each.type);
    if (first != &each)
      invalid(each.origin, "a second " + std::string(namespace_name(each.type)) + " namespace", "the first is " + first->origin.pointer());
    if (!each.path.empty()) check_absolute(each.path, each.origin.member("path"));
  }
}

/// Spec: config-linux.md#user-namespace-mappings.
void check_user_namespace(const Linux& section) {
  check_id_mappings(section.uid_mappings);
  check_id_mappings(section.gid_mappings);
  if (find_namespace(section, NamespaceType::User) != nullptr) return;
  constexpr std::string_view kHint = "add {\"type\": \"user\"} to /linux/namespaces";
  if (!section.uid_mappings.empty()) invalid(section.origin.member("uidMappings"), "needs a user namespace", kHint);
  if (!section.gid_mappings.empty()) invalid(section.origin.member("gidMappings"), "needs a user namespace", kHint);
}

void check_offset(const std::optional<TimeOffset>& offset, const Origin& place) {
  if (offset) check_range(offset->nanosecs, {0, 999'999'999}, place.member("nanosecs"));
}

/// Spec: config-linux.md#offset-for-time-namespace. The offsets of a namespace are fixed once a process is in it.
void check_time_offsets(const Linux& section) {
  const auto& offsets = section.time_offsets;
  if (!offsets) return;
  check_offset(offsets->monotonic, offsets->origin.member("monotonic"));
  check_offset(offsets->boottime, offsets->origin.member("boottime"));
  if (!offsets->monotonic && !offsets->boottime) return;
  const Namespace* ns = find_namespace(section, NamespaceType::Time);
  if (ns == nullptr) invalid(offsets->origin, "needs a time namespace", "add {\"type\": \"time\"} to /linux/namespaces");
  if (!ns->path.empty())
    invalid(offsets->origin, "needs a new time namespace, not one to join", "the path is " + ns->origin.pointer() + "/path");
}

/// Spec: config-linux.md#devices ("type", "path", "major, minor (REQUIRED unless type is p)").
void check_device(const Device& device) {
  constexpr auto kTypes = std::to_array<std::string_view>({"b", "c", "p", "u"});
  check_choice(device.type, kTypes, device.origin.member("type"), "device type");
  check_absolute(device.path, device.origin.member("path"));
  if (device.type != "p") {
    const std::string detail = "required for type " + quoted(device.type);
    if (!device.major) invalid(device.origin.member("major"), detail);
    if (!device.minor) invalid(device.origin.member("minor"), detail);
    check_range(*device.major, kMajors, device.origin.member("major"));
    check_range(*device.minor, kMinors, device.origin.member("minor"));
  }
  // Engines copy st_mode, with the type of the file in it; the type itself is `type`'s business.
  constexpr std::uint32_t kModeWithType = 0177777;
  if (device.file_mode && *device.file_mode > kModeWithType)
    invalid(device.origin.member("fileMode"), "larger than 65535, which is 0177777", "JSON numbers are decimal: 0666 is 438");
  if (device.uid) check_id(*device.uid, device.origin.member("uid"));
  if (device.gid) check_id(*device.gid, device.origin.member("gid"));
}

/// The kernel's dev_valid_name.
bool is_device_name(std::string_view name) {
  return !name.empty() && name.size() <= kMaxDeviceName && name != "." && name != ".." && name.find_first_of("/: \t\n\v\f\r") == name.npos;
}

/// Spec: config-linux.md#network-devices.
void check_net_devices(const Linux& section) {
  const Origin place = section.origin.member("netDevices");
  if (!section.net_devices.empty() && find_namespace(section, NamespaceType::Network) == nullptr)
    invalid(place, "needs a network namespace", "add {\"type\": \"network\"} to /linux/namespaces");
  for (const NetDevice& device : section.net_devices) {
    if (!is_device_name(device.host_name)) invalid(device.origin, quoted(device.host_name) + " is not a network device's name");
    if (!device.name.empty() && !is_device_name(device.name))
      invalid(device.origin.member("name"), quoted(device.name) + " is not a network device's name");
    // "eth%d" lets the kernel choose a free number.
    const auto same = [&](const NetDevice& other) { return !device.name.empty() && other.name == device.name && &other != &device; };
    const auto other = std::ranges::find_if(section.net_devices, same);
    if (other != section.net_devices.end() && device.name.find("%d") == std::string::npos)
      invalid(device.origin.member("name"), quoted(device.name) + " is also the name of " + other->origin.pointer());
  }
}

/// Spec: config-linux.md#sysctl. A key is a path below /proc/sys in dots or slashes.
void check_sysctl(const Linux& section) {
  const Origin place = section.origin.member("sysctl");
  for (const auto& [key, value] : section.sysctl) {
    const auto is_word = [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
             std::string_view("_-.:@/").find(c) != std::string_view::npos;
    };
    const bool words = std::ranges::all_of(key, is_word);
    const std::string_view separators = key.find('/') == std::string::npos ? "." : "/";
    const auto parts = split(key, separators[0]);
    const bool steps = std::ranges::none_of(parts, [](std::string_view part) { return part.empty() || part == "." || part == ".."; });
    if (!words || !steps) invalid(place.member(key), quoted(key) + " is not a sysctl", "write it as \"net.ipv4.ip_forward\"");
  }
}

/// Spec: config-linux.md#masked-paths, #readonly-paths ("absolute paths in the container namespace").
void check_paths(const std::vector<std::string>& paths, const Origin& place) {
  for (std::size_t i = 0; i < paths.size(); ++i) check_absolute(paths[i], place.element(i));
}

}  // namespace

void validate_linux(const Spec& spec) {
  const Linux& section = spec.linux;
  check_namespaces(section);
  check_user_namespace(section);
  check_time_offsets(section);
  for (const Device& device : section.devices) check_device(device);
  check_net_devices(section);
  check_sysctl(section);
  check_paths(section.masked_paths, section.origin.member("maskedPaths"));
  check_paths(section.readonly_paths, section.origin.member("readonlyPaths"));
  // It names a directory below the cgroup hierarchy, never one outside.
  if (section.cgroups_path && has_dot_dot(*section.cgroups_path))
    invalid(section.origin.member("cgroupsPath"), quoted(*section.cgroups_path) + " contains \"..\"");
  // Go's zero value "" is written by some engines and means unset.
  if (section.rootfs_propagation && !section.rootfs_propagation->empty())
    check_choice(*section.rootfs_propagation, kRootfsPropagations, section.origin.member("rootfsPropagation"), "propagation");
  if (section.resources) validate(*section.resources);
  if (section.seccomp) validate_seccomp(*section.seccomp);
  validate_placement(section);
}

}  // namespace dray::oci
