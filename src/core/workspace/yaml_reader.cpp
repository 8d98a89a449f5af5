#include "core/workspace/yaml_reader.hpp"

#include <fmt/format.h>
#include <yaml-cpp/depthguard.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <array>
#include <map>
#include <optional>
#include <sstream>
#include <unordered_map>
#include <utility>

#include "core/workspace/report.hpp"
#include "core/workspace/scalar_source.hpp"

namespace baton::workspace {
namespace {

// Ends the reading: past a bound there is nothing sensible to go on with.
struct Stop {
    Finding finding;
};

struct Meaning {
    std::string_view library;
    std::string_view people;
};

// What the library says, in words for those who write the file. By how the message begins.
constexpr std::array<Meaning, 13> kMeanings{{
    {"illegal map value",
     "a \":\" stands where none can be; put the text in quotes, or check the indentation"},
    {"illegal map key", "a \"?\" or a key stands where none can be; check the indentation"},
    {"illegal block entry", "a \"- \" stands where none can be; check the indentation"},
    {"end of map flow not found", "this \"{\" is not closed, or a comma is missing in it"},
    {"end of sequence flow not found", "this \"[\" is not closed, or a comma is missing in it"},
    {"end of map not found",
     "this line does not fit the map around it; check the indentation and the \": \" after the "
     "key"},
    {"end of sequence not found",
     "this line does not fit the list around it; check the indentation and the \"- \""},
    {"illegal flow end", "a closing bracket has no opening one"},
    {"illegal EOF in scalar", "a quote is opened here and never closed"},
    {"unknown token", "this character cannot begin a value; put the value in quotes"},
    {"unknown escape character",
     "there is no such escape in a text in double quotes; write \\\\ for a backslash"},
    {"illegal document indicator", "a document ends inside a quoted text; close the quote first"},
    {"the referenced anchor is not defined", "there is no anchor of this name above"},
}};

std::string in_words(const std::string& message) {
    for (const Meaning& meaning : kMeanings) {
        if (message.starts_with(meaning.library)) return std::string(meaning.people);
    }
    return "this is not YAML: " + message;
}

bool is_text_tag(const std::string& tag) { return tag == "!" || tag == "tag:yaml.org,2002:str"; }

bool is_core_tag(const std::string& tag) {
    if (tag.empty() || tag == "?" || tag == "!") return true;
    for (const char* name : {"str", "int", "float", "bool", "null", "map", "seq"}) {
        if (tag == std::string("tag:yaml.org,2002:") + name) return true;
    }
    return false;
}

bool looks_null(std::string_view text) {
    return text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL";
}

Weight weigh(const Node& node) {
    Weight weight{1, node.scalar.size()};
    for (const Node& item : node.items) weight += weigh(item);
    for (const auto& [key, value] : node.entries) {
        weight += weigh(key);
        weight += weigh(value);
    }
    return weight;
}

// Builds the trees from the library's events.
class Builder final : public YAML::EventHandler {
  public:
    Builder(const SourceLines& source, std::size_t first_line, std::string_view file,
            YamlPiece& piece)
        : source_(source), first_line_(first_line), file_(file), piece_(piece) {}

    void OnDocumentStart(const YAML::Mark&) override { anchors_.clear(); }
    void OnDocumentEnd() override {}

    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        check_progress(mark);
        Node node;
        node.place = place_of(mark);
        // A value left out is told of at its key, not at what comes after it.
        if (!frames_.empty() && frames_.back().key &&
            frames_.back().key->place.line != node.place.line) {
            node.place = frames_.back().key->place;
        }
        put(std::move(node), anchor);
    }

