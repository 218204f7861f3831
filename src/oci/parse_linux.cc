#include "dray/base/text.h"
#include "dray/oci/names.h"

#include "fields.h"

namespace dray::oci {

void fields(Section& in, Linux& out) {
  in.optional("namespaces", out.namespaces);
  in.optional("uidMappings", out.uid_mappings);
  in.optional("gidMappings", out.gid_mappings);
  in.optional("timeOffsets", out.time_offsets);
  in.optional("devices", out.devices);
  in.keyed("netDevices", out.net_devices, &NetDevice::host_name);
  in.optional("cgroupsPath", out.cgroups_path);
  in.optional("resources", out.resources);
  in.optional("rootfsPropagation", out.rootfs_propagation);
  in.optional("seccomp", out.seccomp);
  in.optional("sysctl", out.sysctl);
  in.optional("maskedPaths", out.masked_paths);
  in.optional("readonlyPaths", out.readonly_paths);
  in.optional("mountLabel", out.mount_label);
  in.optional("intelRdt", out.intel_rdt);
  in.optional("memoryPolicy", out.memory_policy);
  in.optional("personality", out.personality);
}

/// Spec: config-linux.md#namespaces; an enum in Spec, so an unknown type ends here and not in `validate`.
void read(const Value& value, NamespaceType& out) {
  const std::string_view name = *value.expect(JsonKind::String).string();
  const auto type = namespace_type(name);
  if (!type)
    throw Error(Code::InvalidConfig, "unknown namespace type " + quoted(name))
        .at(value.origin())
        .hint(choice_hint(name, names_of(kNamespaces)));
  out = *type;
}

void fields(Section& in, Namespace& out) {
  in.required("type", out.type);
  in.optional("path", out.path);
}

void fields(Section& in, TimeOffset& out) {
  in.optional("secs", out.secs);
  in.optional("nanosecs", out.nanosecs);
}

void fields(Section& in, TimeOffsets& out) {
  in.optional("monotonic", out.monotonic);
  in.optional("boottime", out.boottime);
}

void fields(Section& in, Device& out) {
  in.required("type", out.type);
  in.required("path", out.path);
  in.optional("major", out.major);
  in.optional("minor", out.minor);
  in.optional("fileMode", out.file_mode);
  in.optional("uid", out.uid);
  in.optional("gid", out.gid);
}

void fields(Section& in, NetDevice& out) { in.optional("name", out.name); }

void fields(Section& in, IntelRdt& out) {
  in.optional("closID", out.clos_id);
  in.optional("l3CacheSchema", out.l3_cache_schema);
  in.optional("memBwSchema", out.mem_bw_schema);
  in.optional("schemata", out.schemata);
  in.optional("enableMonitoring", out.enable_monitoring);
}

void fields(Section& in, MemoryPolicy& out) {
  in.required("mode", out.mode);
  in.optional("nodes", out.nodes);
  in.optional("flags", out.flags);
}

void fields(Section& in, Personality& out) {
  in.required("domain", out.domain);
  in.optional("flags", out.flags);
}

}  // namespace dray::oci
