// baton: lead routing that is durable, fair and able to say why.
#include <fmt/format.h>
#include <sodium.h>

#include <cstdio>
#include <exception>

#include "app/command_line.hpp"

int main(int argc, char** argv) {
    try {
        if (sodium_init() < 0) {
            fmt::print(stderr, "baton: libsodium cannot be used on this machine\n");
            return 1;
        }
        return baton::app::run_command_line(argc, argv);
    } catch (const std::exception& error) {
        fmt::print(stderr, "baton: {}\n", error.what());
        return 1;
    }
}
