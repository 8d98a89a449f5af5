#include "proof/copy.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <future>
#include <set>
#include <utility>

namespace baton::proof {
namespace {

using store::Append;

constexpr std::size_t kAtOnce = 2000;

class Copier {
  public:
    Copier(store::Archive& from, store::RestoringStore& to,
           const std::function<void(std::uint64_t)>& progress)
        : from_(from), to_(to), progress_(progress) {}

    Result<void> copy() {
        for (std::string after;;) {
            const auto names = from_.workspaces(after, kAtOnce);
            if (!names) return std::unexpected(names.error());
            if (names->empty()) break;
            after = names->back();
            for (const std::string& name : *names) {
                if (auto done = workspace(name); !done) return done;
            }
        }
        Result<void> done = owners();
        if (done) done = keys();
        if (done) done = access();
        if (done) done = crm();
        return done;
    }

  private:
    // What of a workspace every append to it has to name.
    struct Place {
        std::string name;
        store::Head head;
        std::optional<Instant> deadline;
    };

    template <class T = void, class Start>
    static Result<T> wait_for(Start&& start) {
        std::promise<Result<T>> promise;
        auto done = promise.get_future();
        start([&promise](Result<T> outcome) { promise.set_value(std::move(outcome)); });
        return done.get();
    }

    Result<Place> place_of(std::string_view name) {
        const auto head = to_.head(name);
        if (!head) return std::unexpected(head.error());
        const auto deadline = from_.deadline(name);
        if (!deadline) return std::unexpected(deadline.error());
        return Place{std::string(name), *head, *deadline};
    }

    Result<void> append(Place& place, Append append) {
        append.workspace = place.name;
        append.after = place.head;
        append.next_deadline = place.deadline;
        std::promise<store::AppendOutcome> promise;
        auto done = promise.get_future();
        to_.append(std::move(append), [&promise](store::AppendOutcome outcome) {
            promise.set_value(std::move(outcome));
        });
        const store::AppendOutcome outcome = done.get();
        if (const auto* appended = std::get_if<store::Appended>(&outcome)) {
            place.head = appended->head;
            return {};
        }
        if (const auto* failed = std::get_if<store::Failed>(&outcome)) {
            return std::unexpected(failed->error);
        }
        return fail(
            CopyError::Refused,
            fmt::format("somebody else writes to workspace \"{}\" of the copy", place.name));
    }

    Result<void> workspace(const std::string& name) {
        auto place = place_of(name);
        if (!place) return std::unexpected(place.error());
        Result<void> done = append(*place, {});  // it is there, though it may hold nothing
        if (done) done = documents(*place);
        if (done) done = events(*place);
        if (done) done = leads(*place);
        if (done) done = deliveries(name);
        if (done) done = rest(name);
        return done;
    }

    Result<void> documents(Place& place) {
        for (std::uint64_t version = 1;; ++version) {
            auto document = from_.document(place.name, version);
            if (!document) return std::unexpected(document.error());
            if (!*document) return {};
            Append one;
            one.publish = std::move(**document);
            if (auto done = append(place, std::move(one)); !done) return done;
        }
    }

    Result<void> events(Place& place) {
        for (;;) {
            auto rows = from_.events(place.name, place.head.seq + 1, kAtOnce);
            if (!rows) return std::unexpected(rows.error());
            if (rows->empty()) return {};
            const std::size_t count = rows->size();
            Append some;
            some.events = std::move(*rows);
            if (auto done = append(place, std::move(some)); !done) return done;
            tell(count);
        }
    }

    Result<void> leads(Place& place) {
        for (store::LeadKey after{};;) {
            auto rows = from_.leads_after(place.name, after, kAtOnce);
            if (!rows) return std::unexpected(rows.error());
            if (rows->empty()) return {};
            after = rows->back().id;
            const std::size_t count = rows->size();
            if (auto done = some_leads(place, *rows); !done) return done;
            tell(count);
        }
    }

    // A revision of each at a time, the first ones first; then those that were erased.
    Result<void> some_leads(Place& place, const std::vector<store::LeadRow>& rows) {
        std::uint32_t most = 1;
        for (const store::LeadRow& row : rows) most = std::max(most, row.revision);
        for (std::uint32_t revision = 1; revision <= most; ++revision) {
            Append some;
            for (const store::LeadRow& row : rows) {
                if (revision > row.revision) continue;
                store::LeadRow one = row;
                one.erased_at.reset();
                if (revision < row.revision) {
                    auto content = from_.lead_revision(place.name, row.id, revision);
                    if (!content) return std::unexpected(content.error());
                    if (!*content) continue;
                    one.revision = revision;
                    one.content = std::move(*content);
                }
                some.leads.push_back(std::move(one));
            }
            if (auto done = append(place, std::move(some)); !done) return done;
        }
        for (const store::LeadRow& row : rows) {
            if (!row.erased_at) continue;
            auto erased = wait_for([&](auto done) {
                to_.erase_lead(place.name, row.id, *row.erased_at, std::move(done));
            });
            if (!erased) return erased;
        }
        return {};
    }

    Result<void> deliveries(const std::string& name) {
        for (store::DeliveryId after{};;) {
            auto rows = from_.deliveries_after(name, after, kAtOnce);
            if (!rows) return std::unexpected(rows.error());
            if (rows->empty()) return {};
            after = rows->back().id;
            auto written = wait_for(
                [&](auto done) { to_.restore_deliveries(std::move(*rows), std::move(done)); });
            if (!written) return written;
        }
    }

