#include "api/push_trial.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <mutex>
#include <utility>

#include "api/answers.hpp"
#include "api/json.hpp"
#include "api/service.hpp"
#include "deliver/push/push_call.hpp"
#include "deliver/push/vapid.hpp"

namespace baton::api {
namespace {

using workspace::ChannelType;

// One try of all of somebody's browsers, done when the last has been heard of.
struct Trial {
    Trial(Call of, BrowsersDone when) : call(std::move(of)), done(std::move(when)) {}

    Call call;
    BrowsersDone done;
    std::mutex mutex;  // guards the outcomes, and the number
    std::vector<TriedBrowser> browsers;
    std::size_t waiting = 0;
};

void count_down(Trial& trial) {
    {
        const std::scoped_lock lock(trial.mutex);
        if (--trial.waiting > 0) return;
    }
    trial.done(std::move(trial.call), trial.browsers);
}

// `trial` is shared by the calls that are under way. One that is no more is off the list before
// anybody is answered.
void heard(const std::shared_ptr<Trial>& trial, std::size_t place, deliver::Outcome outcome) {
    const bool is_gone = outcome.gone;
    {
        const std::scoped_lock lock(trial->mutex);
        trial->browsers[place].outcome = std::move(outcome);
    }
    if (!is_gone) return count_down(*trial);
    const store::SubscriptionRow& row = trial->browsers[place].row;
    store::AccessChange change;
    change.unsubscribes = store::SubscriptionKey{row.workspace, row.account, row.id};
    trial->call.service().options.store.access()->change_access(
        std::move(change), [trial](const Result<void>&) { count_down(*trial); });
}

Result<deliver::HttpCall> call_for(Service& service, const store::SubscriptionRow& row,
                                   const std::string& contact) {
    std::array<std::uint8_t, deliver::kPushSeed> seed{};
    service.options.random.fill(seed);
    std::string text;
    {
        ObjectWriter object(text);
        object.text("kind", "test");
        object.text("workspace", row.workspace);
        object.text("to", "/app/account");
    }
    return deliver::push_call({.endpoint = row.endpoint,
                               .p256dh = row.p256dh,
                               .auth = row.auth,
                               .contact = contact,
                               .sender = deliver::vapid_key(service.options.store.instance().salt)},
                              {.text = text, .about = "test", .is_urgent = true},
                              {reinterpret_cast<const char*>(seed.data()), seed.size()},
                              service.options.clock.now());
}

}  // namespace

void try_browsers(Call call, BrowsersDone done) {
    Service& service = call.service();
    const auto live = call.writer().live();
    const workspace::Channel* channel = nullptr;
    if (live->policy) {
        const auto& all = live->policy->channels;
        const auto found = std::ranges::find(all, ChannelType::Push, &workspace::Channel::type);
        if (found != all.end()) channel = &*found;
    }
    if (channel == nullptr || service.options.outbound == nullptr) {
        return call.refuse(409, "the document has no channel of type push yet");
    }
    const auto rows =
        service.options.store.access()->subscriptions_of(call.workspace(), *call.account());
    if (!rows) return call.answer(store_failed(rows.error()));
    if (rows->empty()) {
        return call.refuse(409, "push is switched on in none of your browsers");
    }
    // Shared by the calls' answers.
    auto trial = std::make_shared<Trial>(std::move(call), std::move(done));
    for (const store::SubscriptionRow& row : *rows) trial->browsers.push_back({row, {}});
    trial->waiting = rows->size();
    for (std::size_t i = 0; i < rows->size(); ++i) {
        auto post = call_for(service, (*rows)[i], channel->from);
        if (!post) {
            deliver::Outcome outcome;
            outcome.message = post.error().message;
            heard(trial, i, std::move(outcome));
            continue;
        }
        service.options.outbound->submit(*std::move(post), [trial, i](deliver::Outcome outcome) {
            heard(trial, i, deliver::judge_push(std::move(outcome)));
        });
    }
}

}  // namespace baton::api
