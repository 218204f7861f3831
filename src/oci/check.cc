#include "check.h"

#include "dray/base/text.h"
#include "dray/oci/names.h"

namespace dray::oci {
namespace {

constexpr std::size_t kMaxIdMappings = 340;  // UID_GID_MAP_MAX_EXTENTS, Linux 4.15

bool is_digits(std::string_view text) { return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos; }

/// "3" or "0-3"; cpuset's stride "0-7:2/4" is left to the kernel behind the colon.
bool is_list_range(std::string_view part) {
  const std::size_t dash = part.find('-');
  if (dash == std::string_view::npos) return is_digits(part);
  const std::string_view first = part.substr(0, dash);
  const std::string_view last = part.substr(dash + 1, part.find(':') - dash - 1);
  if (!is_digits(first) || !is_digits(last)) return false;
  const auto low = parse_decimal(first);
  const auto high = parse_decimal(last);
  return low && high && *low <= *high;
}

bool overlap(std::uint32_t a, std::uint32_t a_size, std::uint32_t b, std::uint32_t b_size) {
  return a < std::uint64_t{b} + b_size && b < std::uint64_t{a} + a_size;
}

void check_id_mapping(const IdMapping& mapping) {
  constexpr std::uint64_t kIds = std::uint64_t{UINT32_MAX};  // the last one is no id
  if (mapping.size == 0) invalid(mapping.origin.member("size"), "the size is 0");
  if (std::uint64_t{mapping.container_id} + mapping.size > kIds) invalid(mapping.origin, "containerID plus size is above 4294967295");
  if (std::uint64_t{mapping.host_id} + mapping.size > kIds) invalid(mapping.origin, "hostID plus size is above 4294967295");
}

}  // namespace

void invalid(const Origin& place, std::string_view detail, std::string_view hint) {
  throw Error(Code::InvalidConfig, detail).at(place).hint(hint);
}

void check_choice(std::string_view name, std::span<const std::string_view> known, const Origin& place, std::string_view what) {
  if (std::ranges::find(known, name) != known.end()) return;
  invalid(place, "unknown " + std::string(what) + ' ' + quoted(name), choice_hint(name, known));
}

void check_choices(const std::vector<std::string>& names, std::span<const std::string_view> known, const Origin& place,
                   std::string_view what) {
  for (std::size_t i = 0; i < names.size(); ++i) check_choice(names[i], known, place.element(i), what);
}

void check_range(std::int64_t value, Range range, const Origin& place) {
  if (value >= range.low && value <= range.high) return;
  invalid(place, std::to_string(value) + " is not in the range from " + std::to_string(range.low) + " to " + std::to_string(range.high));
}

void check_absolute(std::string_view path, const Origin& place) {
  if (path.empty()) invalid(place, "the path is empty");
  if (path[0] != '/') invalid(place, quoted(path) + " is not an absolute path", "did you mean " + quoted(normalized(path)) + "?");
}

void check_environment(const std::vector<std::string>& env, const Origin& place) {
  for (std::size_t i = 0; i < env.size(); ++i) {
    const std::size_t equals = env[i].find('=');
    if (equals == std::string::npos) invalid(place.element(i), "environment entry " + quoted(env[i]) + " has no \"=\"");
    if (equals == 0) invalid(place.element(i), "environment entry " + quoted(env[i]) + " has no name");
  }
}

void check_list(std::string_view list, const Origin& place, std::string_view what) {
  if (trimmed(list).empty()) return;
  for (const std::string_view part : split(list, ','))
    if (!is_list_range(trimmed(part))) invalid(place, quoted(list) + " is not a list of " + std::string(what), "write it as \"0-3,7\"");
}

void check_id(std::uint32_t id, const Origin& place) {
  if (id == UINT32_MAX) invalid(place, "4294967295 is not an id");
}

void check_id_mappings(const std::vector<IdMapping>& mappings) {
  for (std::size_t i = 0; i < mappings.size(); ++i) {
    const IdMapping& mapping = mappings[i];
    if (i >= kMaxIdMappings) invalid(mapping.origin, "more than " + std::to_string(kMaxIdMappings) + " mappings");
    check_id_mapping(mapping);
    for (std::size_t j = 0; j < i; ++j) {
      if (overlap(mapping.container_id, mapping.size, mappings[j].container_id, mappings[j].size) ||
          overlap(mapping.host_id, mapping.size, mappings[j].host_id, mappings[j].size))
        invalid(mapping.origin, "overlaps " + mappings[j].origin.pointer());
    }
  }
}

}  // namespace dray::oci
