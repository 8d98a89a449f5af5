// Org: one Salesforce organisation: the session that calls need, how it is called, what its answers
// mean, and what was found out about it once. Shared by all that a connector has under way; the
// courier's thread only.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "deliver/crm/connector.hpp"
#include "deliver/crm/json_view.hpp"
#include "deliver/crm/salesforce/jwt.hpp"

namespace baton::deliver::crm::salesforce {

inline constexpr std::string_view kVersion = "v60.0";      // of the API: Spring '24
inline constexpr std::string_view kField = "Baton_Id__c";  // our name of a record, an external id
// Records of one write. Salesforce takes 200; their names have to fit one query.
inline constexpr std::size_t kMostAtOnce = 50;

// As Salesforce calls a kind of record: "Opportunity".
[[nodiscard]] std::string_view type_of(RecordKind kind);
[[nodiscard]] std::string path_of(std::string_view rest);  // below /services/data/vXX.X
[[nodiscard]] std::string quoted_soql(std::string_view text);
[[nodiscard]] std::string query_path(std::string_view soql);

// What an answer means beyond its status.
struct Judged {
    Outcome outcome;         // its message is for people, and without a lead's words
    JsonView answer;         // of whatever status; empty where it was no JSON
    std::string code;        // Salesforce's own word for what is wrong: "INVALID_FIELD"
    std::string words;       // and its sentence, which may repeat what a lead said: not to be shown
    bool is_over = false;    // the session is
    bool is_of_all = false;  // it failed for a reason that every other call would have
    Quota quota;
};

// The stages and states that Baton uses, by Salesforce's names of them; empty where there is none.
struct Stages {
    std::string open, won, lost;
};

class Org {
  public:
    struct Login {
        std::string url;  // where one logs in, without a slash behind
        std::string client;
        std::string user;
        SigningKey key;
        Secrets secrets;
    };
    explicit Org(Login login) : login_(std::move(login)) {}

    [[nodiscard]] bool has_session() const { return !token_.empty(); }
    [[nodiscard]] HttpCall login_call(Instant now) const;
    // From the answer to a login.
    [[nodiscard]] Judged begin_session(Outcome outcome);
    // Forgets the session, unless there is a newer one than the call's.
    void end_session(const std::string& token) {
        if (token == token_) token_.clear();
    }
    [[nodiscard]] const std::string& token() const { return token_; }

    // Needs a session. `path` begins with a slash.
    [[nodiscard]] HttpCall call(HttpMethod method, std::string_view path, std::string body) const;
    [[nodiscard]] Judged judge(Outcome outcome) const;

    std::optional<Stages> stages;                               // of opportunities
    std::optional<std::set<std::string, std::less<>>> refused;  // states of leads that end them

  private:
    Login login_;
    std::string token_;
    std::string instance_;
};

// What a part of a composite answer, or a whole answer, was refused for: its words for people.
[[nodiscard]] std::string explain(std::string_view type, std::string_view code,
                                  std::string_view words);
// A word of Salesforce's own, empty for anything else.
[[nodiscard]] std::string word_of(const JsonView& view);

}  // namespace baton::deliver::crm::salesforce
