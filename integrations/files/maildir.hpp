#pragma once

#include <filesystem>
#include <string>

#include "integrations/channel.hpp"

namespace dondoc::integrations::files {

// Real messages into Maildirs below one directory, one per address: what dondoc does with nothing else installed.
[[nodiscard]] ChannelType maildir_channel_type();

// Puts the bytes into `maildir`/new as `name`, durably: tmp, fsync, rename, fsync of the folder. A message of that name
// that is there already, read or not, counts as delivered and is not written again.
[[nodiscard]] Outcome put_into_maildir(const std::filesystem::path& maildir, const std::string& name,
                                       std::string_view bytes);

// A file name for any text: letters, digits and "@+-_." stay, the rest becomes %XX; never empty, hidden or too long.
[[nodiscard]] std::string safe_file_name(std::string_view text);

}  // namespace dondoc::integrations::files
