#include "fields.h"

namespace dray::oci {

void fields(Section& in, Process& out) {
  in.optional("terminal", out.terminal);
  in.optional("consoleSize", out.console_size);
  in.optional("user", out.user);
  in.optional("args", out.args);
  in.optional("env", out.env);
  in.optional("cwd", out.cwd);
  in.optional("capabilities", out.capabilities);
  in.optional("rlimits", out.rlimits);
  in.optional("noNewPrivileges", out.no_new_privileges);
  in.optional("apparmorProfile", out.apparmor_profile);
  in.optional("selinuxLabel", out.selinux_label);
  in.optional("oomScoreAdj", out.oom_score_adj);
  in.optional("scheduler", out.scheduler);
  in.optional("ioPriority", out.io_priority);
  in.optional("execCPUAffinity", out.exec_cpu_affinity);
}

void fields(Section& in, ConsoleSize& out) {
  in.required("height", out.height);
  in.required("width", out.width);
}

void fields(Section& in, User& out) {
  in.required("uid", out.uid);
  in.required("gid", out.gid);
  in.optional("umask", out.umask);
  in.optional("additionalGids", out.additional_gids);
}

void fields(Section& in, Rlimit& out) {
  in.required("type", out.type);
  in.required("soft", out.soft);
  in.required("hard", out.hard);
}

void fields(Section& in, Capabilities& out) {
  in.optional("bounding", out.bounding);
  in.optional("effective", out.effective);
  in.optional("inheritable", out.inheritable);
  in.optional("permitted", out.permitted);
  in.optional("ambient", out.ambient);
}

void fields(Section& in, Scheduler& out) {
  in.required("policy", out.policy);
  in.optional("nice", out.nice);
  in.optional("priority", out.priority);
  in.optional("flags", out.flags);
  in.optional("runtime", out.runtime);
  in.optional("deadline", out.deadline);
  in.optional("period", out.period);
}

void fields(Section& in, IoPriority& out) {
  in.required("class", out.io_class);
  in.optional("priority", out.priority);
}

void fields(Section& in, ExecCpuAffinity& out) {
  in.optional("initial", out.initial);
  in.optional("final", out.final);
}

}  // namespace dray::oci
