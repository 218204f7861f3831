#include "dray/seccomp/evaluate.h"

#include <cstring>

namespace dray::seccomp {
namespace {

struct Registers {
  std::uint32_t a = 0, x = 0, memory[BPF_MEMWORDS] = {};
};

std::uint32_t alu(std::uint16_t operation, std::uint32_t a, std::uint32_t operand) {
  switch (operation) {
    case BPF_ADD: return a + operand;
    case BPF_SUB: return a - operand;
    case BPF_MUL: return a * operand;
    case BPF_DIV: return a / operand;
    case BPF_OR: return a | operand;
    case BPF_AND: return a & operand;
    case BPF_XOR: return a ^ operand;
    case BPF_LSH: return a << (operand & 31);
    case BPF_RSH: return a >> (operand & 31);
    default: return ~a + 1;  // BPF_NEG
  }
}

bool taken(std::uint16_t operation, std::uint32_t a, std::uint32_t operand) {
  switch (operation) {
    case BPF_JEQ: return a == operand;
    case BPF_JGT: return a > operand;
    case BPF_JGE: return a >= operand;
    default: return (a & operand) != 0;  // BPF_JSET
  }
}

bool is_alu(const sock_filter& step) {
  const int operation = BPF_OP(step.code);
  if (BPF_SRC(step.code) == BPF_X) return operation <= BPF_RSH || operation == BPF_XOR;
  if (operation == BPF_DIV) return step.k != 0;
  if (operation == BPF_LSH || operation == BPF_RSH) return step.k < 32;
  return operation <= BPF_NEG || operation == BPF_XOR;
}

bool is_jump(const sock_filter& step) {
  return BPF_OP(step.code) == BPF_JA ? step.code == (BPF_JMP | BPF_JA) : BPF_OP(step.code) <= BPF_JSET;
}

/// Loads, stores and transfers; false if seccomp(2) does not accept the instruction.
bool move(const sock_filter& step, Registers& r, const seccomp_data& call) {
  const bool in_memory = step.k < BPF_MEMWORDS;
  switch (step.code) {
    case BPF_LD | BPF_W | BPF_ABS:
      if (step.k % 4 != 0 || step.k >= sizeof call) return false;
      std::memcpy(&r.a, reinterpret_cast<const char*>(&call) + step.k, sizeof r.a);
      return true;
    case BPF_LD | BPF_W | BPF_LEN: return r.a = sizeof call, true;
    case BPF_LDX | BPF_W | BPF_LEN: return r.x = sizeof call, true;
    case BPF_LD | BPF_IMM: return r.a = step.k, true;
    case BPF_LDX | BPF_IMM: return r.x = step.k, true;
    case BPF_MISC | BPF_TAX: return r.x = r.a, true;
    case BPF_MISC | BPF_TXA: return r.a = r.x, true;
    case BPF_LD | BPF_MEM: return in_memory && (r.a = r.memory[step.k], true);
    case BPF_LDX | BPF_MEM: return in_memory && (r.x = r.memory[step.k], true);
    case BPF_ST: return in_memory && (r.memory[step.k] = r.a, true);
    case BPF_STX: return in_memory && (r.memory[step.k] = r.x, true);
    default: return false;
  }
}

}  // namespace

std::uint32_t evaluate(std::span<const sock_filter> program, const seccomp_data& call) {
  Registers r;
  for (std::size_t at = 0; at < program.size(); ++at) {
    const sock_filter& step = program[at];
    const auto operation = static_cast<std::uint16_t>(BPF_OP(step.code));
    const std::uint32_t operand = BPF_SRC(step.code) == BPF_X ? r.x : step.k;
    switch (BPF_CLASS(step.code)) {
      case BPF_RET: return step.code == (BPF_RET | BPF_A) ? r.a : step.code == BPF_RET ? step.k : SECCOMP_RET_KILL_PROCESS;
      case BPF_ALU:
        if (!is_alu(step)) return SECCOMP_RET_KILL_PROCESS;
        if (operation == BPF_DIV && operand == 0) return 0;  // the kernel ends the program with this answer
        r.a = alu(operation, r.a, operand);
        break;
      case BPF_JMP:
        if (!is_jump(step)) return SECCOMP_RET_KILL_PROCESS;
        at += operation == BPF_JA ? step.k : taken(operation, r.a, operand) ? step.jt : step.jf;
        break;
      default:
        if (!move(step, r, call)) return SECCOMP_RET_KILL_PROCESS;
    }
  }
  return SECCOMP_RET_KILL_PROCESS;
}

}  // namespace dray::seccomp
