// Who else has the document open to change it: each page says that it does, and hears of the
// others.
#include <utility>

#include "api/answers.hpp"
#include "api/body_fields.hpp"
#include "api/json.hpp"
#include "api/request_body.hpp"
#include "api/resources.hpp"
#include "api/service.hpp"

namespace baton::api {
namespace {

std::string editors_body(const std::vector<Editor>& others, std::string_view actor) {
    std::string body;
    {
        ObjectWriter object(body);
        write_list(object.key("editors"), others, [&](const Editor& one) {
            ObjectWriter item(body);
            text_or_null(item, "name", one.name);
            item.text("actor", one.actor);
            flag(item, "you", !one.name.empty() && one.actor == actor);
            flag(item, "changes", one.changes);
            item.text("since", format_time(one.since));
        });
    }
    return body;
}

void note(Call call, Editor page) {
    Service& service = call.service();
    if (const auto id = call.account()) {
        const auto account = service.options.store.access()->account(*id);
        if (!account) return call.answer(store_failed(account.error()));
        if (*account) page.name = (*account)->name.empty() ? (*account)->email : (*account)->name;
    }
    const auto others =
        service.editors.note(call.workspace(), std::move(page), service.options.clock.now());
    if (!others) return call.answer(unavailable("too many pages have the document open", 60));
    call.answer(http::Response::json(200, editors_body(*others, call.actor().name)));
}

}  // namespace

void put_editor(Call call, http::Request& request) {
    auto body = json_body(request);
    if (!body) return call.answer(std::move(body.error()));
    BodyFields fields(*body, {"browser", "changes"});
    fields.need_one_of({"browser"});
    const auto browser = parse_uuid(fields.text("browser").value_or(""));
    if (fields.has("browser") && !browser)
        fields.wrong("browser", "a browser is a UUID of its own");
    const auto page = parse_uuid(call.argument(0));
    if (!page) fields.wrong("editor", "a page is a UUID of its own");
    Editor editor;
    editor.changes = fields.flag("changes").value_or(false);
    if (!fields.is_fine()) return call.answer(fields.refusal());
    editor.page = *page;
    editor.browser = *browser;
    editor.actor = call.actor().name;
    in_background(std::move(call), [editor = std::move(editor)](Call asked) mutable {
        note(std::move(asked), std::move(editor));
    });
}

void delete_editor(Call call, http::Request& request) {
    if (auto query = query_of(request, {}); !query) return call.answer(std::move(query.error()));
    const auto page = parse_uuid(call.argument(0));
    Service& service = call.service();
    if (page) service.editors.leave(call.workspace(), *page, service.options.clock.now());
    call.answer(http::Response::empty(204));
}

}  // namespace baton::api
