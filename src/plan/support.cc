#include "context.h"

// The one place that says what dray does not honour yet. A line goes when the property is implemented.

namespace dray::plan {
namespace {

[[noreturn]] void refuse(const Origin& origin, std::string_view what) {
  throw Error(Code::Unsupported, std::string(what) + " is not supported yet").at(origin);
}

void refuse_process(const oci::Process& process) {
  const Origin& origin = process.origin;
  if (process.terminal) refuse(origin.member("terminal"), "a terminal");
  if (process.apparmor_profile && !process.apparmor_profile->empty()) refuse(origin.member("apparmorProfile"), "an AppArmor profile");
  if (process.selinux_label && !process.selinux_label->empty()) refuse(origin.member("selinuxLabel"), "an SELinux label");
  if (process.scheduler) refuse(origin.member("scheduler"), "a scheduling policy");
  if (process.io_priority) refuse(origin.member("ioPriority"), "an I/O priority");
  if (process.exec_cpu_affinity) refuse(origin.member("execCPUAffinity"), "a CPU affinity for exec");
}

void refuse_linux(const oci::Linux& linux) {
  const Origin& origin = linux.origin;
  if (!linux.uid_mappings.empty()) refuse(origin.member("uidMappings"), "a user namespace");
  if (!linux.gid_mappings.empty()) refuse(origin.member("gidMappings"), "a user namespace");
  if (linux.time_offsets) refuse(origin.member("timeOffsets"), "a time namespace");
  if (!linux.net_devices.empty()) refuse(origin.member("netDevices"), "moving network devices");
  if (linux.rootfs_propagation && !linux.rootfs_propagation->empty())
    refuse(origin.member("rootfsPropagation"), "a propagation type of the root");
  if (linux.mount_label && !linux.mount_label->empty()) refuse(origin.member("mountLabel"), "an SELinux mount label");
  if (linux.intel_rdt) refuse(origin.member("intelRdt"), "Intel RDT");
  if (linux.memory_policy) refuse(origin.member("memoryPolicy"), "a memory policy");
  if (linux.personality) refuse(origin.member("personality"), "a personality");
}

void refuse_namespaces(const Context& context) {
  for (const oci::Namespace& one : context.spec.linux.namespaces) {
    if (!one.path.empty()) refuse(one.origin.member("path"), "joining a namespace");
    if (one.type == oci::NamespaceType::User) refuse(one.origin.member("type"), "a user namespace");
    if (one.type == oci::NamespaceType::Time) refuse(one.origin.member("type"), "a time namespace");
  }
  if (context.members[oci::NamespaceType::Mount] == Membership::Absent)
    refuse(context.spec.linux.origin.member("namespaces"), "a container without a mount namespace");
}

void refuse_hooks(const oci::Hooks& hooks) {
  const auto any = [&hooks](const std::vector<oci::Hook>& list, std::string_view name) {
    if (!list.empty()) refuse(hooks.origin.member(name), "a hook");
  };
  any(hooks.prestart, "prestart");
  any(hooks.create_runtime, "createRuntime");
  any(hooks.create_container, "createContainer");
  any(hooks.start_container, "startContainer");
  any(hooks.poststart, "poststart");
  any(hooks.poststop, "poststop");
}

}  // namespace

void refuse_unsupported(const Context& context) {
  const oci::Spec& spec = context.spec;
  if (!spec.process) throw Error(Code::Unsupported, "a container without a process is not supported yet").at(Origin("/process"));
  refuse_process(*spec.process);
  refuse_linux(spec.linux);
  refuse_namespaces(context);
  if (spec.hooks) refuse_hooks(*spec.hooks);
  for (const oci::Mount& mount : spec.mounts) {
    if (!mount.uid_mappings.empty()) refuse(mount.origin.member("uidMappings"), "an idmapped mount");
    if (!mount.gid_mappings.empty()) refuse(mount.origin.member("gidMappings"), "an idmapped mount");
  }
}

}  // namespace dray::plan
