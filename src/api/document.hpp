// Documents in requests and answers: their ETag, what was found wrong with them, and publishing.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/call.hpp"
#include "api/request_body.hpp"
#include "core/workspace/finding.hpp"
#include "core/workspace/load.hpp"
#include "dispatch/policy_shelf.hpp"
#include "dispatch/request.hpp"
#include "store/rows.hpp"

namespace baton::api {

// "v3-0a1b2c3d4e5f6071": the version and the hash of its text, in quotes.
[[nodiscard]] std::string etag_of(const store::DocumentVersion& version);

// Adds the warnings that a document has about itself, with their examples (core/review).
void add_review(workspace::Loaded& loaded, const dispatch::Tables& tables);

// [{"severity", "message", "hint", "line", "column", "code"?, "example"?}, …]
void write_findings(std::string& out, const std::vector<workspace::Finding>& findings);
// Those files of the live version that `text` speaks of: a document that comes over HTTP brings
// none of its own, but may go on naming what the live one was published with. Reads the store.
[[nodiscard]] Result<std::vector<store::DocumentFile>> live_files(const Call& call,
                                                                  std::string_view text);

// 422 with every error at its line and column.
[[nodiscard]] http::Response findings_refusal(const std::vector<workspace::Finding>& findings);

// The text of a document in a body: 415 for what is not YAML, 400 for what is not UTF-8 or empty.
[[nodiscard]] OrResponse<std::string> document_body(http::Request& request);

// Whether a request that names `if_match` may replace the version that is live (0: none is):
// 428 where it should name one and does not, 412 where it names another: with what was changed
// since.
[[nodiscard]] std::optional<http::Response> check_if_match(
    const Call& call, const std::optional<std::string>& if_match,
    const std::optional<store::Document>& live);

// A document to be published upon version `upon`.
struct Publication {
    std::string text;
    std::vector<store::DocumentFile> files;
    std::string note;
    bool confirmed = false;
    std::uint64_t upon = 0;
    std::optional<dispatch::Key> key;
};
// Compiles it, publishes it and answers the call. In the background.
void publish(Call call, Publication publication);

}  // namespace baton::api
