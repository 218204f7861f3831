#include "dray/oci/parse.h"

#include "fields.h"

namespace dray::oci {

void fields(Section& in, Spec& out) {
  in.optional("ociVersion", out.oci_version);
  in.optional("root", out.root);
  in.optional("process", out.process);
  in.optional("hostname", out.hostname);
  in.optional("domainname", out.domainname);
  in.optional("mounts", out.mounts);
  in.optional("hooks", out.hooks);
  in.optional("annotations", out.annotations);
  std::optional<Linux> linux_section;
  in.optional("linux", linux_section);
  out.has_linux = linux_section.has_value();
  if (linux_section) out.linux = std::move(*linux_section);
}

void fields(Section& in, Root& out) {
  in.required("path", out.path);
  in.optional("readonly", out.readonly);
}

void fields(Section& in, IdMapping& out) {
  in.required("containerID", out.container_id);
  in.required("hostID", out.host_id);
  in.required("size", out.size);
}

void fields(Section& in, Mount& out) {
  in.required("destination", out.destination);
  in.optional("source", out.source);
  in.optional("type", out.type);
  in.optional("options", out.options);
  in.optional("uidMappings", out.uid_mappings);
  in.optional("gidMappings", out.gid_mappings);
}

void fields(Section& in, Hook& out) {
  in.required("path", out.path);
  in.optional("args", out.args);
  in.optional("env", out.env);
  in.optional("timeout", out.timeout);
}

void fields(Section& in, Hooks& out) {
  in.optional("prestart", out.prestart);
  in.optional("createRuntime", out.create_runtime);
  in.optional("createContainer", out.create_container);
  in.optional("startContainer", out.start_container);
  in.optional("poststart", out.poststart);
  in.optional("poststop", out.poststop);
}

Spec parse_spec(std::string_view text) {
  const JsonDocument document = JsonDocument::parse(text);
  Spec spec;
  std::vector<std::string> unknown;
  read(Value(document.root(), unknown), spec);
  spec.unknown_properties = std::move(unknown);
  return spec;
}

Process parse_process(std::string_view text) {
  const JsonDocument document = JsonDocument::parse(text);
  Process process;
  std::vector<std::string> unknown;
  read(Value(document.root(), unknown), process);
  return process;
}

Resources parse_resources(std::string_view text) {
  const JsonDocument document = JsonDocument::parse(text);
  Resources resources;
  std::vector<std::string> unknown;
  read(Value(document.root(), unknown), resources);
  return resources;
}

}  // namespace dray::oci
