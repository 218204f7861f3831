#include "context.h"
#include "dray/base/text.h"

#include <algorithm>

namespace dray::plan {
namespace {

using program::MountFs;

/// File systems whose superblock the kernel shares or owns: "ro" is only an attribute of the mount.
constexpr std::string_view kKernelFilesystems[] = {"cgroup", "cgroup2", "devpts", "mqueue", "proc", "sysfs"};

/// Files of procfs that may be covered, as runc allows them (CVE-2019-16884: nothing else below /proc may).
constexpr std::string_view kProcTargets[] = {"/proc/cpuinfo",
                                             "/proc/diskstats",
                                             "/proc/loadavg",
                                             "/proc/meminfo",
                                             "/proc/slabinfo",
                                             "/proc/stat",
                                             "/proc/swaps",
                                             "/proc/sys/crypto/fips_enabled",
                                             "/proc/sys/kernel/ns_last_pid",
                                             "/proc/uptime"};

/// fsconfig(2) takes strings of up to 255 bytes.
constexpr std::size_t kParameterMax = 255;

template <std::size_t N>
bool contains(const std::string_view (&list)[N], std::string_view name) {
  return std::find(std::begin(list), std::end(list), name) != std::end(list);
}

/// One entry of `mounts` on its way to steps.
struct Entry {
  const oci::Mount& mount;
  MountFlags flags;
  std::string target;

