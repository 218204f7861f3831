#include "cli/persona.h"

#include <catch2/catch.hpp>

using namespace dray::cli;

TEST_CASE("the persona is the last part of argv[0]") {
  CHECK(persona_of("runc") == Persona::Runc);
  CHECK(persona_of("/usr/bin/runc") == Persona::Runc);
  CHECK(persona_of("./dray") == Persona::Dray);
  CHECK(persona_of("runc.real") == Persona::Dray);
  CHECK(persona_of("/runc/") == Persona::Dray);
  CHECK(persona_of("") == Persona::Dray);
}

TEST_CASE("as runc, name, root and version are runc's") {
  CHECK(default_state_root(Persona::Runc) == "/run/runc");
  CHECK(default_state_root(Persona::Dray) == "/run/dray");
  CHECK_THAT(version_number(Persona::Runc), Catch::StartsWith("1.5.0+dray."));
}

TEST_CASE("the version has the lines that go-runc and dockerd parse") {
  const std::string text = version_text(Persona::Runc, "2.5.4");
  CHECK_THAT(text, Catch::StartsWith("runc version 1.5.0+dray."));
  CHECK_THAT(text, Catch::Contains("\ncommit: "));
  CHECK_THAT(text, Catch::EndsWith("\nspec: 1.3.0\nlibseccomp: 2.5.4\n"));
  CHECK_THAT(version_text(Persona::Dray, "x"), Catch::StartsWith("dray version " + version_number(Persona::Dray) + "\n"));
}
