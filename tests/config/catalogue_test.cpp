#include "config/catalogue.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <regex>
#include <set>

#include "config/toml_document.hpp"
#include "tests/source_dir.hpp"
#include "workspace.hpp"

namespace dondoc::config::test {
namespace {

namespace fs = std::filesystem;

struct Text {
  std::string key;
  std::map<std::string, std::string> words;  // vi, en, vi_hint, en_hint
};

std::vector<Text> all_texts() {
  std::vector<Text> out;
  for (const auto& file : fs::directory_iterator{fs::path{DONDOC_SOURCE_DIR} / "config/catalogue"}) {
    const auto document = parse_toml(content_of(file.path()), file.path().string());
    EXPECT_TRUE(document) << file.path();
    if (!document) continue;
    for (const auto& entry : document->entries) {
      Text text{entry.key, {}};
      for (const auto& word : entry.value.entries) text.words[word.key] = word.value.text;
      out.push_back(std::move(text));
    }
  }
  return out;
}

// Tags of templates, {{name}}, are no arguments.
std::set<std::string> places_in(const std::string& words) {
  static const std::regex kTag{R"(\{\{[^}]*\}\})"};
  static const std::regex kPlace{R"(\{([a-z_]+)\})"};
  const auto text = std::regex_replace(words, kTag, "");
  std::set<std::string> out;
  for (std::sregex_iterator it{text.begin(), text.end(), kPlace}, end; it != end; ++it) out.insert((*it)[1]);
  return out;
}

TEST(Catalogue, EveryTextStandsOnceInBothLanguages) {
  std::set<std::string> keys;
  for (const auto& text : all_texts()) {
    EXPECT_TRUE(keys.insert(text.key).second) << text.key << " stands twice";
    for (const auto* language : {"vi", "en"}) {
      EXPECT_TRUE(text.words.contains(language)) << text.key << ": " << language;
    }
    EXPECT_EQ(text.words.contains("vi_hint"), text.words.contains("en_hint")) << text.key;
    for (const auto& [name, words] : text.words) {
      EXPECT_TRUE(name == "vi" || name == "en" || name == "vi_hint" || name == "en_hint") << text.key << ": " << name;
      EXPECT_FALSE(words.empty()) << text.key << ": " << name;
    }
  }
  EXPECT_GT(keys.size(), 100U);
}

TEST(Catalogue, BothLanguagesUseTheSameArguments) {
  for (auto& text : all_texts()) {
    EXPECT_EQ(places_in(text.words["vi"]), places_in(text.words["en"])) << text.key;
    EXPECT_EQ(places_in(text.words["vi_hint"]), places_in(text.words["en_hint"])) << text.key;
  }
}

// Every code, and every whole key that stands after a language, with the source that names it.
std::map<std::string, std::string> names_in_sources() {
  static const std::regex kName{
      R"re("(DD\d{4})"|\btext\(\s*[\w.:()>-]*[Ll]ang[\w:]*(?:\(\))?,\s*"([a-z0-9_.]+)"(?!\s*\+))re"};
  std::map<std::string, std::string> out;
  for (const auto* folder : {"rules", "config", "integrations", "daemon"}) {
    for (const auto& entry : fs::recursive_directory_iterator{fs::path{DONDOC_SOURCE_DIR} / folder}) {
      if (entry.path().extension() != ".cpp") continue;
      const auto source = content_of(entry.path());
      for (std::sregex_iterator it{source.begin(), source.end(), kName}, end; it != end; ++it) {
        out[(*it)[1].matched ? (*it)[1] : (*it)[2]] = entry.path().filename().string();
      }
    }
  }
  return out;
}

TEST(Catalogue, HasEveryKeyTheSourcesUse) {
  const auto names = names_in_sources();
  EXPECT_TRUE(names.contains("DD1203"));
  EXPECT_TRUE(names.contains("problem.warning"));
  for (const auto& [key, file] : names) EXPECT_TRUE(has_text(key)) << key << " in " << file;
}

TEST(Catalogue, EveryCodeOfTheConfigurationIsUsed) {
  const auto names = names_in_sources();
  for (const auto& text : all_texts()) {
    EXPECT_TRUE(!text.key.starts_with("DD1") || names.contains(text.key)) << text.key;
  }
}

TEST(Text, FillsInArgumentsAndLeavesOtherBraces) {
  EXPECT_EQ(text(Language::en, "DD1104", {{"expected", "string"}, {"got", "{expected}"}}),
            "expected string, got {expected}");
  EXPECT_EQ(text(Language::vi, "DD1104", {{"expected", "string"}}), "cần kiểu string, đang là {got}");
  EXPECT_EQ(text(Language::en, "DD1406"), R"(mode = "redirect" needs redirect = { channel = "…", to = "…" })");
}

TEST(Text, FindingsNameRolesAndStepsInWords) {
  EXPECT_EQ(text(Language::vi, "DD6201", args_in_words(Language::vi, {{"agency", "TG-STC"}, {"role", "focal"}})),
            "TG-STC: chưa có đầu mối; thông báo chuyển cho người thay thế");
  EXPECT_EQ(text(Language::vi, "DD6401", {{"item", "NV01"}, {"step", "Quá hạn"}}),
            "NV01: bước \"Quá hạn\" đã nhắc đủ số lần quy định mà chưa xong");
}

TEST(Text, KnowsLanguagesByTheirNames) {
  for (const auto* name : {"en", "en_GB.UTF-8", "en-US", "en.UTF-8"}) EXPECT_EQ(parse_language(name), Language::en);
  for (const auto* name : {"vi", "vi_VN.UTF-8", "C", "", "english", "fr"})
    EXPECT_EQ(parse_language(name), Language::vi);
}

TEST(FormatProblem, HasPlacePathSentenceCodeAndHint) {
  const rules::Problem problem{"DD1210", {{"name", "zalo"}, {"known", "thu"}}, "rules/a.toml", 14,
                               9,        {"rule \"r\"", "step \"s\"", "via"}};
  EXPECT_EQ(
      format_problem(Language::vi, problem),
      "rules/a.toml:14:9: rule \"r\": step \"s\": via: không có kênh \"zalo\" trong dondoc.toml (có: thu) [DD1210]");
  rules::Problem warning{"DD1306", {{"name", "pass"}}, "dondoc.toml", 0, 0, {}};
  warning.warning = true;
  EXPECT_EQ(format_problem(Language::en, warning),
            "dondoc.toml: warning: everybody on this machine can read the secret file pass [DD1306]\n"
            "  chmod 600, owned by the user that runs dondoc.");
}

}  // namespace
}  // namespace dondoc::config::test
