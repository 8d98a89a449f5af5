#include "rules/written.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <fstream>
#include <string_view>

namespace baton::bench {
namespace {

namespace json = boost::json;

std::string_view word(Ask ask) {
    switch (ask) {
        case Ask::Equal:
            return "equal";
        case Ask::OneOf:
            return "one_of";
        case Ask::StartsWith:
            return "starts_with";
        case Ask::AtLeast:
            return "at_least";
        case Ask::Below:
            return "below";
        case Ask::Includes:
            return "includes";
    }
    return {};
}

json::value written(const Predicate& predicate) {
    json::object object{{"field", predicate.field}, {"ask", word(predicate.ask)}};
    if (predicate.texts.empty()) {
        object["value"] = predicate.number;
    } else if (predicate.ask == Ask::OneOf) {
        object["value"] = json::value_from(predicate.texts);
    } else {
        object["value"] = predicate.texts.front();
    }
    return object;
}

json::value written(const RuleText& rule) {
    json::array all;
    for (const Predicate& predicate : rule.predicates) all.push_back(written(predicate));
    return all;
}

json::value written(const LeadText& lead) {
    json::object object;
    for (const auto& [name, value] : lead) {
        object[name] = std::visit([](const auto& known) { return json::value_from(known); }, value);
    }
    return object;
}

template <class Item>
json::array list(const std::vector<Item>& items) {
    json::array all;
    for (const Item& item : items) all.push_back(written(item));
    return all;
}

}  // namespace

bool write(const std::filesystem::path& folder, const Workload& workload, const Found& found) {
    std::string name = workload.name;
    std::ranges::replace(name, '/', '-');
    std::ofstream file(folder / (name + ".json"));
    file << json::value{{"name", workload.name},
                        {"matches_per_second", found.matches_per_second},
                        {"rules", list(workload.rules)},
                        {"leads", list(workload.leads)},
                        {"answers", json::array(found.rules.begin(), found.rules.end())}}
         << '\n';
    return file.good();
}

}  // namespace baton::bench
