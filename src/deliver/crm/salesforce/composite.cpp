#include "deliver/crm/salesforce/composite.hpp"

#include "base/text.hpp"
#include "core/event/json_writer.hpp"

namespace baton::deliver::crm::salesforce {
namespace {

constexpr std::string_view kStages = "stages";
constexpr std::string_view kStates = "states";

Stages read_stages(const std::vector<JsonView>& rows) {
    Stages stages;
    for (const JsonView& row : rows) {
        std::string name = row["ApiName"].text();
        std::string& place = row["IsWon"].is_true()      ? stages.won
                             : row["IsClosed"].is_true() ? stages.lost
                                                         : stages.open;
        if (place.empty()) place = std::move(name);
    }
    return stages;
}

// An organisation names its states as it likes, and says of none that it is a refusal.
bool sounds_refused(std::string_view state) {
    const std::string lower = ascii_lower(state);
    for (const std::string_view word : {"not converted", "unqualified", "disqualified"}) {
        if (lower.find(word) != std::string::npos) return true;
    }
    return false;
}

}  // namespace

HttpCall ask_together(const Org& org,
                      const std::vector<std::pair<std::string, std::string>>& queries) {
    std::string body;
    {
        event::ObjectWriter object(body);
        object.key("allOrNone") += "false";
        event::write_list(object.key("compositeRequest"), queries, [&](const auto& query) {
            event::ObjectWriter part(body);
            part.text("method", "GET");
            part.text("referenceId", query.first);
            part.text("url", query_path(query.second));
        });
    }
    return org.call(HttpMethod::Post, path_of("/composite"), std::move(body));
}

std::vector<Part> parts_of(const JsonView& answer) {
    std::vector<Part> parts;
    for (const JsonView& each : answer["compositeResponse"].items()) {
        Part part;
        part.reference = each["referenceId"].text();
        part.is_well = each["httpStatusCode"].number() == 200.0;
        part.rows = each["body"]["records"].items();
        const auto errors = each["body"].items();
        if (!part.is_well && !errors.empty()) {
            part.code = word_of(errors.front()["errorCode"]);
            part.words = errors.front()["message"].text();
        }
        parts.push_back(std::move(part));
    }
    return parts;
}

std::vector<std::pair<std::string, std::string>> stage_queries() {
    return {{std::string(kStages),
             "SELECT ApiName, IsClosed, IsWon FROM OpportunityStage WHERE IsActive = true "
             "ORDER BY SortOrder"},
            {std::string(kStates),
             "SELECT ApiName FROM LeadStatus WHERE IsConverted = false ORDER BY SortOrder"}};
}

// Where one may not be seen, its records are written without stages, and closed by nobody.
void note_stages(Org& org, const std::vector<Part>& parts) {
    if (!org.stages) org.stages.emplace();
    if (!org.refused) org.refused.emplace();
    for (const Part& part : parts) {
        if (part.reference == kStages) *org.stages = read_stages(part.rows);
        if (part.reference != kStates) continue;
        for (const JsonView& row : part.rows) {
            const std::string state = row["ApiName"].text();
            if (sounds_refused(state)) org.refused->insert(state);
        }
    }
}

}  // namespace baton::deliver::crm::salesforce
