// Process: host. Nothing but the paths of a record is known; the payload may fight back.

#include <algorithm>

#include "dray/base/error.h"
#include "dray/base/text.h"
#include "members.h"
#include "tree.h"

namespace dray::cgroup {
namespace {

constexpr std::size_t kBatch = 64;  // pidfds at a time

std::int64_t now_in_microseconds() {
  const sys::TimeSpec now = sys::monotonic_now();
  return now.seconds * 1000000 + now.nanoseconds / 1000;
}

void add_pids(const sys::DirFd& dir, std::vector<sys::Pid>& pids) {
  const auto text = read_file(dir, "cgroup.procs");
  if (!text.ok()) return;  // just removed, or a threaded cgroup, whose processes are listed by the domain above
  for (const std::string_view line : split(text.value(), '\n')) {
    const auto pid = parse_decimal(line);
    if (pid && *pid > 0) pids.push_back(static_cast<sys::Pid>(*pid));  // 0: outside our pid namespace
  }
}

template <class Visit>
void each_cgroup_in(std::span<const std::string> paths, Visit visit) {
  for (const std::string& path : paths) {
    auto top = open_listing(sys::At::cwd(), path.c_str());
    if (top.err() == ENOENT) continue;
    each_cgroup(or_fail(std::move(top), "open cgroup", path), visit);
  }
}

/// Version 1 only; a cgroup of another hierarchy does not have the file.
void write_freezer(std::span<const std::string> paths, std::string_view state) {
  for (const std::string& path : paths) {
    auto top = open_listing(sys::At::cwd(), path.c_str());
    if (!top.ok() || !open_for_writing(top.value(), "freezer.state").ok()) continue;
    each_cgroup(std::move(top).value(), [state](const sys::DirFd& dir) {
      (void)write_file(dir, "freezer.state", state);  // one that vanishes needs no thawing; others show in the next round
    });
  }
}

/// cgroup.kill (Linux 5.14) reaches all at once, also frozen ones and those that fork at this moment.
void kill_unified(std::span<const std::string> paths) {
  for (const std::string& path : paths) {
    const auto top = open_listing(sys::At::cwd(), path.c_str());
    if (top.ok()) (void)write_file(top.value(), "cgroup.kill", "1");  // version 1 has no such file; there each pid is signalled
  }
}

/// A pid that is still listed after its pidfd was opened belongs to the pidfd, or the pidfd's process is dead: no innocent one is hit.
void signal_batch(std::span<const std::string> paths, std::span<const sys::Pid> pids, int signal) {
  std::vector<std::pair<sys::Pid, sys::PidFd>> held;
  for (const sys::Pid pid : pids) {
    auto fd = sys::pidfd_open(pid);
    if (fd.err() == EMFILE) {
      held.resize(held.size() / 2);  // room for the listing; the others have their turn in the next round
      break;
    }
    if (fd.ok()) held.emplace_back(pid, std::move(fd).value());
  }
  const std::vector<sys::Pid> listed = list_processes(paths);
  for (const auto& [pid, fd] : held)
    if (std::binary_search(listed.begin(), listed.end(), pid)) (void)sys::pidfd_send_signal(fd, signal);  // ESRCH: it ended by itself
}

void refuse_self(const std::vector<sys::Pid>& pids) {
  if (!std::binary_search(pids.begin(), pids.end(), sys::getpid())) return;
  throw Error(Code::BadState, "dray itself runs in the container's cgroup").op("kill").hint("run it from another cgroup");
}

/// Cgroups that are frozen stay so while they are signalled and are thawed afterwards, so that no process runs on before it dies.
class Frozen {
 public:
  Frozen(std::span<const std::string> paths, Freeze freeze) : paths_(paths) {
    if (freeze == Freeze::Yes) write_freezer(paths_, "FROZEN");
  }
  Frozen(const Frozen&) = delete;
  Frozen& operator=(const Frozen&) = delete;
  ~Frozen() { write_freezer(paths_, "THAWED"); }

