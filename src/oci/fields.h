#pragma once

// The properties of every section. parse_<concept>.cc defines them; they call each other through Section.

#include "section.h"

namespace dray::oci {

void fields(Section& in, Spec& out);
void fields(Section& in, Root& out);
void fields(Section& in, IdMapping& out);
void fields(Section& in, Mount& out);
void fields(Section& in, Hook& out);
void fields(Section& in, Hooks& out);

void fields(Section& in, Process& out);
void fields(Section& in, ConsoleSize& out);
void fields(Section& in, User& out);
void fields(Section& in, Rlimit& out);
void fields(Section& in, Capabilities& out);
void fields(Section& in, Scheduler& out);
void fields(Section& in, IoPriority& out);
void fields(Section& in, ExecCpuAffinity& out);

void fields(Section& in, Linux& out);
void fields(Section& in, Namespace& out);
void fields(Section& in, TimeOffset& out);
void fields(Section& in, TimeOffsets& out);
void fields(Section& in, Device& out);
void fields(Section& in, NetDevice& out);
void fields(Section& in, IntelRdt& out);
void fields(Section& in, MemoryPolicy& out);
void fields(Section& in, Personality& out);

void fields(Section& in, Resources& out);
void fields(Section& in, DeviceRule& out);
void fields(Section& in, Memory& out);
void fields(Section& in, Cpu& out);
void fields(Section& in, Pids& out);
void fields(Section& in, WeightDevice& out);
void fields(Section& in, ThrottleDevice& out);
void fields(Section& in, BlockIo& out);
void fields(Section& in, HugepageLimit& out);
void fields(Section& in, InterfacePriority& out);
void fields(Section& in, Network& out);
void fields(Section& in, Rdma& out);

void fields(Section& in, Seccomp& out);
void fields(Section& in, SeccompSyscall& out);
void fields(Section& in, SeccompArg& out);

}  // namespace dray::oci
