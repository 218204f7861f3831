#include "launcher.h"

#include "dray/base/text.h"
#include "dray/cgroup/processes.h"
#include "dray/fs/files.h"
#include "dray/launch/image.h"
#include "dray/state/process.h"
#include "status.h"
#include "trees.h"

#include <algorithm>
#include <chrono>

namespace dray::host {
namespace {

launch::ImageKind image_kind(InitImage choice) {
  switch (choice) {
    case InitImage::Auto: return launch::ImageKind::Auto;
    case InitImage::MemFd: return launch::ImageKind::MemFd;
    case InitImage::Tmpfs: return launch::ImageKind::Tmpfs;
    case InitImage::File: return launch::ImageKind::File;
  }
  return launch::ImageKind::Auto;
}

std::string now() {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  const auto nanoseconds = std::chrono::duration_cast<std::chrono::nanoseconds>(since).count();
  return rfc3339(nanoseconds / 1'000'000'000, nanoseconds % 1'000'000'000);
}

/// Where nobody but this process will read it.
sys::FileFd memory_recorder() {
  auto file = or_fail(sys::memfd_create("dray-recorder", 0), "memfd_create");
  (void)or_fail(sys::fallocate(file, sizeof(program::Recorder)), "allocate recorder");
  return sys::FileFd(file.release());
}

/// The sites of one version, taken out of the list.
std::vector<cgroup::Site> take_sites(std::vector<cgroup::Site>& sites, cgroup::Version version) {
  std::vector<cgroup::Site> taken;
  for (cgroup::Site& site : sites)
    if (site.place.hierarchy.version == version) taken.push_back(std::move(site));
  std::erase_if(sites, [version](const cgroup::Site& site) { return site.place.hierarchy.version == version; });
  return taken;
}

/// The writes for the hierarchies of one version: a group knows only its own members.
std::vector<cgroup::FileWrite> writes_for(const std::vector<cgroup::FileWrite>& writes, const cgroup::Group& group) {
  std::vector<cgroup::FileWrite> own;
  for (const cgroup::FileWrite& write : writes)
    if (std::any_of(group.members().begin(), group.members().end(),
                    [&write](const cgroup::Member& member) { return member.hierarchy.has(write.controller); }))
      own.push_back(write);
  return own;
}

/// Steps that come after the FIFO: their failure is told by `start`, which has no plan.
std::vector<state::StepNote> last_steps(const plan::Program& program) {
  std::vector<state::StepNote> notes;
  bool waited = false;
  for (std::uint32_t i = 0; i < program.info().size(); ++i) {
    const plan::StepInfo& step = program.info()[i];
    waited |= step.kind == program::Kind::AwaitStart;
    if (waited) notes.push_back({i, step.origin, step.op, step.path});
  }
  return notes;
}

}  // namespace

Launcher::Launcher(const HostContext& context, const CreateRequest& request, Bundle bundle)
    : context_(context), request_(request), bundle_(std::move(bundle)) {}

/// In the reverse order. Nothing here throws: the error that brought us here is the one to report, what could not be
/// undone stays recorded for `delete --force`.
Launcher::~Launcher() {
  if (committed_ || !container_) return;
  try {
    init_.reset();
    cgroup::destroy(created_, kPatience);
    (void)container_->remove();
  } catch (const Error& error) {
    context_.log.warn("can't undo: " + error.text());
  }
}

void Launcher::record_intent() {
  container_ = state::Store(context_.state_root).create(request_.id);
  sites_ = cgroup::survey(bundle_.places);
  footprints_ = cgroup::footprints(sites_);
  check_unclaimed();
  container_->write_intent(footprints_);
}

/// A cgroup that exists may belong to a container that has stopped but was not deleted: its deletion would end this one.
void Launcher::check_unclaimed() const {
  if (std::none_of(footprints_.begin(), footprints_.end(), [](const cgroup::Footprint& one) { return one.preexisting(); })) return;
  const auto owner = state::Store(context_.state_root).owner_of(footprints_, request_.id);
  if (!owner) return;
  throw Error(Code::BadState, "container's cgroup belongs to container " + quoted(*owner))
      .at(bundle_.spec.linux.origin.member("cgroupsPath"))
      .hint("delete that container first");
}

void Launcher::launch(Wait wait) {
  wait_ = wait;
  spawn();
  provide_mounts();
  provide_cgroups();
  init_->await(program::Message::Rooted);
  if (unified_) unified_->apply(writes_for(bundle_.writes.after_rooted, *unified_));
  if (legacy_) legacy_->apply(writes_for(bundle_.writes.after_rooted, *legacy_));
  init_->send(program::Message::Release);
  init_->await(program::Message::Ready);
  verify();
}

void Launcher::spawn() {
  if (wait_ == Wait::ForStart) {
    recorder_ = container_->make_recorder();
    fifo_ = container_->make_fifo();
  } else {
    recorder_ = memory_recorder();
  }
  container_->keep_config(bundle_.config);
  auto unified = take_sites(sites_, cgroup::Version::V2);
  if (!unified.empty()) unified_ = create_group(std::move(unified), bundle_.writes.unified_controllers);
  if (unified_) unified_->apply(writes_for(bundle_.writes.before_join, *unified_));
  const auto image = launch::open_image(image_kind(context_.init_image));
  const cgroup::Member* member = unified_ ? unified_->unified() : nullptr;
  launch::Provisions provisions{image, recorder_};
  if (wait_ == Wait::ForStart) provisions.fifo = &fifo_;
  if (member != nullptr) provisions.cgroup2 = &member->dir;
  provisions.signals = &signals_.fd();
  init_.emplace(launch::InitProcess::spawn(bundle_.plan, provisions));
  pid_ = init_->pid();
}

/// Only what was really made here is undone on failure: a cgroup that somebody else made meanwhile has the same path.
cgroup::Group Launcher::create_group(std::vector<cgroup::Site> sites, std::span<const std::string> controllers) {
  const auto footprints = cgroup::footprints(sites);
  cgroup::Group group = cgroup::create(std::move(sites), controllers);
  created_.insert(created_.end(), footprints.begin(), footprints.end());
  return group;
}

/// Init is unsharing its namespaces meanwhile.
void Launcher::provide_mounts() {
  const auto trees = make_trees(bundle_.plan.trees);
  std::vector<const sys::UniqueFd*> descriptors;
  for (const sys::TreeFd& tree : trees) descriptors.push_back(&tree);
  init_->send_descriptors(program::Message::Trees, descriptors);
}

void Launcher::provide_cgroups() {
  auto sites = take_sites(sites_, cgroup::Version::V1);
  if (!sites.empty()) legacy_ = create_group(std::move(sites), {});
  std::vector<sys::FileFd> files;
  if (legacy_) {
    legacy_->apply(writes_for(bundle_.writes.before_join, *legacy_));
    files = legacy_->open_tasks();
  }
  std::vector<sys::TreeFd> trees;
  for (const plan::CgroupTree& tree : bundle_.plan.cgroup_trees) {
    const auto& group = tree.directory.empty() ? unified_ : legacy_;
    if (!group) throw Error(Code::Internal, "no cgroup for a mount").at(tree.origin);
    trees.push_back(std::move(make_cgroup_trees({tree}, group->members()).front()));
  }
  std::vector<const sys::UniqueFd*> descriptors;
  for (const sys::FileFd& file : files) descriptors.push_back(&file);
  for (const sys::TreeFd& tree : trees) descriptors.push_back(&tree);
  init_->send_descriptors(program::Message::Cgroups, descriptors);
}

/// What init believes to have done is compared with what the kernel says of it.
void Launcher::verify() const {
  const std::string process = std::to_string(pid_);
  verify_confinement(read_status(process), bundle_.plan.confinement);
  const auto text = fs::read_file(sys::At::cwd(), "/proc/" + process + "/cgroup", 1U << 16);
  const auto memberships = cgroup::parse_memberships(text.value_or(""));
  for (const cgroup::Place& place : bundle_.places) {
    const bool inside = std::any_of(memberships.begin(), memberships.end(), [&place](const cgroup::Membership& membership) {
      const bool same = membership.version == place.hierarchy.version &&
                        (membership.version == cgroup::Version::V2 || membership.controllers == place.hierarchy.controllers);
      return same && place.path().ends_with(membership.path);
    });
    if (!inside) throw Error(Code::System, "the process is not in its cgroup").op("read back").path(place.path());
  }
}

state::Record Launcher::make_record() const {
  const auto stat = state::read_stat(pid_);
  if (!stat) throw Error(Code::System, "container init is gone");
  state::Record record;
  record.id = request_.id;
  record.bundle = bundle_.directory;
  record.rootfs = bundle_.facts.rootfs;
  record.oci_version = bundle_.spec.oci_version;
  record.created = now();
  record.pid = pid_;
  record.start_time = stat->start_time;
  const auto& namespaces = bundle_.spec.linux.namespaces;
  record.own_pid_namespace = std::any_of(namespaces.begin(), namespaces.end(),
                                         [](const oci::Namespace& one) { return one.type == oci::NamespaceType::Pid && one.path.empty(); });
  record.annotations = bundle_.spec.annotations;
  record.cgroups = footprints_;
  record.last_steps = last_steps(bundle_.plan.program);
  return record;
}

void Launcher::commit() {
  if (const auto& adjustment = bundle_.plan.oom_score_adj) {
    const std::string path = "/proc/" + std::to_string(pid_) + "/oom_score_adj";
    const std::string value = std::to_string(*adjustment);
    const Origin origin = bundle_.spec.process->origin.member("oomScoreAdj");
    const auto file = or_fail(sys::openat(sys::At::cwd(), path.c_str(), O_WRONLY), "open", path, origin);
    (void)or_fail(sys::write_all(file, value.data(), value.size()), "write", path, origin);
  }
  container_->write_record(make_record());
  init_->send(program::Message::Committed);
  init_->await(program::Message::Independent);
  if (wait_ == Wait::Not) init_->await_execution();
  write_pid_file();
  committed_ = true;
  init_->release();
}

/// Temp file and rename, as callers may poll for it. No newline: containerd parses all of it as a number.
void Launcher::write_pid_file() const {
  if (!request_.pid_file) return;
  fs::replace_file(sys::At::cwd(), *request_.pid_file, std::to_string(pid_), 0666);
}

}  // namespace dray::host
