#include "dray/oci/validate.h"

#include "dray/base/text.h"
#include "dray/oci/json.h"

#include "check.h"

#include <algorithm>
#include <array>

namespace dray::oci {
namespace {

constexpr std::int64_t kMajor = 1;
constexpr std::int64_t kNewestMinor = 3;
constexpr std::size_t kMaxHostName = 64;  // __NEW_UTS_LEN
constexpr std::size_t kMaxId = 255;       // NAME_MAX
constexpr std::string_view kDigits = "0123456789";
constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

bool consists_of(std::string_view text, std::string_view alphabet, std::string_view more) {
  return std::ranges::all_of(text, [&](char c) { return alphabet.find(c) != alphabet.npos || more.find(c) != more.npos; });
}

/// The dot-separated identifiers of a pre-release or of build metadata: semver.org, items 9 and 10.
bool are_identifiers(std::string_view text, bool leading_zeros) {
  for (const std::string_view part : split(text, '.')) {
    const bool number = consists_of(part, kDigits, {});
    if (part.empty() || !consists_of(part, kLetters, "0123456789-")) return false;
    if (number && !leading_zeros && part.size() > 1 && part[0] == '0') return false;
  }
  return true;
}

struct Version {
  std::array<std::int64_t, 3> number{};
};

/// SemVer 2.0.0: MAJOR.MINOR.PATCH[-PRERELEASE][+BUILD].
std::optional<Version> parse_version(std::string_view text) {
  const std::size_t plus = text.find('+');
  if (plus != text.npos && !are_identifiers(text.substr(plus + 1), true)) return std::nullopt;
  text = text.substr(0, plus);
  const std::size_t dash = text.find('-');
  if (dash != text.npos && !are_identifiers(text.substr(dash + 1), false)) return std::nullopt;
  const auto parts = split(text.substr(0, dash), '.');
  Version version;
  if (parts.size() != version.number.size()) return std::nullopt;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto number = parse_decimal(parts[i]);
    if (!number || !consists_of(parts[i], kDigits, {}) || (parts[i].size() > 1 && parts[i][0] == '0')) return std::nullopt;
    version.number[i] = *number;
  }
  return version;
}

/// Spec: config.md#specification-version ("MUST be in SemVer v2.0.0 format").
void check_version(const std::string& text, Log& log) {
  const Origin place("/ociVersion");
  if (text.empty()) invalid(place, "required property is missing", "this is " + std::string(kSpecVersion));
  const auto version = parse_version(text);
  if (!version) invalid(place, quoted(text) + " is not a version", "write it as \"" + std::string(kSpecVersion) + '"');
  if (version->number[0] != kMajor)
    throw Error(Code::Unsupported, "version " + quoted(text) + " of the specification is not supported")
        .at(place)
        .hint("supported: " + std::string(kOldestSpecVersion) + " to " + std::string(kSpecVersion));
  if (version->number[1] > kNewestMinor)
    log.warn("/ociVersion: " + quoted(text) + " is newer than " + std::string(kSpecVersion) + ": properties that it adds have no effect");
}

/// Spec: config.md#root ("REQUIRED" on Linux).
void check_root(const std::optional<Root>& root) {
  if (!root) invalid(Origin("/root"), "required property is missing", "\"root\": {\"path\": \"rootfs\"} names a directory of the bundle");
  if (root->path.empty()) invalid(root->origin.member("path"), "the path is empty");
}

/// Spec: config.md#mounts ("destination … REQUIRED"; uidMappings and gidMappings go together).
void check_mount(const Mount& mount, Log& log) {
  const Origin destination = mount.origin.member("destination");
  if (mount.destination.empty()) invalid(destination, "the path is empty");
  if (mount.destination[0] != '/')
    log.warn(destination.pointer() + ": " + quoted(mount.destination) + " is relative and read as " +
             quoted(normalized(mount.destination)));
  if (mount.uid_mappings.empty() != mount.gid_mappings.empty()) {
    const bool no_uids = mount.uid_mappings.empty();
    invalid(mount.origin, no_uids ? "gidMappings without uidMappings" : "uidMappings without gidMappings", "give both or neither");
  }
  check_id_mappings(mount.uid_mappings);
  check_id_mappings(mount.gid_mappings);
}

/// Spec: config.md#posix-platform-hooks ("path … MUST be an absolute path", "timeout … MUST be greater than zero").
void check_hooks(const std::vector<Hook>& hooks) {
  for (const Hook& hook : hooks) {
    check_absolute(hook.path, hook.origin.member("path"));
    check_environment(hook.env, hook.origin.member("env"));
    if (hook.timeout && *hook.timeout <= 0)
      invalid(hook.origin.member("timeout"), "the timeout is not greater than 0", "leave it out to wait without limit");
  }
}

bool has_namespace(const Spec& spec, NamespaceType type) {
  return std::ranges::any_of(spec.linux.namespaces, [type](const Namespace& ns) { return ns.type == type; });
}

/// Spec: config.md#hostname, #domainname: in the runtime's own UTS namespace they would rename the host.
void check_host_name(const Spec& spec, const std::optional<std::string>& name, std::string_view property) {
  if (!name || name->empty()) return;
  const Origin place = Origin().member(property);
  if (name->size() > kMaxHostName) invalid(place, "longer than 64 bytes");
  if (!has_namespace(spec, NamespaceType::Uts))
    invalid(place, "needs a uts namespace: it would rename the host", "add {\"type\": \"uts\"} to /linux/namespaces");
}

}  // namespace

void validate(const Spec& spec, Log& log) {
  check_version(spec.oci_version, log);
  check_root(spec.root);
  // Spec: config.md#process ("REQUIRED when start is called"); like its peers dray says so at create, where it can still be mended.
  if (!spec.process) invalid(Origin("/process"), "process property must not be empty");
  validate(*spec.process);
  for (const Mount& mount : spec.mounts) check_mount(mount, log);
  if (spec.hooks)
    for (const auto* hooks : {&spec.hooks->prestart, &spec.hooks->create_runtime, &spec.hooks->create_container,
                              &spec.hooks->start_container, &spec.hooks->poststart, &spec.hooks->poststop})
      check_hooks(*hooks);
  check_host_name(spec, spec.hostname, "hostname");
  check_host_name(spec, spec.domainname, "domainname");
  // Spec: config.md#annotations ("keys MUST NOT be an empty string").
  for (const auto& [key, value] : spec.annotations)
    if (key.empty()) invalid(Origin("/annotations/"), "the key of an annotation is empty");
  validate_linux(spec);
  for (const std::string& pointer : spec.unknown_properties) log.debug(pointer + ": unknown property, ignored");
}

void check_container_id(std::string_view id) {
  const bool named = !id.empty() && id.size() <= kMaxId && id != "." && id != "..";
  if (named && consists_of(id, kLetters, "0123456789_+.-")) return;
  throw Error(Code::Usage, "invalid container ID format: " + quoted(id.substr(0, kMaxId + 1)))
      .hint("letters, digits and \"_+.-\", at most 255, neither \".\" nor \"..\"");
}

}  // namespace dray::oci
