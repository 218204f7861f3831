#include "fields.h"

namespace dray::oci {

void fields(Section& in, Seccomp& out) {
  in.required("defaultAction", out.default_action);
  in.optional("defaultErrnoRet", out.default_errno_ret);
  in.optional("architectures", out.architectures);
  in.optional("flags", out.flags);
  in.optional("listenerPath", out.listener_path);
  in.optional("listenerMetadata", out.listener_metadata);
  in.optional("syscalls", out.syscalls);
}

void fields(Section& in, SeccompSyscall& out) {
  in.required("names", out.names);
  in.required("action", out.action);
  in.optional("errnoRet", out.errno_ret);
  in.optional("args", out.args);
}

void fields(Section& in, SeccompArg& out) {
  in.required("index", out.index);
  in.required("value", out.value);
  in.optional("valueTwo", out.value_two);
  in.required("op", out.op);
}

}  // namespace dray::oci
