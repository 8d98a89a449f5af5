// What the contract of an archive is written with: a house that can be read through.
#pragma once

#include <memory>

#include "contract.hpp"
#include "store/archive.hpp"
#include "store/restoring_store.hpp"

namespace baton::store::contract {

class ArchiveHouse : public House {
  public:
    ArchiveHouse() { latest() = this; }
    // The store as it stands now, read through.
    virtual std::unique_ptr<Archive> archive() = 0;

    // The one that was made last: a test has one at a time.
    static ArchiveHouse*& latest() {
        static ArchiveHouse* house = nullptr;
        return house;
    }
};

class ArchiveContract : public StoreContract {
  protected:
    [[nodiscard]] static std::unique_ptr<Archive> archive() {
        return ArchiveHouse::latest()->archive();
    }
    [[nodiscard]] RestoringStore& filled() { return dynamic_cast<RestoringStore&>(store()); }
};

}  // namespace baton::store::contract
