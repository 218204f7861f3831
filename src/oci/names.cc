#include "dray/oci/names.h"

#include "dray/base/text.h"

#include <vector>

namespace dray::oci {
namespace {

constexpr std::size_t kMaxEdits = 2;
constexpr std::size_t kLongestName = 64;  // longer input is no slip of the finger, and the comparison is quadratic

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

/// Levenshtein's distance, one row at a time.
std::size_t edits_between(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (lower(a[i - 1]) == lower(b[j - 1]) ? 0 : 1);
      diagonal = std::exchange(row[j], std::min({replaced, row[j] + 1, row[j - 1] + 1}));
    }
  }
  return row[b.size()];
}

/// "+3" or "-3" behind RTMIN or RTMAX, or nothing at all.
std::optional<int> real_time_signal(int base, char sign, std::string_view offset) {
  if (offset.empty()) return base;
  if (offset[0] != sign || offset.size() < 2 || offset[1] < '0' || offset[1] > '9') return std::nullopt;
  const auto distance = parse_decimal(offset.substr(1));
  if (!distance || *distance > kSignalRtMax - kSignalRtMin) return std::nullopt;
  return base + static_cast<int>(sign == '+' ? *distance : -*distance);
}

}  // namespace

std::string_view namespace_name(NamespaceType type) {
  for (const auto& entry : kNamespaces)
    if (entry.value == type) return entry.name;
  return "unknown";
}

std::optional<int> parse_signal(std::string_view text) {
  if (const auto number = parse_decimal(text)) {
    if (*number < 0 || *number > kSignalRtMax) return std::nullopt;
    return static_cast<int>(*number);
  }
  std::string name(text);
  std::ranges::transform(name, name.begin(), upper);
  std::string_view rest = name;
  if (rest.starts_with("SIG")) rest.remove_prefix(3);
  if (rest.starts_with("RTMIN")) return real_time_signal(kSignalRtMin, '+', rest.substr(5));
  if (rest.starts_with("RTMAX")) return real_time_signal(kSignalRtMax, '-', rest.substr(5));
  return value_of(kSignals, rest);
}

std::optional<std::string_view> did_you_mean(std::string_view name, std::span<const std::string_view> candidates) {
  if (name.size() > kLongestName) return std::nullopt;
  std::optional<std::string_view> best;
  std::size_t best_edits = kMaxEdits + 1;
  for (const std::string_view candidate : candidates) {
    const std::size_t edits = edits_between(name, candidate);
    // Two of three letters wrong is another word, not a slip.
    if (edits >= best_edits || edits * 2 >= std::max(name.size(), candidate.size())) continue;
    best = candidate;
    best_edits = edits;
  }
  return best;
}

std::string choice_hint(std::string_view name, std::span<const std::string_view> candidates) {
  if (const auto meant = did_you_mean(name, candidates)) return "did you mean " + quoted(*meant) + "?";
  std::string hint = "known: ";
  for (const std::string_view candidate : candidates) {
    if (candidate != candidates.front()) hint += ", ";
    hint += candidate;
  }
  return hint;
}

}  // namespace dray::oci
