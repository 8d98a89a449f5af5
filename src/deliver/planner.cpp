#include "deliver/planner.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "base/hash.hpp"
#include "base/uuid.hpp"
#include "deliver/backoff.hpp"
#include "store/error.hpp"

namespace baton::deliver {
namespace {

constexpr Duration kRestAfterError = Duration::seconds(1);
constexpr Duration kCountAgainAfter = Duration::minutes(5);
constexpr Duration kLongestRestAfterError = Duration::minutes(1);
constexpr std::size_t kCountPages = 10;
constexpr std::size_t kWorkspacesPerPage = 200;

std::string consumer_of(std::string_view channel) { return fmt::format("deliver/{}", channel); }

}  // namespace

store::DeliveryRow make_row(std::string_view workspace, std::uint64_t seq, Instant event_at,
                            Planned planned, Instant now) {
    const std::string number = std::to_string(seq);
    const std::array<std::string_view, 11> pieces{workspace,         "\n", number,         "\n",
                                                  planned.channel,   "\n", planned.kind,   "\n",
                                                  planned.recipient, "\n", planned.payload};
    const Digest digest = sha256(pieces);
    UuidRandom random{};
    std::copy_n(digest.begin(), random.size(), random.begin());
    store::DeliveryRow row;
    row.workspace = workspace;
    row.id = make_uuid_v7(event_at.micros / 1000, random);
    row.event_seq = seq;
    row.lead = planned.lead;
    row.channel = std::move(planned.channel);
    row.kind = std::move(planned.kind);
    row.recipient = std::move(planned.recipient);
    row.payload = std::move(planned.payload);
    // What quiet hours hold up is as good as made when they end: its time to give up counts from
    // then.
    row.created_at = std::max(now, planned.not_before);
    row.next_at = row.created_at;
    return row;
}

void Planner::look_at(std::string_view workspace) {
    auto found = workspaces_.find(workspace);
    if (found == workspaces_.end()) found = workspaces_.emplace(workspace, Watched{}).first;
    found->second.is_dirty = true;
    dirty_.emplace(workspace);
}

void Planner::look_around() { looks_around_ = true; }

bool Planner::look_further() {
    std::size_t looked = 0;
    while (looked < kNamesAtOnce) {
        const auto page = doors_.store.workspaces(looked_after_, kWorkspacesPerPage);
        if (!page) {
            ++doors_.counters.store_errors;
            doors_.on_problem({"", "", page.error().message});
            return false;
        }
        if (page->empty()) {
            looked_after_.clear();
            was_around_ = true;
            return true;
        }
        const bool is_alone = looked_after_.empty() && page->size() == 1;
        for (const std::string& name : *page) {
            if (is_alone) {
                look_at(name);
            } else if (const auto looked_for = look_for_news(name); !looked_for) {
                ++doors_.counters.store_errors;
                doors_.on_problem({name, "", looked_for.error().message});
                return false;
            }
            looked_after_ = name;
        }
        looked += page->size();
    }
    return true;
}

Result<void> Planner::look_for_news(const std::string& workspace) {
    const auto head = doors_.store.head(workspace);
    if (!head) return std::unexpected(head.error());
    auto found = workspaces_.find(workspace);
    if (found == workspaces_.end()) {
        const auto noted = doors_.store.cursor(kPlanned, workspace);
        if (!noted) return std::unexpected(noted.error());
        if (*noted == head->seq) return {};
        look_at(workspace);
        workspaces_.find(workspace)->second.noted = *noted;
        return {};
    }
    Watched& watched = found->second;
    if (watched.planned != head->seq) {
        const auto noted = doors_.store.cursor(kPlanned, workspace);
        if (!noted) return std::unexpected(noted.error());
        watched.noted = *noted;
        if (*noted == head->seq) {
            watched.planned = *noted;  // by another node
        } else {
            look_at(workspace);
        }
    } else if (watched.noted != head->seq && !watched.is_dirty) {
        note_planned(workspace, watched);
    }
    return {};
}

void Planner::note_planned(const std::string& workspace, Watched& watched) {
    const std::uint64_t from = std::exchange(watched.noted, watched.planned);
    auto done = [this, inbox = doors_.inbox, workspace](Result<void> result) {
        if (result) return;
        // Another node was first, or the store failed: what it says is asked for when there is
        // news.
        inbox->post([this, workspace] {
            const auto noted = doors_.store.cursor(kPlanned, workspace);
            if (noted) workspaces_.find(workspace)->second.noted = *noted;
        });
    };
    doors_.store.move_cursor({kPlanned, workspace, from, watched.planned}, std::move(done));
}

Instant Planner::step(Instant now) {
    Instant next = Instant::never();
    if (std::exchange(looks_around_, false)) {
        // The first time goes on until it has seen all; later ones go on with the next call.
        const bool looked = look_further();
        looks_around_ = !looked || !was_around_;
        if (looked && looks_around_) next = now;
    }
    for (auto it = dirty_.begin(); it != dirty_.end();) {
        Watched& watched = workspaces_.find(*it)->second;
        if (watched.rests_until > now) {
            next = std::min(next, watched.rests_until);
            ++it;
            continue;
        }
        const auto planned = plan(*it, watched, now);
        if (planned) {
            watched.errors = 0;
            next = std::min(next, *planned);
        } else {
            ++doors_.counters.store_errors;
            // The longest of the backoff: nothing here calls for jitter.
            watched.rests_until = now + backoff(++watched.errors, ~std::uint64_t{0},
                                                kRestAfterError, kLongestRestAfterError);
            next = std::min(next, watched.rests_until);
            doors_.on_problem({*it, "", planned.error().message});
        }
        it = watched.is_dirty ? std::next(it) : dirty_.erase(it);
    }
    return next;
}

Duration Planner::lag(Instant now) const {
    Duration lag{};
    for (const std::string& name : dirty_) {
        const Watched& watched = workspaces_.find(name)->second;
        if (watched.oldest_unplanned) lag = std::max(lag, now - *watched.oldest_unplanned);
    }
    return lag;
}

Result<Instant> Planner::plan(const std::string& workspace, Watched& watched, Instant now) {
    if (const auto followed = follow_channels(workspace, watched); !followed) {
        return std::unexpected(followed.error());
    }
    const auto head = head_for(workspace, watched, now);
    if (!head) return std::unexpected(head.error());
    watched.oldest_unplanned.reset();
    Ready ready;
    Instant next = Instant::never();
    bool is_full = false;
    for (auto& entry : watched.readers) {
        const Reader& reader = entry.second;
        if (reader.position >= *head || reader.is_writing) continue;
        if (reader.rests_until > now) {
            next = std::min(next, reader.rests_until);
        } else if (doors_.lanes.at(workspace, entry.first).outstanding >= kMostOutstanding) {
            is_full = true;
        } else {
            ready.push_back(&entry);
        }
    }
    if (is_full && watched.counts_again_at <= now) {
        watched.counts_again_at = now + kCountAgainAfter;
        if (const auto counted = count_outstanding(workspace); !counted) {
            return std::unexpected(counted.error());
        }
        return now;
    }
    if (is_full) next = std::min(next, watched.counts_again_at);
    if (!ready.empty()) {
        // Those who stand furthest back first, with all who are met on the way; then, in slices of
        // their own, those further on: one with much to catch up on keeps nobody waiting.
        while (!ready.empty()) {
            const auto to = plan_slice(workspace, watched, ready, now);
            if (!to) return std::unexpected(to.error());
            std::erase_if(ready, [&](const auto* entry) { return entry->second.position <= *to; });
        }
        return now;
    }
    // Nobody is behind for a reason of its own: wait for news.
    const bool waits = std::ranges::any_of(
        watched.readers, [&](const auto& entry) { return entry.second.position < *head; });
    watched.is_dirty = waits;
    const bool is_writing = std::ranges::any_of(
        watched.readers, [](const auto& entry) { return entry.second.is_writing; });
    if (!waits && !is_writing) watched.planned = *head;
    return next;
}

// Where every channel is behind and none can go on, it does not matter how far the log has grown:
// the store is not asked.
Result<std::uint64_t> Planner::head_for(const std::string& workspace, Watched& watched,
                                        Instant now) {
    const bool none_goes_on = std::ranges::all_of(watched.readers, [&](const auto& entry) {
        const Reader& reader = entry.second;
        return reader.position < watched.head &&
               (reader.is_writing || reader.rests_until > now ||
                doors_.lanes.at(workspace, entry.first).outstanding >= kMostOutstanding);
    });
    if (none_goes_on && !watched.readers.empty()) return watched.head;
    const auto head = doors_.store.head(workspace);
    if (!head) return std::unexpected(head.error());
    return watched.head = head->seq;
}

Result<void> Planner::follow_channels(const std::string& workspace, Watched& watched) {
    const auto channels = doors_.interpreter.channels(workspace);
    if (!channels) return std::unexpected(channels.error());
    if (!watched.is_counted && !channels->empty()) {
        if (const auto counted = count_outstanding(workspace); !counted) return counted;
        watched.is_counted = true;
    }
    std::erase_if(watched.readers, [&](const auto& entry) {
        return !entry.second.is_writing &&
               std::ranges::find(*channels, entry.first) == channels->end();
    });
    for (const std::string& channel : *channels) {
        Reader& reader = watched.readers[channel];
        if (reader.is_loaded) continue;
        const auto cursor = doors_.store.cursor(consumer_of(channel), workspace);
        if (!cursor) return std::unexpected(cursor.error());
        reader.stored = *cursor;
        reader.position = *cursor;
        if (*cursor == 0) {
            const auto since = doors_.interpreter.known_since(workspace, channel);
            if (!since) return std::unexpected(since.error());
            reader.position = *since - 1;
        }
        reader.is_loaded = true;
    }
    return {};
}

// Counts what waits, newest first, within bounds: more than a channel may have waiting does not
// matter.
Result<void> Planner::count_outstanding(const std::string& workspace) {
    std::map<std::string, std::size_t, std::less<>> counts;
    store::DeliveryQuery query;
    query.states = {store::DeliveryState::Pending, store::DeliveryState::Leased};
    query.limit = store::kMaxPage;
    for (std::size_t i = 0; i < kCountPages; ++i) {
        const auto page = doors_.store.deliveries(workspace, query);
        if (!page) return std::unexpected(page.error());
        for (const store::DeliveryRow& row : page->deliveries) ++counts[row.channel];
        if (!page->next) break;
        query.before = page->next;
    }
    Lanes::Map& all = doors_.lanes.all();
    for (auto it = all.lower_bound({workspace, ""});
         it != all.end() && it->first.first == workspace; ++it) {
        doors_.lanes.take(it->second, it->second.outstanding);
    }
    for (const auto& [channel, count] : counts) {
        doors_.lanes.add(doors_.lanes.at(workspace, channel), count);
    }
    return {};
}

Result<std::uint64_t> Planner::plan_slice(const std::string& workspace, Watched& watched,
                                          const Ready& ready, Instant now) {
    std::uint64_t from = ready.front()->second.position;
    for (const auto* entry : ready) from = std::min(from, entry->second.position);
    const auto events = doors_.store.read(workspace, from + 1, kEventsPerSlice);
    if (!events) return std::unexpected(events.error());
    // The head was read before: there are events up to it.
    if (events->empty()) return std::numeric_limits<std::uint64_t>::max();
    watched.oldest_unplanned =
        std::min(events->front().at, watched.oldest_unplanned.value_or(Instant::never()));
    const std::uint64_t to = events->back().seq;

    std::map<std::string, std::vector<store::DeliveryRow>, std::less<>> rows;
    for (const store::EventRow& event : *events) {
        auto plans = doors_.interpreter.interpret(workspace, event);
        if (!plans) {
            return std::unexpected(
                Error{plans.error().code, fmt::format("event {} of the log cannot be delivered: {}",
                                                      event.seq, plans.error().message)});
        }
        for (Planned& plan : *plans) {
            auto& of_channel = rows[plan.channel];
            of_channel.push_back(make_row(workspace, event.seq, event.at, std::move(plan), now));
        }
    }
    for (auto* entry : ready) {
        auto& [channel, reader] = *entry;
        if (reader.position < from || reader.position >= to) continue;
        std::vector<store::DeliveryRow> fresh;
        if (const auto found = rows.find(channel); found != rows.end()) {
            for (store::DeliveryRow& row : found->second) {
                if (row.event_seq > reader.position) fresh.push_back(std::move(row));
            }
        }
        reader.position = to;
        if (fresh.empty() && to - reader.stored < kLazyEvents) continue;
        put(workspace, channel, reader, to, std::move(fresh), now);
    }
    return to;
}

void Planner::put(const std::string& workspace, const std::string& channel, Reader& reader,
                  std::uint64_t to, std::vector<store::DeliveryRow> rows, Instant now) {
    reader.is_writing = true;
    const std::size_t count = rows.size();
    doors_.lanes.add(doors_.lanes.at(workspace, channel), count);
    store::PutDeliveries put{{consumer_of(channel), workspace, reader.stored, to}, std::move(rows)};
    // `this` outlives the inbox's tasks: they run in the courier's own step.
    auto done = [this, inbox = doors_.inbox, workspace, channel, to, count,
                 now](Result<void> result) {
        inbox->post([this, workspace, channel, to, count, now, result = std::move(result)] {
            on_put(workspace, channel, to, count, now, result);
        });
    };
    doors_.store.put_deliveries(std::move(put), std::move(done));
}

void Planner::on_put(const std::string& workspace, const std::string& channel, std::uint64_t to,
                     std::size_t rows, Instant at, const Result<void>& result) {
    Watched& watched = workspaces_.find(workspace)->second;
    Reader& reader = watched.readers.find(channel)->second;
    reader.is_writing = false;
    look_at(workspace);
    if (result) {
        reader.stored = to;
        doors_.counters.planned += rows;
        has_news_ = has_news_ || rows > 0;
        return;
    }
    Lane& lane = doors_.lanes.at(workspace, channel);
    doors_.lanes.take(lane, rows);
    // Whether it was written, or another node was first: the cursor tells.
    reader.is_loaded = false;
    if (store::is(result.error(), store::StoreError::CursorMoved)) return;
    reader.rests_until = at + kRestAfterError;
    ++doors_.counters.store_errors;
    doors_.on_problem({workspace, channel, result.error().message});
}

}  // namespace baton::deliver
