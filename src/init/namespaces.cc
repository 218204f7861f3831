// Process: init.  Root: the host's, in namespaces of its own.  Credentials: root of the user namespace.

#include "descriptors.h"
#include "machine.h"

namespace dray::init {

using namespace program;

/// Without the keyrings of the kernel (ENOSYS) there is nothing to separate; every other error is one.
Outcome run(Machine& machine, const JoinKeyring& step) {
  const Outcome joined = sys::join_session_keyring(machine.text(step.name));
  return joined.err() == ENOSYS ? Outcome(sys::Done{}) : joined;
}

Outcome run(Machine&, const Unshare& step) { return sys::unshare(step.namespaces); }

Outcome run(Machine&, const RaiseLoopback&) { return sys::raise_interface("lo"); }

Outcome run(Machine&, const SetPropagation& step) {
  return sys::mount_setattr(sys::At::cwd(), "/", sys::Subtree::Recursive, {0, 0, step.propagation, 0});
}

Outcome run(Machine& machine, const ReceiveTrees& step) { return receive_descriptors(machine, Message::Trees, step.first, step.count); }

/// "0" is the writer itself. The host opened the files, so its rights count, and a single thread moves without the
/// grace period that a write of a pid to cgroup.procs waits for.
Outcome run(Machine& machine, const EnterCgroups& step) {
  const Outcome received = receive_descriptors(machine, Message::Cgroups, step.first, step.files + step.trees);
  if (!received.ok()) return received;
  for (unsigned i = 0; i < step.files; ++i) {
    const sys::FileFd file = std::move(machine.slot<sys::FileFd>(step.first + i));
    const Outcome joined = sys::write_all(file, "0", 1);
    if (!joined.ok()) return joined;
  }
  return sys::Done{};
}

Outcome run(Machine& machine, const OpenProc&) {
  const auto context = sys::fsopen("proc");
  if (!context.ok()) return failure(context.err());
  const Outcome created = sys::fsconfig_create(context.value());
  if (!created.ok()) return created;
  auto tree = sys::fsmount(context.value(), MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC);
  if (!tree.ok()) return failure(tree.err());
  machine.proc = std::move(tree).value();
  return sys::Done{};
}

Outcome run(Machine& machine, const WriteSysctl& step) {
  const auto file =
      sys::openat2<sys::FileFd>(machine.proc, machine.text(step.path), O_WRONLY, RESOLVE_BENEATH | RESOLVE_NO_XDEV | RESOLVE_NO_SYMLINKS);
  if (!file.ok()) return failure(file.err());
  return sys::write_all(file.value(), machine.text(step.value), step.value.size);
}

Outcome run(Machine& machine, const SetHostname& step) { return sys::sethostname(machine.text(step.name), step.name.size); }

Outcome run(Machine& machine, const SetDomainname& step) { return sys::setdomainname(machine.text(step.name), step.name.size); }

}  // namespace dray::init
