#include "door.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "planted.hpp"
#include "store/error.hpp"

namespace baton::sim {

using namespace store;  // NOLINT: the whole of its door is repeated here

namespace {

constexpr Duration kMillisecond{1000};

Error error_of(StoreError code, std::string message) {
    return {static_cast<int>(code), std::move(message)};
}

}  // namespace

Door::Door(Shared& shared, std::string node, ToNode to_node, Bug bug)
    : shared_(shared), bug_(bug), node_(std::move(node)), to_node_(std::move(to_node)) {
    instance_.salt = sha256("salt");
    shared_.doors.push_back(this);
}

Door::~Door() {
    if (!is_shut_) shut();
}

void Door::shut() {
    is_shut_ = true;
    follower_ = {};
    for (const std::string& owner : owners_) shared_.alive.erase(owner);
    std::erase(shared_.doors, this);
    while (!jobs_.empty()) {
        const auto job = jobs_.front();
        jobs_.pop_front();
        job->abandon();
    }
}

void Door::hurry() {
    hurries_ = true;
    while (!jobs_.empty()) {
        const auto job = jobs_.front();
        start(job);
        finish(job);
    }
}

// ---- writing
// -------------------------------------------------------------------------------------

Duration Door::pause() {
    Chaos& chaos = shared_.chaos;
    if (chaos.strikes(Fault::StoreSlow)) {
        return chaos.between(Duration::seconds(1), Duration::seconds(20));
    }
    return chaos.between({100}, Duration{5 * kMillisecond.micros});
}

void Door::start(const std::shared_ptr<Job>& job) {
    if (is_shut_ || std::exchange(job->acted, true)) return;
    job->act();
}

void Door::finish(const std::shared_ptr<Job>& job) {
    const auto at = std::ranges::find(jobs_, job);
    if (at == jobs_.end()) return;
    jobs_.erase(at);
    job->answer();
}

template <class Outcome>
void Door::write(std::string what, std::move_only_function<Outcome()> act, Mishaps<Outcome> mishaps,
                 Completion<Outcome> done, std::optional<Outcome> early) {
    if (is_shut_) return done(std::move(mishaps.closed));
    ++stats_.writes;
    ++stats_.commits;  // each has one of its own
    if (hurries_ || is_prompt_) return done(act());
    auto outcome = std::make_shared<Outcome>(std::move(mishaps.closed));
    auto told = std::make_shared<Completion<Outcome>>(std::move(done));
    const auto job = std::make_shared<Job>();
    job->abandon = [closed = *outcome, told]() mutable { (*told)(std::move(closed)); };
    job->answer = [outcome, told] { (*told)(std::move(*outcome)); };
    job->act = [this, what = std::move(what), outcome, act = std::move(act),
                mishaps = std::move(mishaps)]() mutable {
        Chaos& luck = shared_.chaos;
        const auto tell = [&](std::string_view word) {
            shared_.trace.add(shared_.schedule.now(), "{}: {} ({})", node_, what, word);
        };
        if (!hurries_ && luck.strikes(Fault::WriteFails)) {
            tell("fails");
            *outcome = std::move(mishaps.failed);
        } else if (!hurries_ && luck.strikes(Fault::DiskFull)) {
            tell("the disk is full");
            *outcome = std::move(mishaps.full);
        } else if (!hurries_ && luck.strikes(Fault::WriteLost)) {
            tell("not written, and nobody knows");
            *outcome = std::move(mishaps.lost);
        } else if (!hurries_ && luck.strikes(Fault::ReplyLost)) {
            tell("written, and nobody knows");
            (void)act();
            *outcome = std::move(mishaps.lost);
        } else {
            *outcome = act();
        }
    };
    if (early) {
        *outcome = std::move(*early);
    }
    jobs_.push_back(job);
    const Instant now = shared_.schedule.now();
    acts_at_ = std::max(acts_at_, now + pause());
    answers_at_ = std::max(answers_at_, (early ? now : acts_at_) + pause());
    if (early) acts_at_ = std::max(acts_at_, answers_at_ + pause() + Duration::seconds(1));
    shared_.schedule.at(acts_at_, [self = shared_from_this(), job] { self->start(job); });
    to_node_(answers_at_ - now, [self = shared_from_this(), job] { self->finish(job); });
}

template <class T>
void Door::write_row(std::string what, std::move_only_function<Result<T>()> act,
                     Completion<Result<T>> done) {
    const auto failing = [](StoreError code, std::string_view words) {
        return Result<T>(std::unexpected(error_of(code, std::string(words))));
    };
    if (!is_shut_ && !hurries_ && shared_.chaos.strikes(Fault::StoreBusy)) {
        return done(failing(StoreError::Busy, "the queue is full"));
    }
    write<Result<T>>(std::move(what), std::move(act),
                     {failing(StoreError::Closed, "the store is closed"),
                      failing(StoreError::Io, "the disk has trouble"),
                      failing(StoreError::Full, "no space left"),
                      failing(StoreError::Io, "the connection was lost")},
                     std::move(done));
}

void Door::append(Append append, Completion<AppendOutcome> done) {
    const auto failed = [](StoreError code, std::string words, bool uncertain) {
        return AppendOutcome(Failed{error_of(code, std::move(words)), uncertain});
    };
    if (!is_shut_ && !hurries_ && shared_.chaos.strikes(Fault::StoreBusy)) {
        return done(failed(StoreError::Busy, "the queue is full", false));
    }
    std::string what =
        fmt::format("appends {} events after {}", append.events.size(), append.after.seq);
    Mishaps<AppendOutcome> mishaps{failed(StoreError::Closed, "the store is closed", false),
                                   failed(StoreError::Io, "the disk has trouble", false),
                                   failed(StoreError::Full, "no space left", false),
                                   failed(StoreError::Io, "the connection was lost", true)};
    std::optional<AppendOutcome> early;
    if (bug_ == Bug::ReplyBeforeCommit && !append.events.empty()) {
        early = Appended{{append.events.back().seq, append.events.back().hash}};
    }
    write<AppendOutcome>(
        std::move(what),
        [this, append = std::move(append)]() mutable { return append_now(std::move(append)); },
        std::move(mishaps), std::move(done), std::move(early));
}

AppendOutcome Door::append_now(Append append) {
    const std::string workspace = append.workspace;
    const Disk::Workspace* before = shared_.disk.find(workspace);
    const Head head = before == nullptr ? Head{} : before->head();
    if (bug_ == Bug::ForgottenKey && head.seq % 4 == 0) append.keys.clear();
    const std::size_t events = append.events.size();
    const std::uint64_t after = append.after.seq;
    AppendOutcome outcome = shared_.disk.append(append);
    const Instant now = shared_.schedule.now();
    if (std::holds_alternative<Appended>(outcome)) {
        for (const EventRow& row : append.events) {
            shared_.trace.add(now, "{}: event {} {}{}", node_, row.seq, row.kind,
                              row.lead ? " of " + format_uuid(*row.lead) : "");
        }
        if (events > 0) tell_others(workspace);
    } else if (std::holds_alternative<Conflict>(outcome)) {
        shared_.chaos.count(Fault::Conflict);
        shared_.trace.add(now, "{}: conflict: decided upon {}, the head is {}", node_, after,
                          head.seq);
        if (bug_ == Bug::SkippedConflict && events > 0) {
            outcome = Appended{{append.events.back().seq, append.events.back().hash}};
        }
    } else {
        shared_.trace.add(now, "{}: the append after {} is refused", node_, after);
    }
    return outcome;
}

void Door::tell_others(const std::string& workspace) {
    Chaos& chaos = shared_.chaos;
    for (Door* other : shared_.doors) {
        if (other == this || !other->follower_) continue;
        const auto self = other->shared_from_this();
        if (chaos.strikes(Fault::HintLost)) {
            if (bug_ == Bug::LostWakeUp) continue;
            // The connection breaks and is made again: there may have been news.
            const Duration later = chaos.between(Duration::seconds(1), Duration::seconds(120));
            other->to_node_(later, [self] { self->hear(""); });
        } else {
            other->to_node_(chaos.between(kMillisecond, Duration{50 * kMillisecond.micros}),
                            [self, workspace] { self->hear(workspace); });
        }
    }
}

void Door::hear(std::string workspace) {
    if (is_shut_ || !follower_) return;
    const Follower follower = follower_;
    follower(workspace);
}

void Door::follow(Follower follower) { follower_ = std::move(follower); }

void Door::erase_lead(std::string, LeadKey, Instant, Done done) {
    done(fail(StoreError::Invalid, "the simulated store erases nothing"));
}

void Door::expire_keys(Instant now, std::size_t limit, Completion<Result<std::size_t>> done) {
    write_row<std::size_t>(
        "forgets old keys",
        [this, now, limit]() -> Result<std::size_t> {
            return shared_.disk.expire_keys(now, limit);
        },
        std::move(done));
}

void Door::move_cursor(CursorMove move, Done done) {
    write_row<void>(
        "moves a cursor", [this, move = std::move(move)] { return shared_.disk.move_cursor(move); },
        std::move(done));
}

void Door::put_deliveries(PutDeliveries put, Done done) {
    std::string what = fmt::format("puts {} deliveries", put.rows.size());
    write_row<void>(
        std::move(what), [this, put = std::move(put)] { return shared_.disk.put_deliveries(put); },
        std::move(done));
}

void Door::lease_deliveries(LeaseRequest request,
                            Completion<Result<std::vector<DeliveryRow>>> done) {
    if (!is_shut_) {
        owners_.insert(request.owner);
        shared_.alive.insert(request.owner);
    }
    write_row<std::vector<DeliveryRow>>(
        "leases deliveries",
        [this, request = std::move(request)]() -> Result<std::vector<DeliveryRow>> {
            return shared_.disk.lease(request);
        },
        std::move(done));
}

void Door::free_dead_leases(Instant now, Completion<Result<std::size_t>> done) {
    write_row<std::size_t>(
        "frees dead leases",
        [this, now]() -> Result<std::size_t> {
            return shared_.disk.free_leases(shared_.alive, now);
        },
        std::move(done));
}

void Door::settle_deliveries(std::vector<Settle> settles, SettleDone done) {
    std::string what = "settles";
    for (const Settle& each : settles) {
        what += fmt::format(" delivery {} under fence {}", format_uuid(each.id), each.fence);
    }
    write_row<std::vector<Result<void>>>(
        std::move(what),
        [this, settles = std::move(settles)]() mutable -> Result<std::vector<Result<void>>> {
            std::vector<Result<void>> settled;
            for (Settle& each : settles) {
                if (bug_ == Bug::LeaseWithoutFence) planted::mend_fence(each, shared_.disk);
                settled.push_back(shared_.disk.settle(each, owners_));
            }
            return settled;
        },
        std::move(done));
}

void Door::retry_delivery(std::string workspace, DeliveryId id, Instant now, Done done) {
    write_row<void>(
        "retries a delivery",
        [this, workspace = std::move(workspace), id, now] {
            return shared_.disk.retry(workspace, id, now);
        },
        std::move(done));
}

void Door::put_snapshot(std::string workspace, SnapshotRow snapshot, Done done) {
    if (bug_ == Bug::LaggingSnapshot) {
        std::string& before = lagging_[workspace];
        if (before.empty()) before = snapshot.bytes;
        std::swap(before, snapshot.bytes);
    }
    write_row<void>(
        fmt::format("puts a snapshot of {}", snapshot.at.seq),
        [this, workspace = std::move(workspace),
         snapshot = std::move(snapshot)]() mutable -> Result<void> {
            shared_.disk.put_snapshot(workspace, std::move(snapshot));
            return {};
        },
        std::move(done));
}

void Door::put_token(TokenRow, Done done) {
    done(fail(StoreError::Invalid, "the simulated store keeps no tokens"));
}

void Door::revoke_token(std::string, std::string, Instant, Done done) {
    done(fail(StoreError::NotFound, "the simulated store keeps no tokens"));
}

}  // namespace baton::sim
