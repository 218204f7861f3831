#include "containers_text.h"

#include "dray/oci/json.h"

#include <algorithm>
#include <array>
#include <vector>

namespace dray::cli {
namespace {

void write_container(oci::JsonWriter& json, const host::ContainerView& container) {
  json.begin_object().member("ociVersion", container.oci_version).member("id", container.id).member("pid", container.pid);
  json.member("status", host::status_name(container.status)).member("bundle", container.bundle);
  json.member("rootfs", container.rootfs).member("created", container.created);
  if (!container.annotations.empty()) {
    json.key("annotations").begin_object();
    for (const auto& [name, value] : container.annotations) json.member(name, value);
    json.end_object();
  }
  json.member("owner", container.owner).end_object();
}

constexpr std::size_t kColumns = 6;
constexpr std::size_t kLeastWidth = 12, kGap = 3;
using Row = std::array<std::string, kColumns>;

/// Control characters would break the table, or command the terminal of whoever lists containers.
std::string printable(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = '?';
  return out;
}

Row row_of(const host::ContainerView& container) {
  return {printable(container.id),     std::to_string(container.pid), std::string(host::status_name(container.status)),
          printable(container.bundle), printable(container.created),  printable(container.owner)};
}

/// In code points: continuation bytes of UTF-8 take no column.
std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

}  // namespace

std::string state_json(const host::ContainerView& container) {
  oci::JsonWriter json(2);
  write_container(json, container);
  return json.take();
}

std::string list_json(std::span<const host::ContainerView> containers) {
  oci::JsonWriter json;
  json.begin_array();
  for (const host::ContainerView& container : containers) write_container(json, container);
  return json.end_array().take() + '\n';
}

std::string list_table(std::span<const host::ContainerView> containers) {
  std::vector<Row> rows{{"ID", "PID", "STATUS", "BUNDLE", "CREATED", "OWNER"}};
  for (const host::ContainerView& container : containers) rows.push_back(row_of(container));
  std::array<std::size_t, kColumns> widths{};
  widths.fill(kLeastWidth);
  for (const Row& row : rows)
    for (std::size_t i = 0; i < kColumns; ++i) widths[i] = std::max(widths[i], width_of(row[i]) + kGap);
  std::string text;
  for (const Row& row : rows) {
    for (std::size_t i = 0; i + 1 < kColumns; ++i) text += row[i] + std::string(widths[i] - width_of(row[i]), ' ');
    text += row.back() + '\n';
  }
  return text;
}

std::string list_ids(std::span<const host::ContainerView> containers) {
  std::string text;
  for (const host::ContainerView& container : containers) text += container.id + '\n';
  return text;
}

}  // namespace dray::cli
