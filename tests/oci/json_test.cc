#include "dray/oci/json.h"

#include "dray/base/error.h"

#include <catch2/catch.hpp>

using namespace dray;
using namespace dray::oci;

namespace {

std::string problem(std::string_view text) {
  try {
    (void)JsonDocument::parse(text);
  } catch (const Error& error) {
    CHECK(error.code() == Code::InvalidConfig);
    return error.text();
  }
  return "none";
}

}  // namespace

TEST_CASE("a tree has the kinds, values and order of the document") {
  const JsonDocument document =
      JsonDocument::parse(R"({"n":null,"t":true,"i":-5,"u":18446744073709551615,"r":1.5e3,"s":"a\u00e9\n","a":[1,[2],{}]})");
  const Json root = document.root();
  CHECK(root.kind() == JsonKind::Object);
  CHECK(root.children().size() == 7);
  CHECK_FALSE(root.find("n").present());
  CHECK(root.find("n").kind() == JsonKind::Null);
  CHECK_FALSE(root.find("absent").present());
  CHECK(root.find("t").boolean() == true);
  CHECK(root.find("i").integer() == -5);
  CHECK_FALSE(root.find("i").unsigned_integer());
  CHECK(root.find("u").unsigned_integer() == UINT64_MAX);
  CHECK_FALSE(root.find("u").integer());
  CHECK(root.find("u").number_text() == "18446744073709551615");
  CHECK(root.find("i").number_text() == "-5");
  CHECK(root.find("r").kind() == JsonKind::Real);
  CHECK(root.find("r").number_text() == "1.5e3");
  CHECK_FALSE(root.find("r").integer());
  CHECK(root.find("s").string() == "a\xc3\xa9\n");
  CHECK_FALSE(root.find("s").boolean());
  std::vector<JsonKind> kinds;
  for (const Json each : root.find("a").children()) kinds.push_back(each.kind());
  CHECK(kinds == std::vector{JsonKind::Integer, JsonKind::Array, JsonKind::Object});
  CHECK(root.find("a").find("x").children().size() == 0);
  CHECK(Json().children().size() == 0);
}

TEST_CASE("of duplicate keys the last one counts") {
  const JsonDocument document = JsonDocument::parse(R"({"a":[1,2,3],"b":1,"a":{"x":1},"b":2,"c":3,"a":7})");
  std::string keys;
  for (const Json each : document.root().children()) keys += each.key();
  CHECK(keys == "bca");
  CHECK(document.root().find("a").integer() == 7);
  CHECK(document.root().find("b").integer() == 2);
}

TEST_CASE("duplicates are found in objects of any size") {
  std::string text = "{";
  for (int i = 0; i < 60; ++i) {
    text += json_string(std::to_string(i % 50));
    text += ':';
    text += std::to_string(i);
    text += ',';
  }
  const JsonDocument document = JsonDocument::parse(text + "\"z\":0}");
  CHECK(document.root().children().size() == 51);
  CHECK(document.root().find("9").integer() == 59);
  CHECK(document.root().find("10").integer() == 10);
}

TEST_CASE("what is not one JSON value is refused with its place, in plain words") {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"", "not valid JSON: the text is empty"},
      {" \n\t", "not valid JSON: the text is empty"},
      {"{\"a\": [1,\n 2", "not valid JSON: the text is truncated: it ends inside a value at line 2, column 3"},
      {"{\"a\": \"b", "not valid JSON: the text is truncated: it ends inside a value at line 1, column 9"},
      {"{\"a\": tru", "not valid JSON: the text is truncated: it ends inside a value at line 1, column 10"},
      {"{} x", "not valid JSON: invalid literal at line 1, column 4"},
      {"{}{}", "not valid JSON: unexpected '{'; expected end of input at line 1, column 3"},
      {"{\n \"a\": }", "not valid JSON: unexpected '}'; expected '[', '{', or a literal at line 2, column 7"},
      {"{\"a\" 1}", "not valid JSON: unexpected number literal; expected ':' at line 1, column 6"},
      {"[1,]", "not valid JSON: unexpected ']'; expected '[', '{', or a literal at line 1, column 4"},
      {"[\"\xff\"]", "not valid JSON: invalid UTF-8 in a string at line 1, column 3"},
      {"[\"\xed\xa0\x80\"]", "not valid JSON: invalid UTF-8 in a string at line 1, column 4"},
      {std::string("{}\0{", 4), "not valid JSON: a NUL byte at line 1, column 3"},
      {"[1e999]", "not valid JSON: a number is too large at line 1, column 6"},
      {"// c\n{}", "not valid JSON: invalid literal at line 1, column 1"},
      {std::string(65, '[') + std::string(65, ']'), "not valid JSON: nested deeper than 64 levels"},
      {std::string(16U << 20, ' ') + "1", "not valid JSON: larger than 16 MiB"},
  };
  for (const auto& [text, expected] : cases) CHECK(problem(text) == expected);
  CHECK(problem(std::string(64, '[') + std::string(64, ']')) == "none");
  CHECK(problem("[\"\\ud800\"]").starts_with("not valid JSON: invalid string: surrogate"));
  std::string many = "[0";
  for (std::size_t i = 0; i < kMaxJsonValues; ++i) many += ",0";
  CHECK(problem(many + "]") == "not valid JSON: more than 1048576 values");
}

TEST_CASE("the writer makes compact and indented JSON") {
  JsonWriter compact;
  compact.begin_object().member("id", "a").member("pid", 12).member("big", UINT64_MAX).member("ok", true).key("none").null();
  compact.array("list", std::vector<std::string>{"x", "y"})
      .key("e")
      .begin_array()
      .end_array()
      .key("o")
      .begin_object()
      .end_object()
      .end_object();
  CHECK(compact.text() == R"({"id":"a","pid":12,"big":18446744073709551615,"ok":true,"none":null,"list":["x","y"],"e":[],"o":{}})");

  JsonWriter indented(2);
  indented.begin_array()
      .begin_object()
      .member("a", -1)
      .member("b", std::string_view("c"))
      .end_object()
      .value(false)
      .begin_array()
      .end_array()
      .end_array();
  CHECK(indented.take() == "[\n  {\n    \"a\": -1,\n    \"b\": \"c\"\n  },\n  false,\n  []\n]");
  CHECK(JsonWriter().value("x").take() == "\"x\"");
}

TEST_CASE("written strings are escaped, invalid UTF-8 is replaced") {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"a\"b\\c", R"("a\"b\\c")"},
      {"\n\r\t\x01\x7f", R"("\n\r\t\u0001\u007f")"},
      {std::string("\0", 1), R"("\u0000")"},
      {"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80", "\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\""},
      {"a\xff"
       "b\xc3",
       "\"a\xef\xbf\xbd"
       "b\xef\xbf\xbd\""},
      {"\xed\xa0\x80", "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\""},
      {"\xc0\xaf", "\"\xef\xbf\xbd\xef\xbf\xbd\""},
      {"</script>", "\"</script>\""},
  };
  for (const auto& [text, expected] : cases) {
    CHECK(json_string(text) == expected);
    CHECK(problem(json_string(text)) == "none");
  }
}
