#include "deliver/fill.hpp"

#include "base/text.hpp"

namespace baton::deliver {
namespace {

using workspace::TemplateWord;

const workspace::Person* holder_of(const Filling& with) {
    if (!with.facts.assignee) return nullptr;
    const auto id = with.live.names.people.find(with.facts.assignee->key);
    return id ? with.live.person(*id) : nullptr;
}

std::string stands_for(const workspace::TemplatePiece& piece, const Filling& with) {
    const LeadFacts& facts = with.facts;
    switch (*piece.word) {
        case TemplateWord::Field:
            return to_text(with.lead.at(piece.field));
        case TemplateWord::PersonName:
            return facts.assignee ? facts.assignee->name : "";
        case TemplateWord::PersonEmail:
            return facts.assignee ? facts.assignee->email : "";
        case TemplateWord::PersonPhone: {
            const workspace::Person* holder = holder_of(with);
            return holder == nullptr ? "" : holder->phone;
        }
        case TemplateWord::Rule:
            return facts.rule;
        case TemplateWord::Pool:
            return facts.pool;
        case TemplateWord::Queue:
            return facts.queue;
        case TemplateWord::Score:
            return facts.score ? format_number(*facts.score) : "";
        case TemplateWord::Tier:
            return facts.tier;
        case TemplateWord::Account:
            return facts.account;
        case TemplateWord::Territory:
            return facts.territory;
        case TemplateWord::Explanation:
            return facts.explanation;
        case TemplateWord::Detail:
            return facts.detail;
        case TemplateWord::Link:
            return facts.link;
    }
    return {};
}

}  // namespace

std::string fill(const workspace::Template& text, const Filling& with) {
    std::string out;
    for (const workspace::TemplatePiece& piece : text.pieces) {
        const std::string filled = piece.word ? stands_for(piece, with) : std::string();
        out += trim(filled).empty() ? piece.text : filled;
    }
    return out;
}

}  // namespace baton::deliver
