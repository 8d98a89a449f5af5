// Who comes, with what, and when. A person is thrown apart from what they send, so that one who
// comes back is the same.
#include "demo/day.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/text.hpp"
#include "demo/company.hpp"
#include "demo/dice.hpp"

namespace baton::demo {
namespace {

enum Stream : std::uint64_t { kPerson = 1, kMessage = 2, kTime = 3 };

constexpr std::string_view kFirstNames[] = {
    "Amina",  "Oscar",  "Lena",   "Mateo",  "Yuki",  "Noah",  "Ines",  "Tariq", "Greta", "Samuel",
    "Zofia",  "Daniel", "Priya",  "Hugo",   "Nadia", "Felix", "Chloé", "Omar",  "Maya",  "Jonas",
    "Elif",   "Marcus", "Ana",    "Viktor", "Sofia", "Kwame", "Laura", "Wei",   "Emma",  "Rafael",
    "Ingrid", "Amir",   "Judith", "Pavel",  "Rosa",  "Theo",  "Leila", "Erik",  "Nora",  "Diego",
};
constexpr std::string_view kLastNames[] = {
    "Okafor", "Lindgren",  "Moreau",  "Castillo", "Tanaka",   "Whitfield", "Novak",   "Haddad",
    "Becker", "Osei",      "Fischer", "Ferreira", "Kaur",     "Brandt",    "Silva",   "Nguyen",
    "Rossi",  "Dubois",    "Hansen",  "Mbeki",    "Kowalski", "Adler",     "Romero",  "Petrov",
    "Walsh",  "Schneider", "Almeida", "Larsen",   "Bianchi",  "Iyer",      "Yilmaz",  "Vogel",
    "Keller", "Marsh",     "Holm",    "Santos",   "Weber",    "Byrne",     "Laurent", "Sato",
};

struct Title {
    std::string_view words;  // empty: not told
    std::size_t weight;
};
constexpr Title kTitles[] = {
    {"", 30},
    {"Head of Legal", 6},
    {"General Counsel", 5},
    {"VP Operations", 5},
    {"CFO", 4},
    {"Chief Procurement Officer", 2},
    {"Procurement Manager", 9},
    {"Contracts Manager", 9},
    {"Legal Operations", 8},
    {"Sales Operations", 7},
    {"Office Manager", 6},
    {"Founder", 5},
    {"Paralegal", 4},
    {"Student", 1},
};

struct Size {
    std::string_view words;  // as forms and people say it; empty: not told
    std::size_t weight;
};
constexpr Size kSizes[] = {
    {"", 14},      {"1-9", 12}, {"10-49", 18}, {"50-199", 18}, {"200-999", 14},
    {"1,000+", 9}, {"35", 3},   {"120", 3},    {"480", 3},     {"1,200", 2},
    {"5,000", 2},  {"12k", 1},  {"51-200", 4},
};

struct Budget {
    std::string_view words;
    std::size_t weight;
};
constexpr Budget kBudgets[] = {
    {"", 72},       {"5k", 6},     {"$10,000", 6}, {"$30k", 5},
    {"€25.000", 3}, {"50-80k", 4}, {"120000", 3},  {"$0.5M", 1},
};

struct Visit {
    std::string_view source;
    std::string_view page;
    std::string_view utm_source;
    std::string_view utm_medium;
    std::string_view utm_campaign;
    std::string_view message;
    std::size_t weight;
};
constexpr Visit kVisits[] = {
    {"website", "https://quillfeather.test/demo", "google", "cpc", "contracts-brand",
     "Could we see a demo next week? There are six of us who sign things all day.", 14},
    {"website", "https://quillfeather.test/pricing", "", "", "",
     "What does the team plan cost for 40 people, paid yearly?", 14},
    {"website", "https://quillfeather.test/pricing", "google", "cpc", "contract-software",
     "We are comparing three tools. Do you have an export to our archive?", 10},
    {"website", "https://quillfeather.test/contact", "", "", "",
     "Our renewals slip through every quarter. Can you remind us of notice periods?", 12},
    {"website", "https://quillfeather.test/enterprise", "linkedin", "paid-social", "legal-leaders",
     "We need single sign-on, an EU data centre and a security questionnaire filled in.", 7},
    {"webinar", "https://quillfeather.test/webinars/clauses", "newsletter", "email",
     "webinar-spring", "Liked the part on clause libraries.", 9},
    {"chat", "https://quillfeather.test/", "", "", "", "is there a free trial?", 9},
    {"chat", "https://quillfeather.test/integrations", "", "", "", "does it work with our CRM", 6},
    {"ebook", "https://quillfeather.test/guides/renewals", "bing", "cpc", "renewal-guide", "", 8},
    {"partner-portal", "https://quillfeather.test/partners", "partner", "referral", "",
     "A client of ours wants this by the end of the quarter.", 4},
    {"careers", "https://quillfeather.test/careers", "", "", "",
     "I attach my CV and would love an internship in your team.", 2},
    {"website", "https://quillfeather.test/contact", "", "", "", "", 5},
};

struct Person {
    std::string first;
    std::string last;
    std::string email;
    std::string_view title;
    std::string_view size;
    Company company;
    bool private_mail = false;
};

// A name as it stands in an address: small letters, accents gone.
std::string local_part(std::string_view name) {
    std::string plain = ascii_lower(name);
    const std::size_t accent = plain.find("é");
    if (accent != std::string::npos) plain.replace(accent, std::string_view("é").size(), "e");
    return plain;
}

Person person(std::uint64_t seed, std::uint64_t n) {
    Dice dice(seed, n, kPerson);
    Person who;
    who.first = dice.one_of(kFirstNames);
    who.last = dice.one_of(kLastNames);
    who.title = dice.weighed(kTitles).words;
    who.size = dice.weighed(kSizes).words;
    who.company = company(dice);
    who.private_mail = dice.chance(9);
    const std::string name = local_part(who.first) + "." + local_part(who.last);
    // With a word in it that keeps it from being anybody's.
    who.email = who.private_mail
                    ? name + ".demo" + std::to_string(dice.under(10'000)) + "@gmail.com"
                    : name + "@" + who.company.domain;
    return who;
}

// A JSON object in the making. An empty value is left out, as a form leaves out what is not filled
// in.
class Object {
  public:
    void text(std::string_view key, std::string_view value) {
        if (value.empty()) return;
        name(key);
        append_json_string(out_, value);
    }
    void raw(std::string_view key, std::string_view json) {
        name(key);
        out_ += json;
    }
    std::string take() { return std::move(out_ += '}'); }

  private:
    void name(std::string_view key) {
        out_ += out_.empty() ? '{' : ',';
        append_json_string(out_, key);
        out_ += ':';
    }
    std::string out_;
};

void add_signals(Object& body, Dice& dice, const Visit& visit) {
    Object signals;
    bool any = false;
    const auto add = [&](std::string_view name, std::size_t times) {
        if (times == 0) return;
        signals.raw(name, std::to_string(times));
        any = true;
    };
    const bool priced = visit.page.ends_with("/pricing");
    add("pricing_page", priced ? 1 + dice.under(4) : (dice.chance(20) ? 1 : 0));
    add("demo_request", visit.page.ends_with("/demo") || dice.chance(6) ? 1 : 0);
    add("webinar", visit.source == "webinar" ? 1 : 0);
    add("docs_page", dice.chance(25) ? 1 + dice.under(6) : 0);
    if (any) body.raw("signals", signals.take());
}

void add_products(Object& body, Dice& dice) {
    constexpr std::string_view kChoices[] = {
        R"(["starter"])",
        R"(["team"])",
        R"(["starter","team"])",
        R"(["enterprise"])",
    };
    if (dice.chance(45)) body.raw("product", dice.one_of(kChoices));
}

void add_place(Object& body, Dice& dice, const Place& place) {
    if (dice.chance(6)) return;  // told nothing
    body.text("country", place.country);
    if (dice.chance(80)) body.text("state", place.state);
    if (dice.chance(50)) body.text("city", place.city);
    if (dice.chance(60)) body.text("postal_code", place.postal_code);
    if (dice.chance(50)) body.text("language", place.language);
}

}  // namespace

DemoLead lead(std::uint64_t seed, std::uint64_t n) {
    Dice dice(seed, n, kMessage);
    const bool again = n > 0 && dice.chance(4);
    const std::uint64_t back = again ? 1 + dice.under(std::min<std::uint64_t>(n, 200)) : 0;
    const Person who = person(seed, n - back);
    const Visit& visit = dice.weighed(kVisits);

    DemoLead made;
    made.key = "demo-" + std::to_string(seed) + "-" + std::to_string(n);
    Object body;
    body.text("id", made.key);
    if (dice.chance(70)) {
        body.text("name", who.first + " " + who.last);
    } else {
        body.text("first_name", who.first);
        body.text("last_name", who.last);
    }
    body.text("email", who.email);
    body.text("title", who.title);
    if (!who.private_mail || dice.chance(40)) body.text("company", who.company.name);
    if (dice.chance(15)) body.text("website", "https://www." + who.company.domain + "/");
    const Place& place = who.company.place;
    if (!place.phone.empty() && dice.chance(35)) {
        body.text("phone", std::string(place.phone) + std::to_string(10 + dice.under(90)));
    }
    add_place(body, dice, place);
    body.text("employees", who.size);
    body.text("industry", dice.chance(55) ? who.company.industry : "");
    body.text("budget", dice.weighed(kBudgets).words);
    add_products(body, dice);
    if (dice.chance(20)) body.raw("wants_call", "true");
    add_signals(body, dice, visit);
    body.text("message", again ? "I wrote before: is there any news?" : visit.message);
    body.text("source", visit.source);
    body.text("page", visit.page);
    body.text("utm_source", visit.utm_source);
    body.text("utm_medium", visit.utm_medium);
    body.text("utm_campaign", visit.utm_campaign);
    made.body = body.take();
    return made;
}

std::vector<Duration> day(std::uint64_t seed, std::size_t count) {
    // How busy each hour is beside the others.
    constexpr std::array<std::uint64_t, 24> kHours = {
        3, 2, 2, 3, 6, 10, 16, 26, 44, 62, 74, 78, 60, 58, 70, 76, 68, 54, 38, 28, 22, 16, 10, 6};
    std::uint64_t whole = 0;
    for (const std::uint64_t hour : kHours) whole += hour;

    std::vector<Duration> times;
    times.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
        // The i-th of `count` equal slices of the day's work, somewhere within it.
        Dice dice(seed, i, kTime);
        const std::uint64_t within = dice.under(1000);
        const double share = (static_cast<double>(i) + static_cast<double>(within) / 1000.0) /
                             static_cast<double>(count) * static_cast<double>(whole);
        double before = 0;
        std::size_t hour = 0;
        while (hour < 23 && before + static_cast<double>(kHours[hour]) <= share) {
            before += static_cast<double>(kHours[hour++]);
        }
        const double part =
            std::clamp((share - before) / static_cast<double>(kHours[hour]), 0.0, 1.0);
        const auto seconds = static_cast<std::int64_t>(part * 3600.0);
        times.push_back(Duration::seconds(static_cast<std::int64_t>(hour) * 3600 +
                                          std::min<std::int64_t>(seconds, 3599)));
    }
    return times;
}

}  // namespace baton::demo
