#include "deliver/crm_writer.hpp"

#include <algorithm>
#include <utility>

#include "base/check.hpp"

namespace baton::deliver {
namespace {

// Another node writes the lead: it takes no longer than this, as a rule.
constexpr Duration kClaimedAgainAfter = Duration::seconds(2);

Instant until_of(const std::vector<store::DeliveryRow>& rows) {
    return std::ranges::min(rows, {}, &store::DeliveryRow::next_at).next_at;
}

}  // namespace

void CrmWriter::take(CrmLine& line, store::DeliveryRow row) {
    const store::LeadKey lead = *row.lead;
    auto& rows = line.rows[lead];
    if (rows.empty()) line.waiting.push_back(lead);
    rows.push_back(std::move(row));
}

void CrmWriter::pump(CrmLine& line) {
    if (line.waiting.empty()) return;
    Outcome stopped;
    stopped.stopped = true;
    stopped.message = "the server is stopping";
    if (is_stopping_) return give_back(line, stopped);
    if (line.connector == nullptr) {
        Outcome unusable;
        unusable.message = "the connection cannot be used as the document says it now";
        return give_back(line, unusable);
    }
    const Instant now = lines_.doors().run.clock();
    if (!line.owners || now >= line.owners_until) {
        if (std::exchange(line.is_writer_waiting, true)) return;
        return lines_.with_owners(line, now, until_of(line.rows.at(line.waiting.front())),
                                  [this, &line](const Outcome& outcome) {
                                      line.is_writer_waiting = false;
                                      if (outcome.kind != OutcomeKind::Sent) {
                                          return give_back(line, outcome);
                                      }
                                      pump(line);
                                  });
    }
    while (line.batches < line.connector->most_writes()) {
        const std::size_t before = line.batches;
        begin(line);
        if (line.batches == before) return;  // what waits is under way already
    }
}

void CrmWriter::stop() {
    is_stopping_ = true;
    for (auto& entry : lines_.all()) pump(entry.second);
}

// Those that wait and are not under way, up to what the connector takes.
void CrmWriter::begin(CrmLine& line) {
    const Instant now = lines_.doors().run.clock();
    auto batch = std::make_shared<Batch>(Batch{line, line.connector, {}, {}, {}, {}, {}, {}});
    batch->until = Instant::never();
    store::CrmClaim claim{.workspace = line.workspace,
                          .connection = line.connection,
                          .leads = {},
                          .holder = holder_,
                          .now = now,
                          .until = {}};
    const std::size_t most = std::min(line.connector->most_at_once(), store::kMaxPage);
    std::deque<store::LeadKey> left;
    for (const store::LeadKey& lead : line.waiting) {
        if (claim.leads.size() == most || line.under_way.contains(lead)) {
            left.push_back(lead);
            continue;
        }
        auto rows = line.rows.extract(lead);
        batch->until = std::min(batch->until, until_of(rows.mapped()));
        batch->rows.insert(std::move(rows));
        line.under_way.insert(lead);
        claim.leads.push_back(lead);
    }
    line.waiting = std::move(left);
    if (claim.leads.empty()) return;
    ++line.batches;
    claim.until = batch->until;
    auto done = [this, inbox = lines_.doors().run.inbox,
                 batch](Result<std::vector<store::CrmRow>> rows) {
        inbox->post([this, batch, rows = std::move(rows)]() mutable {
            on_claimed(batch, std::move(rows));
        });
    };
    lines_.doors().store.crm()->claim_crm(std::move(claim), std::move(done));
}

void CrmWriter::end(Batch& batch, const store::LeadKey& lead, const CrmEnd& like) {
    auto rows = batch.rows.extract(lead);
    if (rows.empty()) return;
    for (store::DeliveryRow& row : rows.mapped()) {
        CrmEnd end = like;
        end.row = std::move(row);
        batch.ends.ends.push_back(std::move(end));
    }
}

void CrmWriter::on_claimed(const SharedBatch& batch, Result<std::vector<store::CrmRow>> claimed) {
    CrmLine& line = batch->line;
    const Instant now = lines_.doors().run.clock();
    const auto fail_all = [&](const std::string& message) {
        while (!batch->rows.empty()) {
            end(*batch, batch->rows.begin()->first,
                {.row = {}, .kind = CrmEnd::Kind::Failed, .message = message});
        }
    };
    if (!claimed) {
        fail_all(claimed.error().message);
        return finish(batch);
    }
    batch->releases = *std::move(claimed);
    const auto usual = batch->connector->usual_records();
    auto states = leads_for_crm(lines_.doors().store,
                                {.workspace = line.workspace,
                                 .connection = line.as,
                                 .policy = *line.policy,
                                 .owners = line.book,
                                 .usual = usual,
                                 .public_url = public_url_},
                                batch->releases);
    if (!states) {
        fail_all(states.error().message);
        return release(batch);
    }
    for (std::size_t i = 0; i < states->size(); ++i) {
        const store::LeadKey& lead = batch->releases[i].lead;
        if (const auto* dropped = std::get_if<Dropped>(&(*states)[i])) {
            end(*batch, lead,
                {.row = {}, .kind = CrmEnd::Kind::Dropped, .message = dropped->reason});
            continue;
        }
        batch->leads.push_back(lead);
        batch->states.push_back(std::move(std::get<crm::LeadNow>((*states)[i])));
    }
    // The rest of the rows is of leads that another node has.
    std::vector<store::LeadKey> elsewhere;
    for (const auto& entry : batch->rows) {
        if (std::ranges::find(batch->leads, entry.first) == batch->leads.end()) {
            elsewhere.push_back(entry.first);
        }
    }
    for (const store::LeadKey& lead : elsewhere) {
        end(*batch, lead,
            {.row = {},
             .kind = CrmEnd::Kind::Later,
             .message = "another node is writing this lead",
             .again_at = now + kClaimedAgainAfter});
    }
    if (batch->leads.empty()) return release(batch);
    run_steps<crm::Wrote>(
        lines_.doors().run, batch->connector->write(batch->states, now), batch->until,
        [this, batch](Result<crm::Wrote> wrote) { on_wrote(batch, std::move(wrote)); });
}

void CrmWriter::on_wrote(const SharedBatch& batch, Result<crm::Wrote> wrote) {
    const Instant now = lines_.doors().run.clock();
    if (!wrote) {
        for (const store::LeadKey& lead : batch->leads) {
            end(*batch, lead,
                {.row = {},
                 .kind = CrmEnd::Kind::Later,
                 .message = wrote.error().message,
                 .again_at = now});
        }
        return release(batch);
    }
    lines_.note_quota(batch->line, wrote->quota);
    batch->ends.is_down = wrote->is_down;
    batch->ends.retry_after = wrote->retry_after;
    CrmCounters& counters =
        lines_.doors().counters.crm[{batch->line.workspace, batch->line.connection}];
    for (std::size_t i = 0; i < batch->leads.size() && i < wrote->leads.size(); ++i) {
        const crm::Written& written = wrote->leads[i];
        const store::LeadKey& lead = batch->leads[i];
        const auto row = std::ranges::find(batch->releases, lead, &store::CrmRow::lead);
        row->body = crm::encode(written.known);
        CrmEnd like{.row = {},
                    .kind = CrmEnd::Kind::Sent,
                    .status = written.status,
                    .message = written.message};
        if (written.kind == OutcomeKind::Retry) like.kind = CrmEnd::Kind::Failed;
        if (written.kind == OutcomeKind::Permanent) like.kind = CrmEnd::Kind::Permanent;
        if (written.kind == OutcomeKind::Sent) {
            ++counters.written;
            batch->ends.is_well = true;
        }
        end(*batch, lead, like);
    }
    BATON_CHECK(batch->rows.empty());  // a connector answers for each lead
    release(batch);
}

void CrmWriter::release(const SharedBatch& batch) {
    if (batch->releases.empty()) return finish(batch);
    auto done = [this, inbox = lines_.doors().run.inbox, batch](Result<void> result) {
        inbox->post([this, batch, result = std::move(result)] {
            // Written, but not remembered: the next write finds it again.
            if (!result) {
                for (CrmEnd& end : batch->ends.ends) {
                    if (end.kind != CrmEnd::Kind::Sent) continue;
                    end.kind = CrmEnd::Kind::Failed;
                    end.message = result.error().message;
                }
            }
            finish(batch);
        });
    };
    lines_.doors().store.crm()->release_crm(
        {batch->line.workspace, holder_, std::exchange(batch->releases, {})}, std::move(done));
}

void CrmWriter::finish(const SharedBatch& batch) {
    CrmLine& line = batch->line;
    --line.batches;
    for (const CrmEnd& end : batch->ends.ends) line.under_way.erase(*end.row.lead);
    on_ends_(line, std::move(batch->ends));
    pump(line);
}

// Nothing can be written now: all that waits ends like this.
void CrmWriter::give_back(CrmLine& line, const Outcome& why) {
    CrmEnds ends;
    ends.is_down = !why.stopped;
    ends.retry_after = why.retry_after;
    for (const store::LeadKey& lead : std::exchange(line.waiting, {})) {
        auto rows = line.rows.extract(lead);
        for (store::DeliveryRow& row : rows.mapped()) {
            ends.ends.push_back({.row = std::move(row),
                                 .kind = why.stopped ? CrmEnd::Kind::Later : CrmEnd::Kind::Failed,
                                 .status = why.status,
                                 .message = why.message,
                                 .again_at = lines_.doors().run.clock()});
        }
    }
    on_ends_(line, std::move(ends));
}

}  // namespace baton::deliver
