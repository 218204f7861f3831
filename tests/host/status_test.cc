#include "status.h"

#include "dray/base/error.h"

#include <catch2/catch.hpp>

using namespace dray;
using namespace dray::host;

namespace {

constexpr const char* kStatus =
    "Name:\tsh\nUmask:\t0027\nState:\tS (sleeping)\nUid:\t1000\t1000\t1000\t1000\nGid:\t1001\t1001\t1001\t1001\nGroups:\t8 7 \n"
    "CapInh:\t0000000000000400\nCapPrm:\t0000000000000400\nCapEff:\t0000000000000400\nCapBnd:\t0000000000000420\nCapAmb:\t0000000000000400\n"
    "NoNewPrivs:\t1\nSeccomp:\t2\n";

plan::Confinement as_configured() {
  plan::Confinement expected;
  expected.uid = 1000;
  expected.gid = 1001;
  expected.groups = {7, 8};
  expected.inheritable = expected.permitted = expected.effective = expected.ambient = 0x400;
  expected.bounding = 0x420;
  expected.no_new_privs = true;
  expected.seccomp = true;
  return expected;
}

std::string difference(const plan::Confinement& expected) {
  try {
    verify_confinement(parse_status(kStatus), expected);
  } catch (const Error& error) {
    return error.property();
  }
  return {};
}

}  // namespace

TEST_CASE("a process as configured passes") {
  CHECK(difference(as_configured()).empty());
  CHECK(parse_status(kStatus).umask == 027);
}

TEST_CASE("each attribute that differs is found and named") {
  auto expect = [](auto change) {
    plan::Confinement expected = as_configured();
    change(expected);
    return difference(expected);
  };
  CHECK(expect([](auto& e) { e.uid = 0; }) == "/process/user/uid");
  CHECK(expect([](auto& e) { e.gid = 0; }) == "/process/user/gid");
  CHECK(expect([](auto& e) { e.groups = {7}; }) == "/process/user/additionalGids");
  CHECK(expect([](auto& e) { e.bounding = 0; }) == "/process/capabilities/bounding");
  CHECK(expect([](auto& e) { e.permitted = 0; }) == "/process/capabilities/permitted");
  CHECK(expect([](auto& e) { e.effective = 0; }) == "/process/capabilities/effective");
  CHECK(expect([](auto& e) { e.inheritable = 0; }) == "/process/capabilities/inheritable");
  CHECK(expect([](auto& e) { e.ambient = 0; }) == "/process/capabilities/ambient");
}

TEST_CASE("a missing no_new_privs or filter is found, an inherited one is fine") {
  std::string text = kStatus;
  text.replace(text.find("NoNewPrivs:\t1"), 13, "NoNewPrivs:\t0");
  CHECK_THROWS_AS(verify_confinement(parse_status(text), as_configured()), Error);
  text = kStatus;
  text.replace(text.find("Seccomp:\t2"), 10, "Seccomp:\t0");
  CHECK_THROWS_AS(verify_confinement(parse_status(text), as_configured()), Error);
  plan::Confinement relaxed = as_configured();
  relaxed.no_new_privs = relaxed.seccomp = false;
  CHECK_NOTHROW(verify_confinement(parse_status(kStatus), relaxed));
}

TEST_CASE("a status that lacks what is compared does not pass") { CHECK_THROWS_AS(verify_confinement(parse_status("Name:\tx\n"), as_configured()), Error); }
