// Warnings about territories that overlap an earlier one: the part in common goes to the earlier.
// A country below its own states or postal codes is the usual way to say "the rest" and not told.
#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "base/text.hpp"
#include "core/workspace/loading.hpp"
#include "core/workspace/scalar.hpp"

namespace baton::workspace {
namespace {

class Overlaps {
  public:
    explicit Overlaps(Loading& loading) : loading_(loading) {}

    void check() {
        const auto& territories = loading_.policy.territories;
        for (std::size_t i = 0; i < territories.size(); ++i) {
            const team::TerritoryArea& area = territories[i].area;
            for (const std::string& country : area.countries) {
                see(countries_, country, i, country, lead({{"country", country}}));
            }
            for (const std::string& state : area.states) {
                const std::string there = lead({{"state", state}});
                see(states_, state, i, state, there);
                within_country(state.substr(0, 2), i, state, there);
            }
            for (const team::PostalRange& range : area.postal) {
                within_country(range.country, i, words(range), lead(range, range.from));
                ranges_[range.country].push_back({&range, i});
            }
        }
        for (auto& [country, ranges] : ranges_) check_ranges(ranges);
    }

  private:
    struct Numbered {
        const team::PostalRange* range = nullptr;
        std::size_t territory = 0;
    };
    using First = std::map<std::string, std::size_t, std::less<>>;

    static std::string words(const team::PostalRange& range) {
        return range.country + ":" + range.from + (range.to == range.from ? "" : "-" + range.to);
    }

    // A lead that stands on the common ground, as JSON.
    static std::string lead(
        std::initializer_list<std::pair<std::string_view, std::string_view>> fields) {
        std::string out;
        for (const auto& [name, value] : fields) {
            out += out.empty() ? '{' : ',';
            append_json_string(out, name);
            out += ':';
            append_json_string(out, value);
        }
        return out + '}';
    }
    static std::string lead(const team::PostalRange& range, std::string_view postal_code) {
        return lead({{"country", range.country}, {"postal_code", postal_code}});
    }

    void see(First& first, const std::string& key, std::size_t territory, const std::string& part,
             const std::string& example) {
        const auto [it, is_new] = first.try_emplace(key, territory);
        if (!is_new) tell(territory, it->second, part, example);
    }

    void within_country(std::string_view country, std::size_t territory, const std::string& part,
                        const std::string& example) {
        const auto it = countries_.find(country);
        if (it != countries_.end()) tell(territory, it->second, part, example);
    }

    // In the order of their beginnings, with the one that reaches farthest so far: who begins
    // before that one's end overlaps it.
    void check_ranges(std::vector<Numbered>& ranges) {
        std::ranges::stable_sort(ranges, {}, [](const Numbered& numbered) {
            return std::tuple(std::string_view(numbered.range->from), numbered.territory);
        });
        const Numbered* farthest = nullptr;
        for (const Numbered& here : ranges) {
            if (farthest != nullptr && begins_within(*here.range, *farthest->range)) {
                const Numbered& later = here.territory > farthest->territory ? here : *farthest;
                const Numbered& earlier = here.territory > farthest->territory ? *farthest : here;
                // The later beginning of the two lies in both, cut to no less than either needs.
                const bool reaches = here.range->from.size() >= farthest->range->from.size();
                tell(later.territory, earlier.territory, words(*later.range),
                     lead(*here.range, reaches ? here.range->from
                                               : common_ground(*here.range, *farthest->range)));
            }
            if (farthest == nullptr || reaches_farther(*here.range, *farthest->range)) {
                farthest = &here;
            }
        }
    }

    // Both begin there, the longer one's own beginning being within the shorter one's.
    static std::string common_ground(const team::PostalRange& here,
                                     const team::PostalRange& before) {
        const bool is_within = before.from.compare(0, here.from.size(), here.from) >= 0;
        if (is_within) return before.from;
        std::string code = here.from;
        code.append(before.from.size() - here.from.size(), '0');
        return code;
    }

    // `from` lies at or before the last code that begins with `to`.
    static bool begins_within(const team::PostalRange& here, const team::PostalRange& before) {
        return here.from.compare(0, before.to.size(), before.to) <= 0;
    }
    static bool reaches_farther(const team::PostalRange& here, const team::PostalRange& before) {
        const std::size_t common = std::min(here.to.size(), before.to.size());
        const int compared = here.to.compare(0, common, before.to, 0, common);
        return compared > 0 || (compared == 0 && here.to.size() < before.to.size());
    }

    void tell(std::size_t later, std::size_t earlier, const std::string& part,
              const std::string& example) {
        if (later == earlier || !told_.emplace(later, earlier).second) return;
        const auto& territories = loading_.policy.territories;
        Finding finding{
            Severity::Warning,
            territories[later].place,
            fmt::format("territory {} overlaps {}, which stands before it: {} goes there",
                        quoted(territories[later].key), quoted(territories[earlier].key), part),
            {}};
        finding.code = "territory-overlaps";
        finding.example = example;
        loading_.report.add(std::move(finding));
    }

    Loading& loading_;
    First countries_;
    First states_;
    std::map<std::string, std::vector<Numbered>, std::less<>> ranges_;
    std::set<std::pair<std::size_t, std::size_t>> told_;
};

}  // namespace

void check_territories(Loading& loading) { Overlaps(loading).check(); }

}  // namespace baton::workspace
