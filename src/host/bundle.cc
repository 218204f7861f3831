#include "bundle.h"

#include "dray/fs/files.h"
#include "dray/oci/load.h"
#include "dray/oci/parse.h"
#include "dray/oci/validate.h"
#include "dray/seccomp/cache.h"

#include <cstring>

namespace dray::host {
namespace {

/// "@" can't be part of a container id.
constexpr std::string_view kSeccompCache = "/@seccomp";

std::string absolute(const std::string& path) { return path.starts_with('/') ? path : fs::current_directory() + '/' + path; }

/// The root filesystem as the host sees it. Its inode is what init compares with before it attaches it.
void find_root(Bundle& bundle) {
  const oci::Root& root = *bundle.spec.root;
  const Origin origin = root.origin.member("path");
  const std::string path = root.path.starts_with('/') ? root.path : bundle.directory + '/' + root.path;
  const fs::Resolved resolved = fs::resolve_directory(path, origin);
  const auto status = or_fail(sys::fstat(resolved.fd), "stat", path, origin);
  if (resolved.path == "/") throw Error(Code::InvalidConfig, "the root file system of the host can't be that of a container").at(origin);
  bundle.facts.rootfs = resolved.path;
  bundle.facts.root_device = sys::make_device(status.stx_dev_major, status.stx_dev_minor);
  bundle.facts.root_inode = status.stx_ino;
}

/// A property is named by its pointer; what is wrong with the text as a whole is named by its file.
oci::Spec parse(std::string_view text, const std::string& path) {
  try {
    return oci::parse_spec(text);
  } catch (Error& error) {
    if (!error.property().empty()) throw;
    throw std::move(error).op("parse").path(path);
  }
}

/// Only such a list needs the fact: probing costs more than everything else here.
bool has_long_lowerdir(const oci::Spec& spec) {
  constexpr std::size_t kParameterMax = 255;
  for (const oci::Mount& mount : spec.mounts)
    for (const std::string& option : mount.options)
      if (option.starts_with("lowerdir=") && option.size() > kParameterMax) return true;
  return false;
}

void describe_cgroups(Bundle& bundle) {
  for (const cgroup::Hierarchy& hierarchy : bundle.layout.hierarchies) {
    if (hierarchy.version == cgroup::Version::V2) bundle.facts.cgroup_v2 = true;
    else bundle.facts.cgroup_v1.push_back({std::string(hierarchy.name()), hierarchy.controllers});
  }
}

plan::SeccompProgram compile_seccomp(const HostContext& context, const oci::Seccomp& profile) {
  const seccomp::Filter filter = seccomp::cached_compile(profile, context.state_root + std::string(kSeccompCache), context.log);
  const auto bytes = std::as_bytes(std::span(filter.instructions));
  return {{bytes.begin(), bytes.end()}, filter.flags};
}

}  // namespace

Bundle load_bundle(const HostContext& context, const CreateRequest& request, Wait wait) {
  Bundle bundle{.plan = plan::LaunchPlan{.program = plan::Program({}, plan::Pool(), 0)}};
  bundle.directory = absolute(request.bundle);
  const std::string path = request.config.starts_with('/') ? request.config : bundle.directory + '/' + request.config;
  bundle.config = oci::read_config(path);
  bundle.spec = parse(bundle.config, path);
  oci::validate(bundle.spec, context.log);
  bundle.facts.bundle = bundle.directory;
  read_own_status(bundle.facts);
  bundle.facts.lowerdir_append = has_long_lowerdir(bundle.spec) && appends_lowerdir();
  find_root(bundle);
  bundle.layout = cgroup::discover();
  describe_cgroups(bundle);
  bundle.places = cgroup::place(bundle.layout, bundle.spec.linux.cgroups_path, request.id);
  const auto& resources = bundle.spec.linux.resources;
  bundle.writes = cgroup::plan_writes(resources ? &*resources : nullptr, bundle.layout);
  for (const std::string& warning : bundle.writes.warnings) context.log.warn(warning);

  plan::LaunchOptions options{.id = request.id,
                              .runc_name = context.runc_name,
                              .new_keyring = !request.no_new_keyring,
                              .preserve_fds = request.preserve_fds,
                              .wait_for_start = wait == Wait::ForStart};
  std::optional<plan::SeccompProgram> filter;
  if (bundle.spec.linux.seccomp) filter = compile_seccomp(context, *bundle.spec.linux.seccomp);
  bundle.plan = plan::compile_plan({bundle.spec, bundle.facts, options}, filter ? &*filter : nullptr, context.log);
  return bundle;
}

}  // namespace dray::host
