#include "dray/launch/explain.h"

#include <catch2/catch.hpp>
#include <cerrno>
#include <cstring>
#include <elf.h>

using namespace dray;
using namespace dray::launch;
using program::Kind;

namespace {

FailedStep step(Kind kind, const char* op, const char* path) { return {kind, Origin("/p"), op, path}; }

Recording recorded(int error) {
  Recording recording;
  recording.valid = true;
  recording.error = error;
  return recording;
}

/// The first bytes of an ELF program for `machine` with this interpreter.
std::string elf(std::uint16_t machine, const std::string& interpreter) {
  Elf64_Ehdr header{};
  std::memcpy(header.e_ident, ELFMAG, SELFMAG);
  header.e_ident[EI_CLASS] = ELFCLASS64;
  header.e_machine = machine;
  header.e_phoff = sizeof header;
  header.e_phnum = 1;
  Elf64_Phdr segment{};
  segment.p_type = PT_INTERP;
  segment.p_offset = sizeof header + sizeof segment;
  segment.p_filesz = interpreter.size() + 1;
  std::string head(reinterpret_cast<const char*>(&header), sizeof header);
  head.append(reinterpret_cast<const char*>(&segment), sizeof segment);
  return head + interpreter + '\0';
}

}  // namespace

TEST_CASE("a program that is not found is reported in the words that engines map to 126 and 127") {
  struct Row {
    const char* name;
    int err;
    const char* text;
  };
  const Row rows[] = {
      {"sh", ENOENT, "/p: exec: \"sh\": executable file not found in $PATH"},
      {"/bin/sh", ENOENT, "/p: exec: \"/bin/sh\": stat /bin/sh: no such file or directory"},
      {"/etc", EISDIR, "/p: exec: \"/etc\": is a directory"},
      {"/x", EACCES, "/p: exec: \"/x\": permission denied (is it executable for the user of the process, on a mount without noexec?)"},
  };
  for (const Row& row : rows) CHECK(explain(step(Kind::FindExecutable, "exec:", row.name), recorded(row.err), {}).text() == row.text);
}

TEST_CASE("after execve the first bytes of the program say what is missing") {
  CHECK(diagnose_head("#!/no/such -x\nrest", ENOENT) == "its interpreter \"/no/such\" does not exist in the container");
  CHECK(diagnose_head("#! /bin/sh\r\n", ENOENT).find("carriage return") != std::string::npos);
  CHECK(diagnose_head("hello", ENOEXEC) == "neither an ELF program nor a script that begins with #!");
  CHECK(diagnose_head(elf(EM_RISCV, "/lib/ld"), ENOEXEC).starts_with("the program is for riscv, this host is "));
  CHECK(diagnose_head(elf(EM_X86_64, "/lib64/ld.so"), ENOENT) == "its interpreter \"/lib64/ld.so\" does not exist in the container");
  CHECK(diagnose_head("", ENOENT).empty());
}

TEST_CASE("hostile first bytes say nothing and break nothing") {
  std::string head = elf(EM_X86_64, "/lib64/ld.so");
  for (std::size_t size = 0; size < head.size(); ++size) CHECK_NOTHROW(diagnose_head(head.substr(0, size), ENOENT));
  for (std::size_t i = 16; i < head.size(); ++i) {
    std::string broken = head;
    broken[i] = '\xff';
    CHECK_NOTHROW(diagnose_head(broken, ENOENT));
  }
  CHECK_NOTHROW(diagnose_head("#!", ENOENT));
}

TEST_CASE("the kernel's own text of a failed mount is part of the message") {
  Recording recording = recorded(EINVAL);
  recording.note = "e tmpfs: Unknown parameter 'x'\n";
  CHECK(explain(step(Kind::MountFs, "mount tmpfs", "/dev"), recording, {}).text() ==
        "/p: mount tmpfs \"/dev\": tmpfs: Unknown parameter 'x': invalid argument");
}

TEST_CASE("an init that was ended is told from one that failed") {
  const Ending killed{true, true, 9};
  CHECK(explain(step(Kind::ReportRooted, "wait for limits", ""), recorded(0), killed).text().find("out of memory") != std::string::npos);
  const Ending seccomp{true, true, 31};
  CHECK(explain(step(Kind::SetIds, "set user", ""), recorded(0), seccomp).text().find("seccomp") != std::string::npos);
  const Ending unborn{true, false, 121};
  CHECK(explain({}, Recording{}, unborn).text() == "container init ended with status 121");
}

TEST_CASE("a value that was set and is not there is called so") {
  CHECK(explain(step(Kind::ReadonlyRoot, "make read-only", "/"), recorded(EUCLEAN), {}).text() ==
        "/p: make read-only \"/\": the kernel does not show what was set");
}
