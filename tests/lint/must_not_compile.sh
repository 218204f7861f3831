#!/bin/sh
# usage: must_not_compile.sh COMPILER INCLUDE_DIR FILE
# FILE compiles as it is, and does not with -DWRONG: the stage rules are checked by the compiler, and the check can fail.
set -u
compile() { "$1" -std=c++20 -D_GNU_SOURCE -fsyntax-only -I"$2" $4 "$3" 2>/dev/null; }
compile "$1" "$2" "$3" "" || { echo "$3 does not compile even without -DWRONG"; exit 1; }
if compile "$1" "$2" "$3" -DWRONG; then echo "$3 compiles with -DWRONG"; exit 1; fi
