// The sender's dealings with CRMs: what is leased for them, and what came of it.
#include <utility>

#include "deliver/backoff.hpp"
#include "deliver/crm_channel.hpp"
#include "deliver/sender.hpp"

namespace baton::deliver {

store::LeaseRequest Sender::messages_to_lease(Instant now) {
    store::LeaseRequest request;
    request.per_channel = kMostInFlightOfChannel;
    request.limit = kMostInFlight - std::min(kMostInFlight, in_flight_);
    for (auto& [key, lane] : doors_.lanes.all()) {
        const bool is_of_crm = crm_ != nullptr && !crm_connection(key.second).empty();
        const std::size_t most = is_of_crm ? 0 : lane.circuit.room(now, kMostInFlightOfChannel);
        lane.asked = most - std::min(most, lane.in_flight);
        if (lane.asked != kMostInFlightOfChannel) {
            request.channels.push_back({key.first, key.second, lane.asked});
        }
    }
    return request;
}

// A CRM that this courier has not seen yet is met among the messages first.
store::LeaseRequest Sender::leads_to_lease(Instant now) {
    store::LeaseRequest request;
    request.per_channel = 0;
    request.limit = 0;
    for (auto& [key, lane] : doors_.lanes.all()) {
        if (crm_connection(key.second).empty()) continue;
        const std::size_t most = lane.circuit.room(now, lane.most);
        lane.asked = most - std::min(most, lane.in_flight);
        if (lane.asked == 0) continue;
        request.channels.push_back({key.first, key.second, lane.asked});
        request.limit = store::kMaxPage;
    }
    return request;
}

void Sender::on_crm_ends(const std::string& workspace, const std::string& channel, CrmEnds ends) {
    if (ends.ends.empty()) return;
    for (const CrmEnd& end : ends.ends) leave_lane(end.row);
    if (ends.is_well) doors_.lanes.succeeded(doors_.lanes.at(workspace, channel));
    if (ends.is_down) {
        const CrmEnd& first = ends.ends.front();
        note_failure(first.row, first.message, ends.retry_after);
    }
    for (const CrmEnd& end : ends.ends) end_crm(end, ends.retry_after);
}

void Sender::end_crm(const CrmEnd& end, std::optional<Duration> asked) {
    const Instant now = doors_.clock();
    switch (end.kind) {
        case CrmEnd::Kind::Sent:
            return settle(end.row, store::Sent{now, end.status});
        case CrmEnd::Kind::Dropped:
            return settle(end.row, store::Superseded{now, end.message});
        case CrmEnd::Kind::Later:
            return settle(end.row, store::RetryAt{end.again_at, end.status, end.message});
        case CrmEnd::Kind::Failed:
            if (is_given_up(end.row.attempts, end.row.created_at, now)) {
                alert(end.row, end.message, now);
            }
            return hold_back(end.row, end.message, asked, end.status);
        case CrmEnd::Kind::Permanent:
            ++doors_.counters.failed;
            return give_up(end.row, end.message, end.status);
    }
}

}  // namespace baton::deliver
