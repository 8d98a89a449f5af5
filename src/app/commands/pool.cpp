// baton pool: how a workspace's pools stand, offline: shares, whose turns come next, and after a
// file of leads also the ledger of the turns that were given, missed and returned.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "app/commands/commands.hpp"
#include "app/files.hpp"
#include "app/lead_files.hpp"
#include "app/system.hpp"
#include "app/tables.hpp"
#include "base/text.hpp"
#include "core/explain/json.hpp"
#include "core/explain/ledger.hpp"
#include "core/match/rule_index.hpp"
#include "core/route/words.hpp"
#include "core/workspace/load.hpp"
#include "scenario/company.hpp"

namespace baton::app {
namespace {

constexpr std::size_t kMostLeadBytes = std::size_t{1} << 30U;

// Ledgers of several pools that look on together.
class Ledgers final : public desk::Witness {
  public:
    void add(team::PoolId pool, const scenario::Company& company) {
        ledgers_.push_back(std::make_unique<explain::Ledger>(
            pool, &company.zone_offsets(),
            [&company](const event::Event& event, const desk::State&) {
                return company.lead(*event.lead);
            }));
    }
    void before(const event::Event& event, const desk::State& state) override {
        for (const auto& ledger : ledgers_) ledger->before(event, state);
    }
    void after(const event::Event& event, const desk::State& state) override {
        for (const auto& ledger : ledgers_) ledger->after(event, state);
    }
    [[nodiscard]] std::vector<explain::Entry> take(std::size_t i) { return ledgers_[i]->take(); }

  private:
    std::vector<std::unique_ptr<explain::Ledger>> ledgers_;
};

std::size_t count(const std::vector<explain::Entry>& entries, explain::EntryKind kind,
                  std::string_view person, const team::Names& names) {
    return static_cast<std::size_t>(std::ranges::count_if(entries, [&](const auto& entry) {
        return entry.kind == kind && names.people.name(entry.person) == person;
    }));
}

std::string pick_words(const explain::PoolNow& pool) {
    switch (pool.pick) {
        case workspace::PickKind::RoundRobin:
            return pool.catch_up ? "round robin, missed turns are caught up" : "round robin";
        case workspace::PickKind::Highest:
            return "highest " + pool.order;
        case workspace::PickKind::Lowest:
            return "lowest " + pool.order;
    }
    return "";
}

void print_members(const explain::PoolNow& pool, const std::vector<explain::Entry>& entries,
                   const team::Names& names) {
    std::size_t width = 6;
    for (const auto& member : pool.members) width = std::max(width, utf8_length(member.person));
    fmt::print("  {:<{}}  {:>7}  {:>7}  {:>6}  {:>6}  {:>8}  {:>7}  {}\n", "person", width,
               "weight", "share", "given", "missed", "returned", "owed", "now");
    for (const auto& member : pool.members) {
        const std::string pad(width - utf8_length(member.person), ' ');
        const std::string now = !member.reason.empty() ? member.reason
                                : member.place == 0    ? "weighs nothing"
                                                       : fmt::format("no. {}", member.place);
        fmt::print("  {}{}  {:>7}  {:>5.1f} %  {:>6}  {:>6}  {:>8}  {:>+7.2f}  {}\n", member.person,
                   pad, format_number(member.weight), member.share * 100, member.given,
                   count(entries, explain::EntryKind::Missed, member.person, names),
                   count(entries, explain::EntryKind::Returned, member.person, names),
                   member.credit, now);
    }
    if (pool.next.size() > 1) fmt::print("  next turns: {}\n", join(pool.next, ", "));
    if (pool.next.size() == 1) fmt::print("  next: {}\n", pool.next.front());
}

class PoolRun {
  public:
    PoolRun(const PoolOptions& options, const LoadedTables& tables)
        : options_(options), tables_(tables), company_(*tables.zones, *tables.suffixes) {}

    int run() {
        if (!options_.leads.empty()) {
            const auto bytes = read_file(options_.leads, kMostLeadBytes);
            if (!bytes) return complain(bytes.error().message);
            auto leads = read_leads(*bytes, lead_format_of(options_.leads));
            if (!leads) return complain(options_.leads + ": " + leads.error().message);
            leads_ = *std::move(leads);
        }
        if (!begin()) return kFound;
        const workspace::Policy& policy = company_.policy();
        if (!options_.pool.empty() && !pool_named(options_.pool)) {
            const auto nearest = nearest_name(options_.pool, names_of(policy));
            return complain(fmt::format(
                "there is no pool \"{}\"{}", options_.pool,
                nearest ? fmt::format("; did you mean \"{}\"?", *nearest) : std::string()));
        }
        for (std::uint32_t i = 0; i < policy.pools.size(); ++i) {
            if (!policy.pools[i]) continue;
            if (!options_.pool.empty() && policy.pools[i]->key != options_.pool) continue;
            pools_.push_back(team::PoolId{i});
            ledgers_.add(team::PoolId{i}, company_);
        }
        company_.watch(&ledgers_);
        for (const lead::RawLead& raw : leads_) {
            if (const auto at = received_at(raw); at && *at > company_.now()) {
                company_.advance_to(*at);
            }
            if (const auto done = company_.receive(raw); !done) {
                return complain(done.error().message);
            }
            (void)company_.take_events();
            (void)company_.take_told();
        }
        company_.watch(nullptr);
        show();
        return kDone;
    }

