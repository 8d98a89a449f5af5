#include "deliver/crm_reader.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/text.hpp"
#include "deliver/backoff.hpp"
#include "deliver/crm_channel.hpp"

namespace baton::deliver {
namespace {

// Of the node that reads: which document's reading this is, and how far changes are read.
std::string document_cursor(const CrmLine& line) {
    return fmt::format("crm/{}/document", line.connection);
}
std::string changes_cursor(const CrmLine& line) {
    return fmt::format("crm/{}/changes", line.connection);
}

// The first moment of the month, quarter or year, by the workspace's clock.
Instant period_start(workspace::CrmPeriod period, const team::Zone& zone, Instant now) {
    Date day = date_from_days(zone.local(now).day);
    day.day = 1;
    if (period == workspace::CrmPeriod::Quarter) day.month = (day.month - 1) / 3 * 3 + 1;
    if (period == workspace::CrmPeriod::Year) day.month = 1;
    return zone.instant_of(days_from_date(day), 0);
}

}  // namespace

void CrmReader::take(CrmLine& line, store::DeliveryRow row) {
    store::Store& store = lines_.doors().store;
    auto reading = std::make_shared<Reading>(
        Reading{line, line.connector, std::move(row), 0, 0, 0, 0, false, false, {}});
    const auto document = store.cursor(document_cursor(line), line.workspace);
    const auto changes = store.cursor(changes_cursor(line), line.workspace);
    if (!document || !changes) {
        const Error& error = document ? changes.error() : document.error();
        return end(reading, CrmEnd::Kind::Failed, error.message, {});
    }
    // Each document that names the connection asks for a reading; the latest one goes on.
    const std::uint64_t asked_by = reading->row.event_seq;
    if (*document > asked_by) {
        return end(reading, CrmEnd::Kind::Dropped, "a later document asked for it again", {});
    }
    if (*document < asked_by) {
        store.move_cursor({document_cursor(line), line.workspace, *document, asked_by},
                          [](const Result<void>&) {});  // else the next time
    }
    reading->stored = *changes;
    // What was there before the connection was, is no news.
    reading->position = *changes > 0
                            ? *changes
                            : static_cast<std::uint64_t>(std::max<std::int64_t>(
                                  reading->row.created_at.micros - Duration::hours(1).micros, 1));
    read_owners(reading);
}

void CrmReader::read_owners(const SharedReading& reading) {
    CrmLine& line = reading->line;
    line.owners_until = {};  // each reading asks anew
    lines_.with_owners(line, lines_.doors().run.clock(), reading->row.next_at,
                       [this, reading](const Outcome& outcome) {
                           if (outcome.kind != OutcomeKind::Sent) {
                               return fail_with(reading, outcome);
                           }
                           for (const std::string& problem : reading->line.book.problems()) {
                               reading->problems.insert(problem);
                           }
                           read_load(reading);
                       });
}

void CrmReader::read_load(const SharedReading& reading) {
    CrmLine& line = reading->line;
    std::vector<std::string> owners = line.book.owners();
    if (owners.empty()) return read_changes(reading);
    const Instant now = lines_.doors().run.clock();
    const Instant since = period_start(line.as.period, *line.policy->zone, now);
    run_steps<crm::Loads>(lines_.doors().run,
                          reading->connector->load(std::move(owners), since, now),
                          reading->row.next_at, [this, reading](Result<crm::Loads> answer) {
                              if (!answer) {
                                  Outcome outcome;
                                  outcome.message = answer.error().message;
                                  return fail_with(reading, outcome);
                              }
                              lines_.note_quota(reading->line, answer->quota);
                              if (answer->outcome.kind != OutcomeKind::Sent) {
                                  return fail_with(reading, answer->outcome);
                              }
                              on_load(reading, *answer);
                          });
}

void CrmReader::on_load(const SharedReading& reading, const crm::Loads& loads) {
    const CrmLine& line = reading->line;
    ++reading->awaited;
    for (const crm::Load& load : loads.loads) {
        const std::string person = line.book.person_of(load.owner);
        if (person.empty()) continue;
        CrmStanding figures{.person = person, .deals = load.open_deals, .quota = load.quota};
        const auto id = line.policy->names.people.find(person);
        const workspace::Person* as = id ? line.policy->person(*id) : nullptr;
        const auto quota = load.quota ? load.quota : as == nullptr ? std::nullopt : as->quota;
        if (quota && *quota > 0) figures.attained = load.won_amount / *quota;
        ++reading->awaited;
        tell(reading, std::move(figures), [this, reading] {
            if (--reading->awaited == 0) read_changes(reading);
        });
    }
    if (--reading->awaited == 0) read_changes(reading);
}

void CrmReader::read_changes(const SharedReading& reading) {
    ++reading->pages;
    const Instant since{static_cast<std::int64_t>(reading->position)};
    run_steps<crm::Changes>(lines_.doors().run,
                            reading->connector->changes_since(since, lines_.doors().run.clock()),
                            reading->row.next_at, [this, reading](Result<crm::Changes> answer) {
                                if (!answer) {
                                    Outcome outcome;
                                    outcome.message = answer.error().message;
                                    return fail_with(reading, outcome);
                                }
                                lines_.note_quota(reading->line, answer->quota);
                                if (answer->outcome.kind != OutcomeKind::Sent) {
                                    return fail_with(reading, answer->outcome);
                                }
                                on_changes(reading, *answer);
                            });
}

void CrmReader::on_changes(const SharedReading& reading, const crm::Changes& changes) {
    CrmLine& line = reading->line;
    std::vector<store::LeadKey> leads;
    for (const crm::Change& change : changes.changes) {
        if (const auto lead = parse_uuid(change.lead)) leads.push_back(*lead);
    }
    const auto rows = lines_.doors().store.crm()->crm_rows(line.workspace, line.connection, leads);
    if (!rows) return end(reading, CrmEnd::Kind::Failed, rows.error().message, {});
    reading->has_more = changes.has_more;
    const auto until = static_cast<std::uint64_t>(std::max<std::int64_t>(1, changes.until.micros));
    ++reading->awaited;
    std::size_t i = 0;
    for (const crm::Change& change : changes.changes) {
        const auto lead = parse_uuid(change.lead);
        if (!lead) continue;
        const auto& row = (*rows)[i++];
        if (!row) continue;  // written by another installation, or forgotten
        if (line.under_way.contains(*lead)) {
            reading->is_again = true;  // it is being written: what stands there may be ours
            continue;
        }
        follow(reading, change, *lead, crm::decode_known(row->body));
    }
    if (!reading->is_again) reading->position = std::max(reading->position, until);
    if (--reading->awaited == 0) after_changes(reading);
}

void CrmReader::follow(const SharedReading& reading, const crm::Change& change,
                       const store::LeadKey& lead, const crm::Known& known) {
    const auto done = [this, reading] {
        if (--reading->awaited == 0) after_changes(reading);
    };
    if (change.outcome) {
        ++reading->awaited;
        tell(reading, CrmClose{lead, *change.outcome, change.amount, change.reason}, done);
        return;
    }
    if (change.owner.empty() || change.owner == known.owner) return;
    const std::string person = reading->line.book.person_of(change.owner);
    if (person.empty()) {
        reading->problems.insert(fmt::format(
            "lead {} was given to owner {} there, who is nobody of the document by e-mail",
            format_uuid(lead), change.owner));
        return;
    }
    ++reading->awaited;
    tell(reading, CrmMove{lead, person}, done);
}

void CrmReader::tell(const SharedReading& reading, CrmNews news, std::function<void()> then) {
    const CrmLine& line = reading->line;
    const bool is_figures = std::holds_alternative<CrmStanding>(news);
    auto done = [this, inbox = lines_.doors().run.inbox, reading, is_figures,
                 then = std::move(then)](CrmHands::Done how) {
        inbox->post([this, reading, is_figures, then, how] {
            const CrmLine& of = reading->line;
            if (how == CrmHands::Done::NotNow) reading->is_again = true;
            if (how == CrmHands::Done::Changed && !is_figures) {
                ++lines_.doors().counters.crm[{of.workspace, of.connection}].followed;
            }
            then();
        });
    };
    hands_.take(line.workspace, crm_channel(line.connection), std::move(news), std::move(done));
}

void CrmReader::after_changes(const SharedReading& reading) {
    const CrmLine& line = reading->line;
    const std::uint64_t from = reading->stored;
    if (reading->is_again || reading->position == from) return finish(reading);
    auto moved = [this, inbox = lines_.doors().run.inbox, reading](Result<void> result) {
        inbox->post([this, reading, result = std::move(result)] {
            if (!result) return end(reading, CrmEnd::Kind::Failed, result.error().message, {});
            reading->stored = reading->position;
            const bool goes_on = reading->has_more && reading->pages < kMostPagesOfCrm;
            goes_on ? read_changes(reading) : finish(reading);
        });
    };
    lines_.doors().store.move_cursor(
        {changes_cursor(line), line.workspace, from, reading->position}, std::move(moved));
}

void CrmReader::finish(const SharedReading& reading) {
    const CrmLine& line = reading->line;
    lines_.doors().counters.crm[{line.workspace, line.connection}].problems =
        reading->problems.size();
    const std::vector<std::string> problems(reading->problems.begin(), reading->problems.end());
    const Instant now = lines_.doors().run.clock();
    end(reading, CrmEnd::Kind::Later, join(problems, "; "), now + line.as.every);
}

void CrmReader::fail_with(const SharedReading& reading, const Outcome& outcome) {
    const Instant now = lines_.doors().run.clock();
    const Duration asked = std::min(outcome.retry_after.value_or(Duration{}), kLongestAskedDelay);
    CrmEnds ends;
    ends.is_down = !outcome.stopped;
    ends.retry_after = outcome.retry_after;
    ends.ends.push_back({.row = std::move(reading->row),
                         .kind = CrmEnd::Kind::Later,
                         .status = outcome.status,
                         .message = outcome.message,
                         .again_at = now + std::max(reading->line.as.every, asked)});
    on_ends_(reading->line, std::move(ends));
}

// A reading never ends for good while the document names it: Failed comes back, too.
void CrmReader::end(const SharedReading& reading, CrmEnd::Kind kind, std::string message,
                    Instant again) {
    CrmEnds ends;
    ends.is_well = kind == CrmEnd::Kind::Later;
    if (kind == CrmEnd::Kind::Failed) {
        kind = CrmEnd::Kind::Later;
        again = lines_.doors().run.clock() + reading->line.as.every;
    }
    ends.ends.push_back({.row = std::move(reading->row),
                         .kind = kind,
                         .message = std::move(message),
                         .again_at = again});
    on_ends_(reading->line, std::move(ends));
}

}  // namespace baton::deliver
