#include "insight/question.hpp"

namespace baton::insight {

std::string_view to_word(By by) {
    switch (by) {
        case By::Nothing:
            return "";
        case By::Hour:
            return "hour";
        case By::Day:
            return "day";
        case By::Week:
            return "week";
        case By::Month:
            return "month";
        case By::Source:
            return "source";
        case By::Rule:
            return "rule";
        case By::Pool:
            return "pool";
        case By::Person:
            return "person";
        case By::Method:
            return "method";
        case By::Tier:
            return "tier";
        case By::Territory:
            return "territory";
        case By::Delay:
            return "delay";
        case By::State:
            return "state";
        case By::Queue:
            return "queue";
    }
    return "";
}

bool Question::sees(PersonId id) const {
    if (person && *person != id) return false;
    return !sight || (id.index() < sight->people.size() && sight->people[id.index()]);
}

bool Question::admits(const LeadFact& fact, const Holding* holding) const {
    if (source && fact.source != *source) return false;
    if (rule && fact.rule != *rule) return false;
    if (!person && !pool && !sight) return true;
    if (holding == nullptr) return false;
    if (pool && holding->pool != pool) return false;
    return sees(holding->person);
}

bool Question::admits_waiting(const LeadFact& fact) const {
    if (person) return false;
    if (source && fact.source != *source) return false;
    if (rule && fact.rule != *rule) return false;
    if (pool && fact.held_by != pool) return false;
    if (!sight) return true;
    return fact.queue && fact.queue->index() < sight->queues.size() &&
           sight->queues[fact.queue->index()];
}

}  // namespace baton::insight
