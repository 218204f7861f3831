#include "recorded_operations.h"

#include "dray/base/error.h"

#include <cerrno>

Recorded& recorded() {
  static Recorded last;
  return last;
}

namespace dray::host {
namespace {

Recorded& record(const char* operation, const HostContext& context, const std::string& id) {
  recorded() = {};
  recorded().operation = operation;
  recorded().state_root = context.state_root;
  recorded().id = id;
  context.log.debug("a debug line");
  if (id == "warned") context.log.warn("a warning");
  if (id == "missing") throw Error(Code::NotFound, "container does not exist");
  if (id == "broken") throw Error(Code::System).at(Origin("/mounts/3")).op("mount").path("/proc").os(EACCES);
  return recorded();
}

}  // namespace

std::string_view status_name(Status status) {
  switch (status) {
    case Status::Creating: return "creating";
    case Status::Created: return "created";
    case Status::Running: return "running";
    case Status::Paused: return "paused";
    case Status::Stopped: return "stopped";
  }
  return "";
}

void create(const HostContext& context, const CreateRequest& request) {
  record("create", context, request.id).request = RunRequest{.create = request};
}
void start(const HostContext& context, const std::string& id) { record("start", context, id); }
int run(const HostContext& context, const RunRequest& request) {
  record("run", context, request.create.id).request = request;
  return 130;
}
ContainerView state(const HostContext& context, const std::string& id) {
  record("state", context, id);
  return {};
}
void kill(const HostContext& context, const std::string& id, int signal, KillScope scope) {
  Recorded& record_ = record("kill", context, id);
  record_.signal = signal;
  record_.scope = scope;
}
void remove(const HostContext& context, const std::string& id, Force force) { record("delete", context, id).force = force; }
std::vector<ContainerView> list(const HostContext& context) {
  record("list", context, "");
  return {};
}
std::string plan(const HostContext& context, const CreateRequest& request, PlanFormat) {
  record("plan", context, request.id).request = RunRequest{.create = request};
  return {};
}

}  // namespace dray::host
