#include "decisions.h"

#include "numbers.h"

#include <algorithm>
#include <cerrno>

namespace dray::seccomp {
namespace {

constexpr std::uint32_t kMissing = SECCOMP_RET_ERRNO | ENOSYS;

/// One number that an entry of the profile is about.
struct Hit {
  std::uint32_t number{};
  std::uint32_t entry{};
  std::optional<std::uint32_t> call{};  ///< only if the first argument is this: socketcall(2), ipc(2)
};

/// Everything the profile names on one interface.
struct Named {
  std::vector<Hit> hits{};  ///< ascending by number, then as in the profile
  std::optional<std::uint32_t> newest{};
};

bool is_old(const Abi& abi, std::uint32_t number) { return abi.old_last != 0 && number >= abi.old_first && number <= abi.old_last; }

/// The order in which the kernel prefers actions: the stricter one is less.
std::int32_t leniency(std::uint32_t action) { return static_cast<std::int32_t>(action & SECCOMP_RET_ACTION_FULL); }

class Namer {
 public:
  Namer(const Profile& profile, const Abi& abi) : profile_(profile), abi_(abi) {}

  /// False if the name exists nowhere.
  bool add(std::uint32_t entry, const std::string& name) {
    const Numbers numbers = numbers_of(abi_, name);
    if (numbers.direct) {
      hit({*numbers.direct, entry, std::nullopt});
      if (!is_old(abi_, *numbers.direct)) named_.newest = std::max(named_.newest.value_or(0), *numbers.direct);
    }
    if (numbers.multiplexed) hit({numbers.multiplexed->number, entry, numbers.multiplexed->call});
    return numbers.known;
  }

  Named finish() {
    std::ranges::stable_sort(named_.hits, {}, &Hit::number);
    return std::move(named_);
  }

 private:
  /// An entry with the default action decides nothing, but its names count for what is "newer".
  void hit(Hit hit) {
    if (profile_.entries[hit.entry].action != profile_.default_action) named_.hits.push_back(hit);
  }

  const Profile& profile_;
  const Abi& abi_;
  Named named_{};
};

/// Adds the rules of one hit; true if one of them has no conditions.
/// The arguments of a multiplexed call lie in memory, where a filter can't see them: rules with conditions are then left out if they
/// are more lenient than the default, and hold for all arguments if not. Either way nothing gets more than the profile grants.
bool add_tests(const Profile& profile, const Hit& hit, std::vector<Test>& tests) {
  const Entry& entry = profile.entries[hit.entry];
  for (const Rule& rule : entry.rules) {
    if (!hit.call) {
      tests.push_back({rule, entry.action});
      if (rule.empty()) return true;
      continue;
    }
    if (!rule.empty() && leniency(entry.action) > leniency(profile.default_action)) continue;
    tests.push_back({{{0, Comparison::Equal, *hit.call, 0}}, entry.action});
  }
  return false;
}

Verdict verdict_of(const Profile& profile, std::span<const Hit> hits) {
  Verdict verdict{{}, profile.default_action};
  for (const Hit& hit : hits)
    if (add_tests(profile, hit, verdict.tests)) return {{}, verdict.tests.back().action};
  return verdict;
}

class Ranges {
 public:
  void add(Range range) {
    if (!ranges_.empty() && ranges_.back().first == range.first) ranges_.pop_back();
    if (!ranges_.empty() && same(ranges_.back().verdict, range.verdict)) return;
    ranges_.push_back(std::move(range));
  }
  std::vector<Range> finish() { return std::move(ranges_); }

 private:
  static bool same(const Verdict& a, const Verdict& b) { return a.tests.empty() && b.tests.empty() && a.otherwise == b.otherwise; }
  std::vector<Range> ranges_{};
};

/// What the numbers from `first` on get if no entry is about them.
struct Background {
  std::uint32_t first{};
  std::uint32_t answer{};
};

bool hides_newer_calls(std::uint32_t action) {
  const std::uint32_t kind = action & SECCOMP_RET_ACTION_FULL;
  return kind != SECCOMP_RET_ALLOW && kind != SECCOMP_RET_LOG && kind != SECCOMP_RET_TRACE;
}

std::vector<Background> backgrounds_of(const Profile& profile, const Abi& abi, const Named& named) {
  std::vector<Background> backgrounds = {{abi.first, profile.default_action}};
  if (!named.newest || !hides_newer_calls(profile.default_action) || *named.newest == abi.last) return backgrounds;
  backgrounds.push_back({*named.newest + 1, kMissing});
  if (abi.old_last > *named.newest) {
    backgrounds.push_back({std::max(abi.old_first, *named.newest + 1), profile.default_action});
    backgrounds.push_back({abi.old_last + 1, kMissing});
  }
  return backgrounds;
}

void add_ranges(Ranges& ranges, const Profile& profile, const Abi& abi, const Named& named) {
  const std::vector<Background> backgrounds = backgrounds_of(profile, abi, named);
  auto hit = named.hits.begin();
  for (auto background = backgrounds.begin(); background != backgrounds.end(); ++background) {
    const std::uint32_t last = background + 1 == backgrounds.end() ? abi.last : (background + 1)->first - 1;
    ranges.add({background->first, abi.width, {{}, background->answer}});
    while (hit != named.hits.end() && hit->number <= last) {
      const std::uint32_t number = hit->number;
      const auto end = std::find_if(hit, named.hits.end(), [number](const Hit& h) { return h.number != number; });
      ranges.add({number, abi.width, verdict_of(profile, {hit, end})});
      if (number != last) ranges.add({number + 1, abi.width, {{}, background->answer}});
      hit = end;
    }
  }
}

/// Calls of x32 where the profile does not have it. Number -1 is a call that a tracer cancelled.
void add_refused_x32(Ranges& ranges, const Profile& profile, const Named& native) {
  const bool missing = native.newest && hides_newer_calls(profile.default_action);
  ranges.add({0x40000000, Width::Bits64, {{}, missing ? kMissing : SECCOMP_RET_KILL_THREAD}});
  if (!missing) ranges.add({~0U, Width::Bits64, {{}, profile.default_action}});
}

Named name_calls(const Profile& profile, const Abi& abi, const oci::Seccomp& names, std::vector<UnknownName>* unknown) {
  Namer namer(profile, abi);
  for (std::uint32_t i = 0; i < names.syscalls.size(); ++i)
    for (std::uint32_t j = 0; j < names.syscalls[i].names.size(); ++j)
      if (!namer.add(i, names.syscalls[i].names[j]) && unknown != nullptr) unknown->push_back({i, j});
  return namer.finish();
}

}  // namespace

std::vector<Decisions> decide(const Profile& profile, const oci::Seccomp& names, std::vector<UnknownName>& unknown) {
  std::vector<Decisions> all;
  const Abi* x32 = find_name(kAbis, "SCMP_ARCH_X32");
  const bool has_x32 = std::ranges::find(profile.abis, x32) != profile.abis.end();
  for (const Abi* abi : profile.abis) {
    if (abi == x32) continue;
    Ranges ranges;
    const Named named = name_calls(profile, *abi, names, all.empty() ? &unknown : nullptr);
    add_ranges(ranges, profile, *abi, named);
    const bool shared = abi->audit_arch == x32->audit_arch;
    if (shared && has_x32) add_ranges(ranges, profile, *x32, name_calls(profile, *x32, names, nullptr));
    else if (shared) add_refused_x32(ranges, profile, named);
    all.push_back({abi->audit_arch, ranges.finish()});
  }
  return all;
}

}  // namespace dray::seccomp
