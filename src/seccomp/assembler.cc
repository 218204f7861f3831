#include "assembler.h"

#include <utility>

namespace dray::seccomp {
namespace {

// Below 255, because making the second target of a branch reachable can put instructions before the first.
constexpr std::size_t kReach = 250;

constexpr std::uint16_t code(int bits) { return static_cast<std::uint16_t>(bits); }

}  // namespace

Target Assembler::emit(sock_filter instruction) {
  reversed_.push_back(instruction);
  return {Target::Kind::Instruction, static_cast<std::uint32_t>(reversed_.size())};
}

Target Assembler::within_reach(Target target) {
  if (target.kind == Target::Kind::Answer) {
    const auto [known, is_new] = returns_.try_emplace(target.value, 0U);
    if (is_new || reversed_.size() - known->second > kReach) known->second = emit({code(BPF_RET | BPF_K), 0, 0, target.value}).value;
    return {Target::Kind::Instruction, known->second};
  }
  const auto distance = static_cast<std::uint32_t>(reversed_.size() - target.value);
  if (distance <= kReach) return target;
  return emit({code(BPF_JMP | BPF_JA), 0, 0, distance});
}

/// Makes `next` the instruction that follows.
void Assembler::continue_at(Target next) {
  if (next.kind == Target::Kind::Answer) {
    (void)emit({code(BPF_RET | BPF_K), 0, 0, next.value});  // nobody else needs its position
    return;
  }
  const auto distance = static_cast<std::uint32_t>(reversed_.size() - next.value);
  if (distance > 0) (void)emit({code(BPF_JMP | BPF_JA), 0, 0, distance});  // reached by falling through
}

Target Assembler::branch(std::uint16_t test, std::uint32_t value, Target yes, Target no) {
  if (yes.kind == no.kind && yes.value == no.value) return yes;
  const Target near_no = within_reach(no);
  const Target near_yes = within_reach(yes);
  const auto distance = [this](Target target) { return static_cast<std::uint8_t>(reversed_.size() - target.value); };
  return emit({code(BPF_JMP | test | BPF_K), distance(near_yes), distance(near_no), value});
}

Target Assembler::load(std::uint32_t offset, Target next) {
  continue_at(next);
  return emit({code(BPF_LD | BPF_W | BPF_ABS), 0, 0, offset});
}

Target Assembler::mask(std::uint32_t mask, Target next) {
  continue_at(next);
  return emit({code(BPF_ALU | BPF_AND | BPF_K), 0, 0, mask});
}

std::vector<sock_filter> Assembler::program(Target start) {
  continue_at(start);
  returns_.clear();
  std::vector<sock_filter> reversed = std::exchange(reversed_, {});
  return {reversed.rbegin(), reversed.rend()};
}

}  // namespace dray::seccomp
