#include "store/check_access.hpp"

#include <fmt/core.h>

#include <string_view>

#include "store/check_append.hpp"
#include "store/error.hpp"

namespace baton::store {
namespace {

Result<void> check_text(std::string_view what, std::string_view text) {
    if (text.size() > kMaxAccessText) {
        return fail(StoreError::Invalid, fmt::format("{} is {} bytes long, at most {} are kept",
                                                     what, text.size(), kMaxAccessText));
    }
    if (text.find('\0') != std::string_view::npos) {
        return fail(StoreError::Invalid, fmt::format("{} has a zero byte", what));
    }
    return {};
}

// The first complaint, if there is one.
class Checker {
  public:
    Checker& name(std::string_view what, std::string_view text) {
        if (result_) result_ = check_name(what, text);
        return *this;
    }
    Checker& text(std::string_view what, std::string_view text) {
        if (result_) result_ = check_text(what, text);
        return *this;
    }
    [[nodiscard]] Result<void> take() { return std::move(result_); }

  private:
    Result<void> result_;
};

}  // namespace

Result<void> check_access(const AccessChange& change) {
    Checker check;
    if (const auto& row = change.account) {
        check.name("an account's e-mail", row->email)
            .text("a name", row->name)
            .text("a password's hash", row->password)
            .text("a subject", row->subject);
    }
    if (const auto& row = change.member) {
        check.name("a workspace's name", row->workspace)
            .name("a role", row->role)
            .text("a person", row->person);
    }
    if (const auto& row = change.token) {
        check.name("a workspace's name", row->workspace).name("a token's name", row->name);
    }
    if (const auto& row = change.session) {
        check.text("a browser's name", row->agent).text("an address", row->address);
    }
    if (const auto& row = change.subscribes) {
        check.name("a workspace's name", row->workspace)
            .text("a browser's name", row->agent)
            .text("a browser's key", row->p256dh)
            .text("a browser's secret", row->auth);
        if (row->endpoint.empty() || row->endpoint.size() > kMaxEndpoint) {
            return fail(StoreError::Invalid,
                        fmt::format("an endpoint is {} bytes long, 1 to {} are kept",
                                    row->endpoint.size(), kMaxEndpoint));
        }
        check.text("an endpoint", row->endpoint);
    }
    if (const auto& row = change.link) check.name("a link's kind", row->kind);
    if (const auto& row = change.audit) {
        check.name("a workspace's name", row->workspace)
            .name("an actor", row->actor)
            .name("an action", row->action)
            .text("a subject", row->subject)
            .text("what was before", row->before)
            .text("what is after", row->after);
    }
    return check.take();
}

}  // namespace baton::store
