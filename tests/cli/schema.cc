#include "schema.h"

#include "dray/oci/json.h"

#include <cstdio>
#include <map>
#include <regex.h>
#include <stdexcept>

using dray::oci::Json;
using dray::oci::JsonDocument;
using dray::oci::JsonKind;

namespace {

bool matches(const std::string& text, const std::string& pattern) {
  regex_t compiled;
  if (regcomp(&compiled, pattern.c_str(), REG_EXTENDED | REG_NOSUB) != 0) throw std::runtime_error("pattern " + pattern);
  const bool found = regexec(&compiled, text.c_str(), 0, nullptr, 0) == 0;
  regfree(&compiled);
  return found;
}

bool has_type(Json value, std::string_view type) {
  switch (value.kind()) {
    case JsonKind::Null: return type == "null";
    case JsonKind::Bool: return type == "boolean";
    case JsonKind::Integer: return type == "integer" || type == "number";
    case JsonKind::Real: return type == "number";
    case JsonKind::String: return type == "string";
    case JsonKind::Array: return type == "array";
    case JsonKind::Object: return type == "object";
  }
  return false;
}

class Validator {
 public:
  std::vector<std::string> violations{};

  void check(Json value, const std::string& file, Json schema, const std::string& at) {
    if (const auto reference = schema.find("$ref").string()) return check_reference(value, file, std::string(*reference), at);
    if (const auto type = schema.find("type").string(); type && !has_type(value, *type)) complain(at, "not of type " + std::string(*type));
    check_text(value, schema, at);
    for (const Json name : schema.find("required").children())
      if (!value.find(*name.string()).present()) complain(at, "lacks " + std::string(*name.string()));
    for (const Json property : schema.find("properties").children())
      if (const Json member = value.find(property.key()); member.present())
        check(member, file, property, at + '/' + std::string(property.key()));
    for (const Json pattern : schema.find("patternProperties").children())
      for (const Json member : value.children()) check(member, file, pattern, at + '/' + std::string(member.key()));
    if (schema.find("items").present())
      for (const Json element : value.children()) check(element, file, schema.find("items"), at + "/-");
  }

  Json root(const std::string& file) {
    const auto known = documents_.find(file);
    if (known != documents_.end()) return known->second.root();
    return documents_.emplace(file, JsonDocument::parse(source_file("spec/schema/" + file))).first->second.root();
  }

 private:
  void complain(const std::string& at, const std::string& what) { violations.push_back(at + ": " + what); }

  void check_reference(Json value, const std::string& file, const std::string& reference, const std::string& at) {
    const std::size_t hash = reference.find('#');
    const std::string target = hash == 0 ? file : reference.substr(0, hash);
    Json schema = root(target);
    std::string_view rest = std::string_view(reference).substr(hash + 2);
    while (!rest.empty()) {
      const std::size_t end = rest.find('/');
      schema = schema.find(rest.substr(0, end));
      rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
    }
    if (!schema.present()) throw std::runtime_error("dangling " + reference);
    check(value, target, schema, at);
  }

  void check_text(Json value, Json schema, const std::string& at) {
    if (schema.find("minimum").present() && value.integer().value_or(0) < schema.find("minimum").integer().value())
      complain(at, "too small");
    if (!value.string()) return;
    const std::string text(*value.string());
    if (const auto pattern = schema.find("pattern").string(); pattern && !matches(text, std::string(*pattern)))
      complain(at, "wrong pattern " + text);
    bool allowed = !schema.find("enum").present();
    for (const Json choice : schema.find("enum").children()) allowed = allowed || choice.string() == text;
    if (!allowed) complain(at, "not a choice: " + text);
  }

  std::map<std::string, JsonDocument> documents_{};
};

}  // namespace

std::vector<std::string> schema_violations(std::string_view document, const std::string& schema_file) {
  const JsonDocument parsed = JsonDocument::parse(document);
  Validator validator;
  validator.check(parsed.root(), schema_file, validator.root(schema_file), "");
  return validator.violations;
}

std::string source_file(const std::string& path) {
  const std::string whole = std::string(DRAY_SOURCE_DIR "/") + path;
  std::FILE* file = std::fopen(whole.c_str(), "r");
  if (file == nullptr) throw std::runtime_error("cannot read " + whole);
  std::string text;
  char block[4096];
  for (std::size_t got = 0; (got = std::fread(block, 1, sizeof block, file)) > 0;) text.append(block, got);
  std::fclose(file);
  return text;
}
