// The fault tests; see faults_test.cc. Takes the arguments of any Catch2 program.

#include "../driver/session.h"

int main(int argc, char** argv) { return it::run_session(argc, argv); }
