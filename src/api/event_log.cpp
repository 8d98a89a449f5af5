#include "api/event_log.hpp"

#include <utility>

#include "core/event/codec.hpp"

namespace baton::api {

EventLog::EventLog(dispatch::Held room) : room_(std::move(room)) { refresh(); }

void EventLog::refresh() { live_ = room_->writer->live(); }

Result<event::Event> EventLog::decode(const store::EventRow& row) {
    static const team::Names kNoNames;
    const event::Logged logged{row.seq, row.at, row.kind, row.lead, row.body};
    auto decoded = event::decode(logged, live_->policy ? live_->policy->names : kNoNames);
    if (decoded) return decoded;
    // A newer document may have brought the names.
    refresh();
    return event::decode(logged, live_->policy ? live_->policy->names : kNoNames);
}

EventContext EventLog::context_of(const event::Event& event) {
    if (event.version != version_ || policy_ == nullptr) {
        if (event.version > live_->version) refresh();
        version_ = event.version;
        policy_ = event.version == live_->version
                      ? live_->policy
                      : room_->policies->get(event.version, live_->policy->names);
    }
    // A version that no longer compiles is stood in for by the live one, which has all names.
    return {policy_ ? *policy_ : *live_->policy, policy_ != nullptr};
}

std::string EventLog::json(const event::Event& event) {
    const EventContext context = context_of(event);
    std::string out;
    {
        ObjectWriter object(out);
        write_event(object, event, context);
    }
    return out;
}

std::string EventLog::explanation(const event::Event& event) {
    return explanation_of(event, context_of(event));
}

}  // namespace baton::api
