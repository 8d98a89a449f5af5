#include "api/intake.hpp"

#include <array>
#include <memory>
#include <span>

#include "core/lead/fold.hpp"
#include "core/lead/identity.hpp"
#include "dispatch/fact.hpp"

namespace baton::api {

Prepared prepare(Service& service, const lead::RawLead& raw, const dispatch::Live& live) {
    const Instant now = service.options.clock.now();
    lead::Normalised read =
        lead::normalise(raw, live.policy->schema, service.options.tables.suffixes);

    Prepared prepared;
    prepared.warnings = std::move(read.warnings);
    dispatch::Intake& intake = prepared.intake;
    std::array<std::uint8_t, std::tuple_size_v<UuidRandom> + std::tuple_size_v<Digest>> random{};
    service.options.random.fill(random);
    UuidRandom for_id{};
    std::copy_n(random.begin(), for_id.size(), for_id.begin());
    std::copy_n(random.begin() + for_id.size(), intake.salt.size(), intake.salt.begin());
    const UuidSequence::Made made = service.ids.next(now, for_id);
    intake.id = made.id;
    intake.version = live.version;
    intake.received_at = made.at;
    intake.body = lead::encode(read.lead, live.policy->schema);
    intake.fact = dispatch::fact_hash(intake.salt, intake.body);
    intake.search_text = search_text_of(read.lead);
    intake.identity = identity_of(service, read.lead);
    intake.content = std::make_shared<const lead::Lead>(std::move(read.lead));
    return prepared;
}

std::string search_text_of(const lead::Lead& lead) {
    namespace field = lead::field;
    std::string text;
    for (const lead::FieldId id : {field::kName, field::kEmail, field::kCompany, field::kDomain,
                                   field::kPhone, field::kTitle, field::kCity}) {
        const std::string_view value = lead.text(id);
        if (value.empty()) continue;
        if (!text.empty()) text += ' ';
        text += value;
    }
    return lead::fold(text);
}

std::optional<std::uint64_t> identity_of(const Service& service, const lead::Lead& lead) {
    const auto hash = lead::identity_hash(lead, bytes_of(service.options.store.instance().salt));
    if (!hash) return std::nullopt;
    return hash->value;
}

bool says_something(const lead::Lead& lead) {
    namespace field = lead::field;
    if (!lead.extra.empty() || !lead.unreadable.empty()) return true;
    for (std::uint32_t i = 0; i < lead.fields.size(); ++i) {
        const bool is_context = i >= field::kSource.value && i < field::kBuiltinCount;
        const bool has_value = !std::holds_alternative<std::monostate>(lead.fields[i]);
        if (has_value && (!is_context || i == field::kSignals.value)) return true;
    }
    return false;
}

}  // namespace baton::api
