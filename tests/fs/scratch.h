#pragma once

#include <cstdlib>
#include <string>
#include <unistd.h>

namespace dray {

/// A directory of its own below /tmp, removed at the end.
class Scratch {
 public:
  Scratch() {
    char pattern[] = "/tmp/dray-fs-XXXXXX";
    path_ = ::mkdtemp(pattern);
  }
  ~Scratch() { (void)std::system(("rm -rf '" + path_ + "'").c_str()); }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace dray
