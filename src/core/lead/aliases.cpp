#include "core/lead/aliases.hpp"

#include <algorithm>
#include <array>

namespace baton::lead {
namespace {

struct Alias {
    std::string_view name;
    FieldId id;
};

// Sorted by name. Only what can mean nothing else.
constexpr std::array kAliases{
    Alias{"accountname", field::kCompany},
    Alias{"annualrevenue", field::kRevenue},
    Alias{"comments", field::kMessage},
    Alias{"companyname", field::kCompany},
    Alias{"companysize", field::kEmployees},
    Alias{"companywebsite", field::kWebsite},
    Alias{"countrycode", field::kCountry},
    Alias{"countryname", field::kCountry},
    Alias{"emailaddress", field::kEmail},
    Alias{"employeecount", field::kEmployees},
    Alias{"familyname", field::kLastName},
    Alias{"firma", field::kCompany},
    Alias{"fname", field::kFirstName},
    Alias{"fullname", field::kName},
    Alias{"givenname", field::kFirstName},
    Alias{"headcount", field::kEmployees},
    Alias{"homepage", field::kWebsite},
    Alias{"jobtitle", field::kTitle},
    Alias{"leadsource", field::kSource},
    Alias{"lname", field::kLastName},
    Alias{"mail", field::kEmail},
    Alias{"mobile", field::kPhone},
    Alias{"mobilephone", field::kPhone},
    Alias{"numberofemployees", field::kEmployees},
    Alias{"numemployees", field::kEmployees},
    Alias{"organisation", field::kCompany},
    Alias{"organization", field::kCompany},
    Alias{"pageurl", field::kPage},
    Alias{"phonenumber", field::kPhone},
    Alias{"postcode", field::kPostalCode},
    Alias{"province", field::kState},
    Alias{"referer", field::kReferrer},
    Alias{"sector", field::kIndustry},
    Alias{"stateprovince", field::kState},
    Alias{"surname", field::kLastName},
    Alias{"telephone", field::kPhone},
    Alias{"town", field::kCity},
    Alias{"websiteurl", field::kWebsite},
    Alias{"workemail", field::kEmail},
    Alias{"zip", field::kPostalCode},
    Alias{"zipcode", field::kPostalCode},
};
static_assert(std::ranges::is_sorted(kAliases, {}, &Alias::name));

}  // namespace

std::string bare_name(std::string_view name) {
    std::string bare;
    bare.reserve(name.size());
    for (const char c : name) {
        if (c >= 'A' && c <= 'Z') {
            bare += static_cast<char>(c + 32);
        } else if (c != ' ' && c != '_' && c != '-' && c != '.' && c != '/' && c != ':') {
            bare += c;
        }
    }
    return bare;
}

std::optional<FieldId> find_alias(std::string_view name, const Schema& schema) {
    const std::string bare = bare_name(name);
    if (bare.empty()) return std::nullopt;
    for (std::uint32_t i = 0; i < schema.size(); ++i) {
        const std::string& known = schema.fields()[i].name;
        // A bare name is never longer; comparing letters first saves most of the work.
        if (known.size() >= bare.size() && bare_name(known) == bare) return FieldId{i};
    }
    const auto alias = std::ranges::lower_bound(kAliases, bare, {}, &Alias::name);
    if (alias == kAliases.end() || alias->name != bare) return std::nullopt;
    return alias->id;
}

}  // namespace baton::lead
