#include "dray/launch/explain.h"

#include "dray/base/text.h"

#include <cerrno>
#include <cstring>
#include <elf.h>

namespace dray::launch {
namespace {

using program::Kind;

constexpr int kReadBackDiffers = EUCLEAN, kSignalKill = 9, kSignalSys = 31;

/// "e tmpfs: Unknown parameter 'x'\n" without the level and the newline.
std::string kernel_text(std::string_view note) {
  if (note.size() > 2 && note[1] == ' ' && (note[0] == 'e' || note[0] == 'w' || note[0] == 'i')) note.remove_prefix(2);
  return std::string(trimmed(note.substr(0, note.find('\n'))));
}

struct Machine {
  std::uint16_t number;
  std::string_view name;
};
constexpr Machine kMachines[] = {{EM_386, "x86"},         {EM_ARM, "arm"},     {EM_X86_64, "x86_64"},
                                 {EM_AARCH64, "aarch64"}, {EM_PPC64, "ppc64"}, {EM_S390, "s390x"},
                                 {EM_RISCV, "riscv"},     {EM_MIPS, "mips"},   {258, "loongarch"}};
#if defined(__x86_64__)
constexpr std::uint16_t kNative = EM_X86_64;
#else
constexpr std::uint16_t kNative = EM_AARCH64;
#endif

std::string machine_name(std::uint16_t number) {
  for (const Machine& machine : kMachines)
    if (machine.number == number) return std::string(machine.name);
  return "machine " + std::to_string(number);
}

/// The path in PT_INTERP, as far as it lies in the first bytes.
std::string elf_interpreter(std::string_view head, const Elf64_Ehdr& header) {
  for (std::size_t i = 0; i < header.e_phnum; ++i) {
    const std::uint64_t at = header.e_phoff + i * sizeof(Elf64_Phdr);
    if (header.e_phoff > head.size() || at + sizeof(Elf64_Phdr) > head.size()) break;
    Elf64_Phdr segment;
    std::memcpy(&segment, head.data() + at, sizeof segment);
    if (segment.p_type != PT_INTERP || segment.p_offset >= head.size()) continue;
    const std::string_view path = head.substr(segment.p_offset, segment.p_filesz);
    return std::string(path.substr(0, path.find('\0')));
  }
  return {};
}

std::string diagnose_elf(std::string_view head, int err) {
  Elf64_Ehdr header{};
  if (head.size() < sizeof header) return {};
  std::memcpy(&header, head.data(), sizeof header);
  if (err == ENOEXEC && header.e_machine != kNative)
    return "the program is for " + machine_name(header.e_machine) + ", this host is " + machine_name(kNative);
  if (err != ENOENT || header.e_ident[EI_CLASS] != ELFCLASS64) return {};
  const std::string interpreter = elf_interpreter(head, header);
  return interpreter.empty() ? "" : "its interpreter " + quoted(interpreter) + " does not exist in the container";
}

std::string diagnose_script(std::string_view head, int err) {
  const std::string_view line = head.substr(2, head.find('\n') - 2);
  const std::string_view stripped = trimmed(line);
  const std::string_view interpreter = stripped.substr(0, stripped.find(' '));
  if (err != ENOENT && err != EACCES && err != ENOEXEC) return {};
  if (line.ends_with('\r')) return "the first line of the script ends with a carriage return (windows line ends)";
  return "its interpreter " + quoted(interpreter) + (err == ENOENT ? " does not exist in the container" : " can't be executed");
}

Error lookup_failed(const FailedStep& step, int err) {
  const bool in_path = step.path.find('/') == std::string::npos;
  Error error(Code::Payload);
  if (err == ENOENT && in_path) error = Error(Code::Payload, "executable file not found in $PATH");
  else if (err == ENOENT) error = Error(Code::Payload, "stat " + step.path + ": no such file or directory");
  else if (err == EACCES)
    error = Error(Code::Payload).os(err).hint("is it executable for the user of the process, on a mount without noexec?");
  else error = Error(Code::Payload).os(err);
  return std::move(error).at(step.origin).op(step.op).path(step.path);
}

Error exec_failed(const FailedStep& step, const Recording& recording) {
  return Error(Code::Payload)
      .os(recording.error)
      .at(step.origin)
      .op(step.op)
      .path(step.path)
      .hint(diagnose_head(recording.head, recording.error));
}

/// Init did not fail, it was ended.
Error killed(const FailedStep& step, const Ending& ending) {
  Error error(Code::System);
  if (!ending.known) error = Error(Code::System, "container init ended before it executed the process");
  else if (ending.by_signal && ending.status == kSignalKill)
    error = Error(Code::System, "container init was killed").hint("was it out of memory? is linux.resources.memory.limit too low?");
  else if (ending.by_signal && ending.status == kSignalSys)
    error = Error(Code::System, "container init was killed by its own seccomp filter");
  else if (ending.by_signal) error = Error(Code::System, "container init was ended by signal " + std::to_string(ending.status));
  else error = Error(Code::System, "container init ended with status " + std::to_string(ending.status));
  return std::move(error).at(step.origin).op(step.op).path(step.path);
}

/// What the user can do about failures whose errno alone does not say it.
struct Advice {
  Kind kind;
  int err;
  std::string_view hint;
};
constexpr Advice kAdvice[] = {{Kind::MountFs, ELOOP, "this mount point must be a real directory, not a symbolic link of the image"},
                              {Kind::MountFs, ENODEV, "the kernel does not know this file system type"},
                              {Kind::MakeNode, EEXIST, "what the image has there is not this device"},
                              {Kind::MakeNode, ELOOP, "the directory must not be a symbolic link of the image"},
                              {Kind::MakeLink, ELOOP, "the directory must not be a symbolic link of the image"},
                              {Kind::AttachRoot, ESTALE, "the directory was exchanged while the container was created"},
                              {Kind::SetLimit, EPERM, "raising a hard limit needs CAP_SYS_RESOURCE"},
                              {Kind::FindHome, EINVAL, "it is not a regular file; with HOME in process.env it is not read"},
                              {Kind::WriteSysctl, ENOENT, "the kernel has no such setting"},
                              {Kind::EnterCwd, EXDEV, "the working directory must lie inside the container"},
                              {Kind::EnterCwd, ENOTDIR, "the working directory must be a directory"},
                              {Kind::SetCapabilities, EPERM, "the runtime does not have all of these capabilities itself"}};

std::string_view advice(Kind kind, int err) {
  for (const Advice& one : kAdvice)
    if (one.kind == kind && one.err == err) return one.hint;
  return {};
}

}  // namespace

std::string diagnose_head(std::string_view head, int err) {
  if (head.starts_with("#!")) return diagnose_script(head, err);
  if (head.starts_with("\x7f"
                       "ELF"))
    return diagnose_elf(head, err);
  return err == ENOEXEC ? "neither an ELF program nor a script that begins with #!" : "";
}

Error explain(const FailedStep& step, const Recording& recording, const Ending& ending) {
  if (!recording.valid || recording.error == 0) return killed(step, ending);
  if (step.kind == Kind::FindExecutable) return lookup_failed(step, recording.error);
  if (step.kind == Kind::Execute) return exec_failed(step, recording);
  if (recording.error == kReadBackDiffers)
    return Error(Code::System, "the kernel does not show what was set").at(step.origin).op(step.op).path(step.path);
  const std::string text = kernel_text(recording.note);
  return Error(Code::System, text).os(recording.error).at(step.origin).op(step.op).path(step.path).hint(advice(step.kind, recording.error));
}

}  // namespace dray::launch
