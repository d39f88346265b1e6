#pragma once

#include <filesystem>
#include <string>

namespace dondoc::daemon::cli {

// Swaps a file as a whole for that text, durably; a symbolic link, the owner and the mode stay. CommandError (DD5056)
// where that cannot be: then the file is as it was.
void swap_file(const std::filesystem::path& file, const std::string& text);

}  // namespace dondoc::daemon::cli
