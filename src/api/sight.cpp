#include "api/sight.hpp"

#include "http/problem.hpp"

namespace baton::api {
namespace {

access::Sight sight_of(const Call& call) {
    if (call.reach() == access::Reach::All) return {.all = true};
    const auto live = call.writer().live();
    return live->policy ? call.sight(*live->policy) : access::Sight{};
}

http::Response forbidden(std::string type, std::string detail) {
    http::Problem problem;
    problem.status = 403;
    problem.type = std::move(type);
    problem.detail = std::move(detail);
    return http::problem_response(problem);
}

}  // namespace

std::optional<store::LeadScope> scope_of(const access::Sight& sight) {
    if (sight.all) return std::nullopt;
    return store::LeadScope{sight.people, sight.queues};
}

bool sees(const Call& call, const store::LeadRow& row) {
    return sight_of(call).sees_lead(row.person, row.queue);
}

bool may_act_on(const Call& call, const store::LeadRow& row) {
    const access::Sight sight = sight_of(call);
    return sight.all || sight.sees_person(row.person);
}

bool may_act_for(const Call& call, std::string_view person) {
    return sight_of(call).sees_person(person);
}

http::Response not_theirs() {
    return forbidden("urn:baton:not-yours",
                     "this lead is with somebody else; a rep sees their own leads, a manager those "
                     "of the own team");
}

http::Response not_for_others() {
    return forbidden("urn:baton:not-for-others",
                     "a rep acts for nobody else, a manager for the own team alone");
}

}  // namespace baton::api
