#include "describe.h"

#include "dray/base/text.h"
#include "dray/oci/names.h"
#include "dray/plan/shape.h"

namespace dray::plan {
namespace {

using namespace program;

/// Collects the details of one step; values that say nothing are left out.
class Writer {
 public:
  Writer(const Program& program, Described& out) : program_(program), out_(out) {}

  Writer& text(std::string_view key, std::string value) {
    if (!value.empty()) out_.details.emplace_back(key, std::move(value));
    return *this;
  }
  Writer& text(std::string_view key, Ref ref) { return text(key, std::string(program_.pool() + ref.offset, ref.size)); }
  Writer& number(std::string_view key, std::uint64_t value) { return text(key, std::to_string(value)); }
  Writer& list(std::string_view key, List list) {
    std::string all;
    const char* position = program_.pool() + list.offset;
    for (std::uint32_t i = 0; i < list.count; ++i, position += std::strlen(position) + 1) (all += i == 0 ? "" : ",") += position;
    return text(key, all);
  }
  const Program& program() const { return program_; }

 private:
  const Program& program_;
  Described& out_;
};

std::string octal(std::uint32_t value) {
  std::string digits;
  for (; value != 0; value >>= 3) digits.insert(digits.begin(), static_cast<char>('0' + (value & 7)));
  return "0" + digits;
}

template <class Table>
std::string bit_names(const Table& table, std::uint64_t bits) {
  std::string all;
  for (const auto& [name, bit] : table)
    if ((bits & bit) != 0) (all += all.empty() ? "" : ",") += name;
  return all;
}

struct NamedBit {
  std::string_view name;
  std::uint64_t bit;
};

constexpr NamedBit kAttributes[] = {{"ro", MOUNT_ATTR_RDONLY},
                                    {"nosuid", MOUNT_ATTR_NOSUID},
                                    {"nodev", MOUNT_ATTR_NODEV},
                                    {"noexec", MOUNT_ATTR_NOEXEC},
                                    {"noatime", MOUNT_ATTR_NOATIME},
                                    {"strictatime", MOUNT_ATTR_STRICTATIME},
                                    {"nodiratime", MOUNT_ATTR_NODIRATIME},
                                    {"nosymfollow", MOUNT_ATTR_NOSYMFOLLOW}};

constexpr NamedBit kPropagations[] = {{"unbindable", kUnbindable}, {"private", kPrivate}, {"slave", kSlave}, {"shared", kShared}};

std::string namespace_names(std::uint64_t flags) {
  std::string all;
  for (const auto& [name, type] : oci::kNamespaces)
    if ((flags & clone_flag(type)) != 0) (all += all.empty() ? "" : ",") += name;
  return all;
}

std::string capability_names(std::uint64_t bits) {
  std::string all;
  for (const auto& [name, number] : oci::kCapabilities)
    if ((bits >> number & 1) != 0) (all += all.empty() ? "" : ",") += name.substr(4);
  return all.empty() ? "none" : all;
}

std::string limit_text(std::uint64_t value) { return value == ~std::uint64_t{0} ? "unlimited" : std::to_string(value); }

std::string device_text(std::uint64_t device) {
  const std::uint64_t minor = (device & 0xff) | (device >> 12 & 0xffffff00U);
  return std::to_string(device >> 8 & 0xfff) + ':' + std::to_string(minor);
}

void show(Writer& out, const JoinKeyring& step) { out.text("name", step.name); }
void show(Writer& out, const Unshare& step) { out.text("namespaces", namespace_names(step.namespaces)); }
void show(Writer&, const RaiseLoopback&) {}
void show(Writer& out, const SetPropagation& step) { out.text("type", "r" + bit_names(kPropagations, step.propagation)); }
void show(Writer& out, const ReceiveTrees& step) { out.number("count", step.count).number("first", step.first); }
void show(Writer& out, const EnterCgroups& step) { out.number("files", step.files).number("trees", step.trees); }
void show(Writer&, const OpenProc&) {}
void show(Writer& out, const WriteSysctl& step) { out.text("path", step.path).text("value", step.value); }
void show(Writer& out, const SetHostname& step) { out.text("name", step.name); }
void show(Writer& out, const SetDomainname& step) { out.text("name", step.name); }
void show(Writer& out, const AttachRoot& step) { out.number("tree", step.tree); }

void show(Writer& out, const MountFs& step) {
  out.text("type", step.type).text("source", step.source).text("target", step.target).list("options", step.options);
  out.text("attributes", bit_names(kAttributes, step.attributes)).text("propagation", bit_names(kPropagations, step.propagation));
  out.list("entries", step.entries);
}

void show(Writer& out, const AttachTree& step) {
  out.number("tree", step.tree).text("target", step.target).text("attributes", bit_names(kAttributes, step.attributes));
}

void show(Writer& out, const Remount& step) { out.text("target", step.target).number("flags", step.flags).text("data", step.data); }

void show(Writer& out, const ChangeMount& step) {
  out.text("target", step.target)
      .text("set", bit_names(kAttributes, step.set))
      .text("propagation", bit_names(kPropagations, step.propagation));
}

void show(Writer& out, const MakeNode& step) {
  out.text("path", step.path).text("mode", octal(step.mode)).text("device", device_text(step.device));
  out.number("uid", step.uid).number("gid", step.gid);
}

void show(Writer& out, const MakeLink& step) { out.text("path", step.path).text("target", step.target); }
void show(Writer& out, const EnterRoot& step) { out.text("propagation", bit_names(kPropagations, step.propagation)); }
void show(Writer& out, const MaskPath& step) { out.text("path", step.path); }
void show(Writer& out, const ReadonlyPath& step) { out.text("path", step.path); }
void show(Writer&, const ReadonlyRoot&) {}
void show(Writer&, const ReportRooted&) {}
void show(Writer& out, const MakeCwd& step) { out.text("path", step.path).number("uid", step.uid).number("gid", step.gid); }
void show(Writer& out, const EnterCwd& step) { out.text("path", step.path); }
void show(Writer& out, const SetUmask& step) { out.text("mask", octal(static_cast<std::uint32_t>(step.mask))); }

void show(Writer& out, const SetLimit& step) {
  out.number("resource", step.resource).text("soft", limit_text(step.soft)).text("hard", limit_text(step.hard));
}

void show(Writer& out, const FindHome& step) { out.number("uid", step.uid); }
void show(Writer&, const StartSession&) {}
void show(Writer& out, const OwnStdio& step) { out.number("uid", step.uid); }
void show(Writer&, const UnblockSignals&) {}
void show(Writer& out, const CloseOnExec& step) { out.number("first", step.first); }
void show(Writer&, const SetNoNewPrivs&) {}

void show(Writer& out, const LoadSeccomp& step) { out.number("instructions", step.filter.size / 8).number("flags", step.flags); }

void show(Writer& out, const DropBounding& step) { out.text("keep", capability_names(step.keep)); }

void show(Writer& out, const SetGroups& step) {
  std::string all;
  const auto* gids = reinterpret_cast<const std::uint32_t*>(out.program().pool() + step.gids.offset);
  for (std::uint32_t i = 0; i < step.gids.size / sizeof *gids; ++i) (all += i == 0 ? "" : ",") += std::to_string(gids[i]);
  out.text("gids", all.empty() ? "none" : all);
}

void show(Writer& out, const SetIds& step) { out.number("uid", step.uid).number("gid", step.gid); }

void show(Writer& out, const SetCapabilities& step) {
  out.text("effective", capability_names(step.effective)).text("permitted", capability_names(step.permitted));
  out.text("inheritable", capability_names(step.inheritable));
}

void show(Writer& out, const RaiseAmbient& step) { out.text("capabilities", capability_names(step.capabilities)); }
void show(Writer& out, const FindExecutable& step) { out.list("candidates", step.candidates); }
void show(Writer&, const Commit&) {}
void show(Writer&, const AwaitStart&) {}

void show(Writer& out, const Execute& step) {
  const auto* offsets = reinterpret_cast<const std::uint64_t*>(out.program().pool() + step.argv.offset);
  std::string all;
  for (std::uint32_t i = 0; i < step.argv.count; ++i) (all += i == 0 ? "" : " ") += quoted(out.program().pool() + offsets[i]);
  out.text("argv", all).number("env", step.envp.count);
}

/// "MountFs" as "mount-fs".
constexpr std::string_view kNames[] = {
    "join-keyring",  "unshare",          "raise-loopback", "set-propagation",  "receive-trees", "enter-cgroups", "open-proc",
    "write-sysctl",  "set-hostname",     "set-domainname", "attach-root",      "mount-fs",      "attach-tree",   "remount",
    "change-mount",  "make-node",        "make-link",      "enter-root",       "mask-path",     "readonly-path", "readonly-root",
    "report-rooted", "make-cwd",         "enter-cwd",      "set-umask",        "set-limit",     "find-home",     "start-session",
    "own-stdio",     "unblock-signals",  "close-on-exec",  "set-no-new-privs", "load-seccomp",  "drop-bounding", "set-groups",
    "set-ids",       "set-capabilities", "raise-ambient",  "find-executable",  "commit",        "await-start",   "execute"};
static_assert(std::size(kNames) == static_cast<std::size_t>(Kind::Execute) + 1);

}  // namespace

Described describe(const Program& program, std::size_t index) {
  const Kind kind = program.info()[index].kind;
  Described out{kNames[static_cast<std::size_t>(kind)]};
  Writer writer(program, out);
  const void* payload = program.payload(index);
  switch (kind) {
#define DRAY_STEP(name)                               \
  case Kind::name:                                    \
    show(writer, *static_cast<const name*>(payload)); \
    break;
#include "dray/program/steps.inc"
#undef DRAY_STEP
  }
  return out;
}

Described describe(const TreeSource& tree) {
  constexpr std::string_view kKinds[] = {"root", "bind", "null-device", "empty-directory"};
  Described out{kKinds[static_cast<std::size_t>(tree.kind)]};
  const auto add = [&out](std::string_view key, std::string value) {
    if (!value.empty()) out.details.emplace_back(key, std::move(value));
  };
  add("path", tree.path);
  if (tree.subtree == sys::Subtree::Recursive) add("subtree", "recursive");
  add("set", bit_names(kAttributes, tree.attributes.set));
  add("clear", bit_names(kAttributes, tree.attributes.clear));
  add("recursive-set", bit_names(kAttributes, tree.recursive.set));
  add("recursive-clear", bit_names(kAttributes, tree.recursive.clear));
  std::string types;
  for (const PropagationChange& change : tree.propagation)
    (types += types.empty() ? "" : ",") += (change.subtree == sys::Subtree::Recursive ? "r" : "") + bit_names(kPropagations, change.type);
  add("propagation", types);
  return out;
}

}  // namespace dray::plan
