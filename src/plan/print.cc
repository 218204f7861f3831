#include "describe.h"
#include "dray/oci/json.h"

namespace dray::plan {
namespace {

constexpr std::size_t kOriginColumn = 88;

std::string padded(std::string text, std::size_t width) {
  text.append(text.size() < width ? width - text.size() : 2, ' ');
  return text;
}

std::string right(std::size_t number) {
  const std::string digits = std::to_string(number);
  return std::string(digits.size() < 3 ? 3 - digits.size() : 0, ' ') + digits;
}

std::string line(std::size_t number, const Described& step, const Origin& origin) {
  std::string text = right(number) + "  " + padded(std::string(step.name), 18);
  for (const auto& [key, value] : step.details) ((((text += ' ') += key) += '=') += value);
  if (!origin.empty()) text = padded(std::move(text), kOriginColumn) + "# " + origin.pointer();
  return text + '\n';
}

void write_step(oci::JsonWriter& out, const Described& step, const Origin& origin) {
  out.begin_object().member("step", step.name);
  for (const auto& [key, value] : step.details) out.member(key, value);
  if (!origin.empty()) out.member("origin", origin.pointer());
  out.end_object();
}

}  // namespace

std::string plan_text(const LaunchPlan& plan) {
  std::string text = "host: mounts made for init\n";
  for (std::size_t i = 0; i < plan.trees.size(); ++i) text += line(i, describe(plan.trees[i]), plan.trees[i].origin);
  text += "init: the program\n";
  for (std::size_t i = 0; i < plan.program.info().size(); ++i) text += line(i, describe(plan.program, i), plan.program.info()[i].origin);
  return text;
}

std::string plan_json(const LaunchPlan& plan) {
  oci::JsonWriter out(2);
  out.begin_object().key("trees").begin_array();
  for (const TreeSource& tree : plan.trees) write_step(out, describe(tree), tree.origin);
  out.end_array().key("steps").begin_array();
  for (std::size_t i = 0; i < plan.program.info().size(); ++i) write_step(out, describe(plan.program, i), plan.program.info()[i].origin);
  out.end_array().end_object();
  return out.take() + '\n';
}

}  // namespace dray::plan