    void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        const auto it = anchors_.find(anchor);
        const Place place = place_of(mark);
        if (it == anchors_.end()) {
            throw Stop{error(place, "an alias stands inside what it stands for")};
        }
        alias_weight_ += it->second.second;
        if (alias_weight_.nodes > kMaxAliasNodes || alias_weight_.bytes > kMaxAliasBytes) {
            throw Stop{error(place, "the aliases of this document grow too large")};
        }
        grow(place, it->second.second);
        attach(it->second.first);
    }

    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& text) override {
        check_tag(mark, tag);
        Node node;
        ScalarSource trace = trace_scalar(source_, byte_of(mark), text);
        node.place = place_at(trace.begin);
        if (!trace.is_closed) {
            throw Stop{error(node.place, "a quote is opened here and never closed")};
        }
        node.quoted = is_text_tag(tag);
        if (!node.quoted && looks_null(text)) {
            put(std::move(node), anchor);
            return;
        }
        node.kind = Node::Kind::Scalar;
        node.scalar = text;
        node.steps = std::move(trace.steps);
        put(std::move(node), anchor);
    }

    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override {
        open(mark, tag, anchor, Node::Kind::List);
    }
    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override {
        open(mark, tag, anchor, Node::Kind::Map);
    }
    void OnSequenceEnd() override { close(); }
    void OnMapEnd() override { close(); }

    [[nodiscard]] Place place_of(const YAML::Mark& mark) const { return place_at(byte_of(mark)); }

    // What the library stumbled over, and where the cause is rather than where it noticed.
    [[nodiscard]] Finding explain(const YAML::Exception& exception) const {
        const std::size_t byte = byte_of(exception.mark);
        const std::string_view text = source_.text();
        std::size_t blank = byte == 0 ? std::string_view::npos : text.rfind('\n', byte - 1);
        blank = blank == std::string_view::npos ? 0 : blank + 1;
        while (blank < text.size() && text[blank] == ' ') ++blank;
        if (blank < text.size() && text[blank] == '\t') {
            return error(place_at(blank), "a tab stands in the indentation; use spaces");
        }
        const bool is_unclosed = exception.msg == YAML::ErrorMsg::END_OF_MAP_FLOW ||
                                 exception.msg == YAML::ErrorMsg::END_OF_SEQ_FLOW;
        if (is_unclosed && !frames_.empty()) {
            return error(frames_.back().node.place, in_words(exception.msg));
        }
        YAML::Mark mark = exception.mark;
        if (exception.msg.starts_with(YAML::ErrorMsg::INVALID_ESCAPE)) mark.column -= 2;
        return error(place_of(mark), in_words(exception.msg));
    }

  private:
    struct Frame {
        Node node;
        YAML::anchor_t anchor = 0;
        std::optional<Node> key;  // read, its value not yet
        bool drop_value = false;  // of a key that was refused
        std::unordered_map<std::string, std::int32_t> lines_of_keys;
    };

    [[nodiscard]] std::size_t byte_of(const YAML::Mark& mark) const {
        return source_.offset(first_line_ + static_cast<std::size_t>(std::max(mark.line, 0)),
                              static_cast<std::size_t>(std::max(mark.column, 0)));
    }
    [[nodiscard]] Place place_at(std::size_t byte) const {
        const SourceLines::Position position = source_.position(byte);
        return {std::string(file_), position.line, position.column};
    }
    static Finding error(Place place, std::string message) {
        return {Severity::Error, std::move(place), std::move(message), {}};
    }
    void tell(Place place, std::string message) {
        if (piece_.findings.size() >= kMaxFindings) return;
        piece_.findings.push_back(error(std::move(place), std::move(message)));
    }
    void check_tag(const YAML::Mark& mark, const std::string& tag) {
        if (is_core_tag(tag)) return;
        tell(place_of(mark), fmt::format("the tag \"{}\" means nothing here; remove it", tag));
    }

    // Before a token that can begin nothing the library gives empty documents without end.
    void check_progress(const YAML::Mark& mark) {
        if (mark.pos != last_empty_ || frames_.size() != depth_of_empty_) empties_ = 0;
        last_empty_ = mark.pos;
        depth_of_empty_ = frames_.size();
        if (++empties_ < kMaxEmptiesAtOnePlace) return;
        throw Stop{error(place_of(mark),
                         "what stands here can begin no value; check the commas and brackets, the "
                         "indentation and the \"- \" of this line")};
    }

    void open(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
              Node::Kind kind) {
        check_tag(mark, tag);
        if (frames_.size() >= kMaxNesting) {
            throw Stop{
                error(place_of(mark), fmt::format("lists and maps stand more than {} deep in "
                                                  "one another",
                                                  kMaxNesting))};
        }
        Frame frame;
        frame.node.kind = kind;
        frame.node.place = place_of(mark);
        frame.anchor = anchor;
        frames_.push_back(std::move(frame));
    }

    void close() {
        Frame frame = std::move(frames_.back());
        frames_.pop_back();
        put(std::move(frame.node), frame.anchor);
    }

    // A node whose parts, if any, have been put before.
    void put(Node node, YAML::anchor_t anchor) {
        grow(node.place, {1, node.scalar.size()});
        if (anchor != 0) keep(anchor, node);
        attach(std::move(node));
    }

    void grow(const Place& place, Weight more) {
        piece_.weight += more;
        if (piece_.weight.nodes > kMaxNodes) {
            throw Stop{
                error(place, fmt::format("the document has more than {} values", kMaxNodes))};
        }
    }

    // Anchors inside anchors are kept several times over.
    void keep(YAML::anchor_t anchor, const Node& node) {
        const Weight weight = weigh(node);
        anchor_weight_ += weight;
        if (anchor_weight_.nodes > kMaxAnchorNodes || anchor_weight_.bytes > kMaxAnchorBytes) {
            throw Stop{
                error(node.place, "what the anchors of this document stand for is too large")};
        }
        anchors_[anchor] = {node, weight};
    }

    void attach(Node node) {
        if (frames_.empty()) {
            piece_.documents.push_back(std::move(node));
            return;
        }
        Frame& frame = frames_.back();
        if (frame.node.kind == Node::Kind::List) {
            frame.node.items.push_back(std::move(node));
        } else if (!frame.key) {
            put_key(frame, std::move(node));
        } else {
            if (!frame.drop_value) {
                frame.node.entries.emplace_back(std::move(*frame.key), std::move(node));
            }
            frame.key.reset();
            frame.drop_value = false;
        }
    }

    void put_key(Frame& frame, Node key) {
        if (key.kind != Node::Kind::Scalar) {
            tell(key.place, "a key must be a word or a text");
            frame.drop_value = true;
        } else {
            const auto [first, is_new] =
                frame.lines_of_keys.try_emplace(key.scalar, key.place.line);
            if (!is_new) {
                tell(key.place, fmt::format("\"{}\" is given twice; the first stands at line {}",
                                            key.scalar, first->second));
                frame.drop_value = true;
            }
        }
        frame.key = std::move(key);
    }

    const SourceLines& source_;
    std::size_t first_line_;
    std::string_view file_;
    YamlPiece& piece_;
    std::vector<Frame> frames_;
    std::map<YAML::anchor_t, std::pair<Node, Weight>> anchors_;
    Weight alias_weight_;
    Weight anchor_weight_;
    int last_empty_ = -1;             // where the last empty value was told of,
    std::size_t depth_of_empty_ = 0;  // how deep,
    int empties_ = 0;                 // and how many of them one after the other
};

}  // namespace

