#pragma once

#include "bundle.h"
#include "leftovers.h"
#include "process.h"

#include <memory>
#include <string>
#include <vector>

namespace it {

/// A container of the runtime under test in a scratch folder with a state root of its own. The destructor deletes it by force and
/// CHECKs that nothing is left of it anywhere.
class Container {
 public:
  explicit Container(const Bundle& bundle);
  ~Container();
  Container(const Container&) = delete;
  Container& operator=(const Container&) = delete;

  using Words = std::vector<std::string>;

  Outcome create(Words options = {});
  Outcome start() { return command({"start", id()}); }
  /// In the foreground, to its end.
  Outcome run(Words options = {});
  /// In the foreground; the caller talks to it and waits.
  std::unique_ptr<Process> run_in_background(Words options = {});
  Outcome kill(Words words) { return command(after_id("kill", std::move(words))); }
  Outcome remove(Words options = {});
  /// Any command of the runtime with its --root.
  Outcome command(Words words, Launch launch = {});

  /// The answer of `state`; null when it fails.
  Json state();
  std::string status();
  int pid();
  bool stops_within(double seconds);

  /// What the container's process has written; JSON lines of the guest.
  std::string output() const { return main_ ? main_->out() : ""; }
  std::vector<Json> documents() const;

  const std::string& id() const { return trace_.name; }
  const std::string& folder() const { return trace_.scratch; }
  std::string bundle() const { return folder() + "/bundle"; }
  std::string state_root() const { return trace_.state_root; }
  /// The cgroup of the container in the hierarchy of `controller`.
  std::string cgroup(const std::string& controller) const;
  std::vector<std::string> leftovers() const { return it::leftovers(trace_); }
  /// For cases about commands that are killed or refused: the leftovers of a failed case are swept without a CHECK.
  void expect_leftovers() { check_leftovers_ = false; }

  /// What the next commands are launched with.
  Launch launch{};

 private:
  Words after_id(const char* name, Words words) const;
  std::unique_ptr<Process> begin(Words words, Launch launch) const;
  Trace trace_;
  std::string cgroups_path_;
  std::unique_ptr<Process> main_;
  bool check_leftovers_ = true;
};

}  // namespace it
