// Events of every kind with everything in them that can be, made from a seed: what the codec and
// whoever reads the log is tried with.
#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "core/event/event.hpp"

namespace baton::event::testing {

inline team::Names sample_names() {
    team::Names names;
    for (const char* name : {"dana", "sarah", "marcus", "jennifer", "o\"neil", "müller"}) {
        (void)names.people.intern(name);
    }
    for (const char* name : {"inside", "closers", "night shift"}) (void)names.pools.intern(name);
    for (const char* name : {"nurture", "later"}) (void)names.queues.intern(name);
    return names;
}

class RandomEvents {
  public:
    explicit RandomEvents(std::uint64_t seed) : random_(seed) {}

    Event event() { return event(below(std::variant_size_v<Body>)); }

    // `kind` is the place in Body.
    Event event(std::size_t kind) {
        Event event;
        event.seq = 1 + below(1'000'000'000);
        event.at = instant();
        if (flip()) event.lead = lead_id();
        event.cause = one_of<Cause>(7);
        event.actor = text();
        event.version = below(100'000);
        event.tables = text();
        event.body = body(kind);
        return event;
    }

    std::size_t below(std::size_t n) { return static_cast<std::size_t>(random_() % n); }
    bool flip() { return below(2) == 0; }

    std::string text() {
        static constexpr std::array<const char*, 9> kTexts{"",
                                                           "plain",
                                                           "with \"quotes\" and \\",
                                                           "line\nbreak\ttab",
                                                           "naïve – 日本",
                                                           "{}[]",
                                                           "\x01\x1f",
                                                           "null",
                                                           "a / b"};
        return kTexts[below(kTexts.size())];
    }

    // Whole, short, with seventeen digits, tiny, huge, just beside another.
    double number() {
        switch (below(7)) {
            case 0:
                return static_cast<double>(below(1000)) - 500;
            case 1:
                return static_cast<double>(below(1'000'000)) / 7.0;
            case 2:
                return std::ldexp(static_cast<double>(random_() >> 11U), -30);
            case 3:
                return std::nextafter(0.3, 1.0);
            case 4:
                return std::numeric_limits<double>::max();
            case 5:
                return std::numeric_limits<double>::denorm_min() * static_cast<double>(below(9));
            default:
                return 9007199254740993.0 * static_cast<double>(1 + below(5000));
        }
    }

  private:
    template <class T>
    T one_of(std::size_t last) {
        return static_cast<T>(1 + below(last));
    }
    PersonId person() { return {static_cast<std::uint32_t>(below(6))}; }
    team::PoolId pool() { return {static_cast<std::uint32_t>(below(3))}; }
    Instant instant() { return {static_cast<std::int64_t>(random_() % 4'000'000'000'000'000ULL)}; }
    LeadId lead_id() {
        LeadId id{};
        for (auto& byte : id) byte = static_cast<std::uint8_t>(below(256));
        return id;
    }
    std::vector<bool> bits(std::size_t n) {
        std::vector<bool> set(n);
        const bool all = flip();
        for (std::size_t i = 0; i < n; ++i) set[i] = all || flip();
        return set;
    }

    route::Exclusion exclusion() {
        route::Exclusion out;
        if (below(4) != 0) out.person = person();
        out.gate = one_of<route::Gate>(13);
        switch (below(3)) {
            case 0:
                out.have = static_cast<std::int64_t>(below(50));
                out.limit = static_cast<std::int64_t>(below(50));
                break;
            case 1:
                out.until = flip() ? Instant::never() : instant();
                break;
            default:
                break;
        }
        return out;
    }
    std::vector<route::Exclusion> exclusions() {
        std::vector<route::Exclusion> list(below(4));
        for (auto& item : list) item = exclusion();
        return list;
    }
    std::vector<route::Trial> trials() {
        std::vector<route::Trial> list(below(4));
        for (auto& item : list) {
            item.kind = one_of<route::TargetKind>(7);
            item.number = static_cast<std::uint32_t>(1 + below(9));
            item.otherwise = flip();
            if (flip()) item.pool = pool();
            item.eligible = static_cast<std::uint32_t>(below(9));
            item.excluded = exclusions();
        }
        return list;
    }
    route::Turn turn() {
        route::Turn out{pool(), bits(1 + below(130)), {}, {}};
        if (flip()) out.sharing = bits(out.eligible.size());
        if (flip()) {
            for (std::size_t i = 0; i < out.eligible.size(); ++i) out.weights.push_back(number());
        }
        return out;
    }
    route::Findings findings() {
        route::Findings out;
        if (flip()) out.score = number();
        out.tier = text();
        out.territory = text();
        out.account = text();
        if (flip()) out.account_by = one_of<team::AccountBy>(2);
        if (flip()) out.account_confidence = number();
        if (flip()) {
            out.account_reason =
                one_of<team::NameReason>(static_cast<std::uint32_t>(team::kLastNameReason));
        }
        if (flip()) out.owner = person();
        for (std::size_t i = below(5); i > 0; --i) {
            out.score_lines.push_back(static_cast<std::uint32_t>(below(300)));
        }
        return out;
    }
    route::Decision decision() {
        route::Decision out;
        out.outcome = one_of<route::Outcome>(5);
        out.rule = text();
        out.otherwise = flip();
        out.target = static_cast<std::uint32_t>(below(5));
        if (flip()) out.person = person();
        if (flip()) out.pool = pool();
        if (flip()) out.queue = team::QueueId{static_cast<std::uint32_t>(below(2))};
        out.rejected = text();
        out.sla = text();
        if (flip()) out.turn = turn();
        out.findings = findings();
        out.trials = trials();
        return out;
    }
    std::optional<double> maybe_number() { return flip() ? std::optional(number()) : std::nullopt; }
    std::optional<std::int64_t> maybe_count() {
        return flip() ? std::optional(static_cast<std::int64_t>(below(1000))) : std::nullopt;
    }

    Body body(std::size_t kind) {
        const auto small = [&] { return static_cast<std::uint32_t>(1 + below(500)); };
        switch (kind) {
            case 0:
                return Published{text(), text(), flip()};
            case 1:
                return Received{small(), text(), instant(), decision()};
            case 2:
                return Revised{small(), text()};
            case 3:
                return Decided{decision(), flip() ? std::optional(person()) : std::nullopt, flip(),
                               exclusions()};
            case 4:
                return Acknowledged{person()};
            case 5:
                return Contacted{person(), static_cast<std::int64_t>(below(1'000'000))};
            case 6: {
                const auto as = one_of<Closing>(3);
                return Closed{as, as == Closing::Won ? number() : 0, text(), flip()};
            }
            case 7: {
                Escalated out{small(), {}};
                for (std::size_t i = below(5); i > 0; --i) out.notified.push_back(person());
                return out;
            }
            case 8: {
                const auto change = one_of<AvailabilityChange>(4);
                if (change != AvailabilityChange::Out)
                    return Availability{person(), change, {}, {}};
                return Availability{person(), change, instant(),
                                    flip() ? Instant::never() : instant()};
            }
            case 9:
                return Figures{person(),       maybe_number(), maybe_number(),
                               maybe_number(), maybe_count(),  maybe_count()};
            default:
                return Alerted{one_of<Alert>(2), small(), trials()};
        }
    }

    std::mt19937_64 random_;
};

}  // namespace baton::event::testing
