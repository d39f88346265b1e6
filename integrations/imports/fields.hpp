#pragma once

#include <span>
#include <string>
#include <string_view>

#include "integrations/imports/request.hpp"

namespace dondoc::integrations::imports {

// One thing a table can tell, by the name under which mapping files and messages know it.
struct FieldSpec {
  std::string_view name;
  // Headings that mean it besides its own name, as heading_key() writes them, with a bar between two.
  std::string_view aliases;
  bool required = false;
};

// The fields of a table of this kind, in the order in which they are explained. A field that none of them names and
// that begins with "attributes." is a custom attribute (items, updates); "address." an address on a channel (agencies,
// people).
[[nodiscard]] std::span<const FieldSpec> fields_of(ImportKind kind);

// Whether the kind takes fields of the open families "attributes.*" or "address.*".
[[nodiscard]] bool takes_attributes(ImportKind kind);
[[nodiscard]] bool takes_addresses(ImportKind kind);

// How long the text of a field may be; what is longer is a mistake of the export, such as a cell that swallowed a file.
[[nodiscard]] std::size_t most_characters(std::string_view field);

// "Ngày_Tiếp nhận " becomes "ngay tiep nhan": lower case, no diacritics, words apart by one blank.
[[nodiscard]] std::string heading_key(std::string_view heading);

// The field of this kind that the heading means, by name or alias; its name, or empty.
[[nodiscard]] std::string_view field_for_heading(ImportKind kind, std::string_view heading);

// A heading under which tables mark what is secret ("Độ mật"). Such a column is looked at also where nobody maps it.
[[nodiscard]] bool is_secrecy_heading(std::string_view heading);

}  // namespace dondoc::integrations::imports
