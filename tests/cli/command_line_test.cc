#include "cli/command_line.h"

#include <catch2/catch.hpp>

using namespace dray;
using namespace dray::cli;

namespace {

using Words = std::vector<std::string_view>;

/// What was understood, as one line: "create: bundle=/b keep=false | c1".
std::string understood(const Words& words) {
  const CommandLine line = parse(words);
  if (line.problem) return "error: " + line.problem->detail();
  std::string text = line.command == nullptr ? "-" : std::string(line.command->name);
  text += ':';
  for (const Given& given : line.given) {
    text += ' ' + std::string(given.option->name) + '=';
    text += given.option->is_boolean() ? (given.on ? "true" : "false") : std::string(given.value);
  }
  text += " |";
  for (const std::string_view argument : line.arguments) text += ' ' + std::string(argument);
  return text;
}

struct Case {
  Words words;
  std::string_view expected;
};

std::string count_error(const Words& words) {
  try {
    check_argument_count(parse(words));
  } catch (const Error& error) {
    return error.detail();
  }
  return "";
}

}  // namespace

TEST_CASE("words are read with the rules of runc's parser") {
  const Case cases[] = {
      // one and two dashes, both ways to give a value
      {{"create", "--bundle", "/b", "c1"}, "create: bundle=/b | c1"},
      {{"create", "--bundle=/b", "c1"}, "create: bundle=/b | c1"},
      {{"create", "-bundle", "/b", "c1"}, "create: bundle=/b | c1"},
      {{"create", "-bundle=/b", "c1"}, "create: bundle=/b | c1"},
      {{"create", "-b", "/b", "c1"}, "create: bundle=/b | c1"},
      {{"create", "-b=/b", "c1"}, "create: bundle=/b | c1"},
      {{"run", "-no-subreaper", "c1"}, "run: no-subreaper=true | c1"},
      {{"create", "--bundle=", "c1"}, "create: bundle= | c1"},
      {{"create", "--bundle=a=b", "c1"}, "create: bundle=a=b | c1"},
      // a value may begin with a dash, or be one
      {{"create", "--preserve-fds", "-1", "c1"}, "create: preserve-fds=-1 | c1"},
      {{"create", "--pid-file", "--", "c1"}, "create: pid-file=-- | c1"},
      {{"create", "--pid-file", "-", "c1"}, "create: pid-file=- | c1"},
      // booleans
      {{"run", "--detach=false", "--keep=T", "c1"}, "run: detach=false keep=true | c1"},
      {{"run", "-d", "c1"}, "run: detach=true | c1"},
      {{"run", "-d=0", "c1"}, "run: detach=false | c1"},
      {{"run", "--detach", "false"}, "run: detach=true | false"},
      // options after arguments, global options anywhere
      {{"create", "c1", "--bundle", "/b"}, "create: bundle=/b | c1"},
      {{"--root", "/r", "state", "c1"}, "state: root=/r | c1"},
      {{"state", "c1", "--root", "/r", "--debug"}, "state: root=/r debug=true | c1"},
      {{"--debug", "--log=/l", "--log-format", "json", "start", "c1"}, "start: debug=true log=/l log-format=json | c1"},
      // a command's own option wins over the global one of that name
      {{"--rootless", "auto", "spec", "--rootless"}, "spec: rootless=auto rootless=true |"},
      // commands that take raw words after the first argument
      {{"kill", "--all", "c1", "9"}, "kill: all=true | c1 9"},
      {{"kill", "c1", "-9"}, "kill: | c1 -9"},
      {{"kill", "c1", "--all"}, "kill: | c1 --all"},
      {{"kill", "c1", "--", "9"}, "kill: | c1 -- 9"},
      {{"exec", "c1", "ls", "--root", "x"}, "exec: | c1 ls --root x"},
      // two dashes end the options
      {{"create", "--", "-c1"}, "create: | -c1"},
      {{"create", "--", "--bundle", "--"}, "create: | --bundle --"},
      // a dash alone is an argument, as is nothing
      {{"create", "-"}, "create: | -"},
      {{"create", ""}, "create: | "},
      {{}, "-: |"},
      {{"--version"}, "-: version=true |"},
      {{"-v"}, "-: version=true |"},
      {{"create", "-h"}, "create: help=true |"},
      {{"checkpoint", "--help"}, "checkpoint: help=true | --help"},
      {{"exec", "c1", "ls", "--help"}, "exec: | c1 ls --help"},
  };
  for (const Case& each : cases) CHECK(understood(each.words) == each.expected);
}

