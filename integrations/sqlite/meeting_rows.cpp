#include "integrations/sqlite/meeting_rows.hpp"

#include <boost/json.hpp>

#include "integrations/sqlite/json_text.hpp"
#include "integrations/sqlite/transaction.hpp"

namespace dondoc::integrations::sqlite {
namespace {

std::vector<std::string> texts_of(std::string_view text) {
  boost::system::error_code error;
  const auto value = boost::json::parse(text, error);
  std::vector<std::string> out;
  if (error || !value.is_array()) return out;
  for (const auto& one : value.get_array()) {
    if (one.is_string()) out.emplace_back(one.get_string());
  }
  return out;
}

std::string invite_text(const rules::Meeting& meeting) {
  std::vector<std::string> specs;
  specs.reserve(meeting.invite.size());
  for (const auto& spec : meeting.invite) specs.push_back(rules::format_recipient_spec(spec));
  return to_json_array(specs);
}

constexpr std::string_view kInsert =
    "INSERT INTO meetings (source, code, at, minutes, place, chair, chair_name, invite, attendees, cancelled, reason)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (source, code) DO ";

void insert(Database& database, std::string_view otherwise, std::string_view source, std::string_view code,
            const rules::Meeting& meeting) {
  database.run(std::string{kInsert} + std::string{otherwise}, source, code, meeting.at,
               static_cast<std::int64_t>(meeting.length.count()), meeting.place, meeting.chair, meeting.chair_name,
               invite_text(meeting), to_json_array(meeting.attendees), meeting.cancelled, meeting.reason);
}

}  // namespace

rules::Meeting read_meeting(const Statement& row, int first) {
  rules::Meeting meeting;
  meeting.uid = row.text(first);
  meeting.at = row.optional_instant(first + 1);
  meeting.length = std::chrono::minutes{row.integer(first + 2)};
  meeting.place = row.text(first + 3);
  meeting.chair = row.text(first + 4);
  meeting.chair_name = row.text(first + 5);
  for (const auto& text : texts_of(row.view(first + 6))) {
    if (const auto spec = rules::parse_recipient_spec(text)) meeting.invite.push_back(*spec);
  }
  meeting.attendees = texts_of(row.view(first + 7));
  meeting.cancelled = row.flag(first + 8);
  meeting.reason = row.text(first + 9);
  meeting.sequence = static_cast<int>(row.integer(first + 10));
  meeting.basis = row.text(first + 11);
  return meeting;
}

std::optional<rules::Meeting> find_meeting(Database& database, std::string_view source, std::string_view code) {
  CachedStatement row = database.cached("SELECT " + std::string{kMeetingColumns} +
                                        " FROM meetings AS m WHERE m.source = ? AND m.code = ?");
  row->bind(source, code);
  return row->step() ? std::optional{read_meeting(*row, 0)} : std::nullopt;
}

void settle_meeting(Database& database, const std::string& actor, rules::Instant now, std::string_view source,
                    std::string_view code, const rules::Meeting& meeting) {
  Transaction transaction{database, {actor, now, meeting.reason}};
  insert(database,
         "UPDATE SET at = excluded.at, minutes = excluded.minutes, place = excluded.place, chair = excluded.chair,"
         " chair_name = excluded.chair_name, invite = excluded.invite, attendees = excluded.attendees,"
         " cancelled = excluded.cancelled, reason = excluded.reason",
         source, code, meeting);
  transaction.commit();
}

void add_meeting(Database& database, std::string_view source, std::string_view code, const rules::Meeting& meeting) {
  insert(database, "NOTHING", source, code, meeting);
}

}  // namespace dondoc::integrations::sqlite
