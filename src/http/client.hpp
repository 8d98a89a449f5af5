// Client: a small blocking HTTP client for the commands and the tests. One connection, kept open
// and used again. One thread at a time.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/instant.hpp"
#include "base/result.hpp"
#include "http/address.hpp"
#include "http/message.hpp"

namespace baton::http {

struct ClientRequest {
    Method method = Method::Get;
    std::string target = "/";
    std::vector<std::pair<std::string, std::string>> headers = {};
    std::string body = {};
    Duration time_limit = Duration::seconds(30);  // for all of it
    std::size_t response_limit = std::size_t{64} << 20U;
    // For a body without an end: hears each piece as it comes, and nothing of it is kept. False
    // ends the exchange, which then was a good one.
    std::function<bool(std::string_view piece)> on_piece = nullptr;
};

struct ClientResponse {
    int status = 0;
    std::vector<std::pair<std::string, std::string>> headers;  // names in lower case
    std::string body;

    [[nodiscard]] std::optional<std::string_view> header(std::string_view lower_name) const;
};

class Client {
  public:
    // Does not connect yet. Redirects and proxies of the environment are not followed.
    explicit Client(Address address);
    ~Client();
    Client(Client&&) noexcept;
    Client& operator=(Client&&) noexcept;

    // Errors: CannotConnect, TimedOut, ConnectionLost, BodyTooLarge, BadMessage. A status of 400
    // and more is a response like any other.
    [[nodiscard]] Result<ClientResponse> send(const ClientRequest& request);

  private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace baton::http
