#include "integrations/files/text_input.hpp"

#include <openssl/evp.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace dondoc::integrations::files {
namespace {

constexpr std::size_t kFirstRead = 4096;
// No byte of UTF-8: what is broken in UTF-16 is found where all that is broken is looked for.
constexpr char kBroken = '\xFF';

void append_utf8(std::string& out, char32_t point) {
  const auto byte = [&out](char32_t value) { out.push_back(static_cast<char>(value)); };
  if (point < 0x80) return byte(point);
  if (point < 0x800) {
    byte(0xC0 | (point >> 6));
  } else if (point < 0x10000) {
    byte(0xE0 | (point >> 12));
    byte(0x80 | ((point >> 6) & 0x3F));
  } else {
    byte(0xF0 | (point >> 18));
    byte(0x80 | ((point >> 12) & 0x3F));
    byte(0x80 | ((point >> 6) & 0x3F));
  }
  byte(0x80 | (point & 0x3F));
}

bool is_high_surrogate(char32_t unit) { return unit >= 0xD800 && unit < 0xDC00; }
bool is_low_surrogate(char32_t unit) { return unit >= 0xDC00 && unit < 0xE000; }

}  // namespace

struct TextInput::Digest {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  Digest() { EVP_DigestInit_ex(context, EVP_sha256(), nullptr); }
  ~Digest() { EVP_MD_CTX_free(context); }
};

void TextInput::FreeDigest::operator()(Digest* digest) const { delete digest; }

tl::expected<TextInput, rules::Problem> TextInput::open(const std::string& path) {
  TextInput input;
  input.file_.reset(std::fopen(path.c_str(), "rbe"));
  struct stat about{};
  const bool readable = input.file_ && fstat(fileno(input.file_.get()), &about) == 0;
  if (!readable || S_ISDIR(about.st_mode)) {
    rules::Problem problem;
    problem.code = "DD2001";
    problem.args["cause"] = std::strerror(readable ? EISDIR : errno);
    problem.file = path;
    return tl::unexpected(std::move(problem));
  }
  if (S_ISREG(about.st_mode)) input.size_ = static_cast<std::uint64_t>(about.st_size);
  input.digest_.reset(new Digest);
  input.fill(kFirstRead);
  input.detect_encoding();
  return input;
}

void TextInput::detect_encoding() {
  const std::string_view start = raw_;
  const auto skip = [this](std::size_t bytes, Encoding encoding) {
    raw_.erase(0, bytes);
    encoding_ = encoding;
  };
  if (start.starts_with("\xEF\xBB\xBF")) return skip(3, Encoding::utf8);
  if (start.starts_with("\xFF\xFE")) return skip(2, Encoding::utf16_little);
  if (start.starts_with("\xFE\xFF")) return skip(2, Encoding::utf16_big);
  // A header begins with letters of the first 256 characters more often than not: every other byte is zero.
  if (start.size() < 4) return;
  if (start[0] != 0 && start[1] == 0 && start[2] != 0 && start[3] == 0) encoding_ = Encoding::utf16_little;
  if (start[0] == 0 && start[1] != 0 && start[2] == 0 && start[3] != 0) encoding_ = Encoding::utf16_big;
}

bool TextInput::fill(std::size_t bytes) {
  const std::size_t before = raw_.size();
  raw_.resize(before + bytes);
  const std::size_t got = std::fread(raw_.data() + before, 1, bytes, file_.get());
  raw_.resize(before + got);
  EVP_DigestUpdate(digest_->context, raw_.data() + before, got);
  bytes_read_ += got;
  if (got == bytes) return true;
  if (std::ferror(file_.get()) != 0) failure_ = std::strerror(errno);
  ended_ = true;
  return got > 0;
}

bool TextInput::read(std::string& out, std::size_t bytes) {
  if (!ended_) fill(bytes);
  if (raw_.empty()) return false;
  if (encoding_ == Encoding::utf8) {
    out += raw_;
    raw_.clear();
  } else {
    transcode(out);
  }
  return true;
}

void TextInput::transcode(std::string& out) {
  const std::size_t low = encoding_ == Encoding::utf16_little ? 0 : 1;
  const auto unit = [this, low](std::size_t at) {
    return static_cast<char32_t>(static_cast<unsigned char>(raw_[at + low]) |
                                 (static_cast<unsigned char>(raw_[at + 1 - low]) << 8));
  };
  std::size_t at = 0;
  for (; at + 2 <= raw_.size(); at += 2) {
    const char32_t first = unit(at);
    const bool half = at + 4 > raw_.size();
    if (is_high_surrogate(first) && half && !ended_) break;
    if (is_high_surrogate(first) && !half && is_low_surrogate(unit(at + 2))) {
      append_utf8(out, 0x10000 + ((first - 0xD800) << 10) + (unit(at + 2) - 0xDC00));
      at += 2;
    } else if (is_high_surrogate(first) || is_low_surrogate(first)) {
      out += kBroken;
    } else {
      append_utf8(out, first);
    }
  }
  if (ended_ && at < raw_.size()) {
    out += kBroken;
    at = raw_.size();
  }
  raw_.erase(0, at);
}

std::string TextInput::digest() const {
  EVP_MD_CTX* copy = EVP_MD_CTX_new();
  EVP_MD_CTX_copy_ex(copy, digest_->context);
  std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
  unsigned int size = 0;
  EVP_DigestFinal_ex(copy, bytes.data(), &size);
  EVP_MD_CTX_free(copy);
  std::string hex;
  for (unsigned int i = 0; i < size; ++i) {
    hex += "0123456789abcdef"[bytes[i] >> 4];
    hex += "0123456789abcdef"[bytes[i] & 0xF];
  }
  return hex;
}

}  // namespace dondoc::integrations::files
