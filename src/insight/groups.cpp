#include "insight/groups.hpp"

#include <fmt/format.h>

#include <array>

#include "insight/error.hpp"

namespace baton::insight {
namespace {

struct DelayClass {
    std::string_view word;
    Duration at_most;
};
constexpr std::array<DelayClass, kDelays - 2> kClasses{{{"1m", Duration::minutes(1)},
                                                        {"5m", Duration::minutes(5)},
                                                        {"15m", Duration::minutes(15)},
                                                        {"30m", Duration::minutes(30)},
                                                        {"1h", Duration::hours(1)},
                                                        {"4h", Duration::hours(4)},
                                                        {"1d", Duration::days(1)},
                                                        {"1w", Duration::days(7)}}};

Unit unit_of(By by) {
    if (by == By::Hour) return Unit::Hour;
    if (by == By::Week) return Unit::Week;
    return by == By::Month ? Unit::Month : Unit::Day;
}

}  // namespace

Result<std::vector<Bucket>> buckets_of(const Question& question) {
    const Unit unit = unit_of(question.by);
    const team::Zone& zone = *question.policy->zone;
    std::vector<Bucket> buckets;
    for (Instant at = question.from; at < question.to;) {
        if (buckets.size() == kMostBuckets) {
            return fail(InsightError::TooMany,
                        fmt::format("more than {} of a {} lie in this period; choose a shorter "
                                    "one, or a longer unit",
                                    kMostBuckets, to_word(question.by)));
        }
        const Period period = period_at(unit, zone, at);
        buckets.push_back({period.from, name_of(unit, zone, period.from)});
        at = period.to;
    }
    return buckets;
}

std::string_view delay_word(std::size_t delay) {
    if (delay < kClasses.size()) return kClasses[delay].word;
    return delay == kClasses.size() ? "later" : "never";
}

std::size_t delay_of(const LeadFact& fact) {
    const auto contact = fact.first_contact();
    if (!contact) return kDelays - 1;
    const Duration took = *contact - fact.at;
    std::size_t delay = 0;
    while (delay < kClasses.size() && took > kClasses[delay].at_most) ++delay;
    return delay;
}

std::string_view key_of(By by, const workspace::Policy& policy, const LeadFact& fact,
                        const Holding* holding) {
    switch (by) {
        case By::Source:
            return fact.source;
        case By::Rule:
            return fact.rule;
        case By::Tier:
            return fact.tier;
        case By::Territory:
            return fact.territory;
        case By::Delay:
            return delay_word(delay_of(fact));
        case By::State:
            return desk::to_word(fact.state);
        case By::Queue:
            return fact.queue ? std::string_view(policy.names.queues.name(*fact.queue)) : "";
        case By::Person:
            return holding == nullptr ? ""
                                      : std::string_view(policy.names.people.name(holding->person));
        case By::Pool:
            return holding == nullptr || !holding->pool
                       ? ""
                       : std::string_view(policy.names.pools.name(*holding->pool));
        case By::Method:
            return holding == nullptr ? "" : to_word(holding->method);
        case By::Nothing:
        case By::Hour:
        case By::Day:
        case By::Week:
        case By::Month:
            return "";
    }
    return "";
}

}  // namespace baton::insight
