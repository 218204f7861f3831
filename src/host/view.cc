#include "view.h"

#include "dray/base/text.h"
#include "dray/cgroup/processes.h"

namespace dray::host {

std::string_view status_name(Status status) {
  switch (status) {
    case Status::Creating: return "creating";
    case Status::Created: return "created";
    case Status::Running: return "running";
    case Status::Paused: return "paused";
    case Status::Stopped: return "stopped";
  }
  return "stopped";
}

namespace {

/// When the directory was made: callers parse `created` as a time even while there is no record.
std::string made_at(const state::Container& container) {
  const auto status = or_fail(sys::fstat(container.directory(), STATX_BASIC_STATS), "stat", container.id());
  return rfc3339(status.stx_ctime.tv_sec, status.stx_ctime.tv_nsec);
}

}  // namespace

Observed observe(const state::Container& container, const state::Record& record) {
  Observed observed{Status::Stopped, state::open_process(record.pid, record.start_time)};
  if (!observed.init) return observed;
  if (cgroup::is_frozen(record.cgroups)) observed.status = Status::Paused;
  else observed.status = container.open_fifo() ? Status::Created : Status::Running;
  return observed;
}

state::Record require_record(const state::Container& container) {
  auto record = container.read_record();
  if (!record) throw Error(Code::BadState, "container is not created: its creation is under way or was interrupted").path(container.id());
  return std::move(*record);
}

ContainerView view(const state::Container& container) {
  ContainerView result;
  result.id = container.id();
  const auto record = container.read_record();
  if (!record) {
    result.status = Status::Creating;
    result.created = made_at(container);
    return result;
  }
  const Observed observed = observe(container, *record);
  result.oci_version = record->oci_version;
  result.bundle = record->bundle;
  result.rootfs = record->rootfs;
  result.created = record->created;
  result.owner = record->owner;
  result.status = observed.status;
  result.pid = observed.init ? record->pid : 0;
  result.annotations = record->annotations;
  return result;
}

}  // namespace dray::host
