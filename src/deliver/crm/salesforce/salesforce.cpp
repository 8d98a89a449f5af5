#include "deliver/crm/salesforce/salesforce.hpp"

#include <fmt/format.h>

#include <utility>

#include "deliver/crm/salesforce/reading.hpp"
#include "deliver/crm/salesforce/writing.hpp"

namespace baton::deliver::crm {
namespace {

class Salesforce : public Connector {
  public:
    explicit Salesforce(std::shared_ptr<salesforce::Org> org) : org_(std::move(org)) {}

    [[nodiscard]] std::size_t most_at_once() const override { return salesforce::kMostAtOnce; }
    [[nodiscard]] std::vector<RecordKind> usual_records() const override {
        return {RecordKind::Lead};
    }
    [[nodiscard]] Steps<Wrote> write(std::vector<LeadNow> leads, Instant now) override {
        return std::make_shared<salesforce::Writing>(org_, std::move(leads), now)->proceed();
    }
    [[nodiscard]] Steps<Owners> owners(Instant now) override {
        return salesforce::read_owners(org_, now);
    }
    [[nodiscard]] Steps<Loads> load(std::vector<std::string> owners, Instant since,
                                    Instant now) override {
        return salesforce::read_load(org_, owners, since, now);
    }
    [[nodiscard]] Steps<Changes> changes_since(Instant since, Instant now) override {
        return salesforce::read_changes(org_, since, now);
    }

  private:
    std::shared_ptr<salesforce::Org> org_;  // shared: steps that are under way outlive a call
};

std::unexpected<Error> missing(std::string_view connection, std::string_view key,
                               std::string_view mend) {
    return fail(DeliverError::NoConnection,
                fmt::format("crm {}: \"{}\" is missing; {}", connection, key, mend));
}

}  // namespace

Result<std::unique_ptr<Connector>> make_salesforce(const Connection& connection) {
    const workspace::CrmConnection& as = connection.as;
    if (as.client.empty()) {
        return missing(as.key, "client", "write the connected app's consumer key");
    }
    if (as.user.empty()) return missing(as.key, "user", "write the name of the user to act as");
    if (as.key_pem.empty()) {
        return missing(as.key, "key",
                       "write the private key of the connected app's certificate as "
                       "\"${SALESFORCE_KEY}\"");
    }
    std::string url = as.url.empty() ? std::string(kSalesforceLogin) : as.url;
    while (url.ends_with('/')) url.pop_back();
    if (!url.starts_with("https://") && !url.starts_with("http://")) {
        return fail(DeliverError::BadAddress,
                    fmt::format("crm {}: url is no address such as {}", as.key, kSalesforceLogin));
    }
    auto key = salesforce::SigningKey::read(as.key_pem, fmt::format("crm {}: key", as.key));
    if (!key) return std::unexpected(key.error());
    return std::make_unique<Salesforce>(std::make_shared<salesforce::Org>(salesforce::Org::Login{
        std::move(url), as.client, as.user, *std::move(key), connection.secrets}));
}

}  // namespace baton::deliver::crm
