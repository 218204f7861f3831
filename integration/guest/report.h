#pragma once

// Sections of the report, one function each.

#include "json.h"

namespace guest {

// identity.cc
void report_ids(Json& json);
void report_names(Json& json);
void report_capabilities(Json& json);
void report_confinement(Json& json);
void report_limits(Json& json);

// surroundings.cc
void report_namespaces(Json& json);
void report_cgroups(Json& json);
void report_mounts(Json& json);
void report_processes(Json& json);
void report_fds(Json& json);
void report_words(Json& json);

/// Reads a small file; the number of bytes, or −1.
long read_small(const char* path, char* buffer, long size);

}  // namespace guest
