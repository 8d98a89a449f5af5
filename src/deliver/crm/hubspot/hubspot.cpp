#include "deliver/crm/hubspot/hubspot.hpp"

#include <fmt/format.h>

#include <utility>

#include "deliver/crm/hubspot/reading.hpp"
#include "deliver/crm/hubspot/writing.hpp"

namespace baton::deliver::crm {
namespace {

class Hubspot : public Connector {
  public:
    explicit Hubspot(std::shared_ptr<hubspot::Portal> portal) : portal_(std::move(portal)) {}

    [[nodiscard]] std::size_t most_at_once() const override { return hubspot::kMostAtOnce; }
    // A private app may call some 10 to 19 times a second, and a write takes about six calls.
    [[nodiscard]] std::size_t most_writes() const override { return 3; }
    [[nodiscard]] std::vector<RecordKind> usual_records() const override {
        return {RecordKind::Contact, RecordKind::Opportunity};
    }
    [[nodiscard]] Steps<Wrote> write(std::vector<LeadNow> leads, Instant now) override {
        return std::make_shared<hubspot::Writing>(portal_, std::move(leads), now)->proceed();
    }
    [[nodiscard]] Steps<Owners> owners(Instant) override { return hubspot::read_owners(portal_); }
    [[nodiscard]] Steps<Loads> load(std::vector<std::string> owners, Instant since,
                                    Instant now) override {
        return hubspot::read_load(portal_, owners, since, now);
    }
    [[nodiscard]] Steps<Changes> changes_since(Instant since, Instant) override {
        return hubspot::read_changes(portal_, since);
    }

  private:
    std::shared_ptr<hubspot::Portal> portal_;  // shared: steps that are under way outlive a call
};

}  // namespace

Result<std::unique_ptr<Connector>> make_hubspot(const Connection& connection) {
    const workspace::CrmConnection& as = connection.as;
    if (as.token.empty()) {
        return fail(DeliverError::NoConnection,
                    fmt::format("crm {}: \"token\" is missing; write a private app's token as "
                                "\"${{HUBSPOT_TOKEN}}\"",
                                as.key));
    }
    std::string api = as.url.empty() ? std::string(kHubspotApi) : as.url;
    while (api.ends_with('/')) api.pop_back();
    if (!api.starts_with("https://") && !api.starts_with("http://")) {
        return fail(DeliverError::BadAddress,
                    fmt::format("crm {}: url is no address such as {}", as.key, kHubspotApi));
    }
    return std::make_unique<Hubspot>(
        std::make_shared<hubspot::Portal>(std::move(api), as.token, connection.secrets));
}

}  // namespace baton::deliver::crm
