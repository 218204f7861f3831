#include "cli/options.h"
#include "schema.h"

#include <catch2/catch.hpp>

#include <set>

using namespace dray::cli;

namespace {

using Names = std::set<std::string>;

/// The options that a page documents: the words after `.It Fl` and `Fl` on the same line. mdoc writes `--x` as `Fl -x`.
Names documented(const std::string& page) {
  Names names;
  std::size_t start = 0;
  while ((start = page.find("\n.It Fl ", start)) != std::string::npos) {
    const std::size_t end = page.find('\n', start + 1);
    const std::string line = page.substr(start, end - start);
    for (std::size_t at = line.find("Fl "); at != std::string::npos; at = line.find("Fl ", at + 1)) {
      const std::size_t word = at + 3;
      names.insert('-' + line.substr(word, line.find_first_of(" \n", word) - word));
    }
    start = end;
  }
  return names;
}

void add(Names& names, std::span<const Option> options) {
  for (const Option& option : options) {
    names.insert("--" + std::string(option.name));
    if (option.letter != 0) names.insert(std::string{'-', option.letter});
  }
}

Names in_table(const Command& command) {
  Names names;
  add(names, command.shared_options);
  add(names, command.own_options);
  return names;
}

}  // namespace

TEST_CASE("dray.1 documents the global options, all and no others") {
  Names names;
  add(names, global_options());
  CHECK(documented(source_file("man/dray.1")) == names);
}

TEST_CASE("every supported command has a page with its options, all and no others") {
  for (const Command& command : commands()) {
    if (!command.supported() || command.name == "help") continue;
    INFO(command.name);
    const std::string page = source_file("man/dray-" + std::string(command.name) + ".1");
    CHECK(documented(page) == in_table(command));
    for (const std::string_view section :
         {".Sh NAME", ".Sh SYNOPSIS", ".Sh DESCRIPTION", ".Sh EXIT STATUS", ".Sh EXAMPLES", ".Sh SEE ALSO"})
      CHECK_THAT(page, Catch::Contains(std::string(section)));
  }
}

TEST_CASE("dray.1 and the list of installed pages name every command") {
  const std::string overview = source_file("man/dray.1");
  const std::string installed = source_file("man/meson.build");
  for (const Command& command : commands()) {
    CHECK_THAT(overview, Catch::Contains("\n.It Cm " + std::string(command.name)) || Catch::Contains("\n.Cm " + std::string(command.name)));
    if (!command.supported() || command.name == "help") continue;
    CHECK_THAT(installed, Catch::Contains("'dray-" + std::string(command.name) + ".1'"));
  }
}
