// Tryton's JSON-RPC: a call, what its answer means, and the session that calls need. An answer of
// HTTP 200 may be an error: ["UserError", [what is wrong with the record, …]], or the text of an
// exception and where it came from.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/instant.hpp"
#include "deliver/crm/connector.hpp"
#include "deliver/crm/record.hpp"
#include "deliver/crm/steps.hpp"

namespace baton::deliver::crm::tryton {

namespace json = boost::json;

struct Answered {
    enum class Kind : std::uint8_t {
        Result = 1,
        Refused,  // this record is not taken like this
        Busy,     // the server could not do it now; another record it might
        Down,     // the server is not to be had
    };
    Kind kind = Kind::Down;
    json::value result;
    Outcome outcome;  // unless it is a result: a message, a status, Retry-After
};

// One server and what is known of the way to it; shared by all trips of a connector.
class Host {
  public:
    explicit Host(Connection connection);

    [[nodiscard]] bool has_session() const { return !header_.empty(); }
    [[nodiscard]] const std::string& header() const { return header_; }
    // Forgets the session, unless there is a newer one.
    void end_session(const std::string& header) {
        if (header == header_) header_.clear();
    }
    // From the answers to a login and to the question for the user's preferences; false: they say
    // nothing of the kind.
    [[nodiscard]] bool begin_session(const json::value& login);
    [[nodiscard]] bool take_preferences(const json::value& preferences);

    [[nodiscard]] HttpCall login_call() const;
    // `params` without the context, which is added.
    [[nodiscard]] HttpCall call(std::string_view method, const json::array& params) const;
    [[nodiscard]] Answered judge(Outcome outcome) const;

    [[nodiscard]] std::int64_t company() const { return company_; }
    [[nodiscard]] const workspace::CrmConnection& as() const { return connection_.as; }

  private:
    [[nodiscard]] HttpCall post(std::string_view method, json::array params) const;

    Connection connection_;
    std::string url_;
    std::string header_;  // Authorization's value; empty: no session
    std::int64_t company_ = 0;
};
using SharedHost = std::shared_ptr<Host>;  // shared: by the connector and its trips

// What several calls need, one after another, that end in an Answer. A session that the server no
// longer takes is renewed once a trip.
template <class Answer>
class Trip : public std::enable_shared_from_this<Trip<Answer>> {
  public:
    using Then = std::move_only_function<Steps<Answer>(Answered)>;

    explicit Trip(SharedHost host) : host_(std::move(host)) {}

    [[nodiscard]] Steps<Answer> call(std::string method, json::array params, Then then) {
        if (!host_->has_session()) {
            return log_in([self = this->shared_from_this(), method = std::move(method),
                           params = std::move(params),
                           then = std::move(then)](Answered ready) mutable -> Steps<Answer> {
                if (ready.kind != Answered::Kind::Result) return then(std::move(ready));
                return self->call(std::move(method), std::move(params), std::move(then));
            });
        }
        HttpCall http = host_->call(method, params);
        return {Asking<Answer>{
            std::move(http),
            [self = this->shared_from_this(), header = host_->header(), method = std::move(method),
             params = std::move(params),
             then = std::move(then)](Outcome outcome) mutable -> Steps<Answer> {
                if ((outcome.status == 401 || outcome.status == 403) && !self->has_renewed_) {
                    self->has_renewed_ = true;
                    self->host_->end_session(header);
                    return self->call(std::move(method), std::move(params), std::move(then));
                }
                return then(self->host_->judge(std::move(outcome)));
            }}};
    }

    [[nodiscard]] Host& host() { return *host_; }

  private:
    [[nodiscard]] Steps<Answer> log_in(Then then) {
        return {Asking<Answer>{host_->login_call(),
                               [self = this->shared_from_this(),
                                then = std::move(then)](Outcome outcome) mutable -> Steps<Answer> {
                                   Answered answer = self->host_->judge(std::move(outcome));
                                   if (answer.kind != Answered::Kind::Result)
                                       return then(std::move(answer));
                                   if (!self->host_->begin_session(answer.result)) {
                                       return then(
                                           refusal("Tryton does not accept the user and password"));
                                   }
                                   return self->ask_preferences(std::move(then));
                               }}};
    }

    [[nodiscard]] Steps<Answer> ask_preferences(Then then) {
        HttpCall http = host_->call("model.res.user.get_preferences", {true});
        return {Asking<Answer>{std::move(http),
                               [self = this->shared_from_this(), header = host_->header(),
                                then = std::move(then)](Outcome outcome) mutable -> Steps<Answer> {
                                   Answered answer = self->host_->judge(std::move(outcome));
                                   if (answer.kind == Answered::Kind::Result &&
                                       !self->host_->take_preferences(answer.result)) {
                                       answer = refusal(
                                           "the user in Tryton belongs to no company: give it one");
                                   }
                                   if (answer.kind != Answered::Kind::Result)
                                       self->host_->end_session(header);
                                   return then(std::move(answer));
                               }}};
    }

    // Of the whole connection: it may be mended while leads wait.
    [[nodiscard]] static Answered refusal(std::string message) {
        Answered answer;
        answer.outcome.message = std::move(message);
        return answer;
    }

    SharedHost host_;
    bool has_renewed_ = false;
};

// ---- Values as Tryton writes them
// -----------------------------------------------------------------
[[nodiscard]] json::value date_value(Instant day);       // of UTC
[[nodiscard]] json::value datetime_value(Instant when);  // UTC
[[nodiscard]] json::value decimal_value(double amount);  // two digits behind the point
// What is not such a value gives zero, or nothing.
[[nodiscard]] std::optional<Instant> instant_of(const json::value& value);
[[nodiscard]] double number_of(const json::value& value);
[[nodiscard]] std::string text_of(const json::object& record, std::string_view field);
// A record's id as text; empty: none.
[[nodiscard]] std::string id_of(const json::object& record, std::string_view field = "id");
[[nodiscard]] std::int64_t to_number(std::string_view id);
// The objects of a list; what is none is left out.
[[nodiscard]] std::vector<json::object> records_of(const json::value& list);

// What our references and codes begin with; the lead's id follows.
inline constexpr std::string_view kOurs = "baton:";

}  // namespace baton::deliver::crm::tryton
