// Call: one request on its way through the API, from the resource it is for to its answer. Moves
// from hand to hand and thread to thread; answered once. One that is dropped unanswered says 503.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/sight.hpp"
#include "base/hash.hpp"
#include "base/uuid.hpp"
#include "core/desk/desk.hpp"
#include "dispatch/directory.hpp"
#include "http/message.hpp"
#include "http/reply.hpp"

namespace baton::api {

struct Service;

// What plan() leaves in RequestHead::arguments before the path's own.
enum class Left : std::size_t {
    Workspace = 0,
    Actor = 1,
    Prefix = 2,
    Reach = 3,    // a digit
    Role = 4,     // of a session; empty otherwise, as the next three are
    Person = 5,   // whom of the document's people it is
    Account = 6,  // its id as text
    Session = 7,  // its hash, 32 bytes
    Count = 8
};

class Call {
  public:
    // Takes the arguments out of `head`.
    Call(std::shared_ptr<Service> service, http::RequestHead& head, http::Reply reply);
    Call(Call&&) noexcept = default;
    Call& operator=(Call&&) noexcept = delete;
    ~Call();

    [[nodiscard]] Service& service() const { return *service_; }
    // The workspace that it is about. Needs enter(), or that it was open when the call came.
    [[nodiscard]] const dispatch::Held& room() const { return room_; }
    [[nodiscard]] dispatch::Writer& writer() const { return *room_->writer; }
    [[nodiscard]] const std::string& workspace() const { return left(Left::Workspace); }
    [[nodiscard]] desk::Actor actor() const { return {left(Left::Actor)}; }
    // A path of this API as this caller writes it: behind "/w/NAME" where the request was.
    [[nodiscard]] std::string place(std::string_view path) const {
        return left(Left::Prefix) + std::string(path);
    }
    [[nodiscard]] const std::string& prefix() const { return left(Left::Prefix); }
    // The path's own parameters.
    [[nodiscard]] const std::string& argument(std::size_t i) const {
        return arguments_[static_cast<std::size_t>(Left::Count) + i];
    }

    // Which rows the caller may see and touch.
    [[nodiscard]] access::Reach reach() const;
    // The same, by name, under a document.
    [[nodiscard]] access::Sight sight(const workspace::Policy& policy) const;
    [[nodiscard]] const std::string& role() const { return left(Left::Role); }
    [[nodiscard]] const std::string& person() const { return left(Left::Person); }
    // Nothing where it is no session that calls.
    [[nodiscard]] std::optional<Uuid> account() const { return parse_uuid(left(Left::Account)); }
    [[nodiscard]] std::optional<Digest> session() const;

    // Opens the workspace, and makes it where it may: not on the server's threads, as it may take
    // long. False: it could not be, and the call is answered.
    [[nodiscard]] bool enter(bool makes);

    void answer(http::Response response);
    [[nodiscard]] bool is_answered() const { return !reply_.is_pending(); }
    // The common short form of a refusal.
    void refuse(int status, std::string detail, std::string field = {});
    // An answer that goes on; it counts in the metrics as it begins.
    [[nodiscard]] http::Stream stream(http::Response head, http::StreamKind kind);

  private:
    [[nodiscard]] const std::string& left(Left which) const {
        return arguments_[static_cast<std::size_t>(which)];
    }
    void finish(http::Response& response) const;

    std::shared_ptr<Service> service_;  // shared with the Api: answers may come after it is gone
    dispatch::Held room_;               // shared with the directory: stays open; null until entered
    std::vector<std::string> arguments_;
    std::string request_id_;
    std::uint32_t route_;
    Instant began_;
    http::Reply reply_;
};

// Header fields that every answer has.
void add_common_headers(http::Response& response, std::string_view request_id);
// The caller's X-Request-Id where it is fit to be shown again, else one of our own.
[[nodiscard]] std::string request_id_of(const http::RequestHead& head, std::string_view own_prefix);

}  // namespace baton::api
