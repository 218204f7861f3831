#include "dray/seccomp/evaluate.h"

#include <catch2/catch.hpp>
#include <vector>

using dray::seccomp::evaluate;

namespace {

constexpr seccomp_data kCall{.nr = 59, .arch = AUDIT_ARCH_X86_64, .instruction_pointer = 0x1122334455667788, .args = {0x0000000500000007}};

std::uint32_t run(std::vector<sock_filter> program) { return evaluate(program, kCall); }
/// The value of A after one step from A = 6, X = 4.
std::uint32_t step(sock_filter instruction) {
  return run({BPF_STMT(BPF_LDX | BPF_IMM, 4), BPF_STMT(BPF_LD | BPF_IMM, 6), instruction, BPF_STMT(BPF_RET | BPF_A, 0)});
}

}  // namespace

TEST_CASE("loads reach every word of the call") {
  const std::uint32_t expected[] = {59, AUDIT_ARCH_X86_64, 0x55667788, 0x11223344, 7, 5, 0};
  for (std::uint32_t i = 0; i < std::size(expected); ++i) CHECK(step(BPF_STMT(BPF_LD | BPF_W | BPF_ABS, i * 4)) == expected[i]);
  CHECK(step(BPF_STMT(BPF_LD | BPF_W | BPF_LEN, 0)) == 64);
}

TEST_CASE("arithmetic is that of classic BPF") {
  struct Row {
    int operation;
    std::uint32_t with_constant_3, with_x;
  };
  constexpr Row kRows[] = {{BPF_ADD, 9, 10}, {BPF_SUB, 3, 2}, {BPF_MUL, 18, 24}, {BPF_DIV, 2, 1}, {BPF_AND, 2, 4},
                           {BPF_OR, 7, 6},   {BPF_XOR, 5, 2}, {BPF_LSH, 48, 96}, {BPF_RSH, 0, 0}};
  for (const Row& row : kRows) {
    CAPTURE(row.operation);
    CHECK(step(BPF_STMT(static_cast<__u16>(BPF_ALU | BPF_K | row.operation), 3)) == row.with_constant_3);
    CHECK(step(BPF_STMT(static_cast<__u16>(BPF_ALU | BPF_X | row.operation), 0)) == row.with_x);
  }
  CHECK(step(BPF_STMT(BPF_ALU | BPF_NEG, 0)) == 0xfffffffa);
}

TEST_CASE("a division by a zero register ends the program with 0, as in the kernel") {
  CHECK(run({BPF_STMT(BPF_LDX | BPF_IMM, 0), BPF_STMT(BPF_ALU | BPF_DIV | BPF_X, 0), BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)}) == 0);
}

TEST_CASE("jumps go to the right branch") {
  const auto branch = [](int test, std::uint32_t value) {
    return run({BPF_STMT(BPF_LD | BPF_IMM, 6), BPF_JUMP(static_cast<__u16>(BPF_JMP | BPF_K | test), value, 1, 0), BPF_STMT(BPF_RET, 100),
                BPF_STMT(BPF_RET, 200)});
  };
  CHECK((branch(BPF_JEQ, 6) == 200 && branch(BPF_JEQ, 5) == 100));
  CHECK((branch(BPF_JGT, 5) == 200 && branch(BPF_JGT, 6) == 100));
  CHECK((branch(BPF_JGE, 6) == 200 && branch(BPF_JGE, 7) == 100));
  CHECK((branch(BPF_JSET, 2) == 200 && branch(BPF_JSET, 1) == 100));
  CHECK(run({BPF_STMT(BPF_JMP | BPF_JA, 1), BPF_STMT(BPF_RET, 100), BPF_STMT(BPF_RET, 200)}) == 200);
}

TEST_CASE("memory keeps words and registers are exchanged") {
  CHECK(run({BPF_STMT(BPF_LD | BPF_IMM, 7), BPF_STMT(BPF_ST, 15), BPF_STMT(BPF_LDX | BPF_MEM, 15), BPF_STMT(BPF_MISC | BPF_TXA, 0),
             BPF_STMT(BPF_ALU | BPF_ADD | BPF_X, 0), BPF_STMT(BPF_MISC | BPF_TAX, 0), BPF_STMT(BPF_STX, 0), BPF_STMT(BPF_LD | BPF_MEM, 0),
             BPF_STMT(BPF_RET | BPF_A, 0)}) == 14);
}

TEST_CASE("what seccomp(2) refuses kills the process") {
  const sock_filter refused[] = {BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 2),
                                 BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 64),
                                 BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 0),
                                 BPF_STMT(BPF_LD | BPF_W | BPF_IND, 0),
                                 BPF_STMT(BPF_LD | BPF_MEM, 16),
                                 BPF_STMT(BPF_ST, 16),
                                 BPF_STMT(BPF_ALU | BPF_MOD | BPF_K, 2),
                                 BPF_STMT(BPF_ALU | BPF_DIV | BPF_K, 0),
                                 BPF_STMT(BPF_ALU | BPF_LSH | BPF_K, 32),
                                 BPF_STMT(BPF_JMP | BPF_JA, 0xffffffff),
                                 BPF_STMT(BPF_JMP | 0x90, 0),
                                 BPF_STMT(BPF_RET | BPF_X, 0)};
  for (const sock_filter& instruction : refused) {
    CAPTURE(instruction.code, instruction.k);
    CHECK(run({instruction, BPF_STMT(BPF_RET, SECCOMP_RET_ALLOW)}) == SECCOMP_RET_KILL_PROCESS);
  }
  CHECK(run({}) == SECCOMP_RET_KILL_PROCESS);
}
