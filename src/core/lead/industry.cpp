#include "core/lead/industry.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "core/lead/table.hpp"

namespace baton::lead {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t kLeastLetters = 7;

constexpr std::array kIndustries{"accounting"sv,
                                 "advertising"sv,
                                 "aerospace"sv,
                                 "agriculture"sv,
                                 "apparel"sv,
                                 "architecture"sv,
                                 "automotive"sv,
                                 "aviation"sv,
                                 "banking"sv,
                                 "biotechnology"sv,
                                 "broadcasting"sv,
                                 "chemicals"sv,
                                 "construction"sv,
                                 "consulting"sv,
                                 "cosmetics"sv,
                                 "cybersecurity"sv,
                                 "defense"sv,
                                 "distribution"sv,
                                 "e-commerce"sv,
                                 "ecommerce"sv,
                                 "education"sv,
                                 "electronics"sv,
                                 "employment"sv,
                                 "energy"sv,
                                 "engineering"sv,
                                 "entertainment"sv,
                                 "environmental"sv,
                                 "fashion"sv,
                                 "finance"sv,
                                 "financial services"sv,
                                 "fintech"sv,
                                 "food & beverage"sv,
                                 "forestry"sv,
                                 "furniture"sv,
                                 "gambling"sv,
                                 "gaming"sv,
                                 "government"sv,
                                 "healthcare"sv,
                                 "health care"sv,
                                 "hospitality"sv,
                                 "human resources"sv,
                                 "information technology"sv,
                                 "insurance"sv,
                                 "investment"sv,
                                 "legal services"sv,
                                 "logistics"sv,
                                 "machinery"sv,
                                 "management consulting"sv,
                                 "manufacturing"sv,
                                 "maritime"sv,
                                 "marketing"sv,
                                 "medical"sv,
                                 "medicine"sv,
                                 "metals"sv,
                                 "mining"sv,
                                 "non-profit"sv,
                                 "nonprofit"sv,
                                 "pharmaceutical"sv,
                                 "pharmaceuticals"sv,
                                 "photography"sv,
                                 "printing"sv,
                                 "private equity"sv,
                                 "professional services"sv,
                                 "publishing"sv,
                                 "real estate"sv,
                                 "recruiting"sv,
                                 "recruitment"sv,
                                 "renewable energy"sv,
                                 "restaurants"sv,
                                 "retail"sv,
                                 "robotics"sv,
                                 "security"sv,
                                 "semiconductors"sv,
                                 "services"sv,
                                 "shipping"sv,
                                 "software"sv,
                                 "software development"sv,
                                 "staffing"sv,
                                 "technology"sv,
                                 "telecommunication"sv,
                                 "telecommunications"sv,
                                 "telecoms"sv,
                                 "textiles"sv,
                                 "tourism"sv,
                                 "transport"sv,
                                 "transportation"sv,
                                 "travel"sv,
                                 "utilities"sv,
                                 "venture capital"sv,
                                 "veterinary"sv,
                                 "warehousing"sv,
                                 "wholesale"sv,
                                 "wireless"sv};

constexpr bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }

}  // namespace

std::string mend_industry(std::string_view text) {
    if (text.size() + 1 < kLeastLetters || text.size() > 40) return {};
    const std::string lower = ascii_lower(text);
    if (std::ranges::find(kIndustries, lower) != kIndustries.end()) return {};
    std::string_view found;
    for (const std::string_view known : kIndustries) {
        if (known.size() < kLeastLetters || !is_one_edit(lower, known)) continue;
        if (!found.empty()) return {};
        found = known;
    }
    if (found.empty()) return {};
    if (is_upper(text.front()) && is_upper(text.back())) return ascii_upper(found);
    std::string mended(found);
    if (is_upper(text.front())) mended.front() = ascii_upper(found.substr(0, 1)).front();
    return mended;
}

}  // namespace baton::lead
