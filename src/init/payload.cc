// Process: init.  Root: the container's.  The payload's working directory, HOME, program, and the end of init.

#include "machine.h"
#include "passwd.h"

namespace dray::init {
namespace {

using namespace program;

constexpr unsigned kTypeMask = 0170000, kRegular = 0100000, kDirectory = 0040000;

/// File access with the rights of the payload's user, while the process keeps its own. Supplementary groups are set before.
/// With it everything that opens files happens before seccomp, whatever the filter forbids.
class AsUser {
 public:
  AsUser(std::uint32_t uid, std::uint32_t gid) noexcept : uid_(sys::setfsuid(uid)) { gid_ = sys::setfsgid(gid); }
  AsUser(const AsUser&) = delete;
  AsUser& operator=(const AsUser&) = delete;
  ~AsUser() {
    (void)sys::setfsgid(gid_);
    (void)sys::setfsuid(uid_);
  }

 private:
  std::uint32_t uid_, gid_;
};

/// Why a candidate of PATH is no program; 0 if it is one.
int unusable(const char* path) {
  const auto status = sys::statx(sys::At::cwd(), path, 0, STATX_TYPE);
  if (!status.ok()) return status.err();
  const unsigned type = status.value().stx_mode & kTypeMask;
  if (type == kDirectory) return EISDIR;
  if (type != kRegular) return EACCES;
  return sys::faccessat2(sys::At::cwd(), path, sys::kExecutable, sys::kAtEffectiveAccess).err();
}

/// Its first bytes tell the host what was wrong if execve fails: another architecture, a missing interpreter.
/// A program that may be executed but not read is fine.
void keep_head(Machine& machine, const char* path) {
  const auto file = machine.resolver().open_data_file(path);
  if (!file.ok()) return;
  const auto size = sys::read_up_to(file.value(), machine.recorder->head, kHeadSize);
  machine.recorder->head_size = size.ok() ? static_cast<std::uint32_t>(size.value()) : 0;
}

/// Offsets become addresses; the element behind the last is still 0.
char** relocate(Machine& machine, Pointers pointers) {
  auto* values = reinterpret_cast<std::uint64_t*>(machine.pool(pointers.offset));
  for (unsigned i = 0; i < pointers.count; ++i) values[i] += reinterpret_cast<std::uint64_t>(machine.pool(0));
  return reinterpret_cast<char**>(values);
}

/// Linux before 5.6 and a container root outside the tree answer "(unreachable)…" (CVE-2024-21626).
Outcome verify_cwd() {
  char path[4096];
  const auto size = sys::getcwd(path, sizeof path);
  if (!size.ok()) return failure(size.err());
  return path[0] == '/' ? Outcome(sys::Done{}) : failure(EXDEV);
}

}  // namespace

Outcome run(Machine& machine, const MakeCwd& step) {
  const char* path = machine.text(step.path);
  const auto existing = machine.resolver().open(path);
  if (existing.ok()) return sys::Done{};
  const auto made = machine.resolver().make_directory(path);
  if (!made.ok()) return failure(made.err());
  return sys::fchownat(made.value(), "", step.uid, step.gid, sys::kAtEmptyPath);
}

Outcome run(Machine& machine, const EnterCwd& step) {
  Outcome entered = sys::chdir(machine.text(step.path));
  if (entered.err() == EACCES || entered.err() == EPERM) {
    const AsUser user(step.uid, step.gid);
    entered = sys::chdir(machine.text(step.path));
  }
  return entered.ok() ? verify_cwd() : entered;
}

Outcome run(Machine& machine, const FindHome& step) {
  const auto file = machine.resolver().open_data_file("/etc/passwd");
  char* home = machine.home + 5;
  const unsigned room = sizeof machine.home - 5;
  if (file.ok()) {
    const Outcome found = find_home(file.value(), step.uid, home, room);
    if (!found.ok()) return found;
  } else if (file.err() != ENOENT && file.err() != ENOTDIR) {
    machine.note("/etc/passwd");
    return failure(file.err());
  }
  if (home[0] == '\0') home[0] = '/', home[1] = '\0';
  machine.has_home = true;
  return sys::Done{};
}

Outcome run(Machine& machine, const FindExecutable& step) {
  const AsUser user(step.uid, step.gid);
  const char* candidate = machine.first(step.candidates);
  int reason = ENOENT;
  for (unsigned i = 0; i < step.candidates.count; ++i, candidate = next(candidate)) {
    const int err = unusable(candidate);
    if (err == 0) {
      machine.executable = candidate;
      machine.recorder->candidate = i;
      keep_head(machine, candidate);
      return sys::Done{};
    }
    if (err != ENOENT && err != ENOTDIR) reason = err;
  }
  return failure(reason);
}

Outcome run(Machine& machine, const Execute& step) {
  char** argv = relocate(machine, step.argv);
  char** envp = relocate(machine, step.envp);
  if (machine.has_home) envp[step.envp.count] = machine.home;
  return sys::execve(machine.executable, argv, envp);
}

}  // namespace dray::init
