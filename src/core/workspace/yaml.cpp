#include "core/workspace/yaml.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "base/text.hpp"
#include "core/workspace/report.hpp"
#include "core/workspace/source_lines.hpp"
#include "core/workspace/yaml_reader.hpp"

namespace baton::workspace {
namespace {

struct Lines {
    std::size_t first = 0;
    std::size_t last = 0;  // not included
};

std::size_t indentation(std::string_view line) {
    const std::size_t at = line.find_first_not_of(' ');
    return at == std::string_view::npos ? line.size() : at;
}

bool says_nothing(std::string_view line) {
    line = trim(line);
    return line.empty() || line.starts_with('#');
}

// A line that can only begin an entry of a block map, or an item of a block list.
bool begins_entry(std::string_view line) {
    line = trim(line);
    if (line == "-" || line.starts_with("- ")) return true;
    const char c = line.front();
    const bool wordly = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                        (c >= '0' && c <= '9') || c == '_' || c == '"' || c == '\'';
    return wordly && (line.ends_with(':') || line.find(": ") != std::string_view::npos);
}

// `key:` with its value on the lines below.
bool opens_block(std::string_view line) {
    if (const std::size_t comment = line.find(" #"); comment != std::string_view::npos) {
        line = line.substr(0, comment);
    }
    line = trim(line);
    return line.ends_with(':') && begins_entry(line) && !line.starts_with('-');
}

// Cuts the lines where their outermost entries begin; nothing when they do not look like a block.
// Comments before an entry go with the entry before.
std::vector<Lines> cut(const SourceLines& source, Lines lines, bool is_top) {
    std::size_t least = std::string_view::npos;
    for (std::size_t i = lines.first; i < lines.last; ++i) {
        if (!says_nothing(source.line(i))) least = std::min(least, indentation(source.line(i)));
    }
    std::vector<Lines> parts;
    for (std::size_t i = lines.first; i < lines.last; ++i) {
        const std::string_view line = source.line(i);
        if (says_nothing(line) || indentation(line) != least || !begins_entry(line)) continue;
        if (is_top && line.starts_with('-')) continue;  // an item of the key above
        if (!parts.empty()) parts.back().last = i;
        parts.push_back({i, lines.last});
    }
    return parts;
}

class Recovery {
  public:
    Recovery(const SourceLines& source, std::string_view file, YamlText& result)
        : source_(source), file_(file), result_(result) {}

    void read_all(const std::vector<Lines>& documents) {
        if (!may_read(documents.size())) return;
        for (const Lines lines : documents) {
            if (is_full()) return;
            YamlPiece piece = read_yaml(source_, lines.first, lines.last, file_);
            if (piece.is_broken && document(lines)) continue;
            std::ranges::move(piece.findings, std::back_inserter(result_.findings));
            if (piece.is_broken) continue;
            weight_ += piece.weight;
            std::ranges::move(piece.documents, std::back_inserter(result_.documents));
        }
    }

  private:
    // Reads the sections of one document whose syntax is broken; false when nothing was gained.
    bool document(Lines lines) {
        Node whole;
        whole.kind = Node::Kind::Map;
        whole.place = {std::string(file_), static_cast<std::int32_t>(lines.first) + 1, 1};
        const std::size_t before = result_.findings.size();
        const auto sections = cut(source_, lines, true);
        if (!may_read(sections.size())) return false;
        for (const Lines section : sections) read_section(section, whole);
        if (result_.findings.size() == before) return false;
        result_.documents.push_back(std::move(whole));
        return true;
    }

    // Each piece may hold as much as a whole document, and there may be very many.
    bool may_read(std::size_t pieces) {
        pieces_ += pieces;
        return pieces_ <= kMaxPieces;
    }
    [[nodiscard]] bool is_full() const {
        return weight_.nodes > kMaxNodes || weight_.bytes > kMaxDocumentBytes + kMaxAliasBytes ||
               result_.findings.size() >= kMaxFindings;
    }