  std::string what(std::string_view type) const { return "mount " + std::string(type); }
  StepInfo info(std::string_view type) const { return {{}, mount.origin, what(type), target}; }
};

void check_target(const Entry& entry) {
  const Origin origin = entry.mount.origin.member("destination");
  if (entry.target == "/") throw Error(Code::InvalidConfig, "can't mount over the root file system").at(origin);
  if (!entry.target.starts_with("/proc/") || contains(kProcTargets, entry.target)) return;
  throw Error(Code::InvalidConfig, "mounts below /proc are refused, but for a few files").at(origin).op("mount").path(entry.target);
}

std::string host_path(const oci::Mount& mount, const std::string& bundle) {
  return mount.source.starts_with('/') ? mount.source : bundle + '/' + mount.source;
}

bool shares(const std::vector<PropagationChange>& changes) {
  return std::any_of(changes.begin(), changes.end(), [](const PropagationChange& change) { return change.type == kShared; });
}

/// A clone is a peer of the host's mount: unless the config asks for sharing, it becomes a recursive slave before init sees it,
/// so that nothing done in the container can unmount anything of the host.
std::vector<PropagationChange> final_propagation(const std::vector<PropagationChange>& configured) {
  std::vector<PropagationChange> changes;
  if (!shares(configured)) changes.push_back({kSlave, sys::Subtree::Recursive});
  changes.insert(changes.end(), configured.begin(), configured.end());
  return changes;
}

void plan_bind(Context& context, Mounted& stage, const Entry& entry) {
  const oci::Mount& mount = entry.mount;
  if (mount.source.empty()) throw Error(Code::InvalidConfig, "a bind mount needs a source").at(mount.origin.member("source"));
  for (std::size_t i = 0; i < mount.options.size(); ++i)
    if (!entry.flags.data.empty() && mount.options[i] == entry.flags.data.front())
      throw Error(Code::InvalidConfig, "unknown option " + quoted(mount.options[i]) + " of a bind mount")
          .at(mount.origin.member("options").element(i));
  TreeSource source{TreeSource::Kind::Bind, host_path(mount, context.facts.bundle)};
  source.subtree = entry.flags.bind == MountFlags::Bind::Recursive ? sys::Subtree::Recursive : sys::Subtree::Top;
  source.attributes = entry.flags.attributes;
  source.recursive = entry.flags.recursive;
  source.propagation = final_propagation(entry.flags.propagation);
  source.origin = mount.origin.member("source");
  // As runc, the recursive options come last.
  const auto verified = (entry.flags.attributes.set & ~entry.flags.recursive.clear) | entry.flags.recursive.set;
  const program::Slot slot = context.add_tree(std::move(source));
  stage.add(program::AttachTree{slot, 0, stage.pool().text(entry.target), verified}, entry.info("bind"));
}

/// Propagation of a new file system; more than one change does not happen to a mount without submounts.
std::uint64_t own_propagation(const Entry& entry) { return entry.flags.propagation.empty() ? 0 : entry.flags.propagation.back().type; }

/// A lowerdir list longer than one parameter goes layer by layer.
void add_long_option(const Entry& entry, const std::string& option, const HostFacts& facts, std::vector<std::string>& options) {
  const auto layers = option.starts_with("lowerdir=") ? split(std::string_view(option).substr(9), ':') : std::vector<std::string_view>{};
  const bool fits =
      std::all_of(layers.begin(), layers.end(), [](std::string_view layer) { return layer.size() <= kParameterMax && !layer.empty(); });
  if (layers.empty() || !fits || !facts.lowerdir_append)
    throw Error(Code::Unsupported, "a file system option is longer than 255 bytes").at(entry.mount.origin.member("options"));
  for (const std::string_view layer : layers) options.push_back("lowerdir+=" + std::string(layer));
}

/// A new tmpfs is empty: mount points and devices below it are made before it becomes read-only, as runc does it.
bool read_only_later(const Entry& entry) {
  const bool readonly = ((entry.flags.attributes.set | entry.flags.recursive.set) & MOUNT_ATTR_RDONLY) != 0;
  return readonly && entry.mount.type == "tmpfs" && entry.flags.bind == MountFlags::Bind::No && !entry.flags.remount;
}

std::vector<std::string> filesystem_options(const Context& context, const Entry& entry) {
  std::vector<std::string> options = entry.flags.superblock;
  const bool readonly = ((entry.flags.attributes.set | entry.flags.recursive.set) & MOUNT_ATTR_RDONLY) != 0;
  if (readonly && !read_only_later(entry) && !contains(kKernelFilesystems, entry.mount.type)) options.emplace_back("ro");
  for (const std::string& option : entry.flags.data) {
    const std::size_t equals = option.find('=');
    const std::size_t value = equals == std::string::npos ? 0 : option.size() - equals - 1;
    if (value > kParameterMax) add_long_option(entry, option, context.facts, options);
    else options.push_back(option);
  }
  return options;
}

bool has_mode(const std::vector<std::string>& options) {
  return std::any_of(options.begin(), options.end(), [](const std::string& option) { return option.starts_with("mode="); });
}

/// mount(2) speaks MS_*, whose atime values are not those of MOUNT_ATTR_*.
unsigned long remount_flags(const MountFlags& flags) {
  struct Pair {
    std::uint64_t attribute;
    unsigned long flag;
  };
  constexpr Pair kPairs[] = {{MOUNT_ATTR_RDONLY, 1},
                             {MOUNT_ATTR_NOSUID, 2},
                             {MOUNT_ATTR_NODEV, 4},
                             {MOUNT_ATTR_NOEXEC, 8},
                             {MOUNT_ATTR_NODIRATIME, 2048},
                             {MOUNT_ATTR_NOATIME, 1024},
                             {MOUNT_ATTR_STRICTATIME, 1UL << 24},
                             {MOUNT_ATTR_NOSYMFOLLOW, 256}};
  unsigned long result = 32;  // MS_REMOUNT
  if (flags.bind != MountFlags::Bind::No) result |= 4096;
  if (flags.inode_version) result |= 1UL << 23;
  for (const Pair& pair : kPairs)
    if ((flags.attributes.set & pair.attribute) != 0) result |= pair.flag;
  return result;
}

/// A new procfs of the container serves for the sysctls too, at the moment when nothing covers a part of it.
bool carries_sysctls(const Context& context, const Entry& entry) {
  const bool writable = ((entry.flags.attributes.set | entry.flags.recursive.set) & MOUNT_ATTR_RDONLY) == 0;
  const bool proc = entry.mount.type == "proc" && entry.flags.bind == MountFlags::Bind::No && !entry.flags.remount;
  return proc && writable && !context.spec.linux.sysctl.empty();
}

void plan_filesystem(Context& context, Mounted& stage, const Entry& entry) {
  const oci::Mount& mount = entry.mount;
  if (mount.type.empty()) throw Error(Code::InvalidConfig, "a mount needs a type, or the option \"bind\"").at(mount.origin.member("type"));
  const auto options = filesystem_options(context, entry);
  const bool tmpfs = mount.type == "tmpfs";
  MountFs step{};
  step.type = stage.pool().text(mount.type);
  step.source = stage.pool().text(mount.source);
  step.options = stage.pool().list(options);
  step.target = stage.pool().text(entry.target);
  step.attributes = entry.flags.attributes.set | entry.flags.recursive.set;
  if (read_only_later(entry)) {
    step.attributes &= ~std::uint64_t{MOUNT_ATTR_RDONLY};
    context.read_only_later.push_back({entry.target, entry.mount.origin});
  }
  step.propagation = own_propagation(entry);
  // As runc: a tmpfs without mode= looks like the directory that it covers.
  step.inherit_mode = tmpfs && !has_mode(options) ? 1 : 0;
  // CVE-2019-19921: the kernel's own file systems go to real directories only.
  step.real_target = contains(kKernelFilesystems, mount.type) || entry.target == "/dev" ? 1 : 0;
  step.keep_proc = carries_sysctls(context, entry) ? 1 : 0;
  stage.add(step, entry.info(mount.type));
  if (step.keep_proc != 0) plan_sysctls(context, stage);
  if (entry.flags.inode_version) {
    const program::Remount flag{step.target, stage.pool().text(""), remount_flags(entry.flags)};
    stage.add(flag, entry.info("remount"));
  }
}

/// The trees of a cgroup mount arrive with the files to join, behind them.
program::Slot add_cgroup_tree(Context& context, const Entry& entry, std::string directory) {
  for (const CgroupTree& tree : context.cgroup_trees)
    if (tree.directory == directory)
      throw Error(Code::Unsupported, "a second mount of the same cgroup hierarchy is not supported").at(entry.mount.origin);
  const auto& flags = entry.flags;
  context.cgroup_trees.push_back(
      {std::move(directory), {flags.attributes.set | flags.recursive.set, flags.attributes.clear}, entry.mount.origin});
  return static_cast<program::Slot>(context.first_cgroup_slot + context.facts.cgroup_v1.size() + context.cgroup_trees.size() - 1);
}

void plan_cgroup2(Context& context, Mounted& stage, const Entry& entry) {
  if (!context.facts.cgroup_v2) throw Error(Code::Unsupported, "the host has no cgroup2 hierarchy").at(entry.mount.origin.member("type"));
  const auto attributes = entry.flags.attributes.set | entry.flags.recursive.set;
  const program::Slot slot = add_cgroup_tree(context, entry, "");
  stage.add(program::AttachTree{slot, 0, stage.pool().text(entry.target), attributes}, entry.info("cgroup2"));
}

/// A tmpfs with one directory per hierarchy, links for the other names of co-mounted controllers, and in each directory the
/// container's own cgroup. A bind of it shows the same as a mount in the cgroup namespace does.
void plan_cgroup_v1(Context& context, Mounted& stage, const Entry& entry) {
  std::vector<std::string> entries;
  for (const CgroupHierarchy& hierarchy : context.facts.cgroup_v1) entries.push_back("d " + hierarchy.directory);
  for (const CgroupHierarchy& hierarchy : context.facts.cgroup_v1)
    for (const std::string& controller : hierarchy.controllers)
      if (controller != hierarchy.directory && !controller.starts_with("name="))
        entries.push_back("l " + controller + ' ' + hierarchy.directory);
  const auto attributes = entry.flags.attributes.set | entry.flags.recursive.set;
  MountFs step{};
  step.type = stage.pool().text("tmpfs");
  step.source = stage.pool().text("tmpfs");
  step.options = stage.pool().list(std::vector<std::string>{"mode=755"});
  step.target = stage.pool().text(entry.target);
  step.attributes = attributes;
  step.propagation = own_propagation(entry);
  step.real_target = 1;
  step.entries = stage.pool().list(entries);
  stage.add(step, entry.info("cgroup"));
  for (const CgroupHierarchy& hierarchy : context.facts.cgroup_v1) {
    const program::Slot slot = add_cgroup_tree(context, entry, hierarchy.directory);
    const std::string target = entry.target + '/' + hierarchy.directory;
    stage.add(program::AttachTree{slot, 0, stage.pool().text(target), attributes}, {{}, entry.mount.origin, "mount cgroup", target});
  }
}

std::string joined(const std::vector<std::string>& texts) {
  std::string all;
  for (const std::string& text : texts) (all += all.empty() ? "" : ",") += text;
  return all;
}

void plan_remount(Mounted& stage, const Entry& entry) {
  stage.add(program::Remount{stage.pool().text(entry.target), stage.pool().text(joined(entry.flags.data)), remount_flags(entry.flags)},
            entry.info("remount"));
  for (const PropagationChange& change : entry.flags.propagation)
    stage.add(program::ChangeMount{stage.pool().text(entry.target), 0, 0, change.type, change.subtree == sys::Subtree::Recursive, 0},
              entry.info("propagation of"));
}

bool is_bind(const Entry& entry) { return entry.flags.bind != MountFlags::Bind::No; }

bool is_cgroup(const Entry& entry) {
  return !is_bind(entry) && !entry.flags.remount && (entry.mount.type == "cgroup" || entry.mount.type == "cgroup2");
}

bool is_cgroup2(const Context& context, const Entry& entry) { return entry.mount.type == "cgroup2" || context.facts.cgroup_v1.empty(); }

std::uint32_t count_cgroup_trees(const Context& context, const std::vector<Entry>& entries) {
  std::size_t count = 0;
  for (const Entry& entry : entries)
    if (is_cgroup(entry)) count += is_cgroup2(context, entry) ? 1 : context.facts.cgroup_v1.size();
  return static_cast<std::uint32_t>(count);
}

/// Before the first cgroup mount, and not earlier: the host makes the cgroups while init mounts.
void join_cgroups(Context& context, Mounted& stage, std::uint32_t trees) {
  const auto files = static_cast<std::uint32_t>(context.facts.cgroup_v1.size());
  const Origin& origin = context.spec.linux.origin;
  if (files + trees > 0)
    stage.add(program::EnterCgroups{context.first_cgroup_slot, files, trees, 0}, {{}, origin.member("cgroupsPath"), "join cgroups", {}});
  if (context.shape.unshare_after_cgroup != 0)
    stage.add(program::Unshare{context.shape.unshare_after_cgroup}, {{}, origin.member("namespaces"), "unshare cgroup", {}});
}

std::vector<Entry> parse_entries(const oci::Spec& spec) {
  std::vector<Entry> entries;
  for (const oci::Mount& mount : spec.mounts) {
    Entry entry{mount, parse_mount_options(mount.options, mount.origin), normalized(mount.destination)};
    if (mount.type == "bind" && entry.flags.bind == MountFlags::Bind::No) entry.flags.bind = MountFlags::Bind::Top;
    check_target(entry);
    entries.push_back(std::move(entry));
  }
  return entries;
}

void plan_entry(Context& context, Mounted& stage, const Entry& entry) {
  if (entry.flags.remount) plan_remount(stage, entry);
  else if (is_bind(entry)) plan_bind(context, stage, entry);
  else if (!is_cgroup(entry)) plan_filesystem(context, stage, entry);
  else if (is_cgroup2(context, entry)) plan_cgroup2(context, stage, entry);
  else plan_cgroup_v1(context, stage, entry);
}

}  // namespace

void plan_mounts(Context& context, Mounted& stage) {
  const std::vector<Entry> entries = parse_entries(context.spec);
  const std::uint32_t trees = count_cgroup_trees(context, entries);
  const bool carried =
      std::any_of(entries.begin(), entries.end(), [&context](const Entry& entry) { return carries_sysctls(context, entry); });
  if (!carried && !context.spec.linux.sysctl.empty()) {
    plan_private_proc(context, stage);
    plan_sysctls(context, stage);
  }
  bool joined_cgroups = false;
  for (const Entry& entry : entries) {
    if (is_cgroup(entry) && !joined_cgroups) join_cgroups(context, stage, trees);
    joined_cgroups |= is_cgroup(entry);
    plan_entry(context, stage, entry);
  }
  if (!joined_cgroups) join_cgroups(context, stage, trees);
}

void plan_late_read_only(Context& context, Mounted& stage) {
  for (const auto& [target, origin] : context.read_only_later)
    stage.add(program::ChangeMount{stage.pool().text(target), MOUNT_ATTR_RDONLY, 0, 0, 0, 0}, {{}, origin, "make read-only", target});
}

}  // namespace dray::plan
