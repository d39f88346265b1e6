#include "integrations/render/mime.hpp"

#include <gmime/gmime.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <mutex>

#include "integrations/render/calendar_part.hpp"
#include "integrations/render/header_text.hpp"
#include "rules/zone.hpp"

namespace dondoc::integrations::render {

namespace {

struct Unref {
  void operator()(gpointer object) const { g_object_unref(object); }
};
struct FreeOptions {
  void operator()(GMimeFormatOptions* options) const { g_mime_format_options_free(options); }
};
struct FreeText {
  void operator()(gchar* text) const { g_free(text); }
};
struct UnrefDate {
  void operator()(GDateTime* date) const { g_date_time_unref(date); }
};
struct UnrefZone {
  void operator()(GTimeZone* zone) const { g_time_zone_unref(zone); }
};
template <class T>
using Object = std::unique_ptr<T, Unref>;

constexpr std::size_t kMaxReferences = 20;

void init_gmime() {
  static std::once_flag once;
  std::call_once(once, [] { g_mime_init(); });
}

// Control characters have no business in a header or a body; line ends are the caller's.
std::string clean(std::string_view text, bool keep_lines) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool layout = keep_lines && (c == '\n' || c == '\t');
    if (layout || (byte >= 0x20 && byte != 0x7f)) {
      out += c;
    } else if (!keep_lines) {
      out += ' ';
    }
  }
  return out;
}

std::string valid_utf8(std::string text) {
  if (g_utf8_validate(text.data(), static_cast<gssize>(text.size()), nullptr) != 0) return text;
  const std::unique_ptr<gchar, FreeText> fixed(g_utf8_make_valid(text.data(), static_cast<gssize>(text.size())));
  return fixed.get();
}

std::string header_text(std::string_view text) { return valid_utf8(clean(text, false)); }

std::string with_crlf(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 40);
  for (const char c : text) {
    if (c == '\n') out += '\r';
    out += c;
  }
  return out;
}

// Quoted-printable triples every byte of a Vietnamese letter; base64 adds a third.
bool is_better_as_base64(std::string_view text) {
  const auto high = std::ranges::count_if(text, [](unsigned char c) { return c >= 0x80; });
  return static_cast<std::size_t>(high) * 6 > text.size();
}

