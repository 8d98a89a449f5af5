#include "core/workspace/load.hpp"

#include <algorithm>
#include <utility>

#include "core/workspace/loading.hpp"
#include "core/workspace/report.hpp"
#include "core/workspace/scalar.hpp"
#include "core/workspace/yaml.hpp"

namespace baton::workspace {
namespace {

// Everything that a tree says, in one text that no other tree has.
void append_words(const Node& node, std::string& out) {
    const auto sized = [&out](char kind, std::size_t size) {
        out += kind;
        out += std::to_string(size);
        out += ':';
    };
    switch (node.kind) {
        case Node::Kind::Null:
            out += 'n';
            break;
        case Node::Kind::Scalar:
            sized(node.quoted ? 'q' : 's', node.scalar.size());
            out += node.scalar;
            break;
        case Node::Kind::List:
            sized('l', node.items.size());
            for (const Node& item : node.items) append_words(item, out);
            break;
        case Node::Kind::Map:
            sized('m', node.entries.size());
            for (const auto& [key, value] : node.entries) {
                append_words(key, out);
                append_words(value, out);
            }
            break;
    }
}

Digest hash_of(std::string_view document,
               const std::vector<std::pair<std::string, std::string>>& files) {
    std::vector<std::string> sizes;
    sizes.reserve(2 * files.size());
    std::vector<std::string_view> pieces{document};
    for (const auto& [path, bytes] : files) {
        pieces.emplace_back(sizes.emplace_back("\nfile " + std::to_string(path.size()) + " " +
                                               std::to_string(bytes.size()) + "\n"));
        pieces.emplace_back(path);
        pieces.emplace_back(bytes);
    }
    return sha256(pieces);
}

struct Document {
    const Node& root;
    std::string_view bytes;  // what its hash is of
    const YamlText* text = nullptr;
};

Loaded load_document(const Document& document, std::string_view file, const LoadContext& context,
                     Report& report) {
    Loaded loaded;
    if (document.root.kind != Node::Kind::Map) {
        const bool is_empty = document.root.kind == Node::Kind::Null;
        report.error({std::string(file), std::max(document.root.place.line, 1),
                      std::max(document.root.place.column, 1)},
                     is_empty ? "the document is empty"
                              : "the document must be a map, not " + in_words(document.root),
                     "begin with \"workspace: NAME\"");
        loaded.findings = report.take(file);
        return loaded;
    }
    Loading loading(context, file, document.root, report);
    const bool is_broken = document.text != nullptr && document.text->is_broken;
    if (is_broken) loading.set_broken(document.text->broken_sections);
    for (const auto part :
         {load_general, load_schedules, load_lead_fields, load_people, load_accounts, load_tiers,
          load_types, load_pools, load_queues, load_territories, load_score, load_channels,
          load_messages, load_sla, load_rules, load_forms, load_connections}) {
        part(loading);
    }
    if (!report.has_errors()) {
        for (const auto check : {check_people, check_pools, check_territories, check_rules}) {
            check(loading);
        }
        loading.policy.messages = std::move(loading.messaging);
        loading.policy.document_hash = hash_of(document.bytes, loading.files);
        const auto policy = std::make_shared<Policy>(std::move(loading.policy));
        if (context.index_rules) policy->rule_finder = context.index_rules(policy->rules);
        loaded.policy = policy;
    }
    loaded.findings = report.take(file);
    loaded.files = std::move(loading.files);
    return loaded;
}

}  // namespace

Loaded load(std::string_view text, std::string_view file, const LoadContext& context) {
    Report report;
    const YamlText read = read_text(text, file);
    for (const Finding& finding : read.findings) report.add(finding);
    if (read.documents.size() > 1) {
        report.error(read.documents[1].place, "a second document begins here; a workspace is one",
                     "take the \"---\" away");
    }
    if (read.documents.empty() && read.is_broken) return {nullptr, report.take(file), {}};
    const Node nothing;
    const Node& root = read.documents.empty() ? nothing : read.documents.front();
    return load_document({root, text, &read}, file, context, report);
}

Loaded load(const Node& document, std::string_view file, const LoadContext& context) {
    Report report;
    std::string bytes = "tree\n";
    append_words(document, bytes);
    return load_document({document, bytes, nullptr}, file, context, report);
}

}  // namespace baton::workspace
