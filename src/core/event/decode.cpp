#include <fmt/format.h>
#include <boost/json.hpp>

#include <limits>
#include <stdexcept>

#include "core/event/codec.hpp"
#include "core/event/exact_json.hpp"
#include "core/event/words.hpp"

namespace baton::event {
namespace {

namespace json = boost::json;
using route::Decision;
using route::Exclusion;
using route::Trial;
using route::Turn;

// Thrown and caught inside this file alone: a logged event that is not what encode() writes.
struct Broken {
    EventError code;
    std::string what;
};

class Reader {
  public:
    Reader(const json::object& object, const team::Names& names) : object_(object), names_(names) {}

    [[nodiscard]] const json::value* find(std::string_view key) const {
        return object_.if_contains(key);
    }
    [[nodiscard]] bool flag(std::string_view key) const {
        const json::value* value = find(key);
        return value != nullptr && value->is_bool() && value->get_bool();
    }
    [[nodiscard]] std::string text(std::string_view key) const {
        const json::value* value = find(key);
        if (value == nullptr) return {};
        if (!value->is_string()) throw Broken{EventError::Broken, std::string(key)};
        return std::string(value->get_string());
    }
    [[nodiscard]] std::int64_t integer(std::string_view key, std::int64_t otherwise = 0) const {
        const json::value* value = find(key);
        return value == nullptr ? otherwise : to_integer(*value);
    }
    // A whole number from 0 to `most`; 0 when it is not there.
    template <class T>
    [[nodiscard]] T natural(std::string_view key,
                            std::int64_t most = std::numeric_limits<T>::max()) const {
        const json::value* value = find(key);
        return value == nullptr ? T{} : to_natural<T>(*value, most);
    }
    [[nodiscard]] double number(std::string_view key) const {
        const json::value* value = find(key);
        return value == nullptr ? 0 : to_number(*value);
    }
    [[nodiscard]] std::optional<double> find_number(std::string_view key) const {
        const json::value* value = find(key);
        if (value == nullptr) return std::nullopt;
        return to_number(*value);
    }
    [[nodiscard]] std::optional<std::int64_t> find_integer(std::string_view key) const {
        const json::value* value = find(key);
        if (value == nullptr) return std::nullopt;
        return to_integer(*value);
    }
    [[nodiscard]] const json::array& list(std::string_view key) const {
        static const json::array kNone;
        const json::value* value = find(key);
        if (value == nullptr) return kNone;
        if (!value->is_array()) throw Broken{EventError::Broken, std::string(key)};
        return value->get_array();
    }
    [[nodiscard]] PersonId person(std::string_view key) const { return to_person(text(key)); }
    [[nodiscard]] std::optional<PersonId> find_person(std::string_view key) const {
        if (find(key) == nullptr) return std::nullopt;
        return person(key);
    }
    [[nodiscard]] std::optional<team::PoolId> find_pool(std::string_view key) const {
        if (find(key) == nullptr) return std::nullopt;
        const auto id = names_.pools.find(text(key));
        if (!id) throw Broken{EventError::UnknownName, "pool " + text(key)};
        return id;
    }
    [[nodiscard]] std::optional<team::QueueId> find_queue(std::string_view key) const {
        if (find(key) == nullptr) return std::nullopt;
        const auto id = names_.queues.find(text(key));
        if (!id) throw Broken{EventError::UnknownName, "queue " + text(key)};
        return id;
    }
    template <class T>
    [[nodiscard]] T word(std::string_view key, std::optional<T> (*from)(std::string_view)) const {
        const auto value = from(text(key));
        if (!value) throw Broken{EventError::Broken, fmt::format("{} “{}”", key, text(key))};
        return *value;
    }
    template <class T>
    [[nodiscard]] T one_of(std::string_view key, T last) const {
        const json::value* value = find(key);
        if (value == nullptr) throw Broken{EventError::Broken, std::string(key)};
        return to_one_of(*value, last);
    }
    [[nodiscard]] PersonId to_person(std::string_view name) const {
        const auto id = names_.people.find(name);
        if (!id) throw Broken{EventError::UnknownName, "person " + std::string(name)};
        return *id;
    }
    [[nodiscard]] Reader inner(std::string_view key) const {
        const json::value* value = find(key);
        if (value == nullptr || !value->is_object()) {
            throw Broken{EventError::Broken, std::string(key)};
        }
        return {value->get_object(), names_};
    }
    [[nodiscard]] Reader of(const json::value& value) const {
        if (!value.is_object()) throw Broken{EventError::Broken, "an object is missing"};
        return {value.get_object(), names_};
    }

