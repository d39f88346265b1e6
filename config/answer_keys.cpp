#include "config/answer_keys.hpp"

#include <fcntl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "config/toml_document.hpp"

namespace dondoc::config {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kIdDigits = 8;
constexpr std::size_t kSecretDigits = 64;
constexpr std::string_view kDigits = "0123456789abcdef";
constexpr std::string_view kHead =
    "# Keys that sign the links in dondoc's messages; the first one signs, all of them verify. Keep this file "
    "secret.\n";

tl::unexpected<rules::Problem> problem(const std::string& code, const std::string& name, int line,
                                       const std::string& detail = {}) {
  return tl::unexpected{rules::Problem{code, {{"file", name}, {"detail", detail}}, name, line, 0, {}}};
}

bool is_hex(std::string_view text) { return text.find_first_not_of(kDigits) == std::string_view::npos; }

std::string bytes_of(std::string_view hex) {
  std::string out;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    out += static_cast<char>(16 * kDigits.find(hex[i]) + kDigits.find(hex[i + 1]));
  }
  return out;
}

std::string hex_of(std::string_view bytes) {
  std::string out;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    out += kDigits[byte >> 4U];
    out += kDigits[byte & 0xFU];
  }
  return out;
}

std::optional<AnswerKey> parse_line(std::string_view line) {
  const auto gap = line.find_first_of(" \t");
  if (gap == std::string_view::npos) return std::nullopt;
  const auto id = line.substr(0, gap);
  auto secret = line.substr(gap);
  secret.remove_prefix(std::min(secret.find_first_not_of(" \t"), secret.size()));
  if (id.size() != kIdDigits || secret.size() != kSecretDigits || !is_hex(id) || !is_hex(secret)) return std::nullopt;
  return AnswerKey{std::string{id}, bytes_of(secret)};
}

bool fill_random(std::span<char> out) {
  return getrandom(out.data(), out.size(), 0) == static_cast<ssize_t>(out.size());
}

// Written beside the old file and put in its place, so that nobody ever reads half of it.
bool replace_file(const fs::path& path, const std::string& content) {
  const auto beside = path.string() + ".new";
  ::unlink(beside.c_str());
  const int file = ::open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (file < 0) return false;
  // A service's file stays the service's when root adds a key.
  struct stat old{};
  if (::stat(path.c_str(), &old) == 0 && ::fchown(file, old.st_uid, old.st_gid) != 0 && old.st_uid != ::geteuid()) {
    ::close(file);
    ::unlink(beside.c_str());
    errno = EPERM;
    return false;
  }
  const bool written =
      ::write(file, content.data(), content.size()) == static_cast<ssize_t>(content.size()) && ::fsync(file) == 0;
  const int why = errno;
  ::close(file);
  if (written && ::rename(beside.c_str(), path.c_str()) == 0) return true;
  if (!written) errno = why;
  ::unlink(beside.c_str());
  return false;
}

}  // namespace

tl::expected<std::vector<AnswerKey>, rules::Problem> parse_answer_keys(std::string_view content,
                                                                       const std::string& name) {
  std::vector<AnswerKey> keys;
  for (int number = 1; !content.empty(); ++number) {
    const auto end = std::min(content.find('\n'), content.size());
    auto line = content.substr(0, end);
    content.remove_prefix(std::min(end + 1, content.size()));
    while (!line.empty() && (line.back() == ' ' || line.back() == '\t' || line.back() == '\r')) line.remove_suffix(1);
    if (line.empty() || line.front() == '#') continue;
    auto key = parse_line(line);
    if (!key) return problem("DD1804", name, number);
    if (std::ranges::find(keys, key->id, &AnswerKey::id) != keys.end()) return problem("DD1805", name, number, key->id);
    keys.push_back(std::move(*key));
  }
  if (keys.empty()) return problem("DD1806", name, 0);
  return keys;
}

tl::expected<std::vector<AnswerKey>, rules::Problem> read_answer_keys(const fs::path& path, const std::string& name) {
  const auto content = read_file(path, name);
  if (!content) {
    const auto detail = content.error().args.find("detail");
    return problem("DD1803", name, 0, detail == content.error().args.end() ? "" : detail->second);
  }
  return parse_answer_keys(*content, name);
}

tl::expected<std::string, rules::Problem> add_answer_key(const fs::path& path) {
  std::vector<AnswerKey> keys;
  if (std::error_code ignored; fs::exists(path, ignored)) {
    auto old = read_answer_keys(path, path.string());
    if (!old) return tl::unexpected{old.error()};
    keys = std::move(*old);
  }
  std::array<char, (kIdDigits + kSecretDigits) / 2> random{};
  if (!fill_random(random)) return problem("DD1004", path.string(), 0, std::strerror(errno));
  const std::string_view bytes{random.data(), random.size()};
  keys.insert(keys.begin(), {hex_of(bytes.substr(0, kIdDigits / 2)), std::string{bytes.substr(kIdDigits / 2)}});
  if (keys.size() > kMaxAnswerKeys) keys.resize(kMaxAnswerKeys);
  std::string content{kHead};
  for (const auto& key : keys) content += key.id + " " + hex_of(key.secret) + "\n";
  if (!replace_file(path, content)) return problem("DD1004", path.string(), 0, std::strerror(errno));
  return keys.front().id;
}

}  // namespace dondoc::config
