#pragma once

// What init knows while it runs a program. Freestanding: no heap, no exceptions, no libc.

#include "dray/fs/root.h"
#include "dray/program/format.h"
#include "dray/program/messages.h"
#include "dray/program/recorder.h"
#include "dray/sys/file.h"
#include "dray/sys/mount.h"
#include "dray/sys/process.h"
#include "dray/sys/socket.h"

namespace dray::init {

using sys::failure;
using sys::Outcome;

struct Machine {
  char* base = nullptr;  ///< the program, mapped private and writable
  program::Recorder* recorder = nullptr;
  sys::SocketFd channel{};
  sys::TreeFd root{};  ///< the container's root, once attached
  sys::TreeFd proc{};  ///< a procfs of ours, for sysctls
  const char* executable = nullptr;
  bool null_attached = false, empty_attached = false;
  char home[512] = "HOME=";
  bool has_home = false;

  const program::Header& header() const { return *reinterpret_cast<const program::Header*>(base); }
  char* pool(std::uint32_t offset) const { return base + header().pool_offset + offset; }
  const char* text(program::Ref ref) const { return pool(ref.offset); }
  const char* first(program::List list) const { return pool(list.offset); }

  /// The descriptor in a slot; whoever moves it out owns it.
  template <class F>
  F& slot(program::Slot index) {
    static_assert(sizeof(F) == sizeof(std::int32_t));
    return reinterpret_cast<F*>(base + header().slots_offset)[index];
  }

  fs::Root resolver() const { return fs::Root(root); }

  /// Names the object of a failing step, for the message that the host makes.
  void note(const char* text) {
    unsigned size = 0;
    while (text[size] != '\0' && size < program::kNoteSize) {
      recorder->note[size] = text[size];
      ++size;
    }
    recorder->note_size = size;
  }
};

inline unsigned length(const char* text) {
  unsigned size = 0;
  while (text[size] != '\0') ++size;
  return size;
}

/// The next string of a List.
inline const char* next(const char* text) { return text + length(text) + 1; }

// One function per kind of step; each makes true what dray/program/format.h says of it.

// namespaces.cc
Outcome run(Machine&, const program::JoinKeyring&);
Outcome run(Machine&, const program::Unshare&);
Outcome run(Machine&, const program::RaiseLoopback&);
Outcome run(Machine&, const program::SetPropagation&);
Outcome run(Machine&, const program::ReceiveTrees&);
Outcome run(Machine&, const program::EnterCgroups&);
Outcome run(Machine&, const program::OpenProc&);
Outcome run(Machine&, const program::WriteSysctl&);
Outcome run(Machine&, const program::SetHostname&);
Outcome run(Machine&, const program::SetDomainname&);

// mounts.cc
Outcome run(Machine&, const program::MountFs&);
Outcome run(Machine&, const program::AttachTree&);
Outcome run(Machine&, const program::Remount&);
Outcome run(Machine&, const program::ChangeMount&);

// rootfs.cc
Outcome run(Machine&, const program::AttachRoot&);
Outcome run(Machine&, const program::MakeNode&);
Outcome run(Machine&, const program::MakeLink&);
Outcome run(Machine&, const program::EnterRoot&);
Outcome run(Machine&, const program::MaskPath&);
Outcome run(Machine&, const program::ReadonlyPath&);
Outcome run(Machine&, const program::ReadonlyRoot&);

// identity.cc
Outcome run(Machine&, const program::SetUmask&);
Outcome run(Machine&, const program::SetLimit&);
Outcome run(Machine&, const program::StartSession&);
Outcome run(Machine&, const program::OwnStdio&);
Outcome run(Machine&, const program::UnblockSignals&);
Outcome run(Machine&, const program::CloseOnExec&);
Outcome run(Machine&, const program::SetNoNewPrivs&);
Outcome run(Machine&, const program::LoadSeccomp&);
Outcome run(Machine&, const program::DropBounding&);
Outcome run(Machine&, const program::SetGroups&);
Outcome run(Machine&, const program::SetIds&);
Outcome run(Machine&, const program::SetCapabilities&);
Outcome run(Machine&, const program::RaiseAmbient&);

// payload.cc
Outcome run(Machine&, const program::MakeCwd&);
Outcome run(Machine&, const program::EnterCwd&);
Outcome run(Machine&, const program::FindHome&);
Outcome run(Machine&, const program::FindExecutable&);
Outcome run(Machine&, const program::Execute&);

// dialogue.cc
Outcome run(Machine&, const program::ReportRooted&);
Outcome run(Machine&, const program::Commit&);
Outcome run(Machine&, const program::AwaitStart&);

}  // namespace dray::init
