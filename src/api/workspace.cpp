// The document: the live one, its earlier versions, a draft checked, a version published or taken
// back to.
#include <fmt/format.h>

#include <utility>

#include "api/answers.hpp"
#include "api/body_fields.hpp"
#include "api/document.hpp"
#include "api/json.hpp"
#include "api/request_body.hpp"
#include "api/resources.hpp"
#include "api/service.hpp"
#include "base/text.hpp"
#include "http/problem.hpp"

namespace baton::api {
namespace {

http::Response no_such_version(std::string_view version) {
    return http::problem_response(404, fmt::format("there is no version {}", version), "version");
}

http::Response document_response(const http::RequestHead& head, store::Document document) {
    const std::string etag = etag_of(document.about);
    const auto known = head.header("If-None-Match");
    http::Response response;
    if (known && trim(*known) == etag) {
        response = http::Response::empty(304);
    } else {
        response.content_type = "text/yaml; charset=utf-8";
        response.body = std::move(document.text);
    }
    response.headers.emplace_back("ETag", etag);
    response.headers.emplace_back("Baton-Version", std::to_string(document.about.version));
    return response;
}

void write_version(ObjectWriter& object, const store::DocumentVersion& version) {
    object.integer("version", static_cast<std::int64_t>(version.version));
    object.text("etag", etag_of(version));
    object.text("sha256", to_hex(bytes_of(version.sha256)));
    text_or_null(object, "note", version.note);
    text_or_null(object, "actor", version.actor);
    object.text("at", format_time(version.at));
}

std::optional<std::string> header_text(const http::RequestHead& head, std::string_view name) {
    const auto value = head.header(name);
    return value ? std::optional<std::string>(*value) : std::nullopt;
}

OrResponse<bool> confirm_of(const http::Parameters& query) {
    const auto text = http::find_parameter(query, "confirm");
    if (!text || *text == "false") return false;
    if (*text == "true") return true;
    return std::unexpected(http::problem_response(400, "\"confirm\" is true or false", "confirm"));
}

OrResponse<std::string> note_of(std::optional<std::string> note) {
    if (note && note->size() > kMaxNoteBytes) {
        return std::unexpected(http::problem_response(
            422, fmt::format("a note has at most {} bytes", kMaxNoteBytes), "note"));
    }
    return note.value_or("");
}

void roll_back(Call call, Publication publication, std::uint64_t version,
               const std::optional<std::string>& if_match) {
    store::Store& store = call.service().options.store;
    const auto live = store.live_document(call.workspace());
    if (!live) return call.answer(store_failed(live.error()));
    if (!*live) return call.answer(no_such_version(std::to_string(version)));
    if (if_match) {
        if (auto refusal = check_if_match(call, if_match, *live)) {
            return call.answer(std::move(*refusal));
        }
    }
    auto document = store.document(call.workspace(), version);
    if (!document) return call.answer(store_failed(document.error()));
    if (!*document) return call.answer(no_such_version(std::to_string(version)));
    if (version == (*live)->about.version) {
        return call.refuse(409, fmt::format("version {} is the live one", version), "version");
    }
    publication.text = std::move((*document)->text);
    publication.files = std::move((*document)->files);
    publication.upon = (*live)->about.version;
    if (publication.note.empty()) publication.note = fmt::format("Back to version {}", version);
    publish(std::move(call), std::move(publication));
}

}  // namespace

void get_workspace(Call call, http::Request& request) {
    if (auto query = query_of(request, {}); !query) return call.answer(std::move(query.error()));
    auto document = call.service().options.store.live_document(call.workspace());
    if (!document) return call.answer(store_failed(document.error()));
    if (!*document) return call.refuse(404, "no workspace document has been published yet");
    call.answer(document_response(request, **std::move(document)));
}

void get_version(Call call, http::Request& request) {
    if (auto query = query_of(request, {}); !query) return call.answer(std::move(query.error()));
    const auto version = parse_integer(call.argument(0));
    if (!version || *version < 1) return call.answer(no_such_version(call.argument(0)));
    auto document = call.service().options.store.document(call.workspace(),
                                                          static_cast<std::uint64_t>(*version));
    if (!document) return call.answer(store_failed(document.error()));
    if (!*document) return call.answer(no_such_version(call.argument(0)));
    call.answer(document_response(request, **std::move(document)));
}

void get_versions(Call call, http::Request& request) {
    auto query = query_of(request, {"limit", "cursor"});
    if (!query) return call.answer(std::move(query.error()));
    const auto limit = page_limit(*query);
    if (!limit) return call.answer(limit.error());
    std::uint64_t before = 0;
    if (const auto cursor = http::find_parameter(*query, "cursor")) {
        const auto number = parse_integer(*cursor);
        if (!number || *number < 1) {
            return call.refuse(400, "\"cursor\" is what an earlier page gave", "cursor");
        }
        before = static_cast<std::uint64_t>(*number);
    }
    const auto versions =
        call.service().options.store.document_versions(call.workspace(), before, *limit);
    if (!versions) return call.answer(store_failed(versions.error()));
    std::string body = "{\"versions\":";
    write_list(body, *versions, [&](const store::DocumentVersion& version) {
        ObjectWriter item(body);
        write_version(item, version);
    });
    const bool more = versions->size() == *limit && versions->back().version > 1;
    body += ",\"cursor\":";
    body += more ? "\"" + std::to_string(versions->back().version) + "\"}" : "null}";
    call.answer(http::Response::json(200, std::move(body)));
}

void put_workspace(Call call, http::Request& request) {
    auto query = query_of(request, {"note", "confirm"});
    if (!query) return call.answer(std::move(query.error()));
    auto text = document_body(request);
    if (!text) return call.answer(std::move(text.error()));
    const auto confirmed = confirm_of(*query);
    if (!confirmed) return call.answer(confirmed.error());
    const auto given_note = http::find_parameter(*query, "note");
    auto note = note_of(given_note ? std::optional<std::string>(*given_note) : std::nullopt);
    if (!note) return call.answer(std::move(note.error()));
    const auto live = call.service().options.store.live_document(call.workspace());
    if (!live) return call.answer(store_failed(live.error()));
    if (auto refusal = check_if_match(call, header_text(request, "If-Match"), *live)) {
        return call.answer(std::move(*refusal));
    }
    Publication publication;
    publication.text = *std::move(text);
    publication.note = *std::move(note);
    publication.confirmed = *confirmed;
    publication.upon = *live ? (*live)->about.version : 0;
    auto files = live_files(call, publication.text);
    if (!files) return call.answer(store_failed(files.error()));
    publication.files = *std::move(files);
    publish(std::move(call), std::move(publication));
}

void post_check(Call call, http::Request& request) {
    if (auto query = query_of(request, {}); !query) return call.answer(std::move(query.error()));
    auto text = document_body(request);
    if (!text) return call.answer(std::move(text.error()));
    in_background(std::move(call), [text = *std::move(text)](Call asked) {
        const auto live = asked.writer().live();
        const auto files = live_files(asked, text);
        if (!files) return asked.answer(store_failed(files.error()));
        workspace::Loaded loaded = dispatch::compile(text, *files, asked.service().options.tables,
                                                     live->policy ? &live->policy->names : nullptr);
        add_review(loaded, asked.service().options.tables);
        std::string body;
        {
            ObjectWriter object(body);
            flag(object, "ok", loaded.policy != nullptr);
            write_findings(object.key("findings"), loaded.findings);
        }
        asked.answer(http::Response::json(200, std::move(body)));
    });
}

void post_rollback(Call call, http::Request& request) {
    auto body = json_body(request);
    if (!body) return call.answer(std::move(body.error()));
    auto key = idempotency_key(call, request);
    if (!key) return call.answer(std::move(key.error()));
    BodyFields fields(*body, {"version", "note", "confirm"});
    fields.need_one_of({"version"});
    const auto version = fields.whole("version");
    auto note = note_of(fields.text("note"));
    Publication publication;
    publication.confirmed = fields.flag("confirm").value_or(false);
    publication.key = *std::move(key);
    if (!fields.is_fine()) return call.answer(fields.refusal());
    if (!note) return call.answer(std::move(note.error()));
    publication.note = *std::move(note);
    in_background(std::move(call),
                  [publication = std::move(publication), version = *version,
                   if_match = header_text(request, "If-Match")](Call asked) mutable {
                      roll_back(std::move(asked), std::move(publication),
                                static_cast<std::uint64_t>(version), if_match);
                  });
}

}  // namespace baton::api
