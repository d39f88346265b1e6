# Writes OUT: the migrations under ROOT in order of their names (integrations/sqlite/migrations.hpp).
list(SORT FILES)
set(arrays "")
set(rows "")
set(index 0)
foreach(file IN LISTS FILES)
  file(READ "${ROOT}/${file}" hex HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
  get_filename_component(name "${file}" NAME_WE)
  string(APPEND arrays "const unsigned char sql${index}[] = {${bytes}0};\n")
  string(APPEND rows "    {\"${name}\", reinterpret_cast<const char*>(sql${index})},\n")
  math(EXPR index "${index} + 1")
endforeach()
file(WRITE "${OUT}" "#include \"integrations/sqlite/migrations.hpp\"\n\nnamespace dondoc::integrations::sqlite {\n\
namespace {\n${arrays}const Migration kMigrations[] = {\n${rows}};\n}  // namespace\n\n\
std::span<const Migration> migrations() { return kMigrations; }\n}  // namespace dondoc::integrations::sqlite\n")
