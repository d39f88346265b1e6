// embed_catalogue OUT FILE.toml…: writes config/catalogue_entries.hpp's table as C++. What the catalogue must not have
// (a key twice, a language missing, an unknown field) ends the build here.

#include <toml++/toml.h>
#include <array>
#include <fstream>
#include <iostream>
#include <map>
#include <stdexcept>
#include <string>

namespace {

constexpr std::array<std::string_view, 4> kFields{"vi", "en", "vi_hint", "en_hint"};

using Texts = std::map<std::string, std::array<std::string, kFields.size()>>;  // by key, in the order of kFields

std::size_t place_of(std::string_view field) {
  for (std::size_t i = 0; i < kFields.size(); ++i) {
    if (kFields.at(i) == field) return i;
  }
  throw std::runtime_error{"unknown field " + std::string{field}};
}

void add_entry(const std::string& key, const toml::table& table, Texts& texts) {
  const auto [entry, is_new] = texts.try_emplace(key);
  if (!is_new) throw std::runtime_error{key + " stands twice"};
  for (const auto& [field, words] : table) {
    const auto text = words.value<std::string>();
    if (!text || text->empty()) throw std::runtime_error{key + ": " + std::string{field.str()} + " has no words"};
    entry->second.at(place_of(field.str())) = *text;
  }
  if (entry->second[0].empty() || entry->second[1].empty()) throw std::runtime_error{key + " needs vi and en"};
}

void add_file(const char* path, Texts& texts) {
  for (const auto& [key, entry] : toml::parse_file(path)) {
    const auto* table = entry.as_table();
    if (!table) throw std::runtime_error{std::string{key.str()} + " is no table"};
    add_entry(std::string{key.str()}, *table, texts);
  }
}

std::string literal(const std::string& text) { return "R\"~~(" + text + ")~~\""; }

std::string source_of(const Texts& texts) {
  std::string out =
      "#include \"config/catalogue_entries.hpp\"\n\nnamespace dondoc::config {\nnamespace {\n"
      "constexpr CatalogueEntry kEntries[] = {\n";
  for (const auto& [key, words] : texts) {
    out += "    {" + literal(key);
    for (const auto& text : words) out += ", " + literal(text);
    out += "},\n";
  }
  return out +
         "};\n}  // namespace\n\nstd::span<const CatalogueEntry> catalogue_entries() { return kEntries; }\n"
         "}  // namespace dondoc::config\n";
}

}  // namespace

int main(int count, char** arguments) {
  Texts texts;
  for (int i = 2; i < count; ++i) {
    try {
      add_file(arguments[i], texts);
    } catch (const std::exception& error) {
      std::cerr << arguments[i] << ": " << error.what() << "\n";
      return 1;
    }
  }
  std::ofstream out{arguments[1], std::ios::binary};
  out << source_of(texts);
  return out.flush() ? 0 : 1;
}
