// "Why not me?": one decision from the place of one person.
#include <fmt/format.h>

#include <algorithm>

#include "core/explain/sentences.hpp"
#include "core/explain/targets.hpp"
#include "core/route/words.hpp"

namespace baton::explain {
namespace {

// The target as it is named within a sentence.
std::string called(const TargetRead& target) {
    constexpr std::string_view kOtherwise = "otherwise ";
    if (!target.what.starts_with(kOtherwise)) return target.what;
    return target.what.substr(kOtherwise.size()) + " (otherwise)";
}

// What would keep them out anyway, by the gate that decides.
std::string besides(const Scene& scene, team::PersonId person) {
    const auto gate = route::first_gate(scene.question, scene.view, person, nullptr, nullptr);
    if (!gate) return "";
    return fmt::format(" Besides, {}.", route::in_words(*gate, scene.question.policy));
}

// Whether a target that was not reached could have given it to them.
bool could_reach(const TargetRead& target, const std::string& person,
                 const workspace::Policy& policy) {
    if (target.kind == route::TargetKind::Person) return target.what.ends_with(" " + person);
    const auto pool_id = policy.names.pools.find(target.pool);
    const workspace::Pool* pool = pool_id ? policy.pool(*pool_id) : nullptr;
    if (pool == nullptr) return false;
    return std::ranges::any_of(pool->members, [&](const workspace::Member& member) {
        return policy.names.people.name(member.person) == person;
    });
}

std::string winner_of(const TargetRead& target) {
    const auto chosen = std::ranges::find(target.people, true, &Considered::chosen);
    return chosen == target.people.end() ? "somebody else" : chosen->person;
}

std::string why_not_picked(const Considered& person, const TargetRead& target, const Pick& pick) {
    const std::string winner = winner_of(target);
    const auto first = std::ranges::find(target.people, true, &Considered::chosen);
    std::string words = fmt::format("{} could have had it in {}, but {}", person.person,
                                    called(target), place_in_words(person, pick));
    if (pick.by == workspace::PickKind::RoundRobin) {
        return words + fmt::format(": it was {}'s turn.", winner);
    }
    if (first != target.people.end() && first->figure == person.figure) {
        return words + fmt::format("; {} has waited longer for one.", winner);
    }
    return words + fmt::format("; {} comes before.", winner);
}

}  // namespace

About tell_about(const Scene& scene, const Explanation& told, team::PersonId id) {
    const workspace::Policy& policy = scene.question.policy;
    About about;
    about.person = policy.names.people.name(id);
    about.got_it = scene.decision.person == id;
    std::string kept_out;
    for (const TargetRead& target : told.targets) {
        const auto found = std::ranges::find(target.people, id, &Considered::id);
        if (found == target.people.end()) continue;
        about.considered = *found;
        if (about.got_it && found->chosen) {
            const bool picked = told.pick && &told.targets[told.pick->target] == &target;
            about.sentence = picked ? fmt::format("{0} got it: {0} {1}.", about.person,
                                                  place_in_words(*found, *told.pick))
                                    : fmt::format("{} got it as {}.", about.person, called(target));
            return about;
        }
        if (!found->gate && told.pick) {
            about.sentence = why_not_picked(*found, target, *told.pick);
            return about;
        }
        kept_out += fmt::format("{}in {} {} {}", kept_out.empty() ? "" : "; ", called(target),
                                about.person, found->words);
    }
    if (about.got_it) {
        about.sentence = fmt::format("{} got it.", about.person);
        return about;
    }
    if (!kept_out.empty()) {
        about.sentence = fmt::format("Not {}: {}.", about.person, kept_out);
        return about;
    }
    for (const TargetRead& target : told.targets) {
        if (target.tried || !could_reach(target, about.person, policy)) continue;
        about.sentence = fmt::format(
            "Not {}: {} comes only when the targets before it have nobody, and one of "
            "them took the lead.{}",
            about.person, called(target), besides(scene, id));
        return about;
    }
    const auto full = std::ranges::find_if(told.targets, [&](const TargetRead& target) {
        return target.gate && could_reach(target, about.person, policy);
    });
    if (full != told.targets.end()) {
        about.sentence =
            fmt::format("Not {}: {} is {}.", about.person, called(*full), full->reason);
        return about;
    }
    const std::string by =
        told.rule.empty() ? std::string("otherwise") : fmt::format("rule \"{}\"", told.rule);
    about.sentence = fmt::format("Not {}: the lead went by {}, which does not lead to {}.{}",
                                 about.person, by, about.person, besides(scene, id));
    return about;
}

}  // namespace baton::explain
