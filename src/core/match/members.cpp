#include "core/match/members.hpp"

#include <algorithm>

namespace baton::match {

namespace {

using expr::Kind;
using expr::Value;

bool same_list(const Facet& a, const Facet& b) {
    return b.key().aspect == Aspect::Member && a.key().path == b.key().path;
}

}  // namespace

Members::Members(std::span<const Facet> facets, FacetId first)
    : path_(facets[first].key().path), first_(first) {
    const auto same = facets.subspan(first);
    count_ = static_cast<std::size_t>(
        std::ranges::find_if(same, [&](const Facet& f) { return !same_list(same[0], f); }) -
        same.begin());
    places_ = TextTable(count_);
    for (std::size_t i = 0; i < count_; ++i) {
        places_.add(same[i].key().member, static_cast<Code>(i));
    }
}

bool Members::look_up(const expr::Bindings& bindings, expr::Arena& arena,
                      std::span<Code> codes) const {
    const Value value = expr::read(path_, bindings, arena);
    const std::span<Code> own = codes.subspan(first_, count_);
    const auto note = [&](const Value& item) {
        if (!item.is(Kind::String)) return;
        if (const auto place = places_.find(item.as_text())) own[*place] = Facet::kTrue;
    };
    if (value.is(Kind::List)) {
        if (value.as_list().size() > kMaxCodedList) return false;
        std::ranges::fill(own, Facet::kFalse);
        std::ranges::for_each(value.as_list(), note);
    } else if (value.is(Kind::Map)) {
        std::ranges::fill(own, Facet::kFalse);
        std::ranges::for_each(value.as_map(), note, &expr::Entry::key);
    } else {
        std::ranges::fill(own, value.is_missing() ? Facet::kMissing : Facet::kFaulty);
    }
    return true;
}

std::vector<Members> lists_of(std::span<const Facet> facets) {
    std::vector<Members> lists;
    for (FacetId id = 0; id < facets.size();) {
        if (facets[id].key().aspect == Aspect::Member) {
            lists.emplace_back(facets, id);
            id += static_cast<FacetId>(lists.back().count());
        } else {
            ++id;
        }
    }
    return lists;
}

}  // namespace baton::match
