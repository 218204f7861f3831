// Process: init, the first process of the container, from execveat to execve of the payload.
// It maps its program and runs the steps in order. What each step does is in the file of its family (machine.h).

#include "machine.h"

namespace dray::init {
namespace {

using namespace program;

/// Exit status when init could not even reach its recorder; the host sees no magic there.
constexpr int kNoProgram = 120;
constexpr int kFailed = 1;

bool equal(const char* a, const char* b) {
  while (*a == *b && *a != '\0') ++a, ++b;
  return *a == *b;
}

int number(const char* text) {
  int value = 0;
  for (; *text >= '0' && *text <= '9' && value < 100000; ++text) value = value * 10 + (*text - '0');
  return *text == '\0' ? value : -1;
}

/// argv is {"dray-init", descriptor of the program}: anything else, as a payload of "#!/proc/self/exe" would give, is refused.
/// The program is a sealed memfd: nobody can change it while it runs.
bool load(Machine& machine, int argc, char** argv) {
  if (argc != 2 || !equal(argv[0], kInitName)) return false;
  sys::MemFd file(number(argv[1]));
  const auto seals = sys::get_seals(file);
  if (!seals.ok() || seals.value() != sys::kSealAll) return false;
  const auto status = sys::fstat(file, STATX_SIZE);
  if (!status.ok() || status.value().stx_size < sizeof(Header)) return false;
  const auto mapped = sys::mmap(file, status.value().stx_size, sys::Protection::ReadWrite, sys::Sharing::Private);
  if (!mapped.ok()) return false;
  machine.base = static_cast<char*>(mapped.value());
  return machine.header().magic == kMagic && machine.header().size == status.value().stx_size;
}

bool attach_recorder(Machine& machine) {
  machine.channel = std::move(machine.slot<sys::SocketFd>(kChannelSlot));
  const sys::FileFd file = std::move(machine.slot<sys::FileFd>(kRecorderSlot));
  const auto mapped = sys::mmap(file, sizeof(Recorder), sys::Protection::ReadWrite, sys::Sharing::Shared);
  if (!mapped.ok()) return false;
  machine.recorder = static_cast<Recorder*>(mapped.value());
  machine.recorder->magic = kRecorderMagic;
  return true;
}

template <class Step>
Outcome payload(Machine& machine, const StepHeader& header) {
  return run(machine, *reinterpret_cast<const Step*>(&header + 1));
}

Outcome run_step(Machine& machine, const StepHeader& header) {
  switch (header.kind) {
#define DRAY_STEP(kind) \
  case Kind::kind:      \
    return payload<program::kind>(machine, header);
#include "dray/program/steps.inc"
#undef DRAY_STEP
  }
  return failure(ENOSYS);
}

[[noreturn]] void run_program(Machine& machine) {
  const char* position = machine.base + machine.header().steps_offset;
  for (unsigned index = 0; index < machine.header().step_count; ++index) {
    const auto& header = *reinterpret_cast<const StepHeader*>(position);
    machine.recorder->step = index;
    const Outcome outcome = run_step(machine, header);
    if (!outcome.ok()) {
      machine.recorder->error = outcome.err();
      break;
    }
    position += header.size;
  }
  sys::exit(kFailed);  // a program ends by execve, never here
}

}  // namespace

/// `stack` is the initial stack of the process: argc, argv, NULL, envp.
extern "C" [[noreturn, gnu::used]] void init_start(long* stack) {
  Machine machine;
  // Whoever reads /proc tells by the name that this is not the payload yet.
  (void)sys::prctl(PR_SET_NAME, reinterpret_cast<unsigned long>(kInitName));
  (void)sys::umask(0);  // modes of the program are exact; SetUmask gives the payload its own
  if (!load(machine, static_cast<int>(stack[0]), reinterpret_cast<char**>(stack + 1))) sys::exit(kNoProgram);
  if (!attach_recorder(machine)) sys::exit(kNoProgram);
  run_program(machine);
}

}  // namespace dray::init

#if defined(__x86_64__)
asm(".globl _start\n_start:\n  xor %ebp, %ebp\n  mov %rsp, %rdi\n  and $-16, %rsp\n  call init_start\n");
#elif defined(__aarch64__)
asm(".globl _start\n_start:\n  mov x29, #0\n  mov x30, #0\n  mov x0, sp\n  bl init_start\n");
#endif
