#pragma once

#include <string>
#include <string_view>
#include <vector>

/// What in `document` contradicts a schema of spec/schema, one line each. Knows the keywords that the schemas of outputs
/// use: type, properties, required, items, enum, pattern, patternProperties (any name), minimum 0, $ref.
std::vector<std::string> schema_violations(std::string_view document, const std::string& schema_file);

/// The whole file below the source directory.
std::string source_file(const std::string& path);