YamlPiece read_yaml(const SourceLines& source, std::size_t first, std::size_t last,
                    std::string_view file) {
    YamlPiece piece;
    const std::size_t begin = source.start(first);
    std::istringstream stream(std::string(source.text().substr(begin, source.start(last) - begin)));
    Builder builder(source, first, file, piece);
    const auto broken = [&piece](Finding finding) {
        piece.findings.push_back(std::move(finding));
        piece.is_broken = true;
    };
    try {
        YAML::Parser parser(stream);
        while (parser.HandleNextDocument(builder)) {
        }
    } catch (const Stop& stop) {
        broken(stop.finding);
    } catch (const YAML::DeepRecursion& deep) {
        broken({Severity::Error,
                builder.place_of(deep.mark),
                fmt::format("lists and maps stand more than {} deep in one another", kMaxNesting),
                {}});
    } catch (const YAML::Exception& exception) {
        piece.is_unknown_alias = exception.msg.starts_with(YAML::ErrorMsg::UNKNOWN_ANCHOR);
        broken(builder.explain(exception));
    } catch (const std::exception& exception) {
        broken({Severity::Error,
                {std::string(file), static_cast<std::int32_t>(first) + 1, 1},
                std::string("this is not YAML: ") + exception.what(),
                {}});
    }
    return piece;
}

}  // namespace baton::workspace
