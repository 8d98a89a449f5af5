// What came of the sender's deliveries to CRMs.
#include <utility>

#include "deliver/backoff.hpp"
#include "deliver/sender.hpp"

namespace baton::deliver {

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
