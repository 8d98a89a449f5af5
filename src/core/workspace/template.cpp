#include "core/workspace/template.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"
#include "core/workspace/parts.hpp"
#include "core/workspace/scalar.hpp"

namespace baton::workspace {
namespace {

constexpr std::size_t kMaxBytes = 20'000;  // of one template

// Reads one text; tells what is wrong at its place.
class TemplateReader {
  public:
    TemplateReader(Loading& loading, const Node& node, std::string what)
        : loading_(loading), node_(node), what_(std::move(what)) {}

    Template read() {
        const std::string_view text = node_.scalar;
        if (text.size() > kMaxBytes) {
            loading_.report.error(node_.place,
                                  fmt::format("{} is longer than {} bytes", what_, kMaxBytes));
            return {};
        }
        std::size_t at = 0;
        while (at < text.size()) {
            const std::size_t open = text.find("{{", at);
            add_text(text.substr(at, open == std::string_view::npos ? open : open - at));
            if (open == std::string_view::npos) break;
            const std::size_t close = text.find("}}", open);
            if (close == std::string_view::npos) {
                tell(open, "has \"{{\" without \"}}\" behind it", "write {{ lead.name }}");
                break;
            }
            add_place(open + 2, text.substr(open + 2, close - open - 2));
            at = close + 2;
        }
        return std::move(out_);
    }

  private:
    void add_text(std::string_view text) {
        if (!text.empty()) out_.pieces.push_back({std::string(text), std::nullopt, {}});
    }

    // "lead.name | nobody"
    void add_place(std::size_t offset, std::string_view inside) {
        const std::size_t bar = inside.find('|');
        const std::string_view name = trim(inside.substr(0, bar));
        TemplatePiece piece;
        if (bar != std::string_view::npos) piece.text = trim(inside.substr(bar + 1));
        offset += static_cast<std::size_t>(
            std::max<std::ptrdiff_t>(0, name.data() == nullptr ? 0 : name.data() - inside.data()));
        constexpr std::string_view kLead = "lead.";
        const auto word =
            std::ranges::find(kTemplateWords, name, [](const auto& each) { return each.first; });
        if (word != kTemplateWords.end()) {
            piece.word = word->second;
        } else if (name.starts_with(kLead)) {
            const auto field = loading_.policy.schema.find(name.substr(kLead.size()));
            if (!field) return unknown(offset, name);
            piece.word = TemplateWord::Field;
            piece.field = *field;
        } else {
            return unknown(offset, name);
        }
        out_.pieces.push_back(std::move(piece));
    }

    void unknown(std::size_t offset, std::string_view name) {
        if (!loading_.is_whole("fields")) return;
        std::vector<std::string> fields;
        for (const lead::FieldSpec& spec : loading_.policy.schema.fields()) {
            fields.push_back("lead." + spec.name);
        }
        std::vector<std::string_view> known(fields.begin(), fields.end());
        for (const auto& [word, meaning] : kTemplateWords) known.push_back(word);
        std::string hint = did_you_mean(name, known);
        if (hint.empty())
            hint = "a lead's field, as lead.name, or person.name, rule, pool, score …";
        tell(offset, fmt::format("names {}, which is not there to fill in", quoted(name)),
             std::move(hint));
    }

    void tell(std::size_t offset, std::string_view fault, std::string hint) {
        loading_.report.error(node_.place_of(offset), fmt::format("{} {}", what_, fault),
                              std::move(hint));
    }

    Loading& loading_;
    const Node& node_;
    const std::string what_;
    Template out_;
};

}  // namespace

bool Template::names(TemplateWord word) const {
    return std::ranges::any_of(pieces, [&](const auto& piece) { return piece.word == word; });
}

bool Template::names(lead::FieldId field) const {
    return std::ranges::any_of(pieces, [&](const auto& piece) {
        return piece.word == TemplateWord::Field && piece.field == field;
    });
}

Template read_template(Loading& loading, const Fields& fields, std::string_view key) {
    const Node* node = fields.find(key);
    if (node == nullptr || !fields.text(key)) return {};
    return TemplateReader(loading, *node, fmt::format("\"{}\" of {}", key, fields.of())).read();
}

}  // namespace baton::workspace