    static std::int64_t to_integer(const json::value& value) {
        if (value.is_int64()) return value.get_int64();
        throw Broken{EventError::Broken, "a whole number is missing"};
    }
    template <class T>
    static T to_natural(const json::value& value,
                        std::int64_t most = std::numeric_limits<T>::max()) {
        const std::int64_t number = to_integer(value);
        if (number < 0 || number > most) {
            throw Broken{EventError::Broken, fmt::format("{} is out of range", number)};
        }
        return static_cast<T>(number);
    }
    // One of an enum whose numbers run from 1 to `last`.
    template <class T>
    static T to_one_of(const json::value& value, T last) {
        const auto number = to_natural<std::int64_t>(value, static_cast<std::int64_t>(last));
        if (number < 1) throw Broken{EventError::Broken, "a number is out of range"};
        return static_cast<T>(number);
    }
    static double to_number(const json::value& value) {
        if (value.is_double()) return value.get_double();
        return static_cast<double>(to_integer(value));
    }

  private:
    const json::object& object_;
    const team::Names& names_;
};

std::vector<bool> read_bits(const json::array& list) {
    if (list.empty()) return {};
    const auto count = Reader::to_natural<std::size_t>(list[0], 1'000'000);  // a pool's members
    if (list.size() == 1) return std::vector<bool>(count, true);
    std::vector<bool> bits(count, false);
    const json::string& hex = list[1].as_string();
    if (hex.size() != (count + 3) / 4) throw Broken{EventError::Broken, "bits"};
    for (std::size_t i = 0; i < count; ++i) {
        const char c = hex[i / 4];
        const bool is_hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
        if (!is_hex) throw Broken{EventError::Broken, "bits"};
        const unsigned digit = static_cast<unsigned>(c >= 'a' ? c - 'a' + 10 : c - '0');
        bits[i] = ((digit >> (3 - i % 4)) & 1U) != 0;
    }
    return bits;
}

std::vector<Exclusion> read_exclusions(const Reader& reader, const json::array& list) {
    std::vector<Exclusion> exclusions;
    for (const json::value& item : list) {
        const json::array& parts = item.as_array();
        Exclusion exclusion;
        if (parts.at(0).is_string()) exclusion.person = reader.to_person(parts[0].get_string());
        exclusion.gate = Reader::to_one_of(parts.at(1), route::Gate::NoOwner);
        if (parts.size() == 4) {
            exclusion.have = Reader::to_integer(parts[2]);
            exclusion.limit = Reader::to_integer(parts[3]);
        } else if (parts.size() == 3) {
            exclusion.until = {Reader::to_integer(parts[2])};
        }
        exclusions.push_back(exclusion);
    }
    return exclusions;
}

std::vector<Trial> read_trials(const Reader& reader, const json::array& list) {
    std::vector<Trial> trials;
    for (const json::value& item : list) {
        const Reader inner = reader.of(item);
        Trial trial;
        trial.kind = inner.one_of("kind", route::TargetKind::Reject);
        trial.number = inner.natural<std::uint32_t>("n");
        trial.otherwise = inner.flag("otherwise");
        trial.pool = inner.find_pool("pool");
        trial.eligible = inner.natural<std::uint32_t>("eligible");
        trial.excluded = read_exclusions(inner, inner.list("excluded"));
        trials.push_back(std::move(trial));
    }
    return trials;
}

Turn read_turn(const Reader& reader) {
    Turn turn;
    const auto pool = reader.find_pool("pool");
    if (!pool) throw Broken{EventError::Broken, "turn"};
    turn.pool = *pool;
    turn.eligible = read_bits(reader.list("eligible"));
    turn.sharing = read_bits(reader.list("sharing"));
    for (const json::value& weight : reader.list("weights")) {
        turn.weights.push_back(Reader::to_number(weight));
    }
    return turn;
}

Decision read_decision(const Reader& reader) {
    Decision decision;
    decision.outcome = reader.word("outcome", outcome_from);
    decision.rule = reader.text("rule");
    decision.otherwise = reader.flag("otherwise");
    decision.target = reader.natural<std::uint32_t>("target");
    decision.person = reader.find_person("person");
    decision.pool = reader.find_pool("pool");
    decision.queue = reader.find_queue("queue");
    decision.rejected = reader.text("rejected");
    decision.sla = reader.text("sla");
    decision.findings.score = reader.find_number("score");
    decision.findings.tier = reader.text("tier");
    for (const json::value& line : reader.list("lines")) {
        decision.findings.score_lines.push_back(Reader::to_natural<std::uint32_t>(line));
    }
    decision.findings.territory = reader.text("territory");
    decision.findings.account = reader.text("account");
    if (const json::value* by = reader.find("account_by")) {
        decision.findings.account_by = Reader::to_one_of(*by, team::AccountBy::Name);
    }
    decision.findings.account_confidence = reader.find_number("account_sure");
    if (const json::value* why = reader.find("account_why")) {
        decision.findings.account_reason = Reader::to_one_of(*why, team::kLastNameReason);
    }
    decision.findings.owner = reader.find_person("owner");
    if (reader.find("turn") != nullptr) decision.turn = read_turn(reader.inner("turn"));
    decision.trials = read_trials(reader, reader.list("trials"));
    return decision;
}

Availability read_availability(const Reader& reader) {
    Availability body{reader.person("person"), reader.word("change", change_from), {}, {}};
    if (body.change == AvailabilityChange::Out) {
        body.from = {reader.integer("from")};
        body.until = {reader.integer("until", Instant::never().micros)};
    }
    return body;
}

Body read_body(std::string_view kind, const Reader& reader) {
    const auto number = [&](std::string_view key) { return reader.natural<std::uint32_t>(key); };
    if (kind == "received") {
        return Received{number("revision"),
                        reader.text("fact"),
                        {reader.integer("received_at")},
                        read_decision(reader.inner("decision"))};
    }
    if (kind == "decided") {
        return Decided{read_decision(reader.inner("decision")), reader.find_person("hand"),
                       reader.flag("gives_back"), read_exclusions(reader, reader.list("passed"))};
    }
    if (kind == "published") {
        return Published{reader.text("hash"), reader.text("note"), reader.flag("confirmed")};
    }
    if (kind == "revised") return Revised{number("revision"), reader.text("fact")};
    if (kind == "acknowledged") return Acknowledged{reader.person("person")};
    if (kind == "contacted") return Contacted{reader.person("person"), reader.integer("after")};
    if (kind == "closed") {
        return Closed{reader.word("as", closing_from), reader.number("amount"),
                      reader.text("reason"), reader.flag("gives_back")};
    }
    if (kind == "escalated") {
        Escalated body{number("step"), {}};
        for (const json::value& name : reader.list("notified")) {
            body.notified.push_back(reader.to_person(name.as_string()));
        }
        return body;
    }
    if (kind == "availability") return read_availability(reader);
    if (kind == "figures") {
        return Figures{reader.person("person"),     reader.find_number("deals"),
                       reader.find_number("quota"), reader.find_number("attained"),
                       reader.find_integer("won"),  reader.find_integer("lost")};
    }
    if (kind == "alerted") {
        return Alerted{reader.word("alert", alert_from), number("step"),
                       read_trials(reader, reader.list("trials"))};
    }
    throw Broken{EventError::UnknownKind,
                 fmt::format("kind “{}” is not known: a newer version of Baton wrote it", kind)};
}

Event read_event(const Logged& logged, const team::Names& names) {
    json::monotonic_resource memory;
    const json::value parsed = parse_exactly(logged.body, &memory);
    if (!parsed.is_object()) throw Broken{EventError::Broken, "not an object"};
    const Reader reader(parsed.get_object(), names);
    if (const std::int64_t schema = reader.integer("v"); schema != kSchema) {
        if (schema < kSchema) throw Broken{EventError::Broken, fmt::format("schema {}", schema)};
        throw Broken{
            EventError::Newer,
            fmt::format("a newer version of Baton wrote it (schema {}; this one reads {}); "
                        "use that version here, too",
                        schema, kSchema)};
    }
    Event event;
    event.seq = logged.seq;
    event.at = logged.at;
    event.lead = logged.lead;
    event.cause = reader.word("cause", cause_from);
    event.actor = reader.text("by");
    event.version = reader.natural<std::uint64_t>("doc", std::numeric_limits<std::int64_t>::max());
    event.tables = reader.text("tables");
    event.body = read_body(logged.kind, reader);
    return event;
}

}  // namespace

Result<Event> decode(const Logged& logged, const team::Names& names) {
    try {
        return read_event(logged, names);
    } catch (const Broken& broken) {
        return fail(broken.code, fmt::format("event {}: {}", logged.seq, broken.what));
    } catch (const std::exception& error) {
        return fail(EventError::Broken, fmt::format("event {}: {}", logged.seq, error.what()));
    }
}

}  // namespace baton::event
