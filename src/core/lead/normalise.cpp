#include "core/lead/normalise.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "base/text.hpp"
#include "core/lead/aliases.hpp"
#include "core/lead/clean.hpp"
#include "core/lead/email.hpp"
#include "core/lead/host.hpp"
#include "core/lead/industry.hpp"
#include "core/lead/limits.hpp"
#include "core/lead/page_query.hpp"
#include "core/lead/places.hpp"
#include "core/lead/raw_json.hpp"
#include "core/lead/value.hpp"

namespace baton::lead {
namespace {

bool is_empty(const RawValue& raw) {
    if (const auto* text = std::get_if<std::string>(&raw.value)) return trim(*text).empty();
    return std::holds_alternative<std::monostate>(raw.value);
}

// What came for a field, and under which name.
struct Given {
    const RawValue* raw = nullptr;
    std::string_view name;
    bool by_own_name = false;
};

// One run of normalise(): first each value finds its field, then the fields are read, those that
// others depend upon first, then what can be derived is.
class Normaliser {
  public:
    Normaliser(const Schema& schema, const Suffixes& suffixes)
        : schema_(schema), suffixes_(suffixes), given_(schema.size()) {
        lead().fields.resize(schema.size());
    }

    Normalised run(const RawLead& raw) {
        place(raw);
        read(field::kCountry);
        settle_country();
        read_state_field();
        settle_country();
        for (std::uint32_t i = 0; i < schema_.size(); ++i) {
            const FieldId id{i};
            if (id != field::kCountry && id != field::kState && id != field::kDomain &&
                id != field::kFreemail) {
                read(id);
            }
        }
        complete_names();
        complete_campaign();
        mend_industry_field();
        derive_domain();
        return std::move(out_);
    }

  private:
    Lead& lead() { return out_.lead; }
    FieldValue& slot(FieldId id) { return lead().fields[id.index()]; }
    const FieldSpec& spec(FieldId id) const { return schema_.spec(id); }

    void warn(std::string_view field, std::string message) {
        out_.warnings.push_back(
            {std::string(field), std::string(field) + ": " + std::move(message)});
    }

    void keep_unreadable(std::string_view name, const RawValue& raw) {
        lead().unreadable.push_back({std::string(name), to_json(raw, kMaxRawBytes)});
    }

    // --- which value belongs to which field -------------------------------------------------

    void place(const RawLead& raw) {
        std::size_t count = 0;
        for (const auto& [name, value] : raw) {
            if (++count > kMaxFields) {
                warn("",
                     "more than " + std::to_string(kMaxFields) + " fields; the rest is left out");
                return;
            }
            if (name == "id") {
                take_external_id(value);
            } else if (const auto id = schema_.find(name)) {
                offer(*id, {.raw = &value, .name = name, .by_own_name = true});
            } else if (const auto alias = find_alias(name, schema_)) {
                offer(*alias, {.raw = &value, .name = name, .by_own_name = false});
            } else {
                keep_extra(name, value);
            }
        }
    }

    // A field's own name counts before another spelling of it, what is not empty before what is,
    // then the first that came. What does not count is kept as it came.
    void offer(FieldId id, Given given) {
        Given& held = given_[id.index()];
        if (held.raw == nullptr) {
            held = given;
            return;
        }
        const bool better = (is_empty(*held.raw) && !is_empty(*given.raw)) ||
                            (given.by_own_name && !held.by_own_name && !is_empty(*given.raw));
        if (better) std::swap(held, given);
        if (is_empty(*given.raw)) return;
        if (given.by_own_name) {
            warn(given.name, "is given twice; the first counts");
        } else {
            keep_extra(given.name, *given.raw);
        }
    }

    void take_external_id(const RawValue& raw) {
        if (is_empty(raw)) return;
        std::string id;
        if (const auto* text = std::get_if<std::string>(&raw.value)) id = clean_line(*text);
        if (const auto* number = std::get_if<double>(&raw.value);
            number && std::isfinite(*number)) {
            id = format_number(*number);
        }
        if (!id.empty() && utf8_length(id) <= kMaxExternalIdChars) {
            lead().external_id = std::move(id);
            return;
        }
        warn("id", "is neither text of at most " + std::to_string(kMaxExternalIdChars) +
                       " characters nor a number");
        keep_unreadable("id", raw);
    }

    void keep_extra(std::string_view name, const RawValue& raw) {
        const std::string_view shown = cut(name, 60);
        if (name.empty() || utf8_length(name) > kMaxNameChars || name.starts_with('$')) {
            warn(shown, name.empty() ? "a field without a name is left out"
                                     : "this cannot be the name of a field; it is left out");
            return;
        }
        const auto same = [&](const Unread& one) { return one.name == name; };
        if (std::ranges::any_of(lead().extra, same)) {
            warn(name, "is given twice; the first counts");
            return;
        }
        std::string json = to_json(raw, kMaxExtraBytes);
        if (json.size() > kMaxExtraBytes) warn(name, "is too long; only its beginning is kept");
        lead().extra.push_back({std::string(name), std::move(json)});
    }

    // --- reading ----------------------------------------------------------------------------

    // What the other fields are read beside: the country, once it is known to be one.
    void settle_country() {
        const std::string_view code = lead().text(field::kCountry);
        country_ = is_country_code(code) ? code : std::string_view{};
    }

    // A country or language that the document narrows to a choice is still read as what it is.
    Reading read_narrowed(FieldId id, FieldType base, const RawValue& raw,
                          const ReadContext& context) const {
        const FieldSpec plain{.name = spec(id).name, .type = base, .of = {}};
        const Reading first = read_value(raw, plain, context);
        const auto* code = std::get_if<std::string>(&first.value);
        return read_value(code != nullptr ? RawValue{*code} : raw, spec(id), context);
    }

