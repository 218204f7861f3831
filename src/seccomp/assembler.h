#pragma once

#include <cstdint>
#include <linux/filter.h>
#include <map>
#include <vector>

namespace dray::seccomp {

/// Where a branch goes: an answer of the filter, or an instruction that was emitted before.
struct Target {
  enum class Kind { Answer, Instruction } kind;
  std::uint32_t value;  ///< SECCOMP_RET_*, or the position counted from the end of the program
};

constexpr Target answer(std::uint32_t action) { return {Target::Kind::Answer, action}; }

/// Builds a BPF program from its end to its start: BPF only jumps forward, so every target exists before the jump to it.
/// Conditional jumps reach 255 instructions; farther targets get a jump of their own, farther answers a return of their own.
class Assembler {
 public:
  /// `if (A <test> value) goto yes; else goto no;`  `test`: BPF_JEQ, BPF_JGE, BPF_JGT.
  Target branch(std::uint16_t test, std::uint32_t value, Target yes, Target no);
  /// `A = data[offset]; goto next;`
  Target load(std::uint32_t offset, Target next);
  /// `A &= mask; goto next;`
  Target mask(std::uint32_t mask, Target next);
  /// The program that begins with `start`, complete.
  std::vector<sock_filter> program(Target start);

 private:
  Target emit(sock_filter instruction);
  Target within_reach(Target target);
  void continue_at(Target next);

  std::vector<sock_filter> reversed_{};
  std::map<std::uint32_t, std::uint32_t> returns_{};  // answer → position of its last return
};

}  // namespace dray::seccomp
