#include "dray/state/record.h"

#include "dray/base/error.h"
#include "dray/base/text.h"
#include "dray/oci/json.h"

namespace dray::state {
namespace {

constexpr std::int64_t kVersion = 1;

[[noreturn]] void corrupt(std::string_view what) { throw Error(Code::Corrupt, "the container's record is damaged: " + std::string(what)); }

std::string text_of(const oci::Json& object, std::string_view name) {
  const auto value = object.find(name).string();
  if (!value) corrupt("no text " + quoted(name));
  return std::string(*value);
}

std::uint64_t number_of(const oci::Json& object, std::string_view name) {
  const auto value = object.find(name).unsigned_integer();
  if (!value) corrupt("no number " + quoted(name));
  return *value;
}

void write_cgroups(oci::JsonWriter& out, const Record& record) {
  out.key("cgroups").begin_array();
  for (const cgroup::Footprint& one : record.cgroups)
    out.begin_object().member("path", one.path).member("firstNew", one.first_new).end_object();
  out.end_array();
}

void write_steps(oci::JsonWriter& out, const Record& record) {
  out.key("lastSteps").begin_array();
  for (const StepNote& step : record.last_steps) {
    out.begin_object().member("index", step.index).member("origin", step.origin.pointer()).member("op", step.op);
    out.member("path", step.path).end_object();
  }
  out.end_array();
}

}  // namespace

std::string to_json(const Record& record) {
  oci::JsonWriter out;
  out.begin_object().member("version", kVersion).member("id", record.id).member("pid", record.pid).member("startTime", record.start_time);
  out.member("bundle", record.bundle).member("rootfs", record.rootfs).member("ociVersion", record.oci_version);
  out.member("created", record.created).member("owner", record.owner).member("ownPidNamespace", record.own_pid_namespace);
  out.key("annotations").begin_object();
  for (const auto& [key, value] : record.annotations) out.member(key, value);
  out.end_object();
  write_cgroups(out, record);
  write_steps(out, record);
  out.end_object();
  return out.take();
}

Record parse_record(std::string_view text) {
  const oci::JsonDocument document = oci::JsonDocument::parse(text);
  const oci::Json root = document.root();
  if (root.find("version").integer() != kVersion) corrupt("unknown version");
  Record record;
  record.id = text_of(root, "id");
  const std::uint64_t pid = number_of(root, "pid");
  if (pid > INT32_MAX) corrupt("the pid is out of range");
  record.pid = static_cast<sys::Pid>(pid);
  record.start_time = number_of(root, "startTime");
  record.bundle = text_of(root, "bundle");
  record.rootfs = text_of(root, "rootfs");
  record.oci_version = text_of(root, "ociVersion");
  record.created = text_of(root, "created");
  record.owner = text_of(root, "owner");
  record.own_pid_namespace = root.find("ownPidNamespace").boolean().value_or(false);
  for (const oci::Json entry : root.find("annotations").children())
    record.annotations.emplace_back(entry.key(), entry.string().value_or(std::string_view{}));
  for (const oci::Json entry : root.find("cgroups").children())
    record.cgroups.push_back({text_of(entry, "path"), text_of(entry, "firstNew")});
  for (const oci::Json entry : root.find("lastSteps").children())
    record.last_steps.push_back({static_cast<std::uint32_t>(number_of(entry, "index")), Origin(text_of(entry, "origin")),
                                 text_of(entry, "op"), text_of(entry, "path")});
  return record;
}

std::string to_intent(const std::vector<cgroup::Footprint>& cgroups) {
  std::string text;
  for (const cgroup::Footprint& one : cgroups) ((((text += one.path) += '\t') += one.first_new) += '\n');
  return text + "end\n";
}

std::vector<cgroup::Footprint> parse_intent(std::string_view text) {
  if (!text.ends_with("end\n") || (text.size() > 4 && text[text.size() - 5] != '\n')) corrupt("the intent is not complete");
  std::vector<cgroup::Footprint> cgroups;
  text.remove_suffix(4);
  for (const std::string_view line : split(text, '\n')) {
    if (line.empty()) continue;
    const std::size_t tab = line.find('\t');
    if (tab == std::string_view::npos) corrupt("the intent has a line without a tab");
    cgroups.push_back({std::string(line.substr(0, tab)), std::string(line.substr(tab + 1))});
  }
  return cgroups;
}

}  // namespace dray::state
