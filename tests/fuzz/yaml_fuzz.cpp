// Any text as a document: it parses or is refused with findings that lie within it; what parsed can
// be merged with itself, and is the same when it is read again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "core/workspace/node.hpp"

namespace {

void require(bool holds) {
    if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace baton::workspace;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto documents = parse_yaml(text, "fuzz.yaml");
    if (!documents) {
        require(!documents.error().empty());
        for (const Finding& finding : documents.error()) {
            require(finding.place.line >= 1 && finding.place.column >= 1);
            require(!to_line(finding).empty());
        }
        return 0;
    }
    const auto again = parse_yaml(text, "fuzz.yaml");
    require(again && again->size() == documents->size());
    for (const Node& document : *documents) {
        const Node merged = merge(document, document);
        require(merged.kind == document.kind);
    }
    return 0;
}
