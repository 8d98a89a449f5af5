#include "core/lead/identity.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace baton::lead {
namespace {

TEST(Identity, IsTheSameForTheSameAddressAndSalt) {
    EXPECT_EQ(identity_hash("ann@bigco.test", "salt"), identity_hash("ann@bigco.test", "salt"));
    EXPECT_NE(identity_hash("ann@bigco.test", "salt"), identity_hash("ann@bigco.test", "pepper"));
    EXPECT_NE(identity_hash("ann@bigco.test", "salt"), identity_hash("bob@bigco.test", "salt"));
    EXPECT_NE(identity_hash("tann@bigco.test", "sal"), identity_hash("ann@bigco.test", "salt"));
    // Recorded in logs: it may never change.
    EXPECT_EQ(identity_hash("ann@bigco.test", "salt").value, 9882002074119984079ULL);
}

TEST(Identity, OfALeadIsOfItsEmail) {
    Lead lead;
    EXPECT_FALSE(identity_hash(lead, "salt"));
    lead.fields.resize(1);
    lead.fields[field::kEmail.index()] = std::string("ann@bigco.test");
    EXPECT_EQ(identity_hash(lead, "salt"), identity_hash("ann@bigco.test", "salt"));
}

TEST(CompanyKey, IsEqualAfterLegalFormPunctuationAndCase) {
    const std::vector<std::vector<std::string_view>> same{
        {"Globex Corporation", "GLOBEX CORP.", "globex", "Globex, Inc.", "The Globex Company",
         "Globex Co., Ltd.", "Globex Company (The)"},
        {"Bluth Company", "Bluth", "BLUTH CO"},
        {"Müller GmbH & Co. KG", "Muller", "MÜLLER GMBH", "Müller G.m.b.H."},
        {"Smith & Sons Ltd", "Smith and Sons Limited", "SMITH SONS LTD."},
        {"A. O. Smith", "AO Smith Corp", "A.O. Smith Corporation"},
        {"I.B.M.", "IBM", "IBM Corp."},
        {"Eni S.p.A.", "ENI SPA", "Eni SpA", "Eni"},
        {"Café Déjà S.à r.l.", "Cafe Deja SARL"},
        {"Grupo Bimbo S.A.B. de C.V.", "Grupo Bimbo"},
        {"Cemex, S.A. de C.V.", "CEMEX"},
        {"Orlen Sp. z o.o.", "ORLEN"},
        {"Novo Nordisk A/S", "Novo Nordisk"},
        {"Arçelik A.Ş.", "Arcelik", "Arçelik Anonim Şirketi"},
        {"PT Astra International Tbk", "Astra International"},
        {"AB Volvo", "Volvo AB", "Volvo"},
        {"ООО Ромашка", "Ромашка", "«Ромашка», ООО"},
        {"株式会社トヨタ", "トヨタ株式会社", "トヨタ", "㈱トヨタ"},
        {"华为技术有限公司", "华为技术"},
        {"삼성전자 주식회사", "(주)삼성전자", "삼성전자"},
        {"Petronas Sdn. Bhd.", "Petronas"},
        {"BHP Pty Ltd", "BHP"},
        {"Tata Pvt. Ltd.", "Tata Private Limited", "TATA"},
        {"Philips N.V.", "Philips"},
        {"Nokia Oyj", "Nokia"},
        {"Kestrovia Inc. /DE/", "KESTROVIA INC /NY", "Kestrovia Corp/OH", "Kestrovia",
         "M/s Kestrovia"},
        {"Vandelo Inc. (Class A)", "Vandelo Class B", "VANDELO"},
        {"Зарево ТОВ", "ТОВ «Зарево»", "Зарево"},
        {"Ολύμπια Α.Ε.", "Ολύμπια ΑΕ", "ολυμπια"},
        {"Công ty TNHH Hoa Sen", "Hoa Sen"},
        {"שמש בע\"מ", "שמש בע״מ", "שמש"},
        {"Tandrup P/S", "Tandrup ApS & Co. K/S", "Tandrup"},
        {"Veldhoek Coöperatie U.A.", "Coöperatie Veldhoek UA", "Veldhoek"},
        {"Horák spol. s r.o.", "HORAK S.R.O.", "Horák"},
        {"Kovács Kft.", "Kovács Zrt", "kovacs"},
        {"Öztürk San. ve Tic. Ltd. Şti.", "Ozturk A.Ş.", "Öztürk"},
        {"O’Reilly Media, Inc.", "O'Reilly Media", "OReilly Media LLC"}};
    for (const auto& names : same) {
        for (const std::string_view name : names) {
            EXPECT_EQ(company_key(name), company_key(names.front())) << name;
        }
    }
}

TEST(CompanyKey, TellsCompaniesApart) {
    EXPECT_NE(company_key("Globex"), company_key("Globalex"));
    EXPECT_NE(company_key("Globex Group"), company_key("Globex Holdings"));
    EXPECT_NE(company_key("Day Spa"), company_key("Day"));
    EXPECT_NE(company_key("Acme One"), company_key("Acme Two"));
    EXPECT_NE(company_key("Acme Fund II"), company_key("Acme Fund"));
    EXPECT_NE(company_key("A. O. Quandt"), company_key("Quandt"));
    EXPECT_NE(company_key("AB Dynamics"), company_key("Dynamics"));
    EXPECT_NE(company_key("North/South"), company_key("North"));
    EXPECT_NE(company_key("Norvik A/S"), company_key("Norvik A"));
}

TEST(CompanyKey, AlwaysLeavesSomething) {
    EXPECT_EQ(company_key("Company Inc"), "company");
    EXPECT_EQ(company_key("Company"), "company");
    EXPECT_EQ(company_key("The Limited"), "limited");
    EXPECT_EQ(company_key("The"), "the");
    EXPECT_EQ(company_key("Co. Ltd."), "co");
    EXPECT_EQ(company_key("3M Co"), "3m");
    EXPECT_EQ(company_key("株式会社"), "株式会社");
    EXPECT_EQ(company_key("AB"), "ab");
    EXPECT_EQ(company_key(""), "");
    EXPECT_EQ(company_key(" - "), "");
    EXPECT_EQ(company_key("&"), "");
}

TEST(CompanyKey, IsItsOwnKey) {
    for (const std::string_view name :
         {"Globex Corporation", "Müller GmbH", "A.O. Smith", "トヨタ株式会社"}) {
        EXPECT_EQ(company_key(company_key(name)), company_key(name));
    }
}

TEST(LegalForms, NameTheirVersion) { EXPECT_EQ(legal_forms_version(), "legal-forms-2"); }

}  // namespace
}  // namespace baton::lead
