#pragma once

// What the commands do. One function per operation, each in its own file of src/host/.
// Process: host, in the caller's namespaces, with the caller's credentials. Errors: dray::Error.

#include "dray/base/log.h"
#include "dray/oci/spec.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace dray::host {

/// Which file init is executed from. Auto takes the first that the host allows, in this order.
enum class InitImage { Auto, MemFd, Tmpfs, File };

/// What holds for every operation of one invocation.
struct HostContext {
  std::string state_root{};  ///< `--root`
  bool runc_name = false;    ///< argv[0] is "runc": umask 0022 where the config has none
  InitImage init_image = InitImage::Auto;
  Log& log;
};

struct CreateRequest {
  std::string id{};
  std::string bundle{};                ///< directory; made absolute by the operation
  std::string config = "config.json";  ///< relative to the bundle
  std::optional<std::string> pid_file{}, console_socket{}, pidfd_socket{};
  bool no_pivot = false;
  bool no_new_keyring = false;
  std::uint32_t preserve_fds = 0;
};

enum class Attach { Foreground, Detached };
enum class Keep { State, Nothing };
enum class Subreaper { Set, Leave };

struct RunRequest {
  CreateRequest create{};
  Attach attach = Attach::Foreground;
  Keep keep = Keep::Nothing;
  Subreaper subreaper = Subreaper::Set;
};

enum class Status { Creating, Created, Running, Paused, Stopped };

/// "created", "running" … (runtime.md#state).
std::string_view status_name(Status status);

/// What `state` and `list` say of a container.
struct ContainerView {
  std::string oci_version{}, id{}, bundle{}, rootfs{}, created{}, owner{};
  Status status{};
  std::int32_t pid = 0;  ///< 0 when stopped
  oci::StringMap annotations{};
};

enum class KillScope { Init, All };
enum class Force { No, Yes };

void create(const HostContext& context, const CreateRequest& request);
void start(const HostContext& context, const std::string& id);
/// The exit status for the caller: the payload's, 128+N after signal N, 0 when detached.
int run(const HostContext& context, const RunRequest& request);
ContainerView state(const HostContext& context, const std::string& id);
void kill(const HostContext& context, const std::string& id, int signal, KillScope scope);
/// `delete`. With Force::Yes an unknown id is no error.
void remove(const HostContext& context, const std::string& id, Force force);
/// All containers below the state root; one that can't be read is left out with a warning.
std::vector<ContainerView> list(const HostContext& context);

enum class PlanFormat { Text, Json };
/// The launch program of a bundle, for people or as JSON.
std::string plan(const HostContext& context, const CreateRequest& request, PlanFormat format);

}  // namespace dray::host
