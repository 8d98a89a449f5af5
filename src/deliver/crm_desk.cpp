#include "deliver/crm_desk.hpp"

#include <utility>

#include "deliver/crm_channel.hpp"

namespace baton::deliver {

CrmDesk::CrmDesk(CrmLines::Doors doors, const CrmOptions& options, const std::string& holder,
                 OnEnds on_ends)
    : on_ends_(std::move(on_ends)),
      lines_(std::move(doors)),
      writer_(lines_, holder, options.public_url,
              [this](const CrmLine& line, CrmEnds ends) {
                  on_ends_(line.workspace, crm_channel(line.connection), std::move(ends));
              }),
      reader_(lines_, *options.hands, [this](const CrmLine& line, CrmEnds ends) {
          on_ends_(line.workspace, crm_channel(line.connection), std::move(ends));
      }) {}

void CrmDesk::take(store::DeliveryRow row) {
    const std::string workspace = row.workspace;
    const std::string channel = row.channel;
    CrmEnd end{.row = std::move(row)};
    const auto line = lines_.open(workspace, crm_connection(channel));
    if (!line) {
        end.kind = CrmEnd::Kind::Failed;
        end.message = line.error().message;
    } else if (*line == nullptr) {
        end.kind = CrmEnd::Kind::Dropped;
        end.message = "the connection is no longer in the document";
    } else if (lines_.doors().store.crm() == nullptr) {
        end.kind = CrmEnd::Kind::Dropped;
        end.message = "this store keeps nothing of other systems";
    } else if (end.row.kind == kCrmReadingKind) {
        return reader_.take(**line, std::move(end.row));
    } else if (end.row.lead) {
        return writer_.take(**line, std::move(end.row));
    } else {
        end.kind = CrmEnd::Kind::Dropped;
        end.message = "it names no lead";
    }
    CrmEnds ends;
    ends.ends.push_back(std::move(end));
    on_ends_(workspace, channel, std::move(ends));
}

void CrmDesk::pump() {
    for (auto& entry : lines_.all()) writer_.pump(entry.second);
}

}  // namespace baton::deliver
