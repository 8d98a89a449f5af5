#include "app/publish_file.hpp"

#include <fmt/format.h>

#include <future>

#include "app/files.hpp"
#include "base/text.hpp"
#include "core/workspace/load.hpp"

namespace baton::app {
namespace {

// Who published from a file: what tells a file's own versions from those over the API.
constexpr std::string_view kActor = "file";

std::string error_lines(const std::vector<workspace::Finding>& findings) {
    std::string lines;
    for (const workspace::Finding& finding : findings) {
        if (finding.severity != workspace::Severity::Error) continue;
        lines += (lines.empty() ? "" : "\n") + workspace::to_line(finding);
    }
    return lines;
}

}  // namespace

Result<FileDocument> read_document(const std::string& file, const LoadedTables& tables) {
    auto text = read_file(file);
    if (!text) return std::unexpected(text.error());
    workspace::Loaded loaded = workspace::load(
        *text, file, {*tables.zones, *tables.suffixes, reader_beside(file), nullptr});
    if (!loaded.policy) return fail(PublishError::BadDocument, error_lines(loaded.findings));
    FileDocument document;
    document.text = std::move(*text);
    for (auto& [name, bytes] : loaded.files) document.files.push_back({name, std::move(bytes)});
    document.workspace = loaded.policy->workspace;
    document.sha256 = loaded.policy->document_hash;
    return document;
}

Result<bool> publish_when_new(const FileDocument& document, const std::string& file,
                              dispatch::Directory& directory, store::Store& store,
                              const dispatch::Tables& tables) {
    constexpr std::size_t kVersions = 200;
    const auto versions = store.document_versions(document.workspace, 0, kVersions);
    if (!versions) return std::unexpected(versions.error());
    const auto room = directory.make_workspace(document.workspace);
    if (!room) return std::unexpected(room.error());
    dispatch::Writer* writer = (*room)->writer.get();
    const auto live = writer->live();
    if (live->policy && live->policy->document_hash == document.sha256) return false;
    for (const store::DocumentVersion& version : *versions) {
        if (version.sha256 != sha256(document.text)) continue;
        const auto before = store.document(document.workspace, version.version);
        // Published once already: what came after it stands.
        if (before && *before && (*before)->files == document.files) return false;
    }
    if (!versions->empty() && versions->front().actor != kActor) {
        return fail(
            PublishError::PublishedSince,
            fmt::format("version {} was published by {} since {} was last used. Fetch it with "
                        "`baton pull`, put your change on top, and publish with `baton "
                        "publish`; or start without --workspace",
                        versions->front().version, versions->front().actor, file));
    }
    workspace::Loaded loaded = dispatch::compile(document.text, document.files, tables,
                                                 live->policy ? &live->policy->names : nullptr);
    if (!loaded.policy) return fail(PublishError::BadDocument, error_lines(loaded.findings));

    dispatch::Request request;
    const std::uint64_t version = live->version;
    request.what = dispatch::Act{
        [policy = loaded.policy, version](const dispatch::Moment&) -> Result<desk::Command> {
            return desk::Publish{version + 1, policy, "from a file", true};
        },
        std::nullopt,
        store::Document{{0, sha256(document.text), "from a file", std::string(kActor), {}},
                        document.text,
                        document.files}};
    request.actor = {std::string(kActor)};
    std::promise<dispatch::Answer> promise;
    request.reply = [&promise](dispatch::Answer answer) { promise.set_value(std::move(answer)); };
    writer->submit(std::move(request));
    const dispatch::Answer answer = promise.get_future().get();
    if (std::holds_alternative<dispatch::Accepted>(answer)) return true;
    if (const auto* refused = std::get_if<dispatch::Refused>(&answer)) {
        return fail(PublishError::Refused, refused->error.message);
    }
    const auto* unavailable = std::get_if<dispatch::Unavailable>(&answer);
    return fail(PublishError::Refused,
                unavailable != nullptr ? unavailable->message : "the document was not published");
}

}  // namespace baton::app
