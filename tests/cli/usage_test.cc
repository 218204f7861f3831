#include "cli/usage.h"

#include <catch2/catch.hpp>

using namespace dray::cli;

TEST_CASE("help names every command and every global option") {
  const std::string help = program_help(Persona::Dray);
  for (const Command& command : commands()) CHECK_THAT(help, Catch::Contains("\n  " + std::string(command.name) + ' '));
  for (const Option& option : global_options()) CHECK_THAT(help, Catch::Contains("--" + std::string(option.name)));
}

TEST_CASE("the help of a command names its options and speaks of the program by its name") {
  const std::string help = command_help(*find_command("run"), Persona::Runc);
  CHECK_THAT(help, Catch::StartsWith("usage: runc run [options] ID\n"));
  for (const std::string_view text : {"  -b, --bundle DIR ", "      --no-subreaper ", "  -d, --detach "})
    CHECK_THAT(help, Catch::Contains(std::string(text)));
}

TEST_CASE("the help of a command that waits says so") {
  CHECK_THAT(command_help(*find_command("checkpoint"), Persona::Dray), Catch::Contains("not supported yet"));
}

TEST_CASE("every option can be found, and none twice") {
  for (const Command& command : commands()) {
    for (const std::span<const Option> list : {command.shared_options, command.own_options}) {
      for (const Option& option : list) {
        CHECK(find_option(&command, option.name) == &option);
        if (option.letter != 0) CHECK(find_option(&command, std::string_view(&option.letter, 1)) == &option);
      }
    }
  }
}