 private:
  std::span<const std::string> paths_;
};

std::vector<std::string> paths_of(std::span<const Footprint> footprints) {
  std::vector<std::string> paths;
  for (const Footprint& footprint : footprints) paths.push_back(footprint.path);
  return paths;
}

std::vector<std::string> our_paths(std::span<const Footprint> footprints) {
  std::vector<std::string> paths;
  for (const Footprint& footprint : footprints)
    if (!footprint.preexisting()) paths.push_back(footprint.path);
  return paths;
}

}  // namespace

Waiter::Waiter(std::chrono::milliseconds patience) : end_(now_in_microseconds() + patience.count() * 1000), pause_(50) {}

bool Waiter::wait() {
  const std::int64_t left = end_ - now_in_microseconds();
  if (left <= 0) return false;
  const sys::TimeSpec pause{0, std::min(pause_, left) * 1000};
  (void)sys::ppoll(nullptr, 0, &pause);  // a signal only makes the wait shorter
  pause_ = std::min<std::int64_t>(pause_ + pause_ / 2, 5000);
  ++rounds_;
  return true;
}

std::vector<sys::Pid> list_processes(std::span<const std::string> paths) {
  std::vector<sys::Pid> pids;
  each_cgroup_in(paths, [&pids](const sys::DirFd& dir) { add_pids(dir, pids); });
  std::sort(pids.begin(), pids.end());
  pids.erase(std::unique(pids.begin(), pids.end()), pids.end());
  return pids;
}

std::size_t signal_round(std::span<const std::string> paths, int signal, Freeze freeze) {
  std::vector<sys::Pid> pids = list_processes(paths);
  refuse_self(pids);
  if (signal != sys::kSignalKill) {
    for (std::span<const sys::Pid> rest = pids; !rest.empty(); rest = rest.subspan(std::min(kBatch, rest.size())))
      signal_batch(paths, rest.first(std::min(kBatch, rest.size())), signal);
    return pids.size();
  }
  const Frozen frozen(paths, freeze);
  kill_unified(paths);
  if (freeze == Freeze::Yes) pids = list_processes(paths);
  for (std::span<const sys::Pid> rest = pids; !rest.empty(); rest = rest.subspan(std::min(kBatch, rest.size())))
    signal_batch(paths, rest.first(std::min(kBatch, rest.size())), signal);
  return pids.size();
}

std::string pid_list(const std::vector<sys::Pid>& pids) {
  std::string out;
  for (const sys::Pid pid : pids) (out += out.empty() ? "" : ", ") += std::to_string(pid);
  return out;
}

std::vector<sys::Pid> processes(std::span<const Footprint> footprints) { return list_processes(paths_of(footprints)); }

bool is_frozen(std::span<const Footprint> footprints) {
  for (const Footprint& footprint : footprints) {
    const auto top = open_listing(sys::At::cwd(), footprint.path.c_str());
    if (!top.ok()) continue;
    const auto v1 = read_file(top.value(), "freezer.state");
    if (v1.ok() && trimmed(v1.value()) != "THAWED") return true;
    const auto v2 = read_file(top.value(), "cgroup.freeze");
    if (v2.ok() && trimmed(v2.value()) == "1") return true;
  }
  return false;
}

bool any_ours(std::span<const Footprint> footprints) {
  return std::any_of(footprints.begin(), footprints.end(), [](const Footprint& footprint) { return !footprint.preexisting(); });
}

void signal_all(std::span<const Footprint> footprints, int signal) {
  (void)signal_round(our_paths(footprints), signal, Freeze::No);  // how many there were is of no interest
}

void kill_all(std::span<const Footprint> footprints, Patience patience) {
  const std::vector<std::string> paths = our_paths(footprints);
  Waiter waiter(patience);
  while (signal_round(paths, sys::kSignalKill, waiter.freeze()) != 0)
    if (!waiter.wait()) throw Error(Code::System, "processes do not end: " + pid_list(list_processes(paths))).op("kill").os(EBUSY);
}

}  // namespace dray::cgroup
