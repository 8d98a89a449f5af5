#include "api/document.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "api/answers.hpp"
#include "api/json.hpp"
#include "api/service.hpp"
#include "api/text_difference.hpp"
#include "base/text.hpp"
#include "core/desk/command.hpp"
#include "core/review/review.hpp"
#include "core/team/zone_offsets.hpp"
#include "http/problem.hpp"

namespace baton::api {
namespace {

using workspace::Finding;
using workspace::Severity;

struct Compiled {
    std::shared_ptr<const workspace::Policy> policy;  // shared with the desk it is published to
    std::vector<Finding> findings;
};

// What was changed since the version that somebody's change was made upon, where that is known.
std::vector<http::ProblemItem> changes_since(store::Store& store, const std::string& workspace,
                                             std::uint64_t upon, const store::Document& live) {
    constexpr std::size_t kMostChanges = 50;
    constexpr std::size_t kMostLines = 40;
    std::vector<http::ProblemItem> items;
    const auto before = store.document(workspace, upon);
    if (!before || !*before) return items;
    for (const LineChange& change : difference((*before)->text, live.text)) {
        if (items.size() == kMostChanges) break;
        http::ProblemItem& item = items.emplace_back();
        item.detail = to_text(change, kMostLines);
        item.line = change.line;
    }
    return items;
}

http::Response version_moved(store::Store& store, const std::string& workspace, std::uint64_t upon,
                             const store::Document& live) {
    http::Problem problem;
    problem.status = 412;
    problem.type = "urn:baton:version-moved";
    problem.field = "If-Match";
    problem.detail = fmt::format(
        "version {} is live, {}, published by {}; fetch it, put your change on top and publish "
        "again",
        live.about.version, etag_of(live.about), live.about.actor);
    problem.errors = changes_since(store, workspace, upon, live);
    if (!problem.errors.empty()) {
        problem.detail += fmt::format(". What changed since version {} is listed", upon);
    }
    return http::problem_response(problem);
}

// The version of an ETag like "v3-12ab"; 0 for anything else.
std::uint64_t version_of(std::string_view etag) {
    if (!etag.starts_with("\"v")) return 0;
    const auto number = parse_integer(etag.substr(2, etag.find('-') - 2));
    return number && *number > 0 ? static_cast<std::uint64_t>(*number) : 0;
}

void finish_publication(Call call, Publication publication, Compiled compiled) {
    store::Document document;
    document.about.sha256 = sha256(publication.text);
    document.about.note = publication.note;
    document.about.actor = call.actor().name;
    document.text = std::move(publication.text);
    document.files = std::move(publication.files);
    desk::Publish command{publication.upon + 1, compiled.policy, publication.note,
                          publication.confirmed};
    Submission submission;
    submission.key = std::move(publication.key);
    submission.render = [findings = std::move(compiled.findings),
                         about = document.about](const dispatch::Done& done) {
        store::DocumentVersion published = about;
        published.version = done.version;
        dispatch::Rendered rendered;
        {
            ObjectWriter object(rendered.body);
            object.integer("version", static_cast<std::int64_t>(done.version));
            object.text("etag", etag_of(published));
            text_or_null(object, "note", published.note);
            write_findings(object.key("findings"), findings);
        }
        return rendered;
    };
    submission.finish = [about = document.about,
                         version = publication.upon + 1](http::Response& response) mutable {
        about.version = version;
        response.headers.emplace_back("ETag", etag_of(about));
    };
    submission.finish_refusal = [&store = call.service().options.store,
                                 workspace = call.workspace(),
                                 upon = publication.upon](http::Response& response) {
        if (response.status != 412) return;
        const auto live = store.live_document(workspace);
        if (live && *live) response = version_moved(store, workspace, upon, **live);
    };
    submission.what = dispatch::Act{
        [command = std::move(command)](const dispatch::Moment& moment) -> Result<desk::Command> {
            if (moment.version + 1 == command.version) return command;
            return fail(ApiError::VersionMoved,
                        fmt::format("version {} was published meanwhile; fetch it, put your "
                                    "change on top and publish again",
                                    moment.version));
        },
        std::nullopt, std::move(document)};
    submit(std::move(call), std::move(submission));
}

}  // namespace

std::string etag_of(const store::DocumentVersion& version) {
    constexpr std::size_t kBytes = 8;
    return fmt::format("\"v{}-{}\"", version.version,
                       to_hex(bytes_of(version.sha256).substr(0, kBytes)));
}

void write_findings(std::string& out, const std::vector<Finding>& findings) {
    write_list(out, findings, [&](const Finding& finding) {
        ObjectWriter item(out);
        item.text("severity", finding.severity == Severity::Error ? "error" : "warning");
        item.text("message", finding.message);
        text_or_null(item, "hint", finding.hint);
        item.integer("line", finding.place.line);
        item.integer("column", finding.place.column);
        if (!finding.code.empty()) item.text("code", finding.code);
        if (!finding.example.empty()) item.key("example") += finding.example;
    });
}

Result<std::vector<store::DocumentFile>> live_files(const Call& call, std::string_view text) {
    auto live = call.service().options.store.live_document(call.workspace());
    if (!live) return std::unexpected(live.error());
    std::vector<store::DocumentFile> files;
    if (*live) files = std::move((*live)->files);
    std::erase_if(files, [text](const store::DocumentFile& file) {
        return text.find(file.name) == std::string_view::npos;
    });
    return files;
}

void add_review(workspace::Loaded& loaded, const dispatch::Tables& tables) {
    const team::ZoneOffsets offsets(tables.zones);
    review::review(loaded, {tables.suffixes, &offsets});
}

http::Response findings_refusal(const std::vector<Finding>& findings) {
    http::Problem problem;
    problem.status = 422;
    problem.type = "urn:baton:bad-document";
    for (const Finding& finding : findings) {
        if (finding.severity != Severity::Error) continue;
        http::ProblemItem item;
        item.detail = finding.message;
        if (!finding.hint.empty()) item.detail += " [" + finding.hint + "]";
        item.line = finding.place.line;
        item.column = finding.place.column;
        problem.errors.push_back(std::move(item));
    }
    problem.detail = problem.errors.size() == 1
                         ? "the document has an error; nothing was published"
                         : fmt::format("the document has {} errors; nothing was published",
                                       problem.errors.size());
    return http::problem_response(problem);
}

OrResponse<std::string> document_body(http::Request& request) {
    if (auto refusal = refuse_type(request,
                                   {"application/yaml", "text/yaml", "application/x-yaml",
                                    "text/x-yaml", "text/vnd.yaml", "text/plain"},
                                   true)) {
        return std::unexpected(std::move(*refusal));
    }
    if (!is_utf8(request.body)) {
        return std::unexpected(http::problem_response(400, "the document is not UTF-8"));
    }
    if (trim(request.body).empty()) {
        return std::unexpected(http::problem_response(400, "the document is empty"));
    }
    return std::move(request.body);
}

std::optional<http::Response> check_if_match(const Call& call,
                                             const std::optional<std::string>& if_match,
                                             const std::optional<store::Document>& live) {
    if (!if_match) {
        if (!live) return std::nullopt;
        return http::problem_response(
            428,
            "a document is live already: name its ETag in If-Match, so that nobody's change is "
            "lost",
            "If-Match");
    }
    if (live && trim(*if_match) == "*") return std::nullopt;
    const std::string wanted = live ? etag_of(live->about) : std::string();
    std::uint64_t upon = 0;
    for (const std::string_view one : split(*if_match, ',')) {
        if (live && trim(one) == wanted) return std::nullopt;
        upon = std::max(upon, version_of(trim(one)));
    }
    if (live) return version_moved(call.service().options.store, call.workspace(), upon, *live);
    http::Problem problem;
    problem.status = 412;
    problem.type = "urn:baton:version-moved";
    problem.field = "If-Match";
    problem.detail = "no document is live yet; leave If-Match out";
    return http::problem_response(problem);
}

void publish(Call call, Publication publication) {
    in_background(std::move(call), [publication = std::move(publication)](Call asked) mutable {
        const auto live = asked.writer().live();
        workspace::Loaded loaded =
            dispatch::compile(publication.text, publication.files, asked.service().options.tables,
                              live->policy ? &live->policy->names : nullptr);
        if (!loaded.policy) return asked.answer(findings_refusal(loaded.findings));
        // A path that names a workspace which is not there yet makes it: under its own name.
        const bool is_new = publication.upon == 0 && !asked.prefix().empty();
        if (is_new && loaded.policy->workspace != asked.workspace()) {
            return asked.refuse(
                422,
                fmt::format("this document is of the workspace \"{}\", and the path "
                            "names \"{}\"",
                            loaded.policy->workspace, asked.workspace()),
                "workspace");
        }
        add_review(loaded, asked.service().options.tables);
        finish_publication(std::move(asked), std::move(publication),
                           {std::move(loaded.policy), std::move(loaded.findings)});
    });
}

}  // namespace baton::api
