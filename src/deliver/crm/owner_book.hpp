// OwnerBook: who of the document's people is who in a CRM, by e-mail address. Where an address
// stands for two, nobody is guessed: that is a problem with a name. A value; pure.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/workspace/policy.hpp"
#include "deliver/crm/record.hpp"

namespace baton::deliver::crm {

class OwnerBook {
  public:
    OwnerBook() = default;
    OwnerBook(const std::vector<Owner>& owners, const workspace::Policy& policy);

    // The CRM's id of a person, by their key; empty: not known there, or not for certain.
    [[nodiscard]] std::string owner_of(std::string_view person) const;
    // The key of the person who is this owner; empty: nobody of the document, or not for certain.
    [[nodiscard]] std::string person_of(std::string_view owner) const;
    // The ids of all owners who are people of the document, ascending.
    [[nodiscard]] std::vector<std::string> owners() const;
    // In words, one for each address that stands for two. People's keys and the CRM's ids alone.
    [[nodiscard]] const std::vector<std::string>& problems() const { return problems_; }

  private:
    std::map<std::string, std::string, std::less<>> owner_of_;   // by person
    std::map<std::string, std::string, std::less<>> person_of_;  // by owner
    std::vector<std::string> problems_;
};

}  // namespace baton::deliver::crm
