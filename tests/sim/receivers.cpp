#include "receivers.hpp"

#include <memory>
#include <utility>
#include <variant>

namespace baton::sim {
namespace {

constexpr Duration kTimeout = Duration::seconds(30);

deliver::Outcome outcome(deliver::OutcomeKind kind, std::int32_t status, std::string message) {
    deliver::Outcome out;
    out.kind = kind;
    out.status = status;
    out.message = std::move(message);
    return out;
}
deliver::Outcome taken() { return outcome(deliver::OutcomeKind::Sent, 200, ""); }
deliver::Outcome unanswered() {
    return outcome(deliver::OutcomeKind::Retry, 0, "no answer within 30 s");
}
deliver::Outcome refused() { return outcome(deliver::OutcomeKind::Retry, 500, "answered 500"); }

}  // namespace

void Receivers::arrive(const std::string& id, const std::string& url) {
    Received& received = received_[id];
    trace_.add(schedule_.now(), "{} receives {}{}", url, id,
               received.times > 0 ? " once more" : "");
    repeats_ += received.times > 0 ? 1 : 0;
    ++received.times;
    received.url = url;
}

bool Receivers::is_down(const std::string& url) {
    Instant& until = down_until_[url];
    if (chaos_.is_calm()) until = {};
    const Instant now = schedule_.now();
    if (now >= until && chaos_.strikes(Fault::ReceiverDown)) {
        until = now + chaos_.between(Duration::minutes(1), Duration::hours(20));
        trace_.add(now, "{} is down until {}", url, format_time(until));
    }
    return now < until;
}

void Receivers::call(const deliver::HttpCall& call, Answer answer) {
    std::string id;
    for (const auto& [name, value] : call.headers) {
        if (name == "webhook-id") id = value;
    }
    const std::string& url = call.url;
    Duration way = chaos_.between(Duration{500}, Duration{80'000});
    if (chaos_.strikes(Fault::ReceiverSlow)) {
        way = chaos_.between(Duration::seconds(1), Duration::seconds(25));
    }
    const Duration back = way + way;
    if (bug_ == Bug::SentBeforeItWas) {
        answer(Duration{1}, taken());
        answer = [](Duration, const deliver::Outcome&) {};
    }
    if (is_down(url) || chaos_.strikes(Fault::CallLost)) return answer(kTimeout, unanswered());
    if (chaos_.strikes(Fault::ReceiverFails)) return answer(back, refused());
    schedule_.after(way, [this, id, url] { arrive(id, url); });
    if (chaos_.strikes(Fault::ReceiptLost)) return answer(kTimeout, unanswered());
    answer(back, taken());
}

void Wire::submit(deliver::Call call, deliver::OutcomeDone done) {
    const auto told = std::make_shared<deliver::OutcomeDone>(std::move(done));
    receivers_.call(std::get<deliver::HttpCall>(call),
                    [this, told](Duration delay, deliver::Outcome outcome) {
                        to_node_(delay, [told, outcome = std::move(outcome)]() mutable {
                            (*told)(std::move(outcome));
                        });
                    });
}

}  // namespace baton::sim
