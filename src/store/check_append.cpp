#include "store/check_append.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <initializer_list>
#include <string>
#include <vector>

#include "store/error.hpp"
#include "store/limits.hpp"

namespace baton::store {
namespace {

constexpr std::size_t kRowBytes = 64;  // of a row's fixed columns, roughly

std::unexpected<Error> invalid(std::string message) {
    return fail(StoreError::Invalid, std::move(message));
}

Result<void> check_optional_name(std::string_view what, std::string_view name) {
    return name.empty() ? Result<void>{} : check_name(what, name);
}

Result<void> check_size(std::string_view what, std::size_t bytes) {
    if (bytes <= kMaxBodyBytes) return {};
    return invalid(
        fmt::format("{} is {} bytes long, at most {} can be stored", what, bytes, kMaxBodyBytes));
}

Result<void> check_events(const Append& append) {
    if (append.events.size() > kMaxEventsPerAppend) {
        return invalid(fmt::format("{} events in one append, at most {} are taken",
                                   append.events.size(), kMaxEventsPerAppend));
    }
    std::uint64_t expected = append.after.seq;
    for (const EventRow& event : append.events) {
        ++expected;
        if (event.seq != expected) {
            return invalid(
                fmt::format("event {} stands where {} has to follow", event.seq, expected));
        }
        if (auto checked = check_name("an event's kind", event.kind); !checked) return checked;
        if (auto checked = check_size("an event's body", event.body.size()); !checked) {
            return checked;
        }
    }
    return {};
}

Result<void> check_content(const LeadContent& content) {
    if (content.identities.size() > kMaxIdentities) {
        return invalid(fmt::format("a lead has {} identities, at most {} are kept",
                                   content.identities.size(), kMaxIdentities));
    }
    if (auto checked = check_size("a lead's body", content.body.size()); !checked) return checked;
    return check_size("a lead's search text", content.search_text.size());
}

Result<void> check_leads(const Append& append) {
    std::vector<LeadKey> ids;
    ids.reserve(append.leads.size());
    for (const LeadRow& lead : append.leads) {
        ids.push_back(lead.id);
        for (const std::string_view name :
             {std::string_view(lead.state), std::string_view(lead.person),
              std::string_view(lead.pool), std::string_view(lead.rule),
              std::string_view(lead.queue), std::string_view(lead.account),
              std::string_view(lead.territory), std::string_view(lead.tier),
              std::string_view(lead.source)}) {
            if (auto checked = check_optional_name("a column of a lead", name); !checked) {
                return checked;
            }
        }
        if (!lead.content) continue;
        if (auto checked = check_content(*lead.content); !checked) return checked;
    }
    std::ranges::sort(ids);
    if (const auto twice = std::ranges::adjacent_find(ids); twice != ids.end()) {
        return invalid(fmt::format("lead {} has two rows in one append", format_uuid(*twice)));
    }
    return {};
}

Result<void> check_keys(const Append& append) {
    for (const IdempotencyRow& row : append.keys) {
        if (row.key.empty() || row.key.size() > kMaxKeyBytes) {
            return invalid(fmt::format("an idempotency key has 1 to {} bytes, not {}", kMaxKeyBytes,
                                       row.key.size()));
        }
        if (auto checked = check_size("a recorded answer", row.response.size()); !checked) {
            return checked;
        }
    }
    for (const IdentityRow& row : append.identities) {
        if (auto checked = check_name("an owner", row.owner); !checked) return checked;
    }
    return {};
}

Result<void> check_document(const Document& document) {
    if (auto checked = check_size("a document", document.text.size()); !checked) return checked;
    std::vector<std::string_view> names;
    for (const DocumentFile& file : document.files) {
        if (auto checked = check_name("a file's name", file.name); !checked) return checked;
        names.push_back(file.name);
    }
    std::ranges::sort(names);
    if (const auto twice = std::ranges::adjacent_find(names); twice != names.end()) {
        return invalid(fmt::format("a document has two files named {}", *twice));
    }
    return {};
}

}  // namespace

Result<void> check_name(std::string_view what, std::string_view name) {
    if (name.empty() || name.size() > kMaxNameBytes) {
        return invalid(
            fmt::format("{} has 1 to {} bytes, not {}", what, kMaxNameBytes, name.size()));
    }
    if (name.find('\0') != std::string_view::npos) {
        return invalid(fmt::format("{} holds a zero byte", what));
    }
    return {};
}

Result<void> check_append(const Append& append) {
    if (const std::size_t bytes = bytes_in(append); bytes > kMaxBatchBytes) {
        return invalid(
            fmt::format("an append of {} bytes, at most {} are taken", bytes, kMaxBatchBytes));
    }
    Result<void> checked = check_name("a workspace's name", append.workspace);
    if (checked) checked = check_events(append);
    if (checked) checked = check_leads(append);
    if (checked) checked = check_keys(append);
    if (checked && append.publish) checked = check_document(*append.publish);
    return checked;
}

Result<void> check_deliveries(const PutDeliveries& put) {
    if (const std::size_t bytes = bytes_in(put); bytes > kMaxBatchBytes) {
        return invalid(fmt::format("deliveries of {} bytes at once, at most {} are taken", bytes,
                                   kMaxBatchBytes));
    }
    Result<void> checked = check_name("a workspace's name", put.cursor.workspace);
    if (checked) checked = check_name("a consumer's name", put.cursor.consumer);
    for (const DeliveryRow& row : put.rows) {
        if (checked) checked = check_name("a channel's name", row.channel);
        if (checked) checked = check_name("a delivery's kind", row.kind);
        if (checked) checked = check_size("a delivery's payload", row.payload.size());
    }
    return checked;
}

Result<void> check_move(const CursorMove& move) {
    if (move.to >= move.from) return {};
    return invalid(fmt::format("the cursor of {} in {} cannot go back from {} to {}", move.consumer,
                               move.workspace, move.from, move.to));
}

std::size_t bytes_in(const Append& append) {
    std::size_t bytes = kRowBytes;
    for (const EventRow& event : append.events) bytes += kRowBytes + event.body.size();
    for (const LeadRow& lead : append.leads) {
        bytes += 2 * kRowBytes;
        if (lead.content) bytes += lead.content->body.size() + lead.content->search_text.size();
    }
    for (const IdempotencyRow& row : append.keys) {
        bytes += kRowBytes + row.key.size() + row.response.size();
    }
    bytes += append.identities.size() * kRowBytes;
    if (append.publish) {
        bytes += append.publish->text.size();
        for (const DocumentFile& file : append.publish->files) bytes += file.bytes.size();
    }
    return bytes;
}

std::size_t bytes_in(const PutDeliveries& put) {
    std::size_t bytes = kRowBytes;
    for (const DeliveryRow& row : put.rows) {
        bytes += 2 * kRowBytes + row.payload.size() + row.recipient.size();
    }
    return bytes;
}

}  // namespace baton::store
