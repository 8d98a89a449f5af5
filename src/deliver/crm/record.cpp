#include "deliver/crm/record.hpp"

#include "core/event/json_writer.hpp"
#include "core/workspace/policy.hpp"
#include "deliver/outbound/json_answer.hpp"

namespace baton::deliver::crm {

std::string_view to_word(RecordKind kind) {
    return workspace::kCrmRecords[static_cast<std::size_t>(kind)];
}

std::string encode(const Known& known) {
    std::string out;
    {
        event::ObjectWriter object(out);
        for (std::size_t i = 0; i < kRecordKinds; ++i) {
            const auto kind = static_cast<RecordKind>(i);
            object.text_if_any(to_word(kind), known.ids.at(kind));
        }
        object.text_if_any("owner", known.owner);
        object.text_if_any("said", known.said);
    }
    return out;
}

Known decode_known(std::string_view text) {
    Known known;
    const auto answer = JsonAnswer::parse(text);
    if (!answer) return known;
    for (std::size_t i = 0; i < kRecordKinds; ++i) {
        const auto kind = static_cast<RecordKind>(i);
        known.ids.at(kind) = answer->text({to_word(kind)});
    }
    known.owner = answer->text({"owner"});
    known.said = answer->text({"said"});
    return known;
}

}  // namespace baton::deliver::crm
