#include "insight/table.hpp"

#include "base/text.hpp"
#include "core/event/json_writer.hpp"

namespace baton::insight {
namespace {

struct JsonCell {
    std::string& out;

    void operator()(std::monostate) const { out += "null"; }
    void operator()(const std::string& text) const { append_json_string(out, text); }
    void operator()(std::int64_t number) const { out += std::to_string(number); }
    void operator()(double number) const { append_json_number(out, number); }
    void operator()(bool flag) const { out += flag ? "true" : "false"; }
};

struct CsvCell {
    std::string& out;

    void operator()(std::monostate) const {}
    void operator()(const std::string& text) const {
        const bool is_formula =
            !text.empty() && std::string_view("=+-@\t\r\n").contains(text.front());
        const bool is_quoted = is_formula || text.find_first_of(",\"\r\n") != std::string::npos ||
                               (!text.empty() && (text.front() == ' ' || text.back() == ' '));
        if (is_quoted) out += '"';
        if (is_formula) out += '\'';
        for (const char c : text) {
            if (c == '"') out += '"';
            out += c;
        }
        if (is_quoted) out += '"';
    }
    void operator()(std::int64_t number) const { out += std::to_string(number); }
    void operator()(double number) const { append_json_number(out, number); }
    void operator()(bool flag) const { out += flag ? "true" : "false"; }
};

}  // namespace

Cell cell(const std::optional<double>& value) { return value ? Cell(*value) : Cell(); }

Cell cell(std::string_view text) { return text.empty() ? Cell() : Cell(std::string(text)); }

void append_json(std::string& out, const Table& table, const std::vector<Cell>& row) {
    event::ObjectWriter object(out);
    for (std::size_t i = 0; i < row.size(); ++i) {
        std::visit(JsonCell{object.key(table.columns[i])}, row[i]);
    }
}

void append_json(std::string& out, const Table& table) {
    event::write_list(out, table.rows,
                      [&](const std::vector<Cell>& row) { append_json(out, table, row); });
}

std::string to_csv(const Table& table) {
    std::string out;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        if (i > 0) out += ',';
        out += table.columns[i];
    }
    out += "\r\n";
    for (const std::vector<Cell>& row : table.rows) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            if (i > 0) out += ',';
            std::visit(CsvCell{out}, row[i]);
        }
        out += "\r\n";
    }
    return out;
}

}  // namespace baton::insight
