#include "core/lead/merge.hpp"

#include <algorithm>

namespace baton::lead {
namespace {

void take_missing(std::vector<Unread>& into, const std::vector<Unread>& from) {
    for (const Unread& unread : from) {
        if (std::ranges::find(into, unread.name, &Unread::name) == into.end()) {
            into.push_back(unread);
        }
    }
}

}  // namespace

Lead merged(const Lead& older, const Lead& newer) {
    Lead lead = newer;
    lead.fields.resize(std::max(older.fields.size(), newer.fields.size()));
    for (std::size_t i = 0; i < older.fields.size(); ++i) {
        FieldValue& value = lead.fields[i];
        if (std::holds_alternative<std::monostate>(value)) {
            value = older.fields[i];
        } else if (auto* signals = std::get_if<Signals>(&value)) {
            if (const auto* before = std::get_if<Signals>(&older.fields[i])) {
                signals->insert(before->begin(), before->end());
            }
        }
    }
    take_missing(lead.extra, older.extra);
    take_missing(lead.unreadable, older.unreadable);
    if (lead.external_id.empty()) lead.external_id = older.external_id;
    return lead;
}

}  // namespace baton::lead
