// Portal: one HubSpot account: how it is called, what its answers mean, and what was found out
// about it once. Shared by all that a connector has under way; the courier's thread only.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "deliver/crm/connector.hpp"
#include "deliver/crm/json_view.hpp"

namespace baton::deliver::crm::hubspot {

// Inputs of one batch. HubSpot takes 100; their echo has to fit into what one answer may be.
inline constexpr std::size_t kMostAtOnce = 50;

// The properties that Baton makes for itself in each type of object.
inline constexpr std::string_view kId = "baton_id";      // unique: the record's name in Baton
inline constexpr std::string_view kLead = "baton_lead";  // the lead whose state the record tells

inline constexpr std::string_view kOwner = "hubspot_owner_id";

// As HubSpot calls a kind of record in its addresses: "contacts".
[[nodiscard]] std::string_view type_of(RecordKind kind);
// The same for /crm/v3/objects, where deals go by their number.
[[nodiscard]] std::string_view object_of(RecordKind kind);

// The stages of one pipeline that Baton knows how to use; empty where there is none such.
struct Stages {
    std::string open, won, lost;
};
struct Pipelines {
    std::string first;  // the one for new records
    std::map<std::string, Stages, std::less<>> by_id;
    std::set<std::string, std::less<>> refused_stages;  // leads: those that say "disqualified"
};

class Portal {
  public:
    Portal(std::string api, std::string token, Secrets secrets)
        : api_(std::move(api)), token_(std::move(token)), secrets_(std::move(secrets)) {}

    [[nodiscard]] HttpCall get(std::string_view path) const;
    [[nodiscard]] HttpCall post(std::string_view path, std::string body) const;

    // Reads a pipelines answer for deals or leads; nothing where it has no pipeline at all.
    [[nodiscard]] static std::optional<Pipelines> read_pipelines(RecordKind kind,
                                                                 const JsonView& answer);

    std::set<RecordKind> is_ready;  // these types have our properties
    std::optional<Pipelines> deals, leads;

  private:
    std::string api_;  // without a slash behind
    std::string token_;
    Secrets secrets_;
};

// What an answer means beyond its status.
struct Judged {
    Outcome outcome;         // its message is for people, and without a lead's words
    JsonView answer;         // of whatever status; empty where it was no JSON
    std::string category;    // HubSpot's own word for what is wrong: "VALIDATION_ERROR"
    bool is_of_all = false;  // it failed for a reason that every other call would have
    Quota quota;
};
[[nodiscard]] Judged judge(Outcome outcome);

// A word of HubSpot's own ("VALIDATION_ERROR"), so that nothing that a lead said is shown; empty
// for anything else.
[[nodiscard]] std::string word_of(const JsonView& view);

}  // namespace baton::deliver::crm::hubspot
