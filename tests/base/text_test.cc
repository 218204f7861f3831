#include "dray/base/text.h"

#include <catch2/catch.hpp>

using namespace dray;

TEST_CASE("user data is quoted with control characters and broken UTF-8 made visible") {
  CHECK(quoted("plain") == "\"plain\"");
  CHECK(quoted("a\"b\\c") == "\"a\\\"b\\\\c\"");
  CHECK(quoted("line\nend\x01") == "\"line\\nend\\x01\"");
  CHECK(quoted("gr\xc3\xbc\xc3\x9f") == "\"gr\xc3\xbc\xc3\x9f\"");
  CHECK(quoted("\xff\xc3") == "\"\\xff\\xc3\"");
}

TEST_CASE("paths are normalised lexically and become absolute") {
  CHECK(normalized("/a//b/./c/") == "/a/b/c");
  CHECK(normalized("a/../b") == "/b");
  CHECK(normalized("/../../x") == "/x");
  CHECK(normalized("") == "/");
  CHECK(has_dot_dot("/a/../b"));
  CHECK_FALSE(has_dot_dot("/a/..b/c.."));
}

TEST_CASE("a decimal number is the whole text or nothing") {
  CHECK(parse_decimal("-12") == -12);
  CHECK(parse_decimal("9223372036854775807") == INT64_MAX);
  for (const char* bad : {"", " 1", "1 ", "0x1", "9223372036854775808", "+1"}) CHECK_FALSE(parse_decimal(bad));
}

TEST_CASE("times are RFC 3339 in UTC") {
  CHECK(rfc3339(0, 0) == "1970-01-01T00:00:00.000000000Z");
  CHECK(rfc3339(951782400, 5) == "2000-02-29T00:00:00.000000005Z");
  CHECK(rfc3339(1795311099, 999999999) == "2026-11-22T01:31:39.999999999Z");
}

TEST_CASE("split keeps empty parts and trimmed removes white space at both ends") {
  CHECK(split("a,,b", ',') == std::vector<std::string_view>{"a", "", "b"});
  CHECK(split("", ',') == std::vector<std::string_view>{""});
  CHECK(trimmed("  x y\n") == "x y");
  CHECK(trimmed(" \t").empty());
}