// Base64 as it stands, or quoted-printable with line ends as such.
Object<GMimePart> make_part_of(const char* type, const char* subtype, const std::string& body, bool base64) {
  Object<GMimePart> part(g_mime_part_new_with_type(type, subtype));
  const Object<GMimeStream> stream(g_mime_stream_mem_new_with_buffer(body.data(), body.size()));
  const Object<GMimeDataWrapper> wrapper(
      g_mime_data_wrapper_new_with_stream(stream.get(), GMIME_CONTENT_ENCODING_DEFAULT));
  g_mime_part_set_content(part.get(), wrapper.get());
  g_mime_part_set_content_encoding(part.get(),
                                   base64 ? GMIME_CONTENT_ENCODING_BASE64 : GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
  g_mime_object_set_content_type_parameter(GMIME_OBJECT(part.get()), "charset", "utf-8");
  return part;
}

Object<GMimePart> make_part(const char* subtype, const std::string& content) {
  const auto text = valid_utf8(clean(content, true));
  const bool base64 = is_better_as_base64(text);
  // Text is canonical with CRLF before base64 (RFC 2045 §6.8); the quoted-printable encoder takes line ends as such.
  return make_part_of("text", subtype, base64 ? with_crlf(text) : text, base64);
}

// Of an event its folded lines must come through as they are: base64.
Object<GMimePart> make_event_part(const char* type, const char* subtype, const std::string& calendar,
                                  std::string_view method) {
  auto part = make_part_of(type, subtype, calendar, true);
  g_mime_object_set_content_type_parameter(GMIME_OBJECT(part.get()), "method", std::string{method}.c_str());
  return part;
}

// Boundaries are random in GMime; ours come from the message's own id, so that the same message gives the same bytes.
std::string boundary_of(const Envelope& envelope, const char* end) {
  std::string out = "=_";
  for (const char c : envelope.public_id) {
    if (g_ascii_isalnum(c) != 0 && out.size() < 60) out += c;
  }
  return out + end;
}

Object<GMimeMultipart> make_multipart(const char* subtype, const std::string& boundary) {
  Object<GMimeMultipart> multipart(g_mime_multipart_new_with_subtype(subtype));
  g_mime_multipart_set_boundary(multipart.get(), boundary.c_str());
  return multipart;
}

void add_part(const Object<GMimeMultipart>& whole, const Object<GMimePart>& part) {
  g_mime_multipart_add(whole.get(), GMIME_OBJECT(part.get()));
}

// The event beside the words, and the same again as a file.
void set_body_with_event(GMimeMessage* message, const Object<GMimeMultipart>& words, const std::string& calendar,
                         const Envelope& envelope) {
  const auto method = calendar_method(*envelope.facts);
  add_part(words, make_event_part("text", "calendar", calendar, method));
  const auto all = make_multipart("mixed", boundary_of(envelope, "_mix"));
  g_mime_multipart_add(all.get(), GMIME_OBJECT(words.get()));
  const auto file = make_event_part("application", "ics", calendar, method);
  g_mime_object_set_disposition(GMIME_OBJECT(file.get()), "attachment");
  g_mime_part_set_filename(file.get(), "invite.ics");
  add_part(all, file);
  g_mime_message_set_mime_part(message, GMIME_OBJECT(all.get()));
}

void set_body(GMimeMessage* message, const rules::RenderedMessage& rendered, const Envelope& envelope,
              const MailIdentity& identity) {
  const auto text = make_part("plain", rendered.text);
  const bool event = envelope.facts->meeting != nullptr;
  if (rendered.html.empty() && !event) {
    g_mime_message_set_mime_part(message, GMIME_OBJECT(text.get()));
    return;
  }
  const auto words = make_multipart("alternative", boundary_of(envelope, "_alt"));
  add_part(words, text);
  if (!rendered.html.empty()) add_part(words, make_part("html", rendered.html));
  if (event) {
    const auto calendar = make_calendar(*envelope.facts, identity, valid_utf8(clean(rendered.text, true)));
    set_body_with_event(message, words, calendar, envelope);
  } else {
    g_mime_message_set_mime_part(message, GMIME_OBJECT(words.get()));
  }
}

void set_header(GMimeMessage* message, const char* name, const std::string& value) {
  g_mime_object_set_header(GMIME_OBJECT(message), name, value.c_str(), "utf-8");
}

// A value that is folded and encoded already.
void set_raw_header(GMimeMessage* message, const char* name, const std::string& value) {
  auto* headers = g_mime_object_get_header_list(GMIME_OBJECT(message));
  g_mime_header_list_set(headers, name, "", "utf-8");
  g_mime_header_set_raw_value(g_mime_header_list_get_header(headers, name), (" " + value + "\n").c_str());
}

void set_mailbox(GMimeMessage* message, const char* header, const std::string& name, const std::string& address) {
  set_raw_header(message, header, encode_mailbox(header, header_text(name), clean(address, false)));
}

void set_date(GMimeMessage* message, const Envelope& envelope) {
  const auto now = envelope.facts->now;
  const auto offset = envelope.facts->zone ? envelope.facts->zone->offset_at(now) : std::chrono::seconds{0};
  const std::unique_ptr<GTimeZone, UnrefZone> zone(g_time_zone_new_offset(static_cast<gint32>(offset.count())));
  const auto seconds = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
  const std::unique_ptr<GDateTime, UnrefDate> utc(g_date_time_new_from_unix_utc(seconds));
  const std::unique_ptr<GDateTime, UnrefDate> local(g_date_time_to_timezone(utc.get(), zone.get()));
  g_mime_message_set_date(message, local.get());
}

// A long thread keeps its first id and the latest ones (RFC 5322 §3.6.4 asks for no more).
void set_thread(GMimeMessage* message, const Envelope& envelope, const std::string& host) {
  if (envelope.thread.empty()) return;
  const auto& ids = envelope.thread;
  std::string references = message_id(ids.front(), host);
  const auto start = ids.size() > kMaxReferences ? ids.size() - kMaxReferences + 1 : 1;
  for (auto i = start; i < ids.size(); ++i) references += " " + message_id(ids[i], host);
  set_header(message, "In-Reply-To", message_id(ids.back(), host));
  set_header(message, "References", references);
}

void set_marks(GMimeMessage* message, const rules::MessageFacts& facts) {
  // RFC 3834: no out-of-office answers, please; the second is what Exchange understands.
  set_header(message, "Auto-Submitted", "auto-generated");
  set_header(message, "X-Auto-Response-Suppress", "All");
  set_header(message, "Content-Language", facts.language == "en" ? "en" : "vi");
  if (facts.message_class != rules::MessageClass::critical) return;
  set_header(message, "Importance", "high");
  set_header(message, "X-Priority", "1");
}

std::string to_bytes(GMimeMessage* message) {
  const std::unique_ptr<GMimeFormatOptions, FreeOptions> options(g_mime_format_options_new());
  g_mime_format_options_set_newline_format(options.get(), GMIME_NEWLINE_FORMAT_DOS);
  const std::unique_ptr<gchar, FreeText> text(g_mime_object_to_string(GMIME_OBJECT(message), options.get()));
  return text ? text.get() : std::string{};
}

}  // namespace

std::string message_id(std::string_view public_id, std::string_view host) {
  const auto keep = [](std::string_view text) {
    std::string out;
    std::ranges::copy_if(text, std::back_inserter(out),
                         [](char c) { return g_ascii_isalnum(c) != 0 || c == '-' || c == '.' || c == '_'; });
    return out;
  };
  return "<" + keep(public_id) + "@" + keep(host) + ">";
}

tl::expected<std::string, rules::Problem> make_mail(const rules::RenderedMessage& rendered, const Envelope& envelope,
                                                    const MailIdentity& identity) {
  init_gmime();
  const Object<GMimeMessage> message(g_mime_message_new(TRUE));
  set_mailbox(message.get(), "From", identity.from_name, identity.from);
  if (!identity.reply_to.empty()) set_mailbox(message.get(), "Reply-To", "", identity.reply_to);
  set_mailbox(message.get(), "To", envelope.recipient_name, envelope.address);
  set_raw_header(message.get(), "Subject", encode_header_text("Subject", header_text(rendered.subject)));
  set_date(message.get(), envelope);
  auto id = message_id(envelope.public_id, identity.host);
  g_mime_message_set_message_id(message.get(), id.substr(1, id.size() - 2).c_str());
  set_thread(message.get(), envelope, identity.host);
  set_marks(message.get(), *envelope.facts);
  set_body(message.get(), rendered, envelope, identity);
  auto bytes = to_bytes(message.get());
  if (!bytes.empty()) return bytes;
  rules::Problem problem;
  problem.code = "DD4104";
  problem.args = {{"message", envelope.public_id}};
  return tl::unexpected(problem);
}

}  // namespace dondoc::integrations::render
