#include "core/lead/legal_forms.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "base/text_map.hpp"
#include "core/lead/fold.hpp"
#include "core/lead/identity.hpp"
#include "core/lead/name_words.hpp"

namespace baton::lead {
namespace {

struct CountryForms {
    std::string_view country;
    std::string_view behind;
    std::string_view before;
    std::string_view joined;
};

constexpr CountryForms kForms[] = {
#include "core/lead/legal_forms.inc"
};

class Forms {
  public:
    Forms() {
        for (const CountryForms& country : kForms) {
            add(country.behind, behind);
            add(country.before, before);
            for (const std::string_view form : split(country.joined, ';')) {
                if (!trim(form).empty()) joined.push_back(fold(form));
            }
        }
        std::ranges::sort(joined, [](const std::string& a, const std::string& b) {
            return a.size() != b.size() ? a.size() > b.size() : a < b;
        });
        joined.erase(std::ranges::unique(joined).begin(), joined.end());
        for (const std::string& form : behind) {
            if (form.size() >= 5 && form.find(' ') == std::string::npos) words.push_back(form);
        }
        std::ranges::sort(words);
    }

    TextSet behind;
    TextSet before;
    std::vector<std::string> joined;
    std::vector<std::string> words;

  private:
    static void add(std::string_view list, TextSet& to) {
        for (const std::string_view form : split(list, ';')) {
            if (std::string words_of = drawn_words(fold(form)); !words_of.empty()) {
                to.insert(std::move(words_of));
            }
        }
    }
};

const Forms& forms() {
    static const Forms kBuilt;
    return kBuilt;
}

}  // namespace

bool is_form_behind(std::string_view words) { return forms().behind.contains(words); }
bool is_form_before(std::string_view words) { return forms().before.contains(words); }
std::span<const std::string> joined_forms() { return forms().joined; }
std::span<const std::string> form_words() { return forms().words; }

std::string_view legal_forms_version() { return "legal-forms-2"; }

}  // namespace baton::lead
