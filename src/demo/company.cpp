// Two words and a legal form make a company; a place says which form.
#include "demo/company.hpp"

#include "base/text.hpp"

namespace baton::demo {
namespace {

constexpr Place kPlaces[] = {
    {"United States", "New York", "New York", "10013", "", "+1 212 555 01", "Inc.", 12},
    {"US", "MA", "Boston", "02110", "", "+1 617 555 01", "Inc.", 6},
    {"USA", "California", "San Francisco", "94105", "", "(415) 555-01", "Inc.", 9},
    {"United States", "CA", "San Diego", "92101", "", "+1 619 555 01", "LLC", 5},
    {"United States", "Texas", "Austin", "78701", "", "512-555-01", "LLC", 7},
    {"US", "Illinois", "Chicago", "60601", "", "+1 312 555 01", "Corp.", 6},
    {"United States", "Washington", "Seattle", "98101", "", "+1 206 555 01", "Inc.", 5},
    {"USA", "Florida", "Miami", "33130", "es", "+1 305 555 01", "LLC", 4},
    {"Canada", "Ontario", "Toronto", "M5H 2N2", "", "+1 416 555 01", "Ltd.", 6},
    {"Canada", "QC", "Montréal", "H3B 1A7", "fr", "+1 514 555 01", "Inc.", 3},
    {"United Kingdom", "", "London", "EC1A 1BB", "", "020 7946 09", "Ltd", 9},
    {"UK", "", "Leeds", "LS1 4AP", "", "+44 113 496 09", "plc", 3},
    {"Ireland", "", "Dublin", "D02 AF30", "", "", "Ltd", 3},
    {"Germany", "Berlin", "Berlin", "10115", "de", "+49 30 23125 1", "GmbH", 7},
    {"Deutschland", "Bayern", "München", "80331", "German", "", "AG", 5},
    {"Austria", "", "Wien", "1010", "de", "", "GmbH", 2},
    {"Switzerland", "Zürich", "Zürich", "8001", "de", "", "AG", 3},
    {"France", "", "Paris", "75002", "French", "01 99 00 12 ", "SAS", 6},
    {"Belgium", "", "Gent", "9000", "nl", "", "NV", 2},
    {"Netherlands", "", "Utrecht", "3511", "nl", "", "B.V.", 4},
    {"Spain", "", "Valencia", "46002", "es", "", "S.L.", 4},
    {"Italy", "", "Torino", "10121", "it", "", "S.p.A.", 3},
    {"Sweden", "", "Malmö", "211 22", "sv", "", "AB", 3},
    {"Poland", "", "Kraków", "31-042", "pl", "", "Sp. z o.o.", 2},
    {"Brasil", "São Paulo", "São Paulo", "01310-100", "pt-BR", "", "Ltda.", 4},
    {"Mexico", "", "Monterrey", "64000", "es", "", "S.A. de C.V.", 3},
    {"South Africa", "", "Cape Town", "8001", "", "", "Pty Ltd", 2},
    {"United Arab Emirates", "", "Dubai", "", "", "", "LLC", 2},
    {"India", "", "Pune", "411001", "en-IN", "", "Pvt Ltd", 4},
    {"Australia", "NSW", "Sydney", "2000", "", "", "Pty Ltd", 3},
};

constexpr std::string_view kFirstWords[] = {
    "Copper",  "Willow",  "Harbor",  "North",    "Silver",  "Meadow",  "Stone",   "Bright",
    "Cedar",   "Falcon",  "Amber",   "River",    "Granite", "Maple",   "Summit",  "Velvet",
    "Orchard", "Lantern", "Juniper", "Crescent", "Iron",    "Saffron", "Pebble",  "Cobalt",
    "Heron",   "Thistle", "Anchor",  "Marble",   "Clover",  "Ember",   "Birch",   "Tidal",
    "Quarry",  "Linden",  "Ridge",   "Hazel",    "Beacon",  "Slate",   "Prairie", "Glacier",
};

struct SecondWord {
    std::string_view word;
    std::string_view industry;
    std::size_t weight;
};
constexpr SecondWord kSecondWords[] = {
    {"Health", "healthcare", 5},   {"Clinics", "healthcare", 3},
    {"Logistics", "transport", 5}, {"Freight", "transport", 2},
    {"Works", "manufacturing", 5}, {"Tooling", "manufacturing", 3},
    {"Capital", "finance", 4},     {"Insurance", "insurance", 4},
    {"Bank", "finance", 2},        {"Foods", "food", 3},
    {"Labs", "software", 6},       {"Systems", "software", 5},
    {"Analytics", "software", 4},  {"Studio", "media", 3},
    {"Press", "media", 2},         {"Energy", "energy", 4},
    {"Homes", "real estate", 3},   {"Legal", "legal", 4},
    {"Partners", "", 4},           {"Group", "", 5},
    {"Retail", "retail", 4},       {"Outfitters", "retail", 2},
    {"Academy", "education", 3},   {"Travel", "travel", 3},
};

// Accounts of sample/accounts.csv, so that their owners hear of them now and then.
struct Known {
    std::string_view name;
    std::string_view domain;
    std::size_t place;  // in kPlaces
};
constexpr Known kKnown[] = {
    {"Arden Foods", "ardenfoods.test", 5},         {"Bellweather Health", "bellweather.test", 1},
    {"Calder Rail", "calderrail.test", 11},        {"Dunmore Insurance", "dunmore.test", 17},
    {"Eastgate Logistics", "eastgate.test", 4},    {"Ferro Maschinenbau", "ferro.test", 14},
    {"Hollis & Crane", "holliscrane.test", 0},     {"Juniper Street Bank", "juniperstreet.test", 0},
    {"Kestrel Aerospace", "kestrel-aero.test", 6}, {"Oriel Pharma", "oriel.test", 17},
};

}  // namespace

Company company(Dice& dice) {
    if (dice.chance(4)) {
        const Known& known = dice.one_of(kKnown);
        return {std::string(known.name), std::string(known.domain), "", kPlaces[known.place]};
    }
    const Place& place = dice.weighed(kPlaces);
    const std::string_view first = dice.one_of(kFirstWords);
    const SecondWord& second = dice.weighed(kSecondWords);

    Company made;
    made.name = std::string(first) + " " + std::string(second.word);
    made.domain =
        ascii_lower(first) + ascii_lower(second.word) + (dice.chance(60) ? ".example" : ".test");
    if (dice.chance(45)) made.name += " " + std::string(place.legal_form);
    made.industry = second.industry;
    made.place = place;
    return made;
}

}  // namespace baton::demo
