// The command line: which command with which options, and the help of each.
#pragma once

namespace baton::app {

// Runs the command that the arguments name; gives the exit code.
int run_command_line(int argc, char** argv);

}  // namespace baton::app
