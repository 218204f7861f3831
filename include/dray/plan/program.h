#pragma once

#include "dray/base/origin.h"
#include "dray/program/format.h"

#include <concepts>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dray::plan {

/// What an error message says of a step: which property asked for it, what it does, to what.
struct StepInfo {
  program::Kind kind{};
  Origin origin{};
  std::string op{};    ///< "mount proc"
  std::string path{};  ///< the object, a path in the container if it has one
};

/// The strings and arrays of a program under construction.
class Pool {
 public:
  program::Ref text(std::string_view text);
  program::Ref bytes(std::span<const std::byte> bytes);
  program::List list(std::span<const std::string> texts);
  /// With `spare` elements behind the terminating one, for what init adds (HOME).
  program::Pointers pointers(std::span<const std::string> texts, std::size_t spare);

  std::string_view at(program::Ref ref) const { return {data_.data() + ref.offset, ref.size}; }
  std::vector<std::string_view> at(program::List list) const;
  const std::vector<char>& data() const { return data_; }

 private:
  void align();
  std::vector<char> data_;
};

template <class Step, class... Allowed>
concept OneOf = (std::same_as<Step, Allowed> || ...);

/// The encoded steps of one phase.
struct Steps {
  std::vector<char> code{};
  std::vector<StepInfo> info{};

  void append(program::Kind kind, const void* payload, std::size_t size);
  void append(Steps&& other);
};

/// One phase of the launch. It takes only the steps that are legal there: a mount after the root was entered,
/// or a step after seccomp that a filter may forbid, does not compile.
template <class... Allowed>
class Stage {
 public:
  explicit Stage(Pool& pool) : pool_(pool) {}

  template <OneOf<Allowed...> Step>
  void add(const Step& step, StepInfo info) {
    info.kind = Step::kKind;
    steps_.append(Step::kKind, &step, sizeof step);
    steps_.info.push_back(std::move(info));
  }

  Pool& pool() { return pool_; }
  Steps&& take() && { return std::move(steps_); }

 private:
  Pool& pool_;
  Steps steps_{};
};

/// In new namespaces, with the host's mounts still in sight.
using Joined = Stage<program::JoinKeyring, program::Unshare, program::RaiseLoopback, program::SetPropagation, program::ReceiveTrees,
                     program::SetHostname, program::SetDomainname, program::AttachRoot>;
/// The root filesystem is built, from outside. The cgroups are joined late here, while the host still makes them.
using Mounted = Stage<program::MountFs, program::OpenProc, program::WriteSysctl, program::AttachTree, program::Remount,
                      program::ChangeMount, program::MakeNode, program::MakeLink, program::EnterCgroups, program::Unshare>;
/// Inside the root.
using Rooted =
    Stage<program::EnterRoot, program::MakeCwd, program::ReadonlyPath, program::MaskPath, program::ReadonlyRoot, program::ReportRooted>;
/// Everything that opens files or needs rights that are about to go.
using Confined =
    Stage<program::FindHome, program::StartSession, program::OwnStdio, program::UnblockSignals, program::SetGroups, program::EnterCwd,
          program::FindExecutable, program::SetUmask, program::CloseOnExec, program::SetLimit, program::SetNoNewPrivs>;
/// A filter may already be loaded: only calls that plan/ has evaluated against it.
using Sealed = Stage<program::LoadSeccomp, program::DropBounding, program::SetIds, program::SetCapabilities, program::RaiseAmbient,
                     program::Commit, program::AwaitStart, program::Execute>;

/// A finished program with what the host keeps to explain it.
class Program {
 public:
  Program(std::vector<Steps> phases, const Pool& pool, program::Slot slot_count);

  /// As init reads it. The descriptor table holds -1; the launcher fills it in.
  const std::vector<char>& image() const { return image_; }
  std::vector<char>& image() { return image_; }
  const std::vector<StepInfo>& info() const { return info_; }
  const program::Header& header() const { return *reinterpret_cast<const program::Header*>(image_.data()); }
  const char* pool() const { return image_.data() + header().pool_offset; }
  /// The payload of step `index`.
  const void* payload(std::size_t index) const;

 private:
  std::vector<char> image_;
  std::vector<StepInfo> info_;
};

}  // namespace dray::plan
