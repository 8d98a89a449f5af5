// How a form's submission is answered: a page's script gets JSON, a browser is sent on to an
// address that the document lists, or thanked by a page of ours. Another site's page may read the
// answer where the document lists its origin.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "capture/form.hpp"
#include "core/workspace/policy.hpp"
#include "http/message.hpp"

namespace baton::api {

// Whether a page of this origin may post to this form.
struct FormOrigin {
    bool is_allowed = true;
    std::string shared_with;  // the other site's origin that may read the answer; empty: none
};
[[nodiscard]] FormOrigin form_origin(const http::RequestHead& head, const workspace::Form* form);
// The form of that name; null where the document says nothing of it, which forbids nothing.
[[nodiscard]] const workspace::Form* find_form(const workspace::Policy& policy,
                                               std::string_view name);
void add_form_headers(http::Response& response, const FormOrigin& origin);

class FormReply {
  public:
    FormReply(const http::RequestHead& head, bool is_json, const capture::FormControl& control,
              const workspace::Form* form);

    // For `lead`, the id as text.
    [[nodiscard]] http::Response thanks(std::string_view lead) const;
    // A refusal in the form that the other side reads.
    [[nodiscard]] http::Response refusal(http::Response problem, std::string_view words) const;

  private:
    bool wants_json_ = false;
    std::string redirect_;
};

}  // namespace baton::api
