// The running program: built here from its parts, top to bottom, and taken apart in reverse.
// Nothing is global; whoever wants to know what talks to what reads wiring.cpp.
#pragma once

#include <memory>
#include <string>

#include "app/commands/commands.hpp"
#include "base/instant.hpp"
#include "base/result.hpp"
#include "http/address.hpp"

namespace baton::app {

class Program {
  public:
    // Opens the store, publishes the workspace file when it is new, listens. `log` writes one line.
    [[nodiscard]] static Result<std::unique_ptr<Program>> start(const ServeOptions& options);
    ~Program();
    Program(const Program&) = delete;
    Program& operator=(const Program&) = delete;

    // Where it really listens.
    [[nodiscard]] const http::Address& address() const;
    // Open to everybody on this machine, since no token exists.
    [[nodiscard]] bool is_open() const;
    // Where the first administrator is made, behind the server's address; empty: there is one.
    [[nodiscard]] const std::string& setup_path() const;
    // Takes no more, finishes what is under way, at most `grace`.
    void stop(Duration grace);

  private:
    struct Parts;
    explicit Program(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> parts_;
};

// The Unix socket by which commands reach a server on this data folder.
[[nodiscard]] std::string socket_path(const std::string& data);

}  // namespace baton::app
