// A workspace file and a server that may already have one: when the file is published, and when
// that is refused.
#pragma once

#include <string>

#include "app/tables.hpp"
#include "base/result.hpp"
#include "dispatch/directory.hpp"
#include "dispatch/policy_shelf.hpp"
#include "store/store.hpp"

namespace baton::app {

enum class PublishError : int {
    BadDocument = 1,     // every error of the document, a line each
    PublishedSince = 2,  // something was published over the API after this file was
    Refused = 3,
};

// A document as published: the text byte for byte, the files it names.
struct FileDocument {
    std::string text;
    std::vector<store::DocumentFile> files;
    std::string workspace;  // its name
    Digest sha256{};        // of the text and the files
};
[[nodiscard]] Result<FileDocument> read_document(const std::string& file,
                                                 const LoadedTables& tables);

// Publishes the file when its hash is new to the workspace. A file that was published before and is
// live is nothing new; one that was published before and something else since is refused, unless
// that came from this very file's earlier versions. True when it published.
[[nodiscard]] Result<bool> publish_when_new(const FileDocument& document, const std::string& file,
                                            dispatch::Directory& directory, store::Store& store,
                                            const dispatch::Tables& tables);

}  // namespace baton::app
