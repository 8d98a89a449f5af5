#include <algorithm>
#include <array>

#include "core/event/codec.hpp"
#include "core/event/json_writer.hpp"
#include "core/event/words.hpp"

namespace baton::event {
namespace {

using route::Decision;
using route::Exclusion;
using route::Findings;
using route::Trial;
using route::Turn;

class Encoder {
  public:
    Encoder(std::string& out, const team::Names& names) : out_(out), names_(names) {}

    void event(const Event& event) {
        ObjectWriter object(out_);
        object.integer("v", kSchema);
        object.text("cause", to_word(event.cause));
        object.text_if_any("by", event.actor);
        object.integer("doc", static_cast<std::int64_t>(event.version));
        object.text_if_any("tables", event.tables);
        std::visit([&](const auto& body) { write(object, body); }, event.body);
    }

  private:
    void write(ObjectWriter& object, const Published& body) {
        object.text("hash", body.document_hash);
        object.text_if_any("note", body.note);
        object.flag_if_set("confirmed", body.confirmed);
    }
    void write(ObjectWriter& object, const Received& body) {
        object.integer("revision", body.revision);
        object.text_if_any("fact", body.fact);
        object.integer("received_at", body.received_at.micros);
        object.key("decision");
        decision(body.decision);
    }
    void write(ObjectWriter& object, const Revised& body) {
        object.integer("revision", body.revision);
        object.text_if_any("fact", body.fact);
    }
    void write(ObjectWriter& object, const Decided& body) {
        if (body.by) person(object, "hand", *body.by);
        object.flag_if_set("gives_back", body.gives_back);
        if (!body.passed.empty()) exclusions(object.key("passed"), body.passed);
        object.key("decision");
        decision(body.decision);
    }
    void write(ObjectWriter& object, const Acknowledged& body) {
        person(object, "person", body.person);
    }
    void write(ObjectWriter& object, const Contacted& body) {
        person(object, "person", body.person);
        object.integer("after", body.after_seconds);
    }
    void write(ObjectWriter& object, const Closed& body) {
        object.text("as", to_word(body.as));
        if (body.as == Closing::Won) object.number("amount", body.amount);
        object.text_if_any("reason", body.reason);
        object.flag_if_set("gives_back", body.gives_back);
    }
    void write(ObjectWriter& object, const Escalated& body) {
        object.integer("step", body.step);
        write_list(object.key("notified"), body.notified,
                   [&](PersonId id) { append_json_string(out_, names_.people.name(id)); });
    }
    void write(ObjectWriter& object, const Availability& body) {
        person(object, "person", body.person);
        object.text("change", to_word(body.change));
        if (body.change == AvailabilityChange::Out) {
            object.integer("from", body.from.micros);
            if (body.until != Instant::never()) object.integer("until", body.until.micros);
        }
    }
    void write(ObjectWriter& object, const Figures& body) {
        person(object, "person", body.person);
        if (body.deals) object.number("deals", *body.deals);
        if (body.quota) object.number("quota", *body.quota);
        if (body.attained) object.number("attained", *body.attained);
        if (body.won) object.integer("won", *body.won);
        if (body.lost) object.integer("lost", *body.lost);
    }
    void write(ObjectWriter& object, const Alerted& body) {
        object.text("alert", to_word(body.alert));
        object.integer("step", body.step);
        if (!body.trials.empty()) trials(object.key("trials"), body.trials);
    }

    void person(ObjectWriter& object, std::string_view key, PersonId id) {
        object.text(key, names_.people.name(id));
    }

    void decision(const Decision& decision) {
        ObjectWriter object(out_);
        object.text("outcome", to_word(decision.outcome));
        object.text_if_any("rule", decision.rule);
        object.flag_if_set("otherwise", decision.otherwise);
        if (decision.target != 0) object.integer("target", decision.target);
        if (decision.person) person(object, "person", *decision.person);
        if (decision.pool) object.text("pool", names_.pools.name(*decision.pool));
        if (decision.queue) object.text("queue", names_.queues.name(*decision.queue));
        object.text_if_any("rejected", decision.rejected);
        object.text_if_any("sla", decision.sla);
        findings(object, decision.findings);
        if (decision.turn) {
            object.key("turn");
            turn(*decision.turn);
        }
        if (!decision.trials.empty()) trials(object.key("trials"), decision.trials);
    }

