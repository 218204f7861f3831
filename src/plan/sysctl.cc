#include "context.h"
#include "dray/base/text.h"

#include <algorithm>

namespace dray::plan {
namespace {

using oci::NamespaceType;

/// Which namespace isolates a sysctl: without it the write would change the host.
struct Rule {
  std::string_view prefix;
  NamespaceType owner;
  bool whole;  ///< the prefix is the whole name
};

constexpr Rule kRules[] = {{"fs/mqueue/", NamespaceType::Ipc, false},
                           {"kernel/domainname", NamespaceType::Uts, true},
                           {"kernel/msgmax", NamespaceType::Ipc, true},
                           {"kernel/msgmnb", NamespaceType::Ipc, true},
                           {"kernel/msgmni", NamespaceType::Ipc, true},
                           {"kernel/sem", NamespaceType::Ipc, true},
                           {"kernel/shm_rmid_forced", NamespaceType::Ipc, true},
                           {"kernel/shmall", NamespaceType::Ipc, true},
                           {"kernel/shmmax", NamespaceType::Ipc, true},
                           {"kernel/shmmni", NamespaceType::Ipc, true},
                           {"net/", NamespaceType::Network, false},
                           {"user/", NamespaceType::User, false}};

std::string_view owner_name(NamespaceType type) {
  switch (type) {
    case NamespaceType::Ipc: return "ipc";
    case NamespaceType::Uts: return "uts";
    case NamespaceType::User: return "user";
    default: return "network";
  }
}

/// As sysctl(8): the first separator decides which of "." and "/" separates; the other one is part of a name.
std::string file_name(const std::string& name) {
  const std::size_t first = name.find_first_of("./");
  if (first == std::string::npos || name[first] == '/') return name;
  std::string file = name;
  for (char& c : file) {
    if (c == '.') c = '/';
    else if (c == '/') c = '.';
  }
  return file;
}

void check(const Context& context, const std::string& name, const std::string& file) {
  const Origin origin = context.spec.linux.origin.member("sysctl").member(name);
  if (has_dot_dot(file)) throw Error(Code::InvalidConfig, "a sysctl name can't contain \"..\"").at(origin);
  const auto* rule = std::find_if(std::begin(kRules), std::end(kRules),
                                  [&file](const Rule& one) { return one.whole ? file == one.prefix : file.starts_with(one.prefix); });
  if (rule == std::end(kRules))
    throw Error(Code::InvalidConfig, "sysctl " + quoted(name) + " is not in a separate kernel namespace").at(origin);
  if (context.members[rule->owner] == Membership::Absent)
    throw Error(Code::InvalidConfig, "sysctl " + quoted(name) + " needs a " + std::string(owner_name(rule->owner)) + " namespace")
        .at(origin)
        .hint("it would change the host's setting");
}

}  // namespace

void plan_sysctls(Context& context, Mounted& stage) {
  const oci::Linux& linux = context.spec.linux;
  const Origin section = linux.origin.member("sysctl");
  for (const auto& [name, value] : linux.sysctl) {
    const std::string file = file_name(name);
    check(context, name, file);
    const std::string path = "sys/" + file;
    stage.add(program::WriteSysctl{stage.pool().text(path), stage.pool().text(value)},
              {{}, section.member(name), "write", "/proc/" + path});
  }
}

void plan_private_proc(Context& context, Mounted& stage) {
  stage.add(program::OpenProc{}, {{}, context.spec.linux.origin.member("sysctl"), "mount private procfs", {}});
}

}  // namespace dray::plan
