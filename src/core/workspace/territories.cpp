// `territories`: whose ground a lead stands on.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "core/lead/places.hpp"
#include "core/workspace/parts.hpp"
#include "core/workspace/scalar.hpp"
#include "core/workspace/uses.hpp"

namespace baton::workspace {
namespace {

constexpr std::array<std::string_view, 5> kKeys{"countries", "states", "postal", "when", "owner"};

class TerritoryLoader {
  public:
    TerritoryLoader(Loading& loading, Territory& territory, const Node& node)
        : loading_(loading),
          territory_(territory),
          fields_(loading.report, node, "territory " + quoted(territory.key), kKeys) {}

    void load() {
        if (!fields_.is_map()) return;
        for (const TextAt& item : fields_.texts("countries")) read_country(item);
        for (const TextAt& item : fields_.texts("states")) read_state(item);
        for (const TextAt& item : fields_.texts("postal")) read_postal(item);
        territory_.when = loading_.condition(fields_, "when", About::Lead);
        territory_.area.has_condition = territory_.when != nullptr;
        if (territory_.when != nullptr) {
            refuse_uses(loading_, *territory_.when, *fields_.find("when"),
                        {LeadSlot::Territory, LeadSlot::Owner, LeadSlot::Score, LeadSlot::Tier},
                        "while the territory is being found");
        }
        if (const Node* owner = fields_.find("owner")) read_owner(*owner);
        const bool covers = fields_.find("countries") != nullptr ||
                            fields_.find("states") != nullptr ||
                            fields_.find("postal") != nullptr || fields_.find("when") != nullptr;
        if (!covers) {
            loading_.report.error(fields_.place(), fmt::format("{} covers nothing", fields_.of()),
                                  "give it countries, states, postal or when");
        }
    }

  private:
    void read_country(const TextAt& item) {
        const auto country = lead::read_country(item.text);
        if (!country || country->corrected) {
            const std::string hint = country ? "did you mean \"" + country->code + "\"?"
                                             : "write it as two letters, for instance DE";
            loading_.report.error(item.node->place,
                                  fmt::format("{} is no country", quoted(item.text)), hint);
            return;
        }
        territory_.area.countries.push_back(country->code);
    }

    void read_state(const TextAt& item) {
        const std::string code = ascii_upper(item.text);
        if (lead::is_state_code(code)) {
            territory_.area.states.push_back(code);
            return;
        }
        loading_.report.error(item.node->place, fmt::format("{} is no state", quoted(item.text)),
                              "write it with its country, for instance US-NY");
    }

    // "US:940-951", "GB:SW1".
    void read_postal(const TextAt& item) {
        const std::string& text = item.text;
        const auto refuse = [&](std::string hint) {
            loading_.report.error(item.node->place,
                                  fmt::format("{} is no range of postal codes", quoted(text)),
                                  std::move(hint));
        };
        const std::size_t colon = text.find(':');
        if (colon == std::string::npos) {
            refuse("write it as COUNTRY:FROM-TO, for instance US:940-951");
            return;
        }
        const std::string country = ascii_upper(trim(std::string_view(text).substr(0, colon)));
        if (!lead::is_country_code(country)) {
            refuse(fmt::format("{} is no country", quoted(country)));
            return;
        }
        const std::string_view range = std::string_view(text).substr(colon + 1);
        const std::size_t dash = range.find('-');
        const std::string from = team::postal_key(range.substr(0, dash));
        const std::string to =
            dash == std::string_view::npos ? from : team::postal_key(range.substr(dash + 1));
        const auto is_code = [](std::string_view code) {
            return !code.empty() && std::ranges::all_of(code, [](char c) {
                return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
            });
        };
        if (!is_code(from) || !is_code(to)) {
            refuse("a postal code is letters and digits, for instance US:940-951");
        } else if (from.size() != to.size()) {
            refuse("both ends must have as many characters as each other");
        } else if (to < from) {
            refuse("the first end comes after the last");
        } else {
            territory_.area.postal.push_back({country, from, to});
        }
    }

    void read_owner(const Node& node) {
        const std::string what = "\"owner\" of " + fields_.of();
        auto target = read_target(loading_, node, what);
        if (target && std::holds_alternative<ToOwner>(*target)) {
            loading_.report.error(node.place,
                                  fmt::format("{} must be a person, a pool or a queue", what));
            return;
        }
        territory_.owner = std::move(target);
    }

    Loading& loading_;
    Territory& territory_;
    Fields fields_;
};

}  // namespace

void load_territories(Loading& loading) {
    std::vector<Territory>& territories = loading.policy.territories;
    loading.each_named("territories", "a territory",
                       [&](const std::string& name, const Node& key, const Node& node) {
                           Territory territory;
                           territory.key = name;
                           territory.place = key.place;
                           TerritoryLoader(loading, territory, node).load();
                           territories.push_back(std::move(territory));
                       });
    std::vector<team::TerritoryArea> areas;
    for (const Territory& territory : territories) areas.push_back(territory.area);
    loading.policy.territory_index = team::TerritoryIndex(areas);
}

}  // namespace baton::workspace
