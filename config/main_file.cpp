#include "config/main_file.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>

#include "config/zones.hpp"

namespace dondoc::config {
namespace {

const std::vector<std::string> kLanguages{"vi", "en"};
constexpr TomlReader::Limits kAnyCount{1, 1'000'000};

std::string host_name() {
  std::array<char, 256> name{};
  const bool known = gethostname(name.data(), name.size() - 1) == 0 && name[0] != '\0';
  return known ? name.data() : "localhost";
}

void read_zone(TomlReader& main, Configuration& out) {
  out.time_zone = main.text_or("time_zone", out.time_zone);
  auto zone = load_zone(out.time_zone);
  if (zone) {
    out.zone = std::move(*zone);
  } else {
    main.report("DD1115", "time_zone", {{"zone", out.time_zone}});
  }
}

void read_database(TomlReader& main, Configuration& out) {
  const auto name = main.text_or("database", "dondoc.db");
  if (name.empty()) main.report("DD1109", "database", {{"key", "database"}});
  out.database = (out.directory / name).lexically_normal();
}

void read_fallback(TomlReader& main, Configuration& out) {
  const auto is_contact = [](std::string_view text) {
    auto spec = rules::parse_recipient_spec(text);
    return spec && spec->who == rules::RecipientSpec::Who::contact ? spec : std::nullopt;
  };
  if (const auto spec = main.parsed("fallback", is_contact, "DD1116")) {
    out.fallback_contact = rules::format_recipient_spec(*spec);
  }
}

void read_reload(TomlReader& main, Configuration& out) {
  const auto* table = main.table("reload");
  if (!table) return;
  auto reader = main.below(*table, "reload");
  out.reload_max_new = static_cast<int>(reader.integer("max_new", kAnyCount).value_or(out.reload_max_new));
  reader.finish();
}

void read_acknowledgement(TomlReader& main, Configuration& out) {
  const auto* table = main.table("ack");
  if (!table) return;
  auto reader = main.below(*table, "ack");
  out.acknowledge_max = reader.parsed("max", rules::parse_amount, "DD1117").value_or(out.acknowledge_max);
  if (out.acknowledge_max.count == 0) reader.report("DD1118", "max");
  reader.finish();
}

void read_org(TomlReader& main, Configuration& out) {
  const auto* table = main.table("org");
  if (!table) return;
  auto reader = main.below(*table, "org");
  out.transfer_grace = reader.parsed("grace", rules::parse_amount, "DD1117").value_or(out.transfer_grace);
  reader.finish();
}

// The quickstart's clock must never decide what real people get.
void check_demo_clock(TomlReader& main, const Configuration& out) {
  if (!out.demo_clock_allowed) return;
  for (const auto& channel : out.channels) {
    if (channel.type != "maildir")
      main.report("DD1407", "demo_clock", {{"channel", channel.id}, {"type", channel.type}});
  }
}

// What real recipients get names its sender; and somebody has to hear of what goes wrong.
void check_live(TomlReader& main, const Configuration& out) {
  if (out.delivery.mode != rules::DeliveryMode::live) return;
  if (!main.has("sender")) {
    main.report("DD1103", "sender", {{"key", "sender"}});
  } else if (!out.sender.contact.empty() && !out.sender.names_a_telephone()) {
    main.report("DD1410", "sender", {{"got", out.sender.contact}});
  }
  if (out.operators.empty()) main.report("DD1409", "operator").warning = true;
}

void refuse_other_tables(TomlReader& main) {
  if (main.any("digest")) main.report("DD1111", "digest", {{"what", "digest"}});
  if (main.any("series")) main.report("DD1717", "series");
}

}  // namespace

std::optional<rules::Recipient> recipient_in(std::string_view text) {
  if (text == "operator") return rules::Recipient{text};
  for (const std::string_view prefix : {"person:", "agency:", "contact:", "room:"}) {
    if (text.starts_with(prefix) && text.size() > prefix.size()) return rules::Recipient{text};
  }
  return std::nullopt;
}

bool SenderConfig::names_a_telephone() const {
  constexpr std::ptrdiff_t kShortest = 7;
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  return std::ranges::count_if(contact, digit) >= kShortest && !digit(contact.front());
}

void read_sender(TomlReader& main, SenderConfig& out) {
  const auto* table = main.table("sender");
  if (!table) return;
  auto reader = main.below(*table, "sender");
  out.name = reader.required_text("name");
  out.contact = reader.required_text("contact");
  out.level = reader.text_or("level", "");
  out.banner = reader.text_or("banner", "");
  out.reply_within = reader.parsed("reply_within", rules::parse_amount, "DD1117").value_or(out.reply_within);
  if (out.reply_within.count == 0) reader.report("DD1118", "reply_within");
  reader.finish();
}

void read_operators(TomlReader& main, Configuration& out) {
  const auto* table = main.table("operator");
  if (!table) return;
  auto section = main.below(*table, "operator");
  for (const auto* node : section.tables("to")) {
    auto reader = section.below(*node, "to");
    out.operators.push_back({reader.required_text("channel"), reader.text_or("address", "")});
    reader.finish();
  }
  section.finish();
}

void read_sources(TomlReader& main, Configuration& out) {
  UniqueIds ids;
  for (const auto* node : main.tables("source")) {
    auto reader = main.below(*node, "source");
    SourceConfig source;
    source.id = reader.id("id");
    reader.call(source.id);
    static_cast<void>(ids.add(source.id, reader, "id"));
    source.name = reader.text_or("name", source.id);
    source.owner = reader.parsed("owner", recipient_in, "DD1119").value_or("");
    source.expect_every = reader.parsed("expect_every", rules::parse_repeat_interval, "DD1206");
    if (source.expect_every && source.expect_every->amount.count == 0) reader.report("DD1118", "expect_every");
    source.statuses = read_statuses(reader);
    reader.finish();
    out.sources.push_back(std::move(source));
  }
}

void read_main_file(const TomlNode& document, std::span<const rules::SettingsSchema> schemas, bool needs_credentials,
                    Configuration& out, rules::Problems& problems) {
  TomlReader main{document, "dondoc.toml", {}, problems};
  out.language = main.word("language", kLanguages).value_or(out.language);
  out.host = main.text_or("host", host_name());
  out.default_calendar = main.text_or("calendar", "");
  out.digest_only_levels = main.texts("digest_only_levels");
  out.demo_clock_allowed = main.boolean("demo_clock").value_or(false);
  read_zone(main, out);
  read_database(main, out);
  read_fallback(main, out);
  read_channels(main, schemas, needs_credentials, out);
  read_delivery(main, out);
  read_sources(main, out);
  read_sender(main, out.sender);
  read_operators(main, out);
  read_acknowledgement(main, out);
  read_answers(main, needs_credentials, out);
  read_org(main, out);
  read_terms(main, out);
  read_extensions(main, out);
  out.statuses = read_statuses(main);
  read_reload(main, out);
  refuse_other_tables(main);
  check_destinations(main, schemas, out);
  check_demo_clock(main, out);
  check_live(main, out);
  main.finish();
}

}  // namespace dondoc::config
