// baton publish and baton pull: the document of a running server, put there and fetched, for Git
// and CI. Both work on whole documents, byte for byte.
#include <fmt/format.h>

#include <cstdio>

#include "app/commands/commands.hpp"
#include "app/files.hpp"
#include "app/remote.hpp"
#include "http/uri.hpp"

namespace baton::app {
namespace {

int complain(std::string_view command, std::string_view message) {
    fmt::print(stderr, "baton {}: {}\n", command, message);
    return kFound;
}

// The document's path of a workspace; empty: the server's own.
std::string document_of(const std::string& workspace) {
    return workspace.empty() ? "/v1/workspace"
                             : "/w/" + http::percent_encode(workspace) + "/v1/workspace";
}

}  // namespace

int publish(const PublishOptions& options) {
    // The server checks it again; here the findings name the file.
    if (const int checked = check({options.file, true}); checked != kDone) return checked;
    const auto text = read_file(options.file);
    if (!text) return complain("publish", text.error().message);
    auto remote = Remote::connect(options.remote);
    if (!remote) return complain("publish", remote.error().message);
    const std::string place = document_of(options.workspace);
    const auto live = remote->send(http::Method::Get, place);
    if (!live) return complain("publish", live.error().message);
    std::vector<std::pair<std::string, std::string>> headers{{"Content-Type", "application/yaml"}};
    if (live->status == 200) {
        if (live->body == *text) {
            fmt::print("{} is live already\n", options.file);
            return kDone;
        }
        headers.emplace_back("If-Match", std::string(live->header("etag").value_or("*")));
    } else if (live->status != 404) {
        return complain("publish", problem_words(*live));
    }
    std::string target = place + "?confirm=";
    target += options.confirm ? "true" : "false";
    if (!options.note.empty()) target += "&note=" + http::percent_encode(options.note);
    const auto put = remote->send(http::Method::Put, target, *text, std::move(headers));
    if (!put) return complain("publish", put.error().message);
    if (put->status >= 300) {
        return complain("publish", problem_words(*put, options.file));
    }
    fmt::print("published {}{}\n", options.file,
               put->header("etag") ? fmt::format(" as {}", *put->header("etag")) : "");
    return kDone;
}

int pull(const PullOptions& options) {
    auto remote = Remote::connect(options.remote);
    if (!remote) return complain("pull", remote.error().message);
    const auto live = remote->send(http::Method::Get, document_of(options.workspace));
    if (!live) return complain("pull", live.error().message);
    if (live->status != 200) return complain("pull", problem_words(*live));
    if (options.out.empty()) {
        std::fwrite(live->body.data(), 1, live->body.size(), stdout);
        return kDone;
    }
    const auto written = write_file(options.out, live->body);
    if (!written) return complain("pull", written.error().message);
    fmt::print(stderr, "wrote {}\n", options.out);
    return kDone;
}

}  // namespace baton::app
