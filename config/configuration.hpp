#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "rules/evaluate.hpp"
#include "rules/problem.hpp"
#include "rules/series.hpp"
#include "rules/settings.hpp"
#include "rules/window.hpp"
#include "rules/work_calendar.hpp"

// The configuration directory, typed: dondoc.toml, rules/*.toml, calendars/*.toml, templates/*. Everything in it has
// been checked; loading reports all problems at once and then gives nothing.

namespace dondoc::config {

struct Place {
  std::string file;
  int line = 0;
  int column = 0;
};

// [[channel]] id = "mail", type = "smtp", …
struct ChannelConfig {
  std::string id;
  std::string type;
  rules::Settings settings;
  std::map<std::string, Place, std::less<>> places{};  // of the fields that were given, by name; "": the table itself
  bool complete = true;  // false where a setting is wrong, or a credential only the service has
};

// [[source]] id = "mot-cua", expect_every = "1wd 08:00": fresh data every working day by eight.
struct SourceConfig {
  std::string id;
  std::string name;
  std::string owner;  // recipient
  std::optional<rules::RepeatInterval> expect_every;
  std::map<std::string, rules::State> statuses{};  // before those of all sources
};

// [operator] to = [{ channel = "mail", address = "quantri@…" }]
struct OperatorAddress {
  std::string channel;
  std::string address;
};

struct DeliveryConfig {
  rules::DeliveryMode mode = rules::DeliveryMode::redirect;
  std::string redirect_channel;  // required for redirect
  std::string redirect_to;
  rules::WindowPolicy windows;
  std::vector<std::chrono::milliseconds> backoff;  // before the 2nd, 3rd, … attempt; the last one repeats
  std::chrono::milliseconds give_up_after{std::chrono::hours{24 * 5}};  // then a dead letter
  std::chrono::milliseconds shutdown_grace{std::chrono::seconds{20}};
  rules::Amount backlog_grace{5, rules::Unit::wd};  // after going live, before escalation
};

struct SenderConfig {
  std::string name;                                // who sends it: "Văn phòng Ủy ban nhân dân tỉnh Tiền Giang"
  std::string contact;                             // a person to ask: name, office, telephone
  std::string level;                               // agency level of the sender, for the tone
  rules::Amount reply_within{2, rules::Unit::wd};  // answers to overdue warnings are asked for within
  std::string banner;                              // printed on top of every message: "DỮ LIỆU MẪU"

  // The contact begins with a name and has a telephone: what live delivery needs.
  [[nodiscard]] bool names_a_telephone() const;
};

// [extensions] dossier = 1: how many may be granted for an item whose procedure says nothing; nothing: any number.
struct ExtensionLimits {
  std::optional<std::int64_t> task{};
  std::optional<std::int64_t> dossier{};
};

// A key that signs links; `id` stands in the token, so that several can be in force while one replaces another.
struct AnswerKey {
  std::string id;      // 8 hexadecimal digits
  std::string secret;  // 32 bytes
};

// [answers]: links in messages, and the page behind them.
struct AnswersConfig {
  std::string public_url;  // how people reach the page, without a slash at the end; empty: no links and no page
  std::string listen = "127.0.0.1:8460";  // loopback HOST:PORT, or the path of a Unix socket
  std::chrono::milliseconds link_lifetime{std::chrono::hours{24 * 30}};
  std::string office;  // recipient of the daily list; empty: the fallback contact
  std::filesystem::path key_file;
  std::vector<AnswerKey> keys{};  // the first signs, all verify
  [[nodiscard]] bool serves() const { return !public_url.empty(); }
};

struct Configuration {
  std::filesystem::path directory;
  std::filesystem::path database;              // default: dondoc.db in the directory
  std::string language = "vi";                 // vi | en
  std::string host;                            // names this installation in message ids
  std::string time_zone = "Asia/Ho_Chi_Minh";  // of what is shown without an agency's calendar
  std::shared_ptr<const rules::Zone> zone;
  std::string default_calendar;
  rules::CalendarMap calendars;
  std::vector<rules::Rule> rules;
  std::vector<rules::Series> series;
  std::vector<ChannelConfig> channels;  // in order of preference
  std::vector<SourceConfig> sources;
  std::vector<OperatorAddress> operators;
  DeliveryConfig delivery;
  SenderConfig sender;
  rules::Amount acknowledge_max{5, rules::Unit::wd};
  AnswersConfig answers;
  rules::RollPolicy roll;
  ExtensionLimits max_extensions;
  rules::Amount transfer_grace{5, rules::Unit::wd};  // after `org transfer`, before reminders go on
  std::map<std::string, rules::State> statuses;      // what codes and words of sources mean, before those dondoc knows
  std::string fallback_contact;                      // "contact:ID"
  std::vector<std::string> digest_only_levels;       // heads of such agencies never get single items
  int reload_max_new = 200;
  bool demo_clock_allowed = false;               // only maildir channels; the quickstart's clock may be set
  std::map<std::string, std::string> templates;  // "vi/overdue.txt" → text; shipped ones where not overridden
  std::string fingerprint;  // of all that decides what is sent to whom, for the full evaluation at start
};

struct LoadOptions {
  // Credentials of systemd exist for the service only. Who sends must have them; to everybody else a credential that
  // waits for the service is a warning.
  bool needs_credentials = false;
  // In place of what stands in these files: "dondoc.toml", "calendars/hanh-chinh.toml", "rules/ho-so.toml".
  std::map<std::string, std::string> instead{};
  // In place of the folders rules/ and calendars/ of the directory.
  std::optional<std::filesystem::path> rules{};
  std::optional<std::filesystem::path> calendars{};
};

// What could be read, faulty or not: for those who check more than this folder can.
struct ReadResult {
  Configuration configuration;
  rules::Problems problems;  // sorted by file and line
};
[[nodiscard]] ReadResult read(const std::filesystem::path& directory, std::span<const rules::SettingsSchema> channels,
                              const LoadOptions& options = {});

struct LoadResult {
  std::optional<Configuration> configuration;  // nothing if any problem is not a warning
  rules::Problems problems;                    // sorted by file and line
};
[[nodiscard]] LoadResult load(const std::filesystem::path& directory, std::span<const rules::SettingsSchema> channels,
                              const LoadOptions& options = {});

[[nodiscard]] bool has_errors(const rules::Problems& problems);
// By file, line and column; warnings keep their place among the others.
void sort_problems(rules::Problems& problems);

// A single rule's step as text that changes whenever what it says changes (not its wording, file or place).
[[nodiscard]] std::string step_fingerprint(const rules::Rule& rule, const rules::Step& step);

// Calendars of any folder, or of one file, without a configuration.
struct CalendarsResult {
  rules::CalendarMap calendars;
  rules::Problems problems;
  // Ids of faulty ones too, so that one fault is not reported once more for each rule; nothing where a file could not
  // be read at all.
  std::optional<std::set<std::string>> names;
};
[[nodiscard]] CalendarsResult load_calendars(const std::filesystem::path& path);

}  // namespace dondoc::config
