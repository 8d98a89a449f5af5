// Connector: one CRM of one workspace, spoken to in its own language. All of it is made of Steps:
// nothing here waits, and what answers is a value. What a connector remembers between calls (a
// session, what the CRM calls its own types) it can find out again at any time.
//
// Writing has to bear being repeated: a reply may be lost after the CRM has written. So a record is
// looked for by our id before it is made, or made by an upsert upon our id; a record that was
// deleted there is made anew.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/instant.hpp"
#include "core/workspace/policy.hpp"
#include "deliver/crm/record.hpp"
#include "deliver/crm/steps.hpp"
#include "deliver/outbound/secrets.hpp"

namespace baton::deliver::crm {

// A connection of the document with its secrets put in.
struct Connection {
    workspace::CrmConnection as;  // texts without ${NAME} any more
    Secrets secrets;              // to be given to every call
};

class Connector {
  public:
    virtual ~Connector() = default;
    Connector() = default;
    Connector(const Connector&) = delete;
    Connector& operator=(const Connector&) = delete;

    // How many leads one write takes at most.
    [[nodiscard]] virtual std::size_t most_at_once() const = 0;
    // How many writes may be under way at a time.
    [[nodiscard]] virtual std::size_t most_writes() const { return 6; }
    // What is created where neither connection, rule nor document say it.
    [[nodiscard]] virtual std::vector<RecordKind> usual_records() const = 0;

    // Makes each lead's records what the lead is now. Leads of one call are different ones, 1 …
    // most_at_once(); no other call writes one of them meanwhile. One that fails does not spoil the
    // rest. `now` is for what a CRM wants dated or signed.
    [[nodiscard]] virtual Steps<Wrote> write(std::vector<LeadNow> leads, Instant now) = 0;

    // Everybody who can own records, active ones alone.
    [[nodiscard]] virtual Steps<Owners> owners(Instant now) = 0;

    // What these owners have: open deals now, and what they won since `since`.
    [[nodiscard]] virtual Steps<Loads> load(std::vector<std::string> owners, Instant since,
                                            Instant now) = 0;

    // Records of ours that changed at or after `since`, by the CRM's clock, some page of them. What
    // was told may be told again.
    [[nodiscard]] virtual Steps<Changes> changes_since(Instant since, Instant now) = 0;
};

// The connector for the connection's type. Fails with NoConnection, naming the key of the document
// that is missing or cannot be used.
[[nodiscard]] Result<std::unique_ptr<Connector>> make_connector(Connection connection);
// The same for a connection as the document has it: its ${NAME} are read from the environment, now.
// Fails with SecretMissing and BadSecretName besides.
[[nodiscard]] Result<std::unique_ptr<Connector>> make_connector(const workspace::CrmConnection& as,
                                                                const Environment& environment);

}  // namespace baton::deliver::crm
