#pragma once

// The launch program: what the host compiles from config.json and init executes. Plain data, position independent:
//
//   Header | descriptor table (int32 each) | steps (StepHeader + payload, 8-byte aligned) | pool (strings, arrays)
//
// Freestanding; shared by plan/, launch/ and init/. Offsets in payloads count from the first byte of the pool.

#include <cstddef>
#include <cstdint>

namespace dray::program {

inline constexpr std::uint64_t kMagic = 0x31306d7267797264U;  // "drygrm01"
inline constexpr char kInitName[] = "dray-init";              // argv[0] of init

struct Header {
  std::uint64_t magic;
  std::uint32_t size;
  std::uint32_t slot_count;
  std::uint32_t slots_offset;
  std::uint32_t steps_offset;
  std::uint32_t step_count;
  std::uint32_t pool_offset;
};

/// A NUL-terminated string, or bytes, in the program.
struct Ref {
  std::uint32_t offset;
  std::uint32_t size;  ///< without the NUL
};

/// `count` strings one after the other, each with its NUL.
struct List {
  std::uint32_t offset;
  std::uint32_t count;
};

/// `count` pointers for execve, as uint64 offsets that init turns into addresses; one more element stays 0.
struct Pointers {
  std::uint32_t offset;
  std::uint32_t count;
};

/// Index into the descriptor table. The host fills in inherited descriptors, init those that arrive later (-1 until then).
using Slot = std::uint32_t;

inline constexpr Slot kChannelSlot = 0, kRecorderSlot = 1, kFifoSlot = 2, kFirstFreeSlot = 3;

enum class Kind : std::uint16_t {
  JoinKeyring,
  Unshare,
  RaiseLoopback,
  SetPropagation,
  ReceiveTrees,
  EnterCgroups,
  OpenProc,
  WriteSysctl,
  SetHostname,
  SetDomainname,
  AttachRoot,
  MountFs,
  AttachTree,
  Remount,
  ChangeMount,
  MakeNode,
  MakeLink,
  EnterRoot,
  MaskPath,
  ReadonlyPath,
  ReadonlyRoot,
  ReportRooted,
  MakeCwd,
  EnterCwd,
  SetUmask,
  SetLimit,
  FindHome,
  StartSession,
  OwnStdio,
  UnblockSignals,
  CloseOnExec,
  SetNoNewPrivs,
  LoadSeccomp,
  DropBounding,
  SetGroups,
  SetIds,
  SetCapabilities,
  RaiseAmbient,
  FindExecutable,
  Commit,
  AwaitStart,
  Execute,
};

struct StepHeader {
  Kind kind;
  std::uint16_t size;      ///< of header and payload, a multiple of 8
  std::uint32_t reserved;  ///< 0
};

// Payloads. Each names its kind; the comment says what is true afterwards.

/// The process has a session keyring of its own (keyctl(KEYCTL_JOIN_SESSION_KEYRING)).
struct JoinKeyring {
  static constexpr Kind kKind = Kind::JoinKeyring;
  Ref name;
};

/// The process is in new namespaces (CLONE_NEW*).
struct Unshare {
  static constexpr Kind kKind = Kind::Unshare;
  std::uint64_t namespaces;
};

/// The loopback interface of the new network namespace is up.
struct RaiseLoopback {
  static constexpr Kind kKind = Kind::RaiseLoopback;
  std::uint64_t reserved;
};

/// Every mount of the namespace has this propagation (MS_SLAVE …), so that nothing done here reaches the host.
struct SetPropagation {
  static constexpr Kind kKind = Kind::SetPropagation;
  std::uint64_t propagation;
};

/// Slots from `first` on hold the detached mounts that the host made meanwhile.
struct ReceiveTrees {
  static constexpr Kind kKind = Kind::ReceiveTrees;
  Slot first;
  std::uint32_t count;
};

/// The process is in its cgroups: it received `files` (v1 `tasks`, v2 `cgroup.procs`) in slots from `first` and wrote "0" to each;
/// `trees` detached mounts of the cgroups follow in the slots behind them.
struct EnterCgroups {
  static constexpr Kind kKind = Kind::EnterCgroups;
  Slot first;
  std::uint32_t files;
  std::uint32_t trees;
  std::uint32_t reserved;
};

/// Init holds a private procfs that nothing can be mounted on; for containers without a /proc of their own.
struct OpenProc {
  static constexpr Kind kKind = Kind::OpenProc;
  std::uint64_t reserved;
};

/// The file below the private procfs has this content.
struct WriteSysctl {
  static constexpr Kind kKind = Kind::WriteSysctl;
  Ref path;
  Ref value;
};

struct SetHostname {
  static constexpr Kind kKind = Kind::SetHostname;
  Ref name;
};

struct SetDomainname {
  static constexpr Kind kKind = Kind::SetDomainname;
  Ref name;
};

/// The tree is mounted at its host path in this mount namespace and is the root for all container paths.
/// `device` and `inode` are those of the directory the host saw: a path that was swapped since is ESTALE.
struct AttachRoot {
  static constexpr Kind kKind = Kind::AttachRoot;
  Slot tree;
  std::uint32_t reserved;
  Ref path;
  std::uint64_t device;
  std::uint64_t inode;
};

/// A new file system is mounted at `target`. The attributes are set before it can be seen.
struct MountFs {
  static constexpr Kind kKind = Kind::MountFs;
  Ref type;
  Ref source;
  List options;  ///< "key" or "key=value", one fsconfig(2) call each
  Ref target;
  std::uint64_t attributes;    ///< MOUNT_ATTR_* for fsmount(2)
  std::uint64_t propagation;   ///< 0 = as it is
  std::uint32_t inherit_mode;  ///< not 0: mode= of the directory that is covered (tmpfs over an existing directory)
  std::uint32_t real_target;   ///< not 0: no part of `target` may be a symbolic link (/proc, /sys, /dev)
  std::uint32_t keep_proc;     ///< not 0: it is procfs, and sysctls are written through it before anything can cover it
  std::uint32_t reserved;
  List entries;  ///< content made while detached: "d NAME" (directory), "l NAME TARGET" (symbolic link)
};

/// A detached tree of the host is mounted at `target`; a missing mount point is made, a file or directory like the tree.
struct AttachTree {
  static constexpr Kind kKind = Kind::AttachTree;
  Slot tree;
  std::uint32_t reserved;
  Ref target;
  std::uint64_t attributes;  ///< MOUNT_ATTR_* that it must have, read back with fstatfs(2)
};

/// mount(2) with MS_REMOUNT at `target`.
struct Remount {
  static constexpr Kind kKind = Kind::Remount;
  Ref target;
  Ref data;
  std::uint64_t flags;
};

/// mount_setattr(2) on what is mounted at `target`.
struct ChangeMount {
  static constexpr Kind kKind = Kind::ChangeMount;
  Ref target;
  std::uint64_t set, clear, propagation;
  std::uint32_t recursive;
  std::uint32_t reserved;
};

/// A device node (or FIFO) of this type, number, mode and owner exists. An existing one must match.
struct MakeNode {
  static constexpr Kind kKind = Kind::MakeNode;
  Ref path;
  std::uint32_t mode;  ///< with the file type
  std::uint32_t uid, gid;
  std::uint32_t reserved;
  std::uint64_t device;
};

/// A symbolic link exists at `path`; what stands there already stays.
struct MakeLink {
  static constexpr Kind kKind = Kind::MakeLink;
  Ref target;
  Ref path;
};

/// The container's root is the root of the process and the host's mounts are out of reach (pivot_root(2)).
struct EnterRoot {
  static constexpr Kind kKind = Kind::EnterRoot;
  std::uint64_t propagation;  ///< of the new root afterwards; 0 = as it is
};

/// Nothing of what was at `path` can be read: covered by the empty tree (directories) or the null device. A path that does not exist stays
/// so.
struct MaskPath {
  static constexpr Kind kKind = Kind::MaskPath;
  Ref path;
  Slot null_tree;
  Slot empty_tree;
};

struct ReadonlyPath {
  static constexpr Kind kKind = Kind::ReadonlyPath;
  Ref path;
};

struct ReadonlyRoot {
  static constexpr Kind kKind = Kind::ReadonlyRoot;
  std::uint64_t reserved;
};

/// The host knows that the container's root is complete, and has answered that limits are in place.
struct ReportRooted {
  static constexpr Kind kKind = Kind::ReportRooted;
  std::uint64_t reserved;
};

/// The working directory exists; made with these owners if it did not.
struct MakeCwd {
  static constexpr Kind kKind = Kind::MakeCwd;
  Ref path;
  std::uint32_t uid, gid;
};

/// The process is in its working directory, which lies inside the container (CVE-2024-21626).
struct EnterCwd {
  static constexpr Kind kKind = Kind::EnterCwd;
  Ref path;
  std::uint32_t uid, gid;  ///< tried as this user where root may not enter (NFS, FUSE)
};

struct SetUmask {
  static constexpr Kind kKind = Kind::SetUmask;
  std::uint64_t mask;
};

struct SetLimit {
  static constexpr Kind kKind = Kind::SetLimit;
  std::uint64_t resource;
  std::uint64_t soft, hard;
};

/// The environment has HOME, of the passwd entry of `uid` in the container, else "/".
struct FindHome {
  static constexpr Kind kKind = Kind::FindHome;
  std::uint64_t uid;
};

struct StartSession {
  static constexpr Kind kKind = Kind::StartSession;
  std::uint64_t reserved;
};

/// Stdio can be opened again by the payload's user, and a null device among it is the container's, not the host's.
struct OwnStdio {
  static constexpr Kind kKind = Kind::OwnStdio;
  std::uint64_t uid;
};

/// No signal is blocked or ignored.
struct UnblockSignals {
  static constexpr Kind kKind = Kind::UnblockSignals;
  std::uint64_t reserved;
};

/// No descriptor from `first` on survives execve.
struct CloseOnExec {
  static constexpr Kind kKind = Kind::CloseOnExec;
  std::uint64_t first;
};

struct SetNoNewPrivs {
  static constexpr Kind kKind = Kind::SetNoNewPrivs;
  std::uint64_t reserved;
};

struct LoadSeccomp {
  static constexpr Kind kKind = Kind::LoadSeccomp;
  Ref filter;  ///< sock_filter[size / 8], 8-byte aligned
  std::uint32_t flags;
  std::uint32_t verify;  ///< not 0: the filter allows prctl(PR_GET_SECCOMP), which must answer 2
};

/// Only these capabilities are in the bounding set.
struct DropBounding {
  static constexpr Kind kKind = Kind::DropBounding;
  std::uint64_t keep;
};

/// These are all supplementary groups.
struct SetGroups {
  static constexpr Kind kKind = Kind::SetGroups;
  Ref gids;  ///< uint32[size / 4]
};

/// All uids and gids are these; permitted capabilities survive.
struct SetIds {
  static constexpr Kind kKind = Kind::SetIds;
  std::uint32_t uid, gid;
};

struct SetCapabilities {
  static constexpr Kind kKind = Kind::SetCapabilities;
  std::uint64_t effective, permitted, inheritable;
};

struct RaiseAmbient {
  static constexpr Kind kKind = Kind::RaiseAmbient;
  std::uint64_t capabilities;
};

/// The first candidate that the payload's user may execute is chosen; its first bytes are in the recorder.
struct FindExecutable {
  static constexpr Kind kKind = Kind::FindExecutable;
  List candidates;
  std::uint32_t uid, gid;
};

/// The host has recorded the container; init no longer dies with the host.
struct Commit {
  static constexpr Kind kKind = Kind::Commit;
  std::uint64_t reserved;
};

/// `start` was called: one byte has arrived in the FIFO.
struct AwaitStart {
  static constexpr Kind kKind = Kind::AwaitStart;
  Slot fifo;
  std::uint32_t reserved;
};

struct Execute {
  static constexpr Kind kKind = Kind::Execute;
  Pointers argv;
  Pointers envp;
};

}  // namespace dray::program
