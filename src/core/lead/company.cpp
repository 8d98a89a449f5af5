#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.hpp"
#include "core/lead/fold.hpp"
#include "core/lead/identity.hpp"

namespace baton::lead {
namespace {

using namespace std::string_view_literals;

// Legal forms of the world's larger economies, compiled by hand for Baton. As company_key() has
// them before it looks: folded, single letters drawn together ("S.p.A." is "spa"), "&" and "and"
// gone. Words that are as often part of a name (spa, trust, group, holding) are left out. Sorted.
// clang-format off
constexpr std::array kBehind{
    "ab"sv, "ab publ"sv, "abee"sv, "ac"sv, "ad"sv, "ae"sv, "ag"sv, "aie"sv, "akciju sabiedriba"sv,
    "akcine bendrove"sv, "akciova spolecnost"sv, "akciova spolocnost"sv, "aksjeselskap"sv,
    "aktiebolag"sv, "aktiengesellschaft"sv, "aktieselskab"sv, "aktsiaselts"sv,
    "allmennaksjeselskap"sv, "amba"sv, "amuta"sv, "anonim sirketi"sv, "anpartsselskab"sv, "ans"sv,
    "ao"sv, "aps"sv, "as"sv, "asa"sv, "asbl"sv, "ay"sv, "berhad"sv, "besloten vennootschap"sv,
    "beteti tarsasag"sv, "bhd"sv, "bm"sv, "bsc"sv, "bsc c"sv, "bt"sv, "bv"sv, "bv srl"sv,
    "bvba"sv, "cb"sv, "cc"sv, "chusik hoesa"sv, "cia"sv, "cia ltda"sv, "cic"sv, "cio"sv, "cjsc"sv,
    "clg"sv, "closed joint stock company"sv, "co"sv, "co ltd"sv, "co phan"sv,
    "community interest company"sv, "commv"sv, "compania anonima"sv, "compania limitada"sv,
    "companies"sv, "company"sv, "company limited"sv, "cooperatie ua"sv, "corp"sv, "corporation"sv,
    "cos"sv, "cv"sv, "cvba"sv, "dac"sv, "dd"sv, "de cv"sv, "delniska druzba"sv,
    "designated activity company"sv, "dmcc"sv, "dno"sv, "doo"sv, "dooel"sv,
    "drustvo s ogranicenom odgovornoscu"sv, "druzba z omejeno odgovornostjo"sv, "druzstvo"sv,
    "ead"sv, "earl"sv, "ee"sv, "eeig"sv, "eg"sv, "ehf"sv, "ei"sv, "eingetragener kaufmann"sv,
    "eingetragener verein"sv, "eireli"sv, "eirl"sv, "ek"sv, "ek for"sv, "ekonomisk forening"sv,
    "enr"sv, "eood"sv, "epe"sv, "epp"sv, "establishment"sv, "eu"sv, "eurl"sv, "ev"sv, "ewiv"sv,
    "fie"sv, "fmba"sv, "fop"sv, "fsb"sv, "fz llc"sv, "fzc"sv, "fzco"sv, "fze"sv, "gaec"sv,
    "gbr"sv, "gemeinnutzige gmbh"sv, "general partnership"sv,
    "gesellschaft burgerlichen rechts"sv, "gesellschaft mbh"sv,
    "gesellschaft mit beschrankter haftung"sv, "gesmbh"sv, "ggmbh"sv, "gie"sv, "gk"sv, "gmbh"sv,
    "godo kaisha"sv, "gomei kaisha"sv, "gp"sv, "haftungsbeschrankt"sv, "handelsbolag"sv, "hb"sv,
    "hf"sv, "ik"sv, "ike"sv, "inc"sv, "incorporated"sv, "interessentskab"sv, "ip"sv,
    "ivs"sv, "jdoo"sv, "joint stock company"sv, "jsc"sv, "julkinen osakeyhtio"sv,
    "kabushiki gaisha"sv, "kabushiki kaisha"sv, "kb"sv, "kd"sv, "keg"sv, "kft"sv, "kg"sv,
    "kgaa"sv, "kk"sv, "kkt"sv, "kollektif sirketi"sv, "komandit sirketi"sv, "kommandiittiyhtio"sv,
    "kommanditbolag"sv, "kommanditgesellschaft"sv, "kommanditgesellschaft auf aktien"sv,
    "kommanditselskab"sv, "korlatolt felelossegu tarsasag"sv, "ks"sv, "ksc"sv, "kscc"sv, "kub"sv,
    "ky"sv, "lda"sv, "limitada"sv, "limited"sv, "limited company"sv,
    "limited liability company"sv, "limited liability partnership"sv, "limited partnership"sv,
    "limited sirketi"sv, "limitee"sv, "llc"sv, "lllp"sv, "llp"sv, "lp"sv, "ltd"sv, "ltd co"sv,
    "ltd sti"sv, "ltda"sv, "ltda me"sv, "ltee"sv, "maatschap"sv, "mb"sv, "mbh"sv, "mei"sv,
    "mepe"sv, "monoprosopi epe"sv, "monoprosopi ike"sv, "mtu"sv, "naamloze vennootschap"sv,
    "nao"sv, "national association"sv, "nl"sv, "npc"sv, "nuf"sv, "nv"sv, "nv sa"sv, "nyrt"sv,
    "oao"sv, "obrt"sv, "oe"sv, "oeg"sv, "offene handelsgesellschaft"sv, "og"sv, "ohf"sv, "ohg"sv,
    "ojsc"sv, "ood"sv, "ooo"sv, "ooo ltd"sv, "opc"sv, "open joint stock company"sv,
    "osakeyhtio"sv, "osauhing"sv, "osk"sv, "ou"sv, "oy"sv, "oy ab"sv, "oyj"sv, "pao"sv, "partg"sv,
    "partgmbb"sv, "pat"sv, "pc"sv, "pcl"sv, "persero"sv, "perseroan terbatas"sv, "pfa"sv, "pjs"sv,
    "pjsc"sv, "plc"sv, "pllc"sv, "prat"sv, "private"sv, "private limited"sv, "private ltd"sv,
    "professional association"sv, "professional corporation"sv, "proprietary"sv,
    "proprietary limited"sv, "psa"sv, "psc"sv, "pt"sv, "pte"sv, "pte ltd"sv, "pty"sv,
    "pty limited"sv, "publ"sv, "public company limited"sv, "public joint stock company"sv,
    "public limited"sv, "public limited company"sv, "pvt"sv, "qsc"sv, "reszvenytarsasag"sv,
    "rf"sv, "rt"sv, "s coop"sv, "s de rl"sv, "s de rl de cv"sv, "sa"sv, "sa de cv"sv,
    "sa de cv sofom enr"sv, "sa nv"sv, "saa"sv, "sab"sv, "sab de cv"sv,
    "sabiedriba ar ierobezotu atbildibu"sv, "sac"sv, "sace"sv, "saci"sv, "sacif"sv, "sae"sv,
    "saic"sv, "saicf"sv, "sal"sv, "san tic ltd sti"sv, "san ve tic as"sv, "san ve tic ltd sti"sv,
    "sanayi ve ticaret anonim sirketi"sv, "sanayi ve ticaret as"sv,
    "sanayi ve ticaret limited sirketi"sv, "sanayi ve ticaret ltd sti"sv, "saoc"sv, "saog"sv,
    "sapa"sv, "sapi"sv, "sapi de cv"sv, "sarl"sv, "sarl au"sv, "sarlau"sv, "sas"sv, "sas bic"sv,
    "sas di"sv, "sasu"sv, "sau"sv, "sc"sv, "sc de rl"sv, "sca"sv, "scarl"sv, "sccl"sv, "sce"sv,
    "sci"sv, "scoop"sv, "scop"sv, "scp"sv, "scpa"sv, "scrl"sv, "scs"sv, "sdn"sv, "sdn bhd"sv,
    "se"sv, "selarl"sv, "selas"sv, "senc"sv, "sendirian berhad"sv, "sf"sv, "sgps"sv, "sha"sv,
    "shoqeri me pergjegjesi te kufizuar"sv, "shpk"sv, "sia"sv, "ska"sv, "sl"sv, "slf"sv, "sll"sv,
    "slp"sv, "slu"sv, "smba"sv, "snc"sv, "snc di"sv, "soc"sv, "soc coop"sv, "sociedad anonima"sv,
    "sociedad de responsabilidad limitada"sv, "sociedad limitada"sv,
    "sociedad limitada unipersonal"sv, "sociedade anonima"sv, "sociedade unipessoal"sv,
    "societa a responsabilita limitata"sv, "societa cooperativa"sv, "societa per azioni"sv,
    "societas europaea"sv, "societate cu raspundere limitata"sv, "societate pe actiuni"sv,
    "societe a responsabilite limitee"sv, "societe anonyme"sv, "societe civile"sv,
    "societe cooperative"sv, "societe en nom collectif"sv, "societe par actions simplifiee"sv,
    "sofom"sv, "sp j"sv, "sp k"sv, "sp komandytowa"sv, "sp p"sv, "sp z oo"sv, "sp zoo"sv,
    "sp zoo sk"sv, "sp zoo sp k"sv, "spa"sv, "spa de cv"sv, "spj"sv, "spk"sv, "spol s ro"sv, "spol sro"sv,
    "spolecnost s rucenim omezenym"sv, "spolka akcyjna"sv, "spolka jawna"sv,
    "spolka komandytowa"sv, "spolka z ograniczona odpowiedzialnoscia"sv,
    "spolocnost s rucenim obmedzenym"sv, "spr de rl"sv, "sprl"sv, "spzoo"sv, "srl"sv, "srl bv"sv,
    "srl de cv"sv, "srls"sv, "sro"sv, "ss"sv, "sti"sv, "suarl"sv, "tbk"sv, "tdv"sv, "tic as"sv,
    "tic ltd sti"sv, "tmi"sv, "tnhh"sv, "too"sv, "tov"sv, "tu"sv, "tub"sv, "uab"sv, "uc"sv,
    "ug"sv, "ug haftungsbeschrankt"sv, "ulc"sv, "unipessoal"sv, "unipessoal lda"sv,
    "unlimited company"sv, "unlimited liability company"sv, "unternehmergesellschaft"sv, "ute"sv,
    "uu"sv, "uzdaroji akcine bendrove"sv, "vof"sv, "vos"sv, "vsi"sv, "vzw"sv, "wll"sv, "yh"sv,
    "yk"sv, "yugen kaisha"sv, "yuhan hoesa"sv, "zao"sv, "zoo"sv, "zrt"sv, "zs"sv, "αε"sv, "εε"sv,
    "επε"sv, "ικε"sv, "οε"sv, "ад"sv, "ао"sv, "ат"sv, "дд"sv, "доо"sv, "еад"sv, "еоод"sv, "зао"sv,
    "ип"sv, "нао"sv, "оао"sv, "оод"sv, "ооо"sv, "пао"sv, "пат"sv, "пп"sv, "прат"sv, "тов"sv,
    "тоо"sv, "фоп"sv, "чп"sv, "בעם"sv,
};

// Those that stand before the name.
constexpr std::array kBefore{
    "ab"sv, "ao"sv, "as"sv, "cong ty"sv, "cong ty co phan"sv, "cong ty cp"sv, "cong ty tnhh"sv,
    "ctcp"sv, "cty cp"sv, "cty tnhh"sv, "cv"sv, "fop"sv, "kabushiki kaisha"sv, "m s"sv, "mb"sv,
    "oao"sv, "ooo"sv, "ou"sv, "oy"sv, "pao"sv, "pat"sv, "pp"sv, "prat"sv, "pt"sv, "sia"sv,
    "sociedad anonima"sv, "societe anonyme"sv, "stichting"sv, "tbk"sv, "tdv"sv, "too"sv, "tov"sv,
    "uab"sv, "zao"sv, "ао"sv, "ат"sv, "зао"sv, "ип"sv, "нао"sv, "оао"sv, "ооо"sv, "пао"sv,
    "пат"sv, "пп"sv, "прат"sv, "тдв"sv, "тов"sv, "тоо"sv, "фоп"sv, "чп"sv, "有"sv, "株"sv, "유한회사"sv,
    "주"sv, "주식회사"sv,
};

// Written without a space between it and the name.
constexpr std::array kJoined{
    "股份有限公司"sv, "有限责任公司"sv, "有限公司"sv, "株式会社"sv, "有限会社"sv, "合同会社"sv, "合名会社"sv,
    "合資会社"sv, "주식회사"sv, "유한회사"sv,
};
// clang-format on
static_assert(std::ranges::is_sorted(kBehind));
static_assert(std::ranges::is_sorted(kBefore));

constexpr std::size_t kMostWords = 6;  // of one form

using Words = std::vector<std::string>;

bool is_single_letter(std::string_view word) {
    return utf8_length(word) == 1 && !(word.front() >= '0' && word.front() <= '9');
}

// The words of a name: "and" gone, runs of single letters drawn together, "the" at either end
// dropped.
Words words_of(std::string_view name) {
    Words words;
    bool drawing = false;
    const std::string folded = fold(name);
    for (const std::string_view word : split(folded, ' ')) {
        if (word.empty() || word == "and" || word == "und" || word == "et") continue;
        const bool single = is_single_letter(word);
        if (single && drawing) {
            words.back() += word;
        } else {
            words.emplace_back(word);
        }
        drawing = single;
    }
    if (words.size() > 1 && words.front() == "the") words.erase(words.begin());
    // "Home Depot (The)", as registers list it.
    if (words.size() > 1 && words.back() == "the") words.pop_back();
    return words;
}

// "Day Spa" is a bath, "Eni SpA" and "Eni S.p.A." a company limited by shares.
bool is_bath(std::string_view name) {
    name = trim(name);
    return name.ends_with(" Spa") || name.ends_with(" spa");
}

std::string joined(const Words& words, std::size_t from, std::size_t count) {
    return join(std::span(words).subspan(from, count), " ");
}

// Takes one legal form off the end, the longest that fits, if a word remains.
bool strip_behind(Words& words) {
    for (std::size_t count = std::min(kMostWords, words.size() - 1); count > 0; --count) {
        if (!std::ranges::binary_search(kBehind, joined(words, words.size() - count, count)))
            continue;
        words.resize(words.size() - count);
        return true;
    }
    return false;
}

bool strip_before(Words& words) {
    for (std::size_t count = std::min(kMostWords, words.size() - 1); count > 0; --count) {
        if (!std::ranges::binary_search(kBefore, joined(words, 0, count))) continue;
        words.erase(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(count));
        return true;
    }
    return false;
}

// Chinese, Japanese and Korean forms may stand without a space.
void strip_joined(Words& words) {
    for (const std::string_view form : kJoined) {
        std::string& first = words.front();
        if (first.starts_with(form) && first.size() > form.size()) first.erase(0, form.size());
        std::string& last = words.back();
        if (last.ends_with(form) && last.size() > form.size())
            last.resize(last.size() - form.size());
        if (words.size() > 1 && words.front() == form) words.erase(words.begin());
        if (words.size() > 1 && words.back() == form) words.pop_back();
    }
}

}  // namespace

std::string_view legal_forms_version() { return "legal-forms-1"; }

std::string company_key(std::string_view name) {
    Words words = words_of(name);
    if (words.empty()) return {};
    strip_joined(words);
    while (words.size() > 1 && !is_bath(name) && strip_behind(words)) {
    }
    // "PT Astra", "AB Volvo": one form at most, for the next word may be the name.
    if (words.size() > 1) strip_before(words);
    return join(words, " ");
}

}  // namespace baton::lead
