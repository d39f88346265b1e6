# Writes OUT: a table of the FILES under ROOT as C++ arrays, sorted by path (config/shipped_files.hpp).
list(SORT FILES)
set(arrays "")
set(rows "")
set(index 0)
foreach(file IN LISTS FILES)
  file(READ "${ROOT}/${file}" hex HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
  string(APPEND arrays "const unsigned char file${index}[] = {${bytes}0};\n")
  string(APPEND rows "    {\"${file}\", {reinterpret_cast<const char*>(file${index}), sizeof(file${index}) - 1}},\n")
  math(EXPR index "${index} + 1")
endforeach()
file(WRITE "${OUT}" "#include \"config/shipped_files.hpp\"\n\nnamespace dondoc::config {\nnamespace {\n${arrays}\
const ShippedFile kFiles[] = {\n${rows}};\n}  // namespace\n\n\
std::span<const ShippedFile> shipped_files() { return kFiles; }\n}  // namespace dondoc::config\n")