    void read_section(Lines lines, Node& whole) {
        if (is_full()) return;
        YamlPiece piece = read_yaml(source_, lines.first, lines.last, file_);
        if (!piece.is_broken) {
            adopt(piece, whole);
            return;
        }
        YamlPiece head = read_yaml(source_, lines.first, lines.first + 1, file_);
        const bool named =
            !head.is_broken && head.documents.size() == 1 && head.documents[0].entries.size() == 1;
        result_.broken_sections.push_back(named ? head.documents[0].entries[0].key.scalar : "");
        const auto parts = opens_block(source_.line(lines.first))
                               ? cut(source_, {lines.first + 1, lines.last}, false)
                               : std::vector<Lines>{};
        if (!named || parts.size() < 2 || !may_read(parts.size())) {
            tell(std::move(piece));
            return;
        }
        Node value;
        const std::size_t before = result_.findings.size();
        for (const Lines part : parts) {
            if (is_full()) break;
            YamlPiece entry = read_yaml(source_, part.first, part.last, file_);
            if (entry.is_broken) {
                tell(std::move(entry));
            } else {
                adopt(entry, value);
            }
        }
        if (result_.findings.size() == before) tell(std::move(piece));
        whole.entries.emplace_back(std::move(head.documents[0].entries[0].key), std::move(value));
    }

    void tell(YamlPiece piece) {
        if (piece.is_unknown_alias) piece.findings.pop_back();  // the anchor stands in another part
        std::ranges::move(piece.findings, std::back_inserter(result_.findings));
    }

    // Puts what was read of a part into the whole.
    void adopt(YamlPiece& piece, Node& whole) {
        tell(piece);
        weight_ += piece.weight;
        for (Node& document : piece.documents) {
            if (whole.kind == Node::Kind::Null) {
                whole.kind = document.kind;
                whole.place = document.place;
            }
            std::ranges::move(document.entries, std::back_inserter(whole.entries));
            std::ranges::move(document.items, std::back_inserter(whole.items));
        }
    }

    const SourceLines& source_;
    std::string_view file_;
    YamlText& result_;
    std::size_t pieces_ = 0;
    Weight weight_;
};

// The documents of a text, cut at their `---`.
std::vector<Lines> documents_of(const SourceLines& source) {
    std::vector<Lines> documents{{0, source.count()}};
    for (std::size_t i = 0; i < source.count(); ++i) {
        const std::string_view line = source.line(i);
        if (line != "---" && !line.starts_with("--- ")) continue;
        documents.back().last = i;
        documents.push_back({i, source.count()});
    }
    return documents;
}

std::optional<Finding> unreadable(std::string_view text, std::string_view file) {
    const auto error = [&](std::int32_t line, std::int32_t column, std::string message) {
        return Finding{Severity::Error, {std::string(file), line, column}, std::move(message), {}};
    };
    if (text.size() > kMaxDocumentBytes) {
        return error(1, 1,
                     fmt::format("the document has {} bytes; at most {} are read", text.size(),
                                 kMaxDocumentBytes));
    }
    if (is_utf8(text)) return std::nullopt;
    const SourceLines source(text);
    std::size_t line = 0;
    while (is_utf8(source.line(line))) ++line;
    const std::string_view bad = source.line(line);
    std::size_t good = 0;
    for (std::size_t size = 1; size <= bad.size(); ++size) {
        if (is_utf8(bad.substr(good, size - good))) good = size;
        if (size - good >= 4) break;
    }
    return error(static_cast<std::int32_t>(line) + 1,
                 static_cast<std::int32_t>(utf8_length(bad.substr(0, good))) + 1,
                 "the file is not UTF-8 here; save it as UTF-8");
}

}  // namespace

YamlText read_text(std::string_view text, std::string_view file) {
    constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
    if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
    YamlText result;
    if (auto finding = unreadable(text, file)) {
        result.findings.push_back(std::move(*finding));
        result.is_broken = true;
        return result;
    }
    const SourceLines source(text);
    YamlPiece whole = read_yaml(source, 0, source.count(), file);
    if (!whole.is_broken) {
        result.documents = std::move(whole.documents);
        result.findings = std::move(whole.findings);
        return result;
    }
    result.is_broken = true;
    Recovery(source, file, result).read_all(documents_of(source));
    if (result.findings.empty()) result.findings = std::move(whole.findings);
    return result;
}

std::expected<std::vector<Node>, std::vector<Finding>> parse_yaml(std::string_view text,
                                                                  std::string_view file) {
    YamlText read = read_text(text, file);
    if (!read.findings.empty()) return std::unexpected(std::move(read.findings));
    return std::move(read.documents);
}

}  // namespace baton::workspace
