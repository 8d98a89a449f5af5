// baton serve: the server, until SIGTERM or SIGINT.
#include <fmt/format.h>

#include <csignal>
#include <cstdio>

#include "app/commands/commands.hpp"
#include "app/log.hpp"
#include "app/system.hpp"
#include "app/wiring.hpp"

namespace baton::app {

int serve(const ServeOptions& options) {
    // Signals are taken here and nowhere else; blocked before any thread starts, so that all
    // threads inherit it.
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    std::signal(SIGPIPE, SIG_IGN);

    const auto program = Program::start(options);
    if (!program) {
        fmt::print(stderr, "baton serve: {}\n", program.error().message);
        return kFound;
    }
    const std::string where = "http://" + (*program)->address().to_string();
    fmt::print("Baton serves on {}\n", where);
    if ((*program)->is_open()) {
        fmt::print(
            "Open to everybody on this machine, as long as there is neither an account "
            "(baton user add EMAIL --role admin) nor an API token (baton token create NAME).\n");
    }
    if (const std::string& path = (*program)->setup_path(); !path.empty()) {
        const std::string& base = options.public_url.empty() ? where : options.public_url;
        fmt::print("The first administrator signs up here, once: {}{}\n", base, path);
    }
    std::fflush(stdout);
    const SystemClock clock;
    log(LogLevel::Info, clock.now(), "serving", {{"address", where}});
    int signal = 0;
    sigwait(&signals, &signal);
    log(LogLevel::Info, clock.now(), "stopping");
    constexpr Duration kGrace = Duration::seconds(5);
    (*program)->stop(kGrace);
    log(LogLevel::Info, clock.now(), "stopped");
    return kDone;
}

}  // namespace baton::app