  private:
    int complain(const std::string& message) const {
        fmt::print(stderr, "baton pool: {}\n", message);
        return kFound;
    }

    [[nodiscard]] bool pool_named(std::string_view name) const {
        const auto id = company_.policy().names.pools.find(name);
        return id && company_.policy().pool(*id) != nullptr;
    }
    static std::vector<std::string_view> names_of(const workspace::Policy& policy) {
        return {policy.names.pools.all().begin(), policy.names.pools.all().end()};
    }

    [[nodiscard]] std::optional<Instant> in_zone(std::string_view text) const {
        const auto time = parse_time(text);
        if (!time) return std::nullopt;
        if (!time->local || zone_ == nullptr) return time->instant;
        const std::int64_t seconds = time->instant.to_seconds();
        const std::int64_t day = seconds / 86400;
        return zone_->instant_of(day, static_cast<std::int32_t>(seconds - day * 86400));
    }
    [[nodiscard]] std::optional<Instant> received_at(const lead::RawLead& raw) const {
        for (const auto& [key, value] : raw) {
            const auto* text = std::get_if<std::string>(&value.value);
            if (key == "received_at" && text != nullptr) return in_zone(*text);
        }
        return std::nullopt;
    }

    bool begin() {
        const auto text = read_file(options_.workspace);
        if (!text) {
            complain(text.error().message);
            return false;
        }
        const workspace::Loaded loaded =
            workspace::load(*text, options_.workspace,
                            {*tables_.zones, *tables_.suffixes, reader_beside(options_.workspace),
                             nullptr, match::index_rules});
        for (const workspace::Finding& finding : loaded.findings) {
            if (finding.severity == workspace::Severity::Error) {
                fmt::print(stderr, "{}\n", workspace::to_line(finding));
            }
        }
        if (!loaded.policy) return false;
        zone_ = loaded.policy->zone;
        std::optional<Instant> at;
        if (!options_.at.empty()) {
            at = in_zone(options_.at);
            if (!at) {
                complain(
                    fmt::format("--at has to be a time such as 2026-03-02T09:00:00-05:00, "
                                "not \"{}\"",
                                options_.at));
                return false;
            }
        }
        if (!at && !leads_.empty()) at = received_at(leads_.front());
        company_.set_now(at.value_or(SystemClock().now()));
        const auto published = company_.publish(loaded.policy);
        if (!published) complain(published.error().message);
        return published.has_value();
    }

    void show() {
        const bool as_json = options_.format == "json";
        std::string json = "{\"pools\":[";
        for (std::size_t i = 0; i < pools_.size(); ++i) {
            const explain::PoolNow pool = explain::pool_now(
                company_.desk().state(), pools_[i], &company_.zone_offsets(), company_.now());
            const std::vector<explain::Entry> entries = ledgers_.take(i);
            if (as_json) {
                if (i > 0) json += ',';
                explain::append_json(json, pool);
                json.pop_back();
                json += ",\"ledger\":[";
                for (const explain::Entry& entry : entries) {
                    if (json.back() != '[') json += ',';
                    explain::append_json(json, entry, company_.policy());
                }
                json += "]}";
            } else {
                if (i > 0) fmt::print("\n");
                print(pool, entries);
            }
        }
        if (as_json) fmt::print("{}]}}\n", json);
    }

    void print(const explain::PoolNow& pool, const std::vector<explain::Entry>& entries) const {
        const workspace::Policy& policy = company_.policy();
        fmt::print("{}: {}; {} turn{} given{}\n", pool.pool, pick_words(pool), pool.turns,
                   pool.turns == 1 ? "" : "s",
                   pool.full.empty() ? "" : fmt::format("; {}", pool.full));
        print_members(pool, entries, policy.names);
        const std::size_t shown = std::min(options_.lines, entries.size());
        if (shown == 0) return;
        if (shown < entries.size()) {
            fmt::print("  the last {} of {} lines of the ledger (--lines shows more):\n", shown,
                       entries.size());
        }
        for (std::size_t i = entries.size() - shown; i < entries.size(); ++i) {
            const explain::Entry& entry = entries[i];
            std::string why;
            if (entry.gate) {
                route::Exclusion alone = *entry.gate;
                alone.person.reset();
                why = ": " + route::in_words(alone, policy);
            }
            fmt::print("  {}  turn {:<5}  {:<8}  {}{}\n",
                       format_time(Instant::from_seconds(entry.at.to_seconds()),
                                   policy.zone->offset_at(entry.at)),
                       entry.turn, explain::to_word(entry.kind),
                       policy.names.people.name(entry.person), why);
        }
    }

    const PoolOptions& options_;
    const LoadedTables& tables_;
    scenario::Company company_;
    const team::Zone* zone_ = nullptr;
    std::vector<lead::RawLead> leads_;
    std::vector<team::PoolId> pools_;
    Ledgers ledgers_;
};

}  // namespace

int pool(const PoolOptions& options) {
    const auto tables = load_tables();
    if (!tables) {
        fmt::print(stderr, "baton pool: {}\n", tables.error().message);
        return kFound;
    }
    return PoolRun(options, *tables).run();
}

}  // namespace baton::app