TEST_CASE("mistakes have the texts that callers look for") {
  const Case cases[] = {
      {{"create", "--pid-file"}, "error: flag needs an argument: --pid-file"},
      {{"create", "-pid-file"}, "error: flag needs an argument: --pid-file"},
      {{"create", "-b"}, "error: flag needs an argument: -b"},
      {{"--root"}, "error: flag needs an argument: --root"},
      {{"create", "--nonsense", "c1"}, "error: flag provided but not defined: -nonsense"},
      {{"create", "-x=1", "c1"}, "error: flag provided but not defined: -x"},
      {{"create", "--keep", "c1"}, "error: flag provided but not defined: -keep"},
      {{"--bundle", "/b", "create"}, "error: flag provided but not defined: -bundle"},
      {{"create", "-db", "/b"}, "error: flag provided but not defined: -db"},
      {{"create", "---bundle", "/b"}, "error: flag provided but not defined: --bundle"},
      {{"create", "--=x"}, "error: flag provided but not defined: -"},
      {{"run", "--detach=yes", "c1"}, "error: invalid boolean value \"yes\" for flag --detach"},
      {{"run", "--detach=", "c1"}, "error: invalid boolean value \"\" for flag --detach"},
      {{"crate", "c1"}, "error: unknown command \"crate\""},
      {{""}, "error: unknown command \"\""},
  };
  for (const Case& each : cases) CHECK(understood(each.words) == each.expected);
}

TEST_CASE("a near miss gets the right name as a hint") {
  CHECK(parse(Words{"crate"}).problem->advice() == "did you mean \"create\"?");
  CHECK(parse(Words{"create", "--bundel", "b"}).problem->advice() == "did you mean \"bundle\"?");
  CHECK(parse(Words{"create", "--something-else"}).problem->advice().empty());
}

TEST_CASE("what stands before a mistake is kept, so that the log can tell it") {
  const CommandLine line = parse(Words{"--log", "/l", "create", "--nonsense"});
  CHECK(line.problem->code() == Code::Usage);
  CHECK(line.value(Opt::LogFile) == "/l");
  CHECK(line.command->name == "create");
}

TEST_CASE("the last occurrence of an option decides, and all of them are kept unsplit") {
  const CommandLine line = parse(Words{"run", "-d", "--detach=false", "--pid-file", "a,b", "--pid-file=c", "c1"});
  CHECK_FALSE(line.has(Opt::Detach));
  CHECK(line.value(Opt::PidFile) == "c");
  CHECK(line.values(Opt::PidFile) == Words{"a,b", "c"});
  CHECK_FALSE(line.value(Opt::Bundle));
}

TEST_CASE("the number of arguments is checked with runc's words") {
  CHECK(count_error({"create"}) == "\"create\" requires exactly 1 argument(s)");
  CHECK(count_error({"create", "a", "b"}) == "\"create\" requires exactly 1 argument(s)");
  CHECK(count_error({"list", "a"}) == "\"list\" requires exactly 0 argument(s)");
  CHECK(count_error({"kill"}) == "\"kill\" requires a minimum of 1 argument(s)");
  CHECK(count_error({"kill", "a", "9", "b"}) == "\"kill\" requires a maximum of 2 argument(s)");
  CHECK(count_error({"kill", "a"}).empty());
  CHECK(count_error({"help"}).empty());
}
