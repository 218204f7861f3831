#include "dray/seccomp/filter.h"

#include "assembler.h"
#include "compiled.h"
#include "decisions.h"

#include "dray/base/error.h"
#include "dray/base/text.h"

#include <cstddef>

namespace dray::seccomp {
namespace {

// Why not libseccomp's own compiler: for Docker's profile with three architectures it needs 10 ms and makes 1246 instructions, which
// the kernel takes 350 us to load; one search tree over ranges of numbers is a quarter of that. Tests compare both, call by call.

/// The two halves of a 64-bit value; in seccomp_data the lower comes first on little-endian machines, and no others are supported.
struct Halves {
  std::uint32_t low, high;
};

constexpr Halves halves(std::uint64_t value) { return {static_cast<std::uint32_t>(value), static_cast<std::uint32_t>(value >> 32)}; }

constexpr std::uint32_t low_word(std::uint32_t argument) { return static_cast<std::uint32_t>(offsetof(seccomp_data, args)) + argument * 8; }
constexpr std::uint32_t high_word(std::uint32_t argument) { return low_word(argument) + 4; }

/// Where a comparison leads.
struct Branches {
  Target yes, no;
};

/// `argument > value`, or `>=`.
Target compare_order(Assembler& out, const Condition& condition, Width width, Branches branches) {
  const bool or_equal = condition.comparison == Comparison::GreaterOrEqual || condition.comparison == Comparison::Less;
  const Halves value = halves(condition.value);
  if (width == Width::Bits32 && value.high != 0) return branches.no;
  const Target low = out.load(low_word(condition.argument), out.branch(or_equal ? BPF_JGE : BPF_JGT, value.low, branches.yes, branches.no));
  if (width == Width::Bits32) return low;
  const Target equal = out.branch(BPF_JEQ, value.high, low, branches.no);
  return out.load(high_word(condition.argument), out.branch(BPF_JGT, value.high, branches.yes, equal));
}

/// One word of an argument under a mask.
struct Word {
  std::uint32_t offset, mask, value;
};

Target compare_word(Assembler& out, const Word& word, Branches branches) {
  if (word.mask == 0) return branches.yes;
  const Target test = out.branch(BPF_JEQ, word.value, branches.yes, branches.no);
  return out.load(word.offset, word.mask == ~0U ? test : out.mask(word.mask, test));
}

/// `(argument & mask) == value`. Interfaces of 32 bits have no upper word; a profile that says -1 in 64 bits means theirs, too.
Target compare_equal(Assembler& out, const Condition& condition, Width width, Branches branches) {
  const Halves mask = halves(condition.comparison == Comparison::MaskedEqual ? condition.mask : ~std::uint64_t{0});
  const Halves value = halves(condition.value);
  if (width == Width::Bits32 && value.high != 0 && value.high != mask.high) return branches.no;
  const Target low = compare_word(out, {low_word(condition.argument), mask.low, value.low}, branches);
  if (width == Width::Bits32) return low;
  return compare_word(out, {high_word(condition.argument), mask.high, value.high}, {low, branches.no});
}

Target compare(Assembler& out, const Condition& condition, Width width, Branches branches) {
  const Branches swapped{branches.no, branches.yes};
  switch (condition.comparison) {
    case Comparison::Equal:
    case Comparison::MaskedEqual: return compare_equal(out, condition, width, branches);
    case Comparison::NotEqual: return compare_equal(out, condition, width, swapped);
    case Comparison::Greater:
    case Comparison::GreaterOrEqual: return compare_order(out, condition, width, branches);
    case Comparison::Less:
    case Comparison::LessOrEqual: return compare_order(out, condition, width, swapped);
  }
  return branches.no;
}

Target put_verdict(Assembler& out, const Range& range) {
  Target next = answer(range.verdict.otherwise);
  for (auto test = range.verdict.tests.rbegin(); test != range.verdict.tests.rend(); ++test) {
    const Target no = next;
    next = answer(test->action);
    for (auto condition = test->conditions.rbegin(); condition != test->conditions.rend(); ++condition)
      next = compare(out, *condition, range.width, {next, no});
  }
  return next;
}

/// A search tree: A holds the number.
Target put_ranges(Assembler& out, std::span<const Range> ranges) {
  if (ranges.size() == 1) return put_verdict(out, ranges[0]);
  const std::size_t middle = ranges.size() / 2;
  const Target high = put_ranges(out, ranges.subspan(middle));
  const Target low = put_ranges(out, ranges.first(middle));
  return out.branch(BPF_JGE, ranges[middle].first, high, low);
}

std::vector<sock_filter> assemble(std::span<const Decisions> all) {
  Assembler out;
  Target next = answer(SECCOMP_RET_KILL_THREAD);  // an architecture that the profile does not have
  for (auto decisions = all.rbegin(); decisions != all.rend(); ++decisions) {
    const Target known = out.load(offsetof(seccomp_data, nr), put_ranges(out, decisions->ranges));
    next = out.branch(BPF_JEQ, decisions->audit_arch, known, next);
  }
  return out.program(out.load(offsetof(seccomp_data, arch), next));
}

}  // namespace

bool operator==(const Filter& a, const Filter& b) {
  const auto same = [](const sock_filter& x, const sock_filter& y) {
    return x.code == y.code && x.jt == y.jt && x.jf == y.jf && x.k == y.k;
  };
  return a.flags == b.flags && std::ranges::equal(a.instructions, b.instructions, same);
}

Compiled compile_for(Machine machine, const oci::Seccomp& profile) {
  const Profile checked = check(profile, machine);
  Compiled compiled;
  const std::vector<Decisions> decisions = decide(checked, profile, compiled.unknown);
  compiled.filter = {assemble(decisions), checked.flags};
  if (compiled.filter.instructions.size() > BPF_MAXINSNS)
    throw Error(Code::Unsupported, "the profile needs more than the 4096 instructions that a filter may have").at(profile.origin);
  return compiled;
}

void warn_unknown(const oci::Seccomp& profile, const std::vector<UnknownName>& unknown, Log& log) {
  for (const UnknownName& place : unknown) {
    const oci::SeccompSyscall& call = profile.syscalls.at(place.syscall);
    log.warn(call.origin.member("names").element(place.name).pointer() + ": unknown system call " + quoted(call.names.at(place.name)) +
             " is ignored");
  }
}

Filter compile(const oci::Seccomp& profile, Log& log) {
  Compiled compiled = compile_for(kThisMachine, profile);
  warn_unknown(profile, compiled.unknown, log);
  return std::move(compiled.filter);
}

}  // namespace dray::seccomp
