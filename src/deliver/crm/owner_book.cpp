#include "deliver/crm/owner_book.hpp"

#include <fmt/format.h>

#include "base/text.hpp"

namespace baton::deliver::crm {
namespace {

std::string folded(std::string_view email) { return ascii_lower(trim(email)); }

std::string found_in(const std::map<std::string, std::string, std::less<>>& book,
                     std::string_view key) {
    const auto found = book.find(key);
    return found == book.end() ? std::string() : found->second;
}

}  // namespace

OwnerBook::OwnerBook(const std::vector<Owner>& owners, const workspace::Policy& policy) {
    std::map<std::string, std::vector<std::string>, std::less<>> people;  // keys, by address
    for (const auto& person : policy.people) {
        if (person && !person->email.empty()) people[folded(person->email)].push_back(person->key);
    }
    std::map<std::string, std::vector<std::string>, std::less<>> there;  // ids, by address
    for (const Owner& owner : owners) {
        if (!owner.email.empty()) there[folded(owner.email)].push_back(owner.id);
    }
    for (const auto& [email, keys] : people) {
        const auto found = there.find(email);
        if (found == there.end()) continue;
        const std::vector<std::string>& ids = found->second;
        if (keys.size() > 1) {
            problems_.push_back(
                fmt::format("{} have one e-mail address in the document", join(keys, " and ")));
        } else if (ids.size() > 1) {
            problems_.push_back(
                fmt::format("the e-mail address of {} belongs to {} owners there ({})",
                            keys.front(), ids.size(), join(ids, ", ")));
        } else {
            owner_of_.emplace(keys.front(), ids.front());
            person_of_.emplace(ids.front(), keys.front());
        }
    }
}

std::string OwnerBook::owner_of(std::string_view person) const {
    return found_in(owner_of_, person);
}

std::string OwnerBook::person_of(std::string_view owner) const {
    return found_in(person_of_, owner);
}

std::vector<std::string> OwnerBook::owners() const {
    std::vector<std::string> ids;
    for (const auto& entry : person_of_) ids.push_back(entry.first);
    return ids;
}

}  // namespace baton::deliver::crm
