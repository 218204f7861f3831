// Process: host, with the caller's credentials. Changes nothing.

#include "dray/base/error.h"
#include "dray/base/text.h"
#include "dray/cgroup/group.h"
#include "dray/cgroup/processes.h"
#include "file.h"
#include "site.h"

namespace dray::cgroup {
namespace {

/// The first `count` names of a relative path.
std::string leading(const std::vector<std::string_view>& names, std::size_t count) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) (out += i == 0 ? "" : "/") += names[i];
  return out;
}

/// Limits and signals would hit processes that are not the container's.
void refuse_in_use(const Site& site) {
  const std::string path = site.place.path();
  const Footprint footprint{path, {}};
  const std::size_t count = processes({&footprint, 1}).size();
  if (count != 0)
    throw Error(Code::BadState, "container's cgroup is not empty: " + std::to_string(count) + " process(es) found")
        .at(kPathOrigin)
        .op("cgroup")
        .path(path);
  if (is_frozen({&footprint, 1}))
    throw Error(Code::BadState, "container's cgroup unexpectedly frozen").at(kPathOrigin).op("cgroup").path(path);
}

}  // namespace

Site look_at(const Place& place) {
  Site site{place, {}, {}};
  site.existing = or_fail(open_host_directory(place.base), "open cgroup", place.base, kPathOrigin);
  const std::vector<std::string_view> names = split(place.below, '/');
  for (std::size_t count = names.size(); count > 0; --count) {
    auto found = open_directory(site.existing, leading(names, count).c_str());
    if (found.err() == ENOENT) continue;
    site.missing.assign(names.begin() + static_cast<std::ptrdiff_t>(count), names.end());
    site.existing = or_fail(std::move(found), "open cgroup", place.path(), kPathOrigin);
    return site;
  }
  site.missing.assign(names.begin(), names.end());
  return site;
}

std::vector<Site> survey(const std::vector<Place>& places) {
  std::vector<Site> sites;
  sites.reserve(places.size());
  for (const Place& place : places) {
    sites.push_back(look_at(place));
    if (sites.back().missing.empty()) refuse_in_use(sites.back());
  }
  return sites;
}

std::vector<Footprint> footprints(std::span<const Site> sites) {
  std::vector<Footprint> out;
  out.reserve(sites.size());
  for (const Site& site : sites) {
    Footprint footprint{site.place.path(), {}};
    if (!site.missing.empty()) {
      std::size_t made_later = 0;
      for (std::size_t i = 1; i < site.missing.size(); ++i) made_later += site.missing[i].size() + 1;
      footprint.first_new = footprint.path.substr(0, footprint.path.size() - made_later);
    }
    out.push_back(std::move(footprint));
  }
  return out;
}

}  // namespace dray::cgroup
