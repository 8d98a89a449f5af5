// What LogInterpreter knows of push: which browsers somebody has, and what becomes of one that is
// no more.
#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "deliver/log_interpreter.hpp"

namespace baton::deliver {
namespace {

// The payload of a row for one browser: this, and the subscription's id.
constexpr std::string_view kBrowser = "browser ";

std::optional<Uuid> browser_of(const store::DeliveryRow& row) {
    if (!row.payload.starts_with(kBrowser)) return std::nullopt;
    return parse_uuid(std::string_view(row.payload).substr(kBrowser.size()));
}

}  // namespace

Result<Composed> LogInterpreter::compose_push(const store::DeliveryRow& row, Message message) {
    store::AccessStore* access = store_.access();
    if (access == nullptr) return Dropped{"there are no browsers to tell", true};
    const auto all = access->subscriptions_of_person(row.workspace, row.recipient);
    if (!all) return std::unexpected(all.error());
    const auto wanted = browser_of(row);
    if (!wanted) {
        if (all->empty()) {
            return Dropped{fmt::format("{} has switched on push in no browser", row.recipient),
                           true};
        }
        Spread spread;
        for (const store::SubscriptionRow& one : *all) {
            spread.rows.push_back({row.channel, row.kind, row.recipient, row.lead,
                                   std::string(kBrowser) + format_uuid(one.id)});
        }
        return spread;
    }
    const auto one = std::ranges::find(*all, *wanted, &store::SubscriptionRow::id);
    if (one == all->end()) return Dropped{"push was switched off in the browser"};
    message.push = PushTarget{.endpoint = one->endpoint,
                              .p256dh = one->p256dh,
                              .auth = one->auth,
                              .contact = message.channel.from,
                              .sender = push_key_};
    return message;
}

Result<bool> LogInterpreter::lost_receiver(const store::DeliveryRow& row) {
    const auto wanted = browser_of(row);
    store::AccessStore* access = store_.access();
    if (!wanted || access == nullptr) return false;
    const auto all = access->subscriptions_of_person(row.workspace, row.recipient);
    if (!all) return std::unexpected(all.error());
    bool has_others = false;
    for (const store::SubscriptionRow& one : *all) {
        has_others = has_others || one.id != *wanted;
        if (one.id != *wanted) continue;
        // Should the store not take it now, the next message says so again.
        store::AccessChange change;
        change.unsubscribes = store::SubscriptionKey{one.workspace, one.account, one.id};
        access->change_access(std::move(change), [](const Result<void>&) {});
    }
    return !has_others;
}

}  // namespace baton::deliver
