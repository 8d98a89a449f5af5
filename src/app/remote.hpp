// A running server as the commands reach it: over the Unix socket in the data folder, or at an
// address with a token.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/commands/commands.hpp"
#include "base/result.hpp"
#include "http/client.hpp"

namespace baton::app {

class Remote {
  public:
    [[nodiscard]] static Result<Remote> connect(const RemoteOptions& options);

    // The server that was named, or the one that runs on the data folder; nothing where none does.
    // Over the socket the one who asks is this machine's user either way: it is theirs alone.
    [[nodiscard]] static Result<std::optional<Remote>> running(const RemoteOptions& options);

    [[nodiscard]] Result<http::ClientResponse> send(
        http::Method method, std::string target, std::string body = {},
        std::vector<std::pair<std::string, std::string>> headers = {});

    // GET of what has no end: each piece as it comes, until `on_piece` gives false. Of an answer
    // that is not 200 it hears the body too.
    [[nodiscard]] Result<http::ClientResponse> listen(
        std::string target, std::function<bool(std::string_view piece)> on_piece);

  private:
    Remote(http::Client client, std::string token)
        : client_(std::move(client)), token_(std::move(token)) {}

    http::Client client_;
    std::string token_;
};

// What a problem+json answer says, for people: its detail and every error with its place, in `file`
// where one was sent.
[[nodiscard]] std::string problem_words(const http::ClientResponse& response,
                                        std::string_view file = {});

}  // namespace baton::app
