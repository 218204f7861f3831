#include "dray/state/store.h"

#include <catch2/catch.hpp>
#include <cstdlib>

using namespace dray;
using namespace dray::state;

namespace {

/// A state root of its own below /tmp, removed at the end.
class Scratch {
 public:
  Scratch() {
    char pattern[] = "/tmp/dray-store-XXXXXX";
    path_ = ::mkdtemp(pattern);
  }
  ~Scratch() { (void)std::system(("rm -rf '" + path_ + "'").c_str()); }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace

TEST_CASE("an id is taken once, and free again after removal") {
  const Scratch scratch;
  const Store store(scratch.path() + "/deep/root");
  CHECK_FALSE(store.find("c1"));
  const Container container = store.create("c1");
  CHECK(store.ids() == std::vector<std::string>{"c1"});
  try {
    (void)store.create("c1");
    FAIL("created twice");
  } catch (const Error& error) {
    CHECK(error.text().find("container with given ID already exists") != std::string::npos);
  }
  CHECK(container.remove());
  CHECK_FALSE(container.remove());
  CHECK(store.ids().empty());
  CHECK_NOTHROW(store.create("c1"));
}

TEST_CASE("an unknown id is reported in the words that callers match") {
  const Scratch scratch;
  try {
    (void)Store(scratch.path()).open("nope");
    FAIL("found");
  } catch (const Error& error) {
    CHECK(error.code() == Code::NotFound);
    CHECK(error.text().find("container does not exist") != std::string::npos);
  }
}

TEST_CASE("a container between intent and record has no record, but cgroups") {
  const Scratch scratch;
  const Container container = Store(scratch.path()).create("c1");
  container.write_intent({{"/sys/fs/cgroup/x/c1", "/sys/fs/cgroup/x/c1"}});
  CHECK_FALSE(container.read_record());
  CHECK(container.read_cgroups().size() == 1);
}

TEST_CASE("cgroups are found when the record or the intent is damaged") {
  const Scratch scratch;
  const Container container = Store(scratch.path()).create("c1");
  const std::vector<cgroup::Footprint> cgroups = {{"/sys/fs/cgroup/x/c1", "/sys/fs/cgroup/x/c1"}};
  container.write_intent(cgroups);
  Record record;
  record.cgroups = cgroups;
  container.write_record(record);
  fs::replace_file(container.directory(), "record", "{\"ver", 0600);
  CHECK_THROWS_AS(container.read_record(), Error);
  CHECK(container.read_cgroups() == cgroups);
  container.write_record(record);
  fs::replace_file(container.directory(), "cgroups", "/sys/fs", 0600);
  CHECK(container.read_cgroups() == cgroups);
}

TEST_CASE("the lock is held by whoever creates") {
  const Scratch scratch;
  const Store store(scratch.path());
  const Container creator = store.create("c1");
  CHECK_FALSE(store.open("c1").try_lock());
}

TEST_CASE("a FIFO without a reader is not created") {
  const Scratch scratch;
  const Container container = Store(scratch.path()).create("c1");
  CHECK_FALSE(container.open_fifo());
  {
    const auto reader = container.make_fifo();
    CHECK(container.open_fifo());
  }
  CHECK_FALSE(container.open_fifo());
}

TEST_CASE("a state root that others can write to is refused") {
  const Scratch scratch;
  (void)sys::mkdirat(sys::At::cwd(), (scratch.path() + "/open").c_str(), 0777);
  (void)sys::fchmodat(sys::At::cwd(), (scratch.path() + "/open").c_str(), 0777);
  CHECK_THROWS_AS(Store(scratch.path() + "/open").create("c1"), Error);
}
