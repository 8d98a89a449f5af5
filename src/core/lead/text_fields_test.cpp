// E-mail, hosts, languages, dates, industries, folding: what has a form of its own.
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/lead/clean.hpp"
#include "core/lead/email.hpp"
#include "core/lead/fold.hpp"
#include "core/lead/host.hpp"
#include "core/lead/industry.hpp"
#include "core/lead/language.hpp"
#include "core/lead/page_query.hpp"
#include "core/lead/written_date.hpp"

namespace baton::lead {
namespace {

TEST(Email, ReadsAddresses) {
    const std::vector<std::pair<std::string_view, std::string_view>> table{
        {"ann@bigco.test", "ann@bigco.test"},
        {"  Ann.Lee@BigCo.TEST ", "ann.lee@bigco.test"},
        {"Ann Lee <Ann@BigCo.test>", "ann@bigco.test"},
        {"mailto:ann@bigco.test", "ann@bigco.test"},
        {"ann+news@bigco.test", "ann+news@bigco.test"},
        {"o'neil@bigco.test", "o'neil@bigco.test"},
        {"ann@bücher.example", "ann@xn--bcher-kva.example"},
        {"ann@BÜCHER.example", "ann@xn--bcher-kva.example"},
        {"JÖRG@bigco.test", "jörg@bigco.test"},
        {"ann@bigco.test.", "ann@bigco.test"},
        {"ann@bigco.test,", "ann@bigco.test"},
        {"a@b.co", "a@b.co"},
        {"用户@例子.广告", "用户@xn--fsqu00a.xn--4rr70v"}};
    for (const auto& [text, email] : table) EXPECT_EQ(read_email(text), std::string(email)) << text;
    const std::string longest = std::string(64, 'a') + "@" + std::string(60, 'b') + ".test";
    EXPECT_EQ(read_email(longest), longest);
}

TEST(Email, IsNothingForWhatIsNone) {
    const std::string label(63, 'b');
    for (const std::string& text : std::vector<std::string>{
             "",
             "ann",
             "@bigco.test",
             "ann@",
             "ann@bigco",
             "ann@@bigco.test",
             "ann lee@bigco.test",
             "ann@big co.test",
             "ann..lee@bigco.test",
             ".ann@bigco.test",
             "ann.@bigco.test",
             "ann@bigco..test",
             "ann@-bigco.test",
             "ann@bigco-.test",
             "ann@big_co.test",
             "ann@10.0.0.1",
             "ann@[10.0.0.1]",
             "\"ann\"@bigco.test",
             "a@x.test, b@y.test",
             "ann@bigco.t",
             std::string(65, 'a') + "@bigco.test",
             "ann@" + std::string(64, 'b') + ".test",
             "ann@" + label + "." + label + "." + label + "." + label + ".test",
             "<ann@bigco.test",
             "ann\u00A0lee@bigco.test",
             "ann\u200B@bigco.test"}) {
        EXPECT_EQ(read_email(text), std::nullopt) << text;
    }
}

TEST(Email, KnowsFreeMailboxes) {
    for (const std::string_view host :
         {"gmail.com", "googlemail.com", "yahoo.co.uk", "hotmail.fr", "web.de", "gmx.net", "qq.com",
          "proton.me", "icloud.com", "mail.ru", "aol.com"}) {
        EXPECT_TRUE(is_freemail(host)) << host;
    }
    for (const std::string_view host :
         {"bigco.test", "google.com", "microsoft.com", "gmail.co", "", "com"}) {
        EXPECT_FALSE(is_freemail(host)) << host;
    }
}

TEST(Host, ReadsWhatPeopleTypeAsAWebsite) {
    const std::vector<std::pair<std::string_view, std::string_view>> table{
        {"https://www.Globex.test/about?x=1", "globex.test"},
        {"globex.test", "globex.test"},
        {"WWW.GLOBEX.TEST", "globex.test"},
        {"http://user@shop.globex.test:8080/", "shop.globex.test"},
        {"//globex.test", "globex.test"},
        {"globex.test/path", "globex.test"},
        {"bücher.example", "xn--bcher-kva.example"},
        {"www.test", "www.test"},
        {"globex.test.", "globex.test"},
        {"globex.test, initech.test", "globex.test"}};
    for (const auto& [text, host] : table) EXPECT_EQ(read_host(text), std::string(host)) << text;
    for (const std::string_view text :
         {"", "none", "n/a", "10.0.0.1", "http://", "https://[::1]/", "://x.test",
          "javascript:alert(1)", "a b.test c", "-x.test", "localhost", "x.y"}) {
        EXPECT_EQ(read_host(text), std::nullopt) << text;
    }
}

TEST(Language, ReadsTagsAndNames) {
    const std::vector<std::pair<std::string_view, std::string_view>> table{
        {"de", "de"},
        {"DE", "de"},
        {"German", "de"},
        {"Deutsch", "de"},
        {"german", "de"},
        {"de_DE", "de-DE"},
        {"de-de", "de-DE"},
        {"de_DE.UTF-8", "de-DE"},
        {"deu", "de"},
        {"ger", "de"},
        {"en-US,en;q=0.9", "en-US"},
        {"zh-hant-tw", "zh-Hant-TW"},
        {"es-419", "es-419"},
        {"English (United Kingdom)", "en-GB"},
        {"Français", "fr"},
        {"francais", "fr"},
        {"Español", "es"},
        {"日本語", "ja"},
        {"Brazilian Portuguese", "pt-BR"},
        {"yue", "yue"},
        {"Chinese (Simplified)", "zh-Hans"},
        {"sl-rozaj", "sl-rozaj"}};
    for (const auto& [text, tag] : table) EXPECT_EQ(read_language(text), std::string(tag)) << text;
    for (const std::string_view text :
         {"", "xx", "Klingonese", "12", "d", "de-ZZ", "de--DE", "-"}) {
        EXPECT_EQ(read_language(text), std::nullopt) << text;
    }
}

TEST(WrittenDate, ReadsDays) {
    const Date march{2026, 3, 2};
    for (const std::string_view text :
         {"2026-03-02", "2026/03/02", "2026-3-2", "2.3.2026", "02.03.2026", "2 March 2026",
          "2 Mar 2026", "March 2, 2026", "Mar 2 2026", "2nd March 2026", "2026-03-02T09:00:00Z",
          "2026-03-02 09:00:00", "2-Mar-2026"}) {
        EXPECT_EQ(read_date(text), march) << text;
    }
    EXPECT_EQ(read_date("31/12/2026"), (Date{2026, 12, 31}));
    EXPECT_EQ(read_date("12/31/2026"), (Date{2026, 12, 31}));
    EXPECT_EQ(read_date("03/03/2026"), (Date{2026, 3, 3}));
    EXPECT_EQ(read_date("12/31/2026 10:30 PM"), (Date{2026, 12, 31}));
    for (const std::string_view text :
         {"", "soon", "03/04/2026", "2026-02-30", "2026-13-01", "2026", "32.1.2026", "1.1.26",
          "next March 2 2026", "0000-01-01", "2 Foo 2026"}) {
        EXPECT_EQ(read_date(text), std::nullopt) << text;
    }
}

TEST(Industry, MendsASlipInTheCaseItWasTypedIn) {
    EXPECT_EQ(mend_industry("technolgy"), "technology");
    EXPECT_EQ(mend_industry("Technolgy"), "Technology");
    EXPECT_EQ(mend_industry("TECHNOLGY"), "TECHNOLOGY");
    EXPECT_EQ(mend_industry("helthcare"), "healthcare");
    EXPECT_EQ(mend_industry("manufactruing"), "manufacturing");
    for (const std::string_view text :
         {"technology", "Healthcare", "telecommunications", "retial", "", "x", "Sports",
          "technology and more", "medical", "medicals & co"}) {
        EXPECT_EQ(mend_industry(text), "") << text;
    }
}

TEST(Fold, PutsAsideCaseAccentsAndPunctuation) {
    EXPECT_EQ(fold("  São-Tomé & Príncipe "), "sao tome principe");
    EXPECT_EQ(fold("Côte d'Ivoire"), "cote divoire");
    EXPECT_EQ(fold("Straße"), "strasse");
    EXPECT_EQ(fold("Ørsted Æsir Łódź"), "orsted aesir lodz");
    EXPECT_EQ(fold("İstanbul"), "istanbul");
    EXPECT_EQ(fold("ＡＢＣ"), "abc");
    EXPECT_EQ(fold("日本"), "日本");
    EXPECT_EQ(fold("!!"), "");
    EXPECT_EQ(fold(fold("Ünïcödé ½ Ⅷ")), fold("Ünïcödé ½ Ⅷ"));
}

TEST(Clean, TakesOutWhatNobodySees) {
    EXPECT_EQ(clean_line(" a\t b\r\nc\u00A0 d\u200B "), "a b c d");
    EXPECT_EQ(clean_line("\u3000全角\u3000"), "全角");
    EXPECT_EQ(clean_line(std::string_view("a\0b", 3)), "a b");
    EXPECT_EQ(clean_block(" a\r\nb\rc\x01\n\n"), "a\nb\nc");
    EXPECT_EQ(clean_block("\u00A0"), "");
    EXPECT_EQ(cut("ä", 1), "");
    EXPECT_EQ(quote(std::string(100, 'x')), "\"" + std::string(60, 'x') + "…\"");
    EXPECT_TRUE(is_placeholder("N/A"));
    EXPECT_FALSE(is_placeholder("NA"));
}

TEST(PageQuery, FindsParameters) {
    EXPECT_EQ(query_value("https://x.test/?a=1&utm_source=Google%20Ads#top", "utm_source"),
              "Google Ads");
    EXPECT_EQ(query_value("https://x.test/?utm_source=a+b&utm_source=c", "utm_source"), "a b");
    EXPECT_EQ(query_value("https://x.test/?xutm_source=a", "utm_source"), "");
    EXPECT_EQ(query_value("https://x.test/?utm_source=%FF", "utm_source"), "");
    EXPECT_EQ(query_value("https://x.test/?utm_source=%4", "utm_source"), "%4");
    EXPECT_EQ(query_value("https://x.test/#?utm", "utm_source"), "");
}

}  // namespace
}  // namespace baton::lead
