// The whole decision on one core: facts given, the rule found, a person picked, the event made and
// applied to the state; 10,000 rules, 1,000 people in pools of twenty (and in one pool of all,
// apart). Also what loading such a document takes, allocations a decision and bytes an event. JSON
// lines on standard output.
#include <fmt/core.h>
#include <sys/resource.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <new>
#include <string>
#include <vector>

#include "core/desk/desk.hpp"
#include "core/event/codec.hpp"
#include "core/lead/suffixes_for_tests.hpp"
#include "core/match/rule_index.hpp"
#include "core/team/zone_offsets.hpp"
#include "core/team/zones_for_tests.hpp"
#include "core/workspace/load.hpp"
#include "rules/workload.hpp"

namespace {
std::size_t allocations = 0;
}  // namespace

void* operator new(std::size_t size) {
    ++allocations;
    if (void* place = std::malloc(size)) return place;
    throw std::bad_alloc();
}
void operator delete(void* place) noexcept { std::free(place); }
void operator delete(void* place, std::size_t) noexcept { std::free(place); }

namespace baton::bench {
namespace {

constexpr std::size_t kRules = 10'000;
constexpr std::size_t kPeople = 1'000;
constexpr std::size_t kLeads = 2'000;
constexpr std::size_t kDecisions = 200'000;  // of a round
constexpr std::size_t kBatch = 64;           // are committed together
constexpr int kRounds = 5;

double cpu_seconds() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

void line(const std::string& name, double value, const char* unit, double target, bool at_least) {
    fmt::print(
        "{{\"name\":\"{}\",\"value\":{:.6g},\"unit\":\"{}\",\"against\":\"{}\",\"ratio\":{:.4g}}}"
        "\n",
        name, value, unit, at_least ? "target" : "limit", value / target);
    std::fflush(stdout);
}

[[noreturn]] void die(const std::string& message) {
    fmt::print(stderr, "error: {}\n", message);
    std::exit(1);
}

std::string document(const Workload& workload, std::size_t pool_size) {
    std::string text = "workspace: bench\nfields: { product: { type: set } }\npeople:\n";
    for (std::size_t i = 0; i < kPeople; ++i) {
        text += fmt::format("  p{}: {{ name: Person {}, email: p{}@acme.test }}\n", i, i, i);
    }
    const std::size_t pools = kPeople / pool_size;
    text += "pools:\n";
    for (std::size_t pool = 0; pool < pools; ++pool) {
        text += fmt::format("  pool{}: {{ members: [", pool);
        for (std::size_t i = 0; i < pool_size; ++i) {
            text += fmt::format("{}p{}", i == 0 ? "" : ", ", pool * pool_size + i);
        }
        text += "] }\n";
    }
    text += "rules:\n";
    for (std::size_t i = 0; i < workload.rules.size(); ++i) {
        text += fmt::format("  - {{ name: r{}, when: \"{}\", route: {{ pool: pool{} }} }}\n", i,
                            to_cel(workload.rules[i]), i % pools);
    }
    return text + "otherwise: { pool: pool0 }\n";
}

// A desk whose leads are all known beforehand.
class Bench final : public desk::Facts {
  public:
    explicit Bench(const Workload& workload, std::size_t pool_size)
        : desk_({&offsets_, "bench", {}}) {
        const std::string text = document(workload, pool_size);
        const double begun = cpu_seconds();
        const workspace::Loaded loaded = workspace::load(
            text, "bench", {zones_, suffixes_, nullptr, nullptr, match::index_rules});
        loaded_in = cpu_seconds() - begun;
        if (!loaded.policy) die(workspace::to_line(loaded.findings.front()));
        policy_ = loaded.policy;
        for (const LeadText& words : workload.leads) leads_.push_back(read(words));
        const auto answer = desk_.execute(desk::Publish{1, policy_, "", false}, {}, *this, now_);
        if (!answer.result) die(answer.result.error().message);
    }

    // Decisions a second over one round.
    double round() {
        const double begun = cpu_seconds();
        for (std::size_t done = 0; done < kDecisions; done += kBatch) {
            desk_.begin();
            for (std::size_t i = 0; i < kBatch; ++i) decide();
            desk_.commit();
        }
        return static_cast<double>(kDecisions) / (cpu_seconds() - begun);
    }
    // Of some decisions outside the measurement.
    double bytes_of_an_event() {
        std::size_t bytes = 0;
        for (std::size_t i = 0; i < kLeads; ++i) {
            for (const event::Event& event : decide()) {
                bytes += event::encode(event, policy_->names).size();
            }
        }
        return static_cast<double>(bytes) / kLeads;
    }

    double loaded_in = 0;  // seconds

  private:
    std::vector<event::Event> decide() {
        desk::Receive receive;
        ++made_;
        for (std::size_t i = 0; i < 8; ++i) {
            receive.lead[8 + i] = static_cast<std::uint8_t>(made_ >> (56 - 8 * i));
        }
        receive.content = leads_[made_ % leads_.size()];
        receive.received_at = now_;
        receive.fact = "00ff";
        desk::Desk::Answer answer = desk_.execute(receive, {"token:bench"}, *this, now_);
        if (!answer.result) die(answer.result.error().message);
        return std::move(answer.result->events);
    }

    [[nodiscard]] std::shared_ptr<const lead::Lead> read(const LeadText& words) const {
        lead::Lead lead;
        lead.fields.resize(policy_->schema.size());
        for (const auto& [name, value] : words) {
            lead::FieldValue& field = lead.fields[policy_->schema.find(name)->index()];
            std::visit([&field](const auto& known) { field = known; }, value);
        }
        return std::make_shared<const lead::Lead>(std::move(lead));
    }

    std::shared_ptr<const lead::Lead> lead(const desk::LeadId&) const override { return nullptr; }
    std::optional<desk::LeadState> ended(const desk::LeadId&) const override {
        return std::nullopt;
    }

    team::testing::FewZones zones_;
    lead::FewSuffixes suffixes_;
    team::ZoneOffsets offsets_{zones_};
    Instant now_ = team::testing::at("2026-06-01T09:00:00-04:00");
    std::shared_ptr<const workspace::Policy> policy_;       // shared as the loader gives it
    std::vector<std::shared_ptr<const lead::Lead>> leads_;  // shared as commands carry them
    desk::Desk desk_;
    std::uint64_t made_ = 0;
};

void measure(const std::string& name, std::size_t pool_size, const Workload& workload) {
    Bench bench(workload, pool_size);
    std::vector<double> rates;
    const std::size_t before = allocations;
    for (int round = 0; round < kRounds; ++round) rates.push_back(bench.round());
    const double made = static_cast<double>(allocations - before) / kDecisions / kRounds;
    std::ranges::sort(rates);
    line("decision/" + name, rates[kRounds / 2], "decisions/s", 300'000, true);
    line("decision/" + name + "/allocations", made, "allocations", 20, false);
    line("decision/" + name + "/event", bench.bytes_of_an_event(), "bytes", 400, false);
    line("decision/" + name + "/load", bench.loaded_in, "s", 1, false);
}

}  // namespace
}  // namespace baton::bench

int main() {
    const auto workload = baton::bench::companies(baton::bench::kRules, baton::bench::kLeads, 2026);
    baton::bench::measure("pools-of-20", 20, workload);
    baton::bench::measure("pool-of-1000", baton::bench::kPeople, workload);
}
