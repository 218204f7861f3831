#include "context.h"
#include "dray/base/text.h"
#include "dray/sys/file.h"

#include <algorithm>

namespace dray::plan {
namespace {

constexpr std::uint32_t kFifo = 0010000, kCharacter = 0020000, kBlock = 0060000, kDefaultMode = 0666;

struct DefaultDevice {
  std::string_view path;
  std::uint32_t major, minor;
};

// Spec: config-linux.md#default-devices. /dev/console and /dev/ptmx belong to the terminal and to devpts.
constexpr DefaultDevice kDefaultDevices[] = {{"/dev/null", 1, 3},   {"/dev/zero", 1, 5},    {"/dev/full", 1, 7},
                                             {"/dev/random", 1, 8}, {"/dev/urandom", 1, 9}, {"/dev/tty", 5, 0}};

struct DefaultLink {
  std::string_view path, target;
};

constexpr DefaultLink kDefaultLinks[] = {{"/dev/fd", "/proc/self/fd"},
                                         {"/dev/stdin", "/proc/self/fd/0"},
                                         {"/dev/stdout", "/proc/self/fd/1"},
                                         {"/dev/stderr", "/proc/self/fd/2"},
                                         {"/dev/ptmx", "pts/ptmx"}};

std::uint32_t file_type(const oci::Device& device) {
  if (device.type == "b") return kBlock;
  return device.type == "p" ? kFifo : kCharacter;
}

void add_device(Mounted& stage, const oci::Device& device) {
  program::MakeNode step{};
  const std::string path = normalized(device.path);
  step.path = stage.pool().text(path);
  step.mode = file_type(device) | (device.file_mode.value_or(kDefaultMode) & 07777U);
  step.uid = device.uid.value_or(0);
  step.gid = device.gid.value_or(0);
  if (device.type != "p")
    step.device =
        sys::make_device(static_cast<std::uint32_t>(device.major.value_or(0)), static_cast<std::uint32_t>(device.minor.value_or(0)));
  stage.add(step, {{}, device.origin, "make device", path});
}

bool configured(const oci::Spec& spec, std::string_view path) {
  return std::any_of(spec.linux.devices.begin(), spec.linux.devices.end(),
                     [path](const oci::Device& device) { return normalized(device.path) == path; });
}

/// A /dev that is bind-mounted belongs to the host: nothing is made there, as in runc.
bool dev_is_bound(const oci::Spec& spec) {
  return std::any_of(spec.mounts.begin(), spec.mounts.end(), [](const oci::Mount& mount) {
    const bool bind =
        std::any_of(mount.options.begin(), mount.options.end(), [](const std::string& o) { return o == "bind" || o == "rbind"; });
    return normalized(mount.destination) == "/dev" && (bind || mount.type == "bind");
  });
}

void add_link(Mounted& stage, const DefaultLink& link) {
  stage.add(program::MakeLink{stage.pool().text(link.target), stage.pool().text(link.path)}, {{}, {}, "make link", std::string(link.path)});
}

void add_defaults(Context& context, Mounted& stage) {
  for (const DefaultDevice& device : kDefaultDevices) {
    if (configured(context.spec, device.path)) continue;
    const program::MakeNode step{
        stage.pool().text(device.path), kCharacter | kDefaultMode, 0, 0, 0, sys::make_device(device.major, device.minor)};
    stage.add(step, {{}, {}, "make device", std::string(device.path)});
  }
  for (const DefaultLink& link : kDefaultLinks) add_link(stage, link);
  if (context.facts.kcore) add_link(stage, {"/dev/core", "/proc/kcore"});
}

}  // namespace

void plan_devices(Context& context, Mounted& stage) {
  const bool host_dev = dev_is_bound(context.spec);
  if (!host_dev) add_defaults(context, stage);
  for (const oci::Device& device : context.spec.linux.devices)
    if (!host_dev || !normalized(device.path).starts_with("/dev/")) add_device(stage, device);
}

}  // namespace dray::plan
