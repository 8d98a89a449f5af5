#include "core/team/name_match.hpp"

namespace baton::team {

std::string_view to_code(NameReason reason) {
    switch (reason) {
        case NameReason::SameName:
            return "same_name";
        case NameReason::LegalForm:
            return "same_without_legal_form";
        case NameReason::Spacing:
            return "spacing";
        case NameReason::WordOrder:
            return "word_order";
        case NameReason::Abbreviation:
            return "abbreviation";
        case NameReason::Plural:
            return "plural";
        case NameReason::WrittenOut:
            return "letters_written_out";
        case NameReason::SmallWords:
            return "small_words";
        case NameReason::Label:
            return "same_without_label";
        case NameReason::Trade:
            return "same_without_trade";
        case NameReason::Spelling:
            return "close_spelling";
    }
    return "";
}

std::string_view in_words(NameReason reason) {
    switch (reason) {
        case NameReason::SameName:
            return "same name";
        case NameReason::LegalForm:
            return "same name without legal form";
        case NameReason::Spacing:
            return "same name with other spaces";
        case NameReason::WordOrder:
            return "same words in another order";
        case NameReason::Abbreviation:
            return "abbreviation";
        case NameReason::Plural:
            return "singular or plural";
        case NameReason::WrittenOut:
            return "letters written out (ü as ue)";
        case NameReason::SmallWords:
            return "same name without small words (of, de)";
        case NameReason::Label:
            return "same name without words like Group or Holdings";
        case NameReason::Trade:
            return "same name without the word for its trade";
        case NameReason::Spelling:
            return "close spelling";
    }
    return "";
}

}  // namespace baton::team
