#include "integrations/render/calendar_part.hpp"

#include <libical/ical.h>

#include <algorithm>
#include <memory>

#include "rules/meeting_letter.hpp"

namespace dondoc::integrations::render {
namespace {

using rules::MeetingLetter;

struct FreeComponent {
  void operator()(icalcomponent* component) const { icalcomponent_free(component); }
};
struct FreeText {
  void operator()(char* text) const { icalmemory_free_buffer(text); }
};

// A text value may have line ends; libical writes them, and whatever else has a meaning, as RFC 5545 §3.3.11 asks.
std::string text_value(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\n' || (byte >= 0x20 && byte != 0x7f)) out += c;
    if (c == '\t') out += ' ';
  }
  return out;
}

std::string one_line_value(std::string_view text) {
  auto out = text_value(text);
  std::ranges::replace(out, '\n', ' ');
  return out;
}

// A parameter value cannot have a quotation mark (RFC 5545 §3.2).
std::string parameter_value(std::string_view text) {
  auto out = one_line_value(text);
  std::ranges::replace(out, '"', '\'');
  return out;
}

icaltimetype utc(rules::Instant instant) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(instant).time_since_epoch().count();
  return icaltime_from_timet_with_zone(static_cast<time_t>(seconds), 0, icaltimezone_get_utc_timezone());
}

// Owned by the component it is added to.
icalproperty* attendee(const MeetingLetter::Attendee& one) {
  auto* property = icalproperty_new_attendee(("mailto:" + one_line_value(one.address)).c_str());
  icalproperty_add_parameter(property, icalparameter_new_cutype(ICAL_CUTYPE_INDIVIDUAL));
  icalproperty_add_parameter(property, icalparameter_new_role(one.chair ? ICAL_ROLE_CHAIR : ICAL_ROLE_REQPARTICIPANT));
  icalproperty_add_parameter(property, icalparameter_new_partstat(ICAL_PARTSTAT_NEEDSACTION));
  icalproperty_add_parameter(property, icalparameter_new_rsvp(ICAL_RSVP_FALSE));
  if (const auto name = parameter_value(one.name); !name.empty()) {
    icalproperty_add_parameter(property, icalparameter_new_cn(name.c_str()));
  }
  return property;
}

icalproperty* organizer(const rules::MessageFacts& facts, const MailIdentity& identity) {
  auto* property = icalproperty_new_organizer(("mailto:" + one_line_value(identity.from)).c_str());
  const auto name = parameter_value(identity.from_name.empty() ? facts.sender : identity.from_name);
  if (!name.empty()) icalproperty_add_parameter(property, icalparameter_new_cn(name.c_str()));
  return property;
}

std::string summary(const rules::MessageFacts& facts) {
  const std::string rehearsal = facts.language == "en" ? "[REHEARSAL] " : "[CHẠY THỬ] ";
  return (facts.rehearsal ? rehearsal : std::string{}) + one_line_value(facts.meeting->title);
}

std::string place_of(const MeetingLetter& letter) { return one_line_value(letter.place); }

icalcomponent* event_of(const rules::MessageFacts& facts, const MailIdentity& identity, std::string_view description) {
  const MeetingLetter& letter = *facts.meeting;
  auto* event = icalcomponent_new_vevent();
  const auto add = [event](icalproperty* property) { icalcomponent_add_property(event, property); };
  add(icalproperty_new_uid(one_line_value(letter.uid).c_str()));
  add(icalproperty_new_sequence(letter.sequence));
  add(icalproperty_new_dtstamp(utc(facts.now)));
  add(icalproperty_new_dtstart(utc(letter.from)));
  add(icalproperty_new_dtend(utc(letter.until)));
  add(icalproperty_new_summary(summary(facts).c_str()));
  if (const auto place = place_of(letter); !place.empty()) add(icalproperty_new_location(place.c_str()));
  add(icalproperty_new_description(text_value(description).c_str()));
  add(icalproperty_new_status(letter.cancelled ? ICAL_STATUS_CANCELLED : ICAL_STATUS_CONFIRMED));
  add(icalproperty_new_transp(ICAL_TRANSP_OPAQUE));
  add(organizer(facts, identity));
  for (const auto& one : letter.attendees) {
    if (!one.address.empty()) add(attendee(one));
  }
  return event;
}

}  // namespace

std::string_view calendar_method(const rules::MessageFacts& facts) {
  return facts.meeting->cancelled ? "CANCEL" : "REQUEST";
}

std::string make_calendar(const rules::MessageFacts& facts, const MailIdentity& identity,
                          std::string_view description) {
  const std::unique_ptr<icalcomponent, FreeComponent> calendar(icalcomponent_new_vcalendar());
  icalcomponent_add_property(calendar.get(), icalproperty_new_version("2.0"));
  icalcomponent_add_property(calendar.get(), icalproperty_new_prodid("-//dondoc//dondoc//EN"));
  icalcomponent_add_property(calendar.get(), icalproperty_new_calscale("GREGORIAN"));
  icalcomponent_add_property(
      calendar.get(), icalproperty_new_method(facts.meeting->cancelled ? ICAL_METHOD_CANCEL : ICAL_METHOD_REQUEST));
  icalcomponent_add_component(calendar.get(), event_of(facts, identity, description));
  const std::unique_ptr<char, FreeText> text(icalcomponent_as_ical_string_r(calendar.get()));
  return text ? text.get() : std::string{};
}

}  // namespace dondoc::integrations::render