    Result<void> rest(const std::string& name) {
        const auto cursors = from_.cursors(name);
        if (!cursors) return std::unexpected(cursors.error());
        for (const store::CursorRow& row : *cursors) {
            auto moved = wait_for([&](auto done) {
                to_.move_cursor({row.consumer, name, 0, row.seq}, std::move(done));
            });
            if (!moved) return moved;
        }
        const auto snapshots = from_.snapshots(name);
        if (!snapshots) return std::unexpected(snapshots.error());
        for (const store::Head& at : *snapshots) {
            auto snapshot = from_.snapshot(name, at.seq);
            if (!snapshot) return std::unexpected(snapshot.error());
            if (!*snapshot) continue;
            auto put = wait_for(
                [&](auto done) { to_.put_snapshot(name, std::move(**snapshot), std::move(done)); });
            if (!put) return put;
        }
        return tokens(name);
    }

    Result<void> tokens(const std::string& name) {
        const auto rows = from_.tokens(name);
        if (!rows) return std::unexpected(rows.error());
        for (const store::TokenRow& row : *rows) {
            store::TokenRow valid = row;
            valid.revoked_at.reset();
            auto put = wait_for([&](auto done) { to_.put_token(valid, std::move(done)); });
            if (put && row.revoked_at) {
                put = wait_for([&](auto done) {
                    to_.revoke_token(name, row.name, *row.revoked_at, std::move(done));
                });
            }
            if (!put) return put;
        }
        return {};
    }

    Result<void> owners() {
        Append some;
        std::string name;
        const auto flush = [&]() -> Result<void> {
            if (some.identities.empty()) return {};
            auto place = place_of(name);
            if (!place) return std::unexpected(place.error());
            return append(*place, std::exchange(some, {}));
        };
        auto read = from_.each_owner(
            [&](std::string_view of, const store::IdentityRow& row) -> Result<void> {
                if (of != name || some.identities.size() == kAtOnce) {
                    if (auto flushed = flush(); !flushed) return flushed;
                    name = of;
                }
                some.identities.push_back(row);
                return {};
            });
        return read ? flush() : read;
    }

    Result<void> keys() {
        Append some;
        std::set<std::string> held;  // one append has a key once
        std::string name;
        const auto flush = [&]() -> Result<void> {
            if (some.keys.empty()) return {};
            auto place = place_of(name);
            if (!place) return std::unexpected(place.error());
            held.clear();
            return append(*place, std::exchange(some, {}));
        };
        auto read = from_.each_key(
            [&](std::string_view of, const store::IdempotencyRow& row) -> Result<void> {
                if (of != name || some.keys.size() == kAtOnce || held.contains(row.key)) {
                    if (auto flushed = flush(); !flushed) return flushed;
                    name = of;
                }
                held.insert(row.key);
                some.keys.push_back(row);
                return {};
            });
        return read ? flush() : read;
    }

    Result<void> access() {
        store::AccessStore* to = to_.access();
        const auto put = [to](store::AccessChange change) -> Result<void> {
            if (to == nullptr)
                return fail(CopyError::Refused, "the copy has no place for accounts");
            return wait_for(
                [&](auto done) { to->change_access(std::move(change), std::move(done)); });
        };
        auto done = from_.each_account(
            [&](std::string_view, const store::AccountRow& row) { return put({.account = row}); });
        if (!done) return done;
        done = from_.each_member(
            [&](std::string_view, const store::MemberRow& row) { return put({.member = row}); });
        if (!done) return done;
        done = from_.each_subscription([&](std::string_view, const store::SubscriptionRow& row) {
            return put({.subscribes = row});
        });
        if (!done) return done;
        return from_.each_audit(
            [&](std::string_view, const store::AuditRow& row) { return put({.audit = row}); });
    }

    // Nobody writes them there now: who copies lets go at once.
    Result<void> crm() {
        store::CrmStore* to = to_.crm();
        std::string name;
        std::vector<store::CrmRow> rows;
        const auto flush = [&]() -> Result<void> {
            if (rows.empty()) return {};
            if (to == nullptr)
                return fail(CopyError::Refused, "the copy has no place for leads in CRMs");
            store::CrmClaim claim{.workspace = name,
                                  .connection = rows.front().connection,
                                  .holder = "copy",
                                  .until = Instant::never()};
            for (const store::CrmRow& row : rows) claim.leads.push_back(row.lead);
            auto taken = wait_for<std::vector<store::CrmRow>>(
                [&](auto done) { to->claim_crm(std::move(claim), std::move(done)); });
            if (!taken) return std::unexpected(std::move(taken).error());
            return wait_for([&](auto done) {
                to->release_crm({name, "copy", std::exchange(rows, {})}, std::move(done));
            });
        };
        auto read =
            from_.each_crm([&](std::string_view of, const store::CrmRow& row) -> Result<void> {
                const bool joins = rows.empty() || (of == name && rows.size() < store::kMaxPage &&
                                                    row.connection == rows.front().connection);
                if (!joins) {
                    if (auto flushed = flush(); !flushed) return flushed;
                }
                name = of;
                rows.push_back(row);
                return {};
            });
        return read ? flush() : read;
    }

    void tell(std::size_t rows) {
        copied_ += rows;
        if (progress_) progress_(copied_);
    }

    store::Archive& from_;
    store::RestoringStore& to_;
    const std::function<void(std::uint64_t)>& progress_;
    std::uint64_t copied_ = 0;
};

}  // namespace

Result<void> copy_store(store::Archive& from, store::RestoringStore& to,
                        const std::function<void(std::uint64_t)>& progress) {
    return Copier(from, to, progress).copy();
}

}  // namespace baton::proof
