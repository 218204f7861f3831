#pragma once

// The state root: one directory per container, private to its owner.
//
//   ROOT/ID/cgroups    the intent: written before the first side effect, never changed
//   ROOT/ID/record     written when the container is created; without it the container is still being created, or never was
//   ROOT/ID/config     config.json as it was at create
//   ROOT/ID/recorder   the flight recorder of init
//   ROOT/ID/exec.fifo  while the container is created: init waits in it for `start`

#include "dray/fs/files.h"
#include "dray/state/record.h"

#include <optional>

namespace dray::state {

/// The directory of one container. The lock is flock(2) on it: held by the process that creates or starts the container.
class Container {
 public:
  Container(std::string id, sys::DirFd root, sys::DirFd directory)
      : id_(std::move(id)), root_(std::move(root)), directory_(std::move(directory)) {}

  const std::string& id() const { return id_; }
  const sys::DirFd& directory() const { return directory_; }

  /// False if somebody else holds the lock.
  bool try_lock() const;
  /// False once the directory was removed, whoever has its name today.
  bool exists() const;
  void lock() const;

  void write_intent(const std::vector<cgroup::Footprint>& cgroups) const;
  void write_record(const Record& record) const;
  void keep_config(std::string_view text) const;

  /// True once the container is created, even if the record can't be read.
  bool has_record() const;
  /// Nothing while the container is being created. Errors: Corrupt, System.
  std::optional<Record> read_record() const;
  /// The cgroups, from the record or, where that can't be read, from the intent. Errors: Corrupt if neither can be read.
  std::vector<cgroup::Footprint> read_cgroups() const;

  /// Both ends of a new FIFO: init waits in it.
  sys::PipeFd make_fifo() const;
  /// The writing end, which exists only while init waits; nothing when it does not (or never did).
  std::optional<sys::PipeFd> open_fifo() const;
  void remove_fifo() const;

  /// A new recorder, its page allocated: a full disk is an error here, not a SIGBUS in init.
  sys::FileFd make_recorder() const;
  std::optional<sys::FileFd> open_recorder() const;

  /// Removes the directory with everything in it. False if somebody else already did.
  bool remove() const;

 private:
  std::string id_;
  sys::DirFd root_, directory_;
};

class Store {
 public:
  explicit Store(std::string root) : root_(std::move(root)) {}

  /// A new directory, locked. The root is made, 0700, if it is missing.
  /// Errors: Exists ("container with given ID already exists"), System.
  Container create(const std::string& id) const;
  /// Nothing if there is no such container.
  std::optional<Container> find(const std::string& id) const;
  /// Errors: NotFound ("container does not exist").
  Container open(const std::string& id) const;
  /// Another container of this root whose intent or record has one of these cgroups; a container that can't be read has none.
  std::optional<std::string> owner_of(const std::vector<cgroup::Footprint>& cgroups, const std::string& except) const;
  /// Every directory below the root that has the form of an id, sorted.
  std::vector<std::string> ids() const;

  std::string path(const std::string& name) const { return root_ + '/' + name; }

 private:
  std::string root_;
};

}  // namespace dray::state
