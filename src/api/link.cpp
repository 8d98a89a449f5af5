#include "api/link.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "access/secret.hpp"
#include "api/session_start.hpp"
#include "deliver/notify/mime.hpp"
#include "deliver/outbound/secrets.hpp"

namespace baton::api {
namespace {

std::string reset_words(const std::string& url) {
    return fmt::format(
        "Somebody, probably you, asked for a new password for Baton.\n\n"
        "Choose one here. The link works once, for {} hours:\n\n{}\n\n"
        "If it was not you, there is nothing to do: the old password still holds.\n",
        kLinkLasts.micros / Duration::hours(1).micros, url);
}

std::string reset_page(const std::string& url) {
    return fmt::format(
        "<p>Somebody, probably you, asked for a new password for Baton.</p>"
        "<p><a href=\"{}\">Choose a new password</a>. The link works once, for {} hours.</p>"
        "<p>If it was not you, there is nothing to do: the old password still holds.</p>",
        url, kLinkLasts.micros / Duration::hours(1).micros);
}

std::optional<deliver::MailCall> mail_call(const Service& service,
                                           const workspace::Channel& channel,
                                           const store::AccountRow& account,
                                           const std::string& url) {
    deliver::MailCall call;
    auto server = deliver::expand(channel.url, "server", service.options.environment, call.secrets);
    auto password =
        deliver::expand(channel.password, "password", service.options.environment, call.secrets);
    const auto from = deliver::parse_mailbox(channel.from);
    auto to = deliver::parse_mailbox(account.email);
    if (!server || !password || !from || !to) return std::nullopt;
    to->name = account.name;
    call.server = *std::move(server);
    call.user = channel.user;
    call.password = *std::move(password);
    call.from = from->address;
    call.to = {to->address};
    call.message = deliver::write_mail({.from = *from,
                                        .to = *to,
                                        .subject = "A new password for Baton",
                                        .date = service.options.clock.now(),
                                        .id = format_uuid(new_id(service)),
                                        .thread = {},
                                        .text = reset_words(url),
                                        .html = reset_page(url)});
    return call;
}

}  // namespace

NewLink make_link(std::string_view kind, const Uuid& account, Instant now, Random& random) {
    const std::string secret = access::make_secret(random, "bl_");
    return {{access::secret_hash(secret), std::string(kind), account, now, now + kLinkLasts},
            fmt::format("/app/welcome#{}={}", kind, secret)};
}

std::string base_url(const Service& service, const http::RequestHead& head) {
    std::string base = service.options.public_url;
    while (base.ends_with('/')) base.pop_back();
    if (!base.empty() || head.over_unix_socket) return base;
    return "http://" + std::string(head.header("Host").value_or(""));
}

const workspace::Channel* mail_channel(const workspace::Policy& policy) {
    const auto found = std::ranges::find(policy.channels, workspace::ChannelType::Email,
                                         &workspace::Channel::type);
    return found == policy.channels.end() ? nullptr : &*found;
}

void mail_reset(Service& service, const std::string& workspace, const std::string& email,
                const std::string& base) {
    const auto room = service.options.workspaces.open_workspace(workspace);
    if (!room || !*room) return;
    const auto live = (*room)->writer->live();
    const workspace::Channel* channel = live->policy ? mail_channel(*live->policy) : nullptr;
    if (channel == nullptr || service.options.outbound == nullptr) return;
    store::AccessStore& accounts = *service.options.store.access();
    const auto account = accounts.account_of_email(email);
    if (!account || !*account || (*account)->disabled_at) return;
    const Instant now = service.options.clock.now();
    NewLink link = make_link(kResetLink, (*account)->id, now, service.options.random);
    auto call = mail_call(service, *channel, **account, base + link.path);
    if (!call) return;
    store::AccessChange change;
    change.link = std::move(link.row);
    change.audit = audit_row(service, workspace, "user:" + email, "account.reset_asked", email);
    accounts.change_access(std::move(change), [outbound = service.options.outbound,
                                               call = *std::move(call)](Result<void> made) mutable {
        if (made) outbound->submit(std::move(call), [](const deliver::Outcome&) {});
    });
}

}  // namespace baton::api