    void findings(ObjectWriter& object, const Findings& findings) {
        if (findings.score) object.number("score", *findings.score);
        object.text_if_any("tier", findings.tier);
        if (!findings.score_lines.empty()) {
            write_list(object.key("lines"), findings.score_lines,
                       [&](std::uint32_t line) { out_ += std::to_string(line); });
        }
        object.text_if_any("territory", findings.territory);
        object.text_if_any("account", findings.account);
        if (findings.account_by) {
            object.integer("account_by", static_cast<std::int64_t>(*findings.account_by));
        }
        if (findings.account_confidence) {
            object.number("account_sure", *findings.account_confidence);
        }
        if (findings.account_reason) {
            object.integer("account_why", static_cast<std::int64_t>(*findings.account_reason));
        }
        if (findings.owner) person(object, "owner", *findings.owner);
    }

    void turn(const Turn& turn) {
        ObjectWriter object(out_);
        object.text("pool", names_.pools.name(turn.pool));
        bits(object.key("eligible"), turn.eligible);
        if (!turn.sharing.empty()) bits(object.key("sharing"), turn.sharing);
        if (!turn.weights.empty()) {
            write_list(object.key("weights"), turn.weights,
                       [&](double weight) { append_json_number(out_, weight); });
        }
    }

    // [how many] when all are set, else [how many, "hex, the first seat in the highest bit"].
    void bits(std::string& out, const std::vector<bool>& set) {
        out += '[';
        out += std::to_string(set.size());
        if (std::ranges::find(set, false) != set.end()) {
            out += ",\"";
            for (std::size_t i = 0; i < set.size(); i += 4) {
                unsigned digit = 0;
                for (std::size_t j = i; j < i + 4; ++j) {
                    digit = digit * 2 + (j < set.size() && set[j] ? 1U : 0U);
                }
                out += "0123456789abcdef"[digit];
            }
            out += '"';
        }
        out += ']';
    }

    void trials(std::string& out, const std::vector<Trial>& trials) {
        write_list(out, trials, [&](const Trial& trial) {
            ObjectWriter object(out_);
            object.integer("kind", static_cast<std::int64_t>(trial.kind));
            object.integer("n", trial.number);
            object.flag_if_set("otherwise", trial.otherwise);
            if (trial.pool) object.text("pool", names_.pools.name(*trial.pool));
            if (trial.eligible != 0) object.integer("eligible", trial.eligible);
            if (!trial.excluded.empty()) exclusions(object.key("excluded"), trial.excluded);
        });
    }

    // [person or null, gate] and for capacities have and limit, for absences until when (µs).
    void exclusions(std::string& out, const std::vector<Exclusion>& exclusions) {
        write_list(out, exclusions, [&](const Exclusion& exclusion) {
            out_ += '[';
            if (exclusion.person) {
                append_json_string(out_, names_.people.name(*exclusion.person));
            } else {
                out_ += "null";
            }
            out_ += ',';
            out_ += std::to_string(static_cast<int>(exclusion.gate));
            if (exclusion.limit != 0 || exclusion.have != 0) {
                out_ +=
                    ',' + std::to_string(exclusion.have) + ',' + std::to_string(exclusion.limit);
            } else if (exclusion.until != Instant{}) {
                out_ += ',' + std::to_string(exclusion.until.micros);
            }
            out_ += ']';
        });
    }

    std::string& out_;
    const team::Names& names_;
};

void put_integer(char* out, std::uint64_t value) {
    for (int shift = 56; shift >= 0; shift -= 8) *out++ = static_cast<char>(value >> shift);
}

}  // namespace

std::string encode(const Event& event, const team::Names& names) {
    std::string out;
    out.reserve(768);
    Encoder(out, names).event(event);
    return out;
}

Digest chain(const Digest& before, const Logged& logged) {
    std::array<char, 24> numbers{};
    put_integer(numbers.data(), logged.seq);
    put_integer(numbers.data() + 8, static_cast<std::uint64_t>(logged.at.micros));
    put_integer(numbers.data() + 16, logged.kind.size());
    const std::string_view pieces[]{
        bytes_of(before),
        {numbers.data(), numbers.size()},
        logged.kind,
        logged.lead ? std::string_view("\1", 1) : std::string_view("\0", 1),
        logged.lead ? bytes_of(*logged.lead) : std::string_view(),
        logged.body};
    return sha256(pieces);
}

}  // namespace baton::event
