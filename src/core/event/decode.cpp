#include <fmt/format.h>
#include <boost/json.hpp>

#include <stdexcept>

#include "core/event/codec.hpp"
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
    const auto count = static_cast<std::size_t>(Reader::to_integer(list[0]));
    if (count > 1'000'000) throw Broken{EventError::Broken, "a pool of over a million"};
    if (list.size() == 1) return std::vector<bool>(count, true);
    std::vector<bool> bits(count, false);
    const json::string& hex = list[1].as_string();
    if (hex.size() != (count + 3) / 4) throw Broken{EventError::Broken, "bits"};
    for (std::size_t i = 0; i < count; ++i) {
        const char c = hex[i / 4];
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
        exclusion.gate = static_cast<route::Gate>(Reader::to_integer(parts.at(1)));
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
        trial.kind = static_cast<route::TargetKind>(inner.integer("kind"));
        trial.number = static_cast<std::uint32_t>(inner.integer("n"));
        trial.otherwise = inner.flag("otherwise");
        trial.pool = inner.find_pool("pool");
        trial.eligible = static_cast<std::uint32_t>(inner.integer("eligible"));
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
    decision.target = static_cast<std::uint32_t>(reader.integer("target"));
    decision.person = reader.find_person("person");
    decision.pool = reader.find_pool("pool");
    decision.queue = reader.find_queue("queue");
    decision.rejected = reader.text("rejected");
    decision.sla = reader.text("sla");
    decision.findings.score = reader.find_number("score");
    decision.findings.tier = reader.text("tier");
    for (const json::value& line : reader.list("lines")) {
        decision.findings.score_lines.push_back(
            static_cast<std::uint32_t>(Reader::to_integer(line)));
    }
    decision.findings.territory = reader.text("territory");
    decision.findings.account = reader.text("account");
    if (const auto by = reader.find_integer("account_by")) {
        decision.findings.account_by = static_cast<team::AccountBy>(*by);
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
    const auto number = [&](std::string_view key) {
        return static_cast<std::uint32_t>(reader.integer(key));
    };
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
    throw Broken{EventError::UnknownKind, fmt::format("kind “{}”", kind)};
}

Event read_event(const Logged& logged, const team::Names& names) {
    json::monotonic_resource memory;
    const json::value parsed = json::parse(logged.body, &memory);
    if (!parsed.is_object()) throw Broken{EventError::Broken, "not an object"};
    const Reader reader(parsed.get_object(), names);
    if (const std::int64_t schema = reader.integer("v"); schema != kSchema) {
        throw Broken{schema > kSchema ? EventError::Newer : EventError::Broken,
                     fmt::format("schema {}", schema)};
    }
    Event event;
    event.seq = logged.seq;
    event.at = logged.at;
    event.lead = logged.lead;
    event.cause = reader.word("cause", cause_from);
    event.actor = reader.text("by");
    event.version = static_cast<std::uint64_t>(reader.integer("doc"));
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
