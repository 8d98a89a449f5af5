// Api: everything Baton answers over HTTP. Finds the resource, sees that the caller may, and hands
// the request to it; the resources stand one a file in this folder, listed in routes.cpp, and are
// held to openapi.json.
//
// Any thread, several at once, as the server calls. It has threads of its own for what would hold
// up the server's: events that are streamed, searches, documents that are compiled.
#pragma once

#include <memory>

#include "api/options.hpp"
#include "http/handler.hpp"

namespace baton::api {

struct Service;

class Api final : public http::Handler {
  public:
    explicit Api(Options options);
    // After the server has stopped and the directory is closed.
    ~Api() override;
    Api(const Api&) = delete;
    Api& operator=(const Api&) = delete;

    // Ends the event streams and what waits in the background; later calls of those are refused.
    // Before the server stops, so that it need not wait for them.
    void stop();

    [[nodiscard]] http::BodyPlan plan(http::RequestHead& head) override;
    void handle(http::Request&& request, http::Reply reply) override;
    void handle_stream(http::Request&& request, http::BodyReader body, http::Reply reply) override;
    void on_refused(const http::RequestHead& head, http::Response& answer) override;

  private:
    std::shared_ptr<Service> service_;  // shared with the answers that are still under way
};

}  // namespace baton::api
