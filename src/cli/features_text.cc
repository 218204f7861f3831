#include "features_text.h"

#include "persona.h"

#include "dray/oci/json.h"

namespace dray::cli {
namespace {

constexpr std::string_view kOldestSpec = "1.0.0";

void write_not_enabled(oci::JsonWriter& json, std::string_view name) {
  json.key(name).begin_object().member("enabled", false).end_object();
}

void write_cgroup(oci::JsonWriter& json) {
  json.key("cgroup").begin_object().member("v1", true).member("v2", false);
  json.member("systemd", false).member("systemdUser", false).member("rdma", false).end_object();
}

void write_seccomp(oci::JsonWriter& json, const seccomp::Features& seccomp) {
  json.key("seccomp").begin_object().member("enabled", true).array("actions", seccomp.actions);
  json.array("operators", seccomp.operators).array("archs", seccomp.archs);
  json.array("knownFlags", seccomp.known_flags).array("supportedFlags", seccomp.supported_flags).end_object();
}

void write_linux(oci::JsonWriter& json, const FeatureFacts& facts) {
  json.key("linux").begin_object().array("namespaces", facts.namespaces).array("capabilities", facts.capabilities);
  write_cgroup(json);
  write_seccomp(json, facts.seccomp);
  write_not_enabled(json, "apparmor");
  write_not_enabled(json, "selinux");
  write_not_enabled(json, "intelRdt");
  json.key("mountExtensions").begin_object();
  write_not_enabled(json, "idmap");
  json.end_object();
  write_not_enabled(json, "netDevices");
  json.end_object();
}

}  // namespace

std::string features_json(const FeatureFacts& facts) {
  oci::JsonWriter json(4);
  json.begin_object().member("ociVersionMin", kOldestSpec).member("ociVersionMax", kSpecVersion);
  json.array("hooks", facts.hooks).array("mountOptions", facts.mount_options);
  write_linux(json, facts);
  json.key("annotations").begin_object().member("io.dray.commit", facts.commit).member("io.dray.version", facts.version);
  json.member("io.github.seccomp.libseccomp.version", facts.libseccomp_version).end_object();
  // No annotation of a config changes what dray does: none can be unsafe.
  json.key("potentiallyUnsafeConfigAnnotations").begin_array().end_array();
  return json.end_object().take() + '\n';
}

}  // namespace dray::cli
