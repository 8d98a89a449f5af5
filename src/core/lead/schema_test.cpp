#include "core/lead/schema.hpp"

#include <gtest/gtest.h>

namespace baton::lead {
namespace {

TEST(Schema, HoldsTheBuiltInFieldsAtTheirPlaces) {
    const Schema schema;
    EXPECT_EQ(schema.size(), field::kBuiltinCount);
    EXPECT_EQ(schema.find("email"), field::kEmail);
    EXPECT_EQ(schema.find("utm_content"), field::kUtmContent);
    EXPECT_EQ(schema.find("freemail"), field::kFreemail);
    EXPECT_EQ(schema.spec(field::kCountry).type, FieldType::Country);
    EXPECT_EQ(schema.spec(field::kSignals).type, FieldType::Signals);
    EXPECT_EQ(schema.find("budgett"), std::nullopt);
    EXPECT_EQ(schema.find(""), std::nullopt);
}

TEST(Schema, AddsFieldsBehindTheBuiltInOnes) {
    Schema schema;
    const FieldId product = schema.define({"product", FieldType::Set, {"basic", "pro"}});
    EXPECT_EQ(product.index(), field::kBuiltinCount);
    EXPECT_EQ(schema.find("product"), product);
    EXPECT_EQ(schema.spec(product).of.size(), 2U);
}

TEST(Schema, NarrowsABuiltInFieldInItsPlace) {
    Schema schema;
    EXPECT_EQ(schema.define({"budget", FieldType::Money, {}}), field::kBudget);
    EXPECT_EQ(schema.spec(field::kBudget).type, FieldType::Money);
    EXPECT_EQ(schema.size(), field::kBuiltinCount);
}

TEST(FieldType, HasAWordForEach) {
    for (const char* word : {"text", "number", "money", "set", "choice", "date", "bool", "email",
                             "phone", "domain", "country", "state", "language"}) {
        const auto type = field_type_from(word);
        ASSERT_TRUE(type) << word;
        EXPECT_EQ(to_word(*type), word);
    }
    EXPECT_EQ(field_type_from("signals"), std::nullopt);
    EXPECT_EQ(field_type_from("Text"), std::nullopt);
    EXPECT_EQ(to_word(FieldType::Signals), "signals");
}

}  // namespace
}  // namespace baton::lead
