#include "context.h"
#include "dray/base/text.h"
#include "dray/oci/names.h"
#include "seccomp_check.h"

#include <algorithm>

namespace dray::plan {
namespace {

constexpr std::string_view kDefaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// The value of a variable; as in a shell, the last of duplicates counts.
std::optional<std::string_view> variable(const std::vector<std::string>& env, std::string_view name) {
  for (auto entry = env.rbegin(); entry != env.rend(); ++entry)
    if (entry->size() > name.size() && entry->starts_with(name) && (*entry)[name.size()] == '=')
      return std::string_view(*entry).substr(name.size() + 1);
  return std::nullopt;
}

/// As runc: an empty HOME is none.
bool lacks_home(const std::vector<std::string>& env) { return variable(env, "HOME").value_or("").empty(); }

/// As runc: of duplicate variables only the last is passed on.
std::vector<std::string> unique_environment(const std::vector<std::string>& env) {
  std::vector<std::string> kept;
  for (std::size_t i = 0; i < env.size(); ++i) {
    const std::string_view name = std::string_view(env[i]).substr(0, env[i].find('=') + 1);
    const bool later = std::any_of(env.begin() + static_cast<std::ptrdiff_t>(i) + 1, env.end(),
                                   [name](const std::string& other) { return other.starts_with(name); });
    if (!later && env[i] != "HOME=") kept.push_back(env[i]);
  }
  return kept;
}

/// Where execvp(3) would look: a name with a slash is a path, relative to cwd; else each directory of PATH.
std::vector<std::string> candidates(const oci::Process& process) {
  const std::string& name = process.args[0];
  if (name.find('/') != std::string::npos) return {name};
  std::vector<std::string> paths;
  for (const std::string_view directory : split(variable(process.env, "PATH").value_or(kDefaultPath), ':'))
    paths.push_back((directory.empty() ? "." : std::string(directory)) + '/' + name);
  return paths;
}

void add_limits(Context& context, Confined& stage) {
  for (const oci::Rlimit& limit : context.process().rlimits) {
    const auto number = oci::rlimit_number(limit.type);
    if (!number) throw Error(Code::InvalidConfig, "unknown resource limit " + quoted(limit.type)).at(limit.origin.member("type"));
    stage.add(program::SetLimit{*number, limit.soft, limit.hard}, {{}, limit.origin, "set " + limit.type, {}});
  }
}

void add_identity(Context& context, Confined& stage) {
  const oci::Process& process = context.process();
  const oci::User& user = process.user;
  const Origin user_origin = process.origin.member("user");
  if (lacks_home(process.env)) stage.add(program::FindHome{user.uid}, {{}, process.origin.member("env"), "find HOME", {}});
  stage.add(program::StartSession{}, {{}, process.origin, "setsid", {}});
  stage.add(program::OwnStdio{user.uid}, {{}, user_origin.member("uid"), "pass on stdio", {}});
  stage.add(program::UnblockSignals{}, {{}, process.origin, "unblock signals", {}});
  const auto groups = std::as_bytes(std::span(user.additional_gids));
  stage.add(program::SetGroups{stage.pool().bytes(groups)}, {{}, user_origin.member("additionalGids"), "setgroups", {}});
  stage.add(program::EnterCwd{stage.pool().text(process.cwd), user.uid, user.gid},
            {{}, process.origin.member("cwd"), "chdir", process.cwd});
  stage.add(program::FindExecutable{stage.pool().list(candidates(process)), user.uid, user.gid},
            {{}, process.origin.member("args").element(0), "exec:", process.args[0]});
}

std::uint32_t payload_umask(const Context& context) {
  const auto& configured = context.process().user.umask;
  if (configured) return *configured & 0777U;
  return context.options.runc_name ? 022U : context.facts.umask;
}

void add_seccomp(Context& context, Sealed& stage, const SeccompProgram& seccomp) {
  const program::LoadSeccomp step{stage.pool().bytes(seccomp.filter), seccomp.flags, allows_reading_mode(seccomp) ? 1U : 0U};
  stage.add(step, {{}, context.spec.linux.origin.member("seccomp"), "load seccomp filter", {}});
}

void add_credentials(Context& context, Sealed& stage, const Confinement& confinement) {
  const oci::Process& process = context.process();
  const Origin origin = process.capabilities ? process.capabilities->origin : process.origin.member("capabilities");
  stage.add(program::DropBounding{confinement.bounding}, {{}, origin.member("bounding"), "drop capabilities", {}});
  stage.add(program::SetIds{confinement.uid, confinement.gid}, {{}, process.origin.member("user"), "set user", {}});
  stage.add(program::SetCapabilities{confinement.effective, confinement.permitted, confinement.inheritable},
            {{}, origin, "set capabilities", {}});
  if (confinement.ambient != 0)
    stage.add(program::RaiseAmbient{confinement.ambient}, {{}, origin.member("ambient"), "raise ambient capabilities", {}});
}

}  // namespace

/// Everything that opens files comes before the filter. Without no_new_privs the filter needs CAP_SYS_ADMIN and comes before the
/// capabilities go; with it, it is the last thing before execve.
void plan_payload(Context& context, const Confinement& confinement, const SeccompProgram* seccomp, Finish& finish) {
  const oci::Process& process = context.process();
  auto& [confined, sealed] = finish;
  const bool early = seccomp != nullptr && !process.no_new_privileges;
  add_identity(context, confined);
  confined.add(program::SetUmask{payload_umask(context)}, {{}, process.origin.member("user").member("umask"), "umask", {}});
  confined.add(program::CloseOnExec{3 + context.options.preserve_fds}, {{}, process.origin, "close descriptors", {}});
  add_limits(context, confined);
  if (process.no_new_privileges)
    confined.add(program::SetNoNewPrivs{}, {{}, process.origin.member("noNewPrivileges"), "set no_new_privs", {}});
  if (seccomp != nullptr) check_filter(context, *seccomp, confinement);
  if (early) add_seccomp(context, sealed, *seccomp);
  add_credentials(context, sealed, confinement);
  sealed.add(program::Commit{}, {{}, {}, "commit", {}});
  if (context.options.wait_for_start) sealed.add(program::AwaitStart{program::kFifoSlot, 0}, {{}, {}, "wait for start", {}});
  if (seccomp != nullptr && !early) add_seccomp(context, sealed, *seccomp);
  const program::Pointers argv = sealed.pool().pointers(process.args, 0);
  const program::Pointers envp = sealed.pool().pointers(unique_environment(process.env), 1);
  sealed.add(program::Execute{argv, envp}, {{}, process.origin.member("args").element(0), "exec:", process.args[0]});
}

}  // namespace dray::plan