    Reading reading_of(FieldId id, const RawValue& raw) const {
        const ReadContext context{.country = country_, .suffixes = &suffixes_};
        if (spec(id).type == FieldType::Choice) {
            if (id == field::kCountry) return read_narrowed(id, FieldType::Country, raw, context);
            if (id == field::kState) return read_narrowed(id, FieldType::State, raw, context);
            if (id == field::kLanguage) return read_narrowed(id, FieldType::Language, raw, context);
        }
        return read_value(raw, spec(id), context);
    }

    void read(FieldId id) {
        const Given& given = given_[id.index()];
        if (given.raw == nullptr) return;
        Reading reading = reading_of(id, *given.raw);
        slot(id) = std::move(reading.value);
        if (!reading.note.empty()) warn(spec(id).name, std::move(reading.note));
        if (!reading.problem.empty()) {
            warn(spec(id).name, std::move(reading.problem));
            keep_unreadable(spec(id).name, *given.raw);
        }
    }

    // "US-NY" sets the country where none was given, or none that could be read.
    void read_state_field() {
        read(field::kState);
        const std::string_view state = lead().text(field::kState);
        if (!is_state_code(state) || !lead().text(field::kCountry).empty()) return;
        const RawValue code{std::string(state.substr(0, 2))};
        if (Reading reading = reading_of(field::kCountry, code); reading.problem.empty()) {
            slot(field::kCountry) = std::move(reading.value);
        }
    }

    // --- what follows from what was read ----------------------------------------------------

    bool is_text(FieldId id) const { return spec(id).type == FieldType::Text; }

    // "Ann de Vries" and "de Vries, Ann" are Ann; a single word is a first name.
    void complete_names() {
        if (!is_text(field::kName) || !is_text(field::kFirstName) || !is_text(field::kLastName))
            return;
        const std::string_view name = lead().text(field::kName);
        const std::string first(lead().text(field::kFirstName));
        const std::string last(lead().text(field::kLastName));
        if (name.empty()) {
            if (first.empty() && last.empty()) return;
            slot(field::kName) = first.empty() ? last : last.empty() ? first : first + ' ' + last;
            return;
        }
        if (!first.empty() || !last.empty()) return;
        std::string_view given = name;
        std::string_view family;
        if (const std::size_t comma = name.find(", ");
            comma != std::string_view::npos && comma > 0) {
            family = trim(name.substr(0, comma));
            given = trim(name.substr(comma + 2));
        } else if (const std::size_t space = name.find(' '); space != std::string_view::npos) {
            given = name.substr(0, space);
            family = name.substr(space + 1);
        }
        const std::string given_copy(given);
        if (!family.empty()) slot(field::kLastName) = std::string(family);
        if (!given_copy.empty()) slot(field::kFirstName) = given_copy;
    }

    void complete_campaign() {
        const std::string_view page = lead().text(field::kPage);
        if (page.find('?') == std::string_view::npos) return;
        for (const FieldId id : {field::kUtmSource, field::kUtmMedium, field::kUtmCampaign,
                                 field::kUtmTerm, field::kUtmContent}) {
            if (!lead().text(id).empty() || !is_text(id)) continue;
            Reading reading =
                read_value(RawValue{query_value(page, spec(id).name)}, spec(id), ReadContext{});
            if (reading.problem.empty()) slot(id) = std::move(reading.value);
        }
    }

    void mend_industry_field() {
        if (!is_text(field::kIndustry)) return;
        const std::string typed(lead().text(field::kIndustry));
        std::string mended = mend_industry(typed);
        if (mended.empty()) return;
        warn(spec(field::kIndustry).name, quote(typed) + " is read as " + mended);
        slot(field::kIndustry) = std::move(mended);
    }

    using Domain = std::optional<std::string_view>;

    // Whether an organisation's domain is its own, and not one that strangers share.
    static bool is_own(Domain domain) {
        return domain && !is_shared_host(*domain) && !is_freemail(*domain);
    }

    // "mail.yahoo.co.uk" is Yahoo's as "yahoo.co.uk" is.
    static bool is_freemail_or_below(std::string_view host) {
        for (;;) {
            if (is_freemail(host)) return true;
            const std::size_t dot = host.find('.');
            if (dot == std::string_view::npos) return false;
            host.remove_prefix(dot + 1);
        }
    }

    void derive_domain() {
        const auto* email = std::get_if<std::string>(&slot(field::kEmail));
        std::string_view email_host;
        bool free = false;
        if (email != nullptr && email->find('@') != std::string::npos) {
            email_host = host_of_email(*email);
            free = is_freemail_or_below(email_host);
            if (spec(field::kFreemail).type == FieldType::Bool) slot(field::kFreemail) = free;
        }
        if (spec(field::kDomain).type != FieldType::Domain) return;
        if (const auto host = read_host(lead().text(field::kWebsite))) {
            const Domain domain = suffixes_.registrable(*host);
            if (is_own(domain)) {
                slot(field::kDomain) = std::string(*domain);
                return;
            }
        }
        read(field::kDomain);
        if (!lead().text(field::kDomain).empty()) return;
        if (email_host.empty() || free) return;
        const Domain domain = suffixes_.registrable(email_host);
        if (is_own(domain)) slot(field::kDomain) = std::string(*domain);
    }

    const Schema& schema_;
    const Suffixes& suffixes_;
    std::vector<Given> given_;
    std::string country_;  // alpha-2, empty for unknown
    Normalised out_;
};

}  // namespace

Normalised normalise(const RawLead& raw, const Schema& schema, const Suffixes& suffixes) {
    return Normaliser(schema, suffixes).run(raw);
}

}  // namespace baton::lead
