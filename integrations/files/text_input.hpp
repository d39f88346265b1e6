#pragma once

#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <tl/expected.hpp>

#include "rules/problem.hpp"

namespace dondoc::integrations::files {

// A text file read once from its beginning, as UTF-8: plain or with a byte order mark, or transcoded from the UTF-16
// that Excel calls "Unicode Text". Other encodings come through as they are; whoever reads the text checks that it is
// UTF-8.
class TextInput {
 public:
  [[nodiscard]] static tl::expected<TextInput, rules::Problem> open(const std::string& path);

  // Appends about `bytes` of text to `out`, with a byte that UTF-8 has not where the file's UTF-16 is broken; false at
  // the end of the file. A read error ends the file and stands in `failure()`.
  bool read(std::string& out, std::size_t bytes);

  [[nodiscard]] const std::string& failure() const { return failure_; }
  [[nodiscard]] bool is_utf16() const { return encoding_ != Encoding::utf8; }
  [[nodiscard]] std::uint64_t bytes_read() const { return bytes_read_; }
  // 0 where the size is unknown (a pipe).
  [[nodiscard]] std::uint64_t size() const { return size_; }
  // SHA-256 of the bytes read so far, in hexadecimal.
  [[nodiscard]] std::string digest() const;

 private:
  enum class Encoding { utf8, utf16_little, utf16_big };
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  struct Digest;
  struct FreeDigest {
    void operator()(Digest* digest) const;
  };

  TextInput() = default;
  void detect_encoding();
  bool fill(std::size_t bytes);
  void transcode(std::string& out);

  std::unique_ptr<std::FILE, Close> file_;
  std::unique_ptr<Digest, FreeDigest> digest_;
  Encoding encoding_ = Encoding::utf8;
  std::string raw_;  // read and not handed out yet
  std::string failure_;
  std::uint64_t bytes_read_ = 0;
  std::uint64_t size_ = 0;
  bool ended_ = false;
};

}  // namespace dondoc::integrations::files
