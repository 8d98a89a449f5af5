#include "dispatch/policy_shelf.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/lead/identity.hpp"
#include "core/lead/name_words.hpp"
#include "core/match/rule_index.hpp"

namespace baton::dispatch {

std::string Tables::version() const {
    return fmt::format("{} {} {} {}", zones.version(), suffixes.version(),
                       lead::legal_forms_version(), lead::name_words_version());
}

workspace::Loaded compile(std::string_view text, const std::vector<store::DocumentFile>& files,
                          const Tables& tables, const team::Names* known) {
    enum class FileError : int { NotThere = 1 };
    const auto read_file = [&](std::string_view path) -> Result<std::string> {
        const auto file = std::ranges::find(files, path, &store::DocumentFile::name);
        if (file == files.end()) {
            return fail(FileError::NotThere,
                        fmt::format("the file \"{}\" is not part of this version", path));
        }
        return file->bytes;
    };
    workspace::LoadContext context{tables.zones, tables.suffixes, nullptr, known,
                                   match::index_rules};
    if (!files.empty()) context.read_file = read_file;
    return workspace::load(text, "workspace", context);
}

std::shared_ptr<const workspace::Policy> PolicyShelf::find(std::uint64_t version) const {
    const std::lock_guard lock(mutex_);
    const auto it = policies_.find(version);
    return it == policies_.end() ? nullptr : it->second;
}

std::shared_ptr<const workspace::Policy> PolicyShelf::get(std::uint64_t version,
                                                          const team::Names& known) {
    if (auto policy = find(version)) return policy;
    const auto document = store_.document(workspace_, version);
    if (!document || !*document) return nullptr;
    workspace::Loaded loaded = compile((*document)->text, (*document)->files, tables_, &known);
    if (loaded.policy) add(version, loaded.policy);
    return loaded.policy;
}

void PolicyShelf::add(std::uint64_t version, std::shared_ptr<const workspace::Policy> policy) {
    const std::lock_guard lock(mutex_);
    policies_[version] = std::move(policy);
}

}  // namespace baton::dispatch
