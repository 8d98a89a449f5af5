// A CRM of a few lines, for tests of a connector's steps: each call is told to a function, what it
// answers goes back, and so on to the end.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "deliver/crm/connector.hpp"
#include "deliver/outbound/classify.hpp"

namespace baton::deliver::crm {

struct Reply {
    std::int32_t status = 200;  // 0: no answer came
    std::string answer;
    std::vector<std::pair<std::string, std::string>> headers = {};
    std::optional<Duration> retry_after = {};
};
using Answering = std::function<Reply(const HttpCall&)>;

inline std::string_view word_of(HttpMethod method) {
    constexpr std::array<std::string_view, 5> kWords{"POST", "GET", "PUT", "PATCH", "DELETE"};
    return kWords[static_cast<std::size_t>(method)];
}

// "POST /crm/v3/…" with the query decoded no further.
inline std::string line_of(const HttpCall& call) {
    const std::size_t path = call.url.find('/', call.url.find("://") + 3);
    return std::string(word_of(call.method)) + ' ' + call.url.substr(path);
}

template <class Answer>
Answer play(Steps<Answer> steps, const Answering& crm) {
    while (auto* asking = std::get_if<Asking<Answer>>(&steps.what)) {
        Reply reply = crm(asking->call);
        Outcome outcome;
        outcome.status = reply.status;
        outcome.kind = reply.status == 0 ? OutcomeKind::Retry : classify_http(reply.status);
        outcome.answer = std::move(reply.answer);
        outcome.headers = std::move(reply.headers);
        outcome.retry_after = reply.retry_after;
        if (outcome.kind != OutcomeKind::Sent) {
            outcome.message = "the CRM answered " + std::to_string(outcome.status);
        }
        auto then = std::move(asking->then);
        steps = then(std::move(outcome));
    }
    return std::get<Answer>(std::move(steps.what));
}

}  // namespace baton::deliver::crm
