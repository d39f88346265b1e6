// The words that enumerators have in the database, in files and in --json.

#include "rules/directory.hpp"
#include "rules/history.hpp"
#include "rules/item.hpp"
#include "rules/message.hpp"
#include "rules/names.hpp"
#include "rules/rule.hpp"
#include "rules/window.hpp"

namespace dondoc::rules {
namespace {

constexpr std::pair<Kind, std::string_view> kKinds[] = {
    {Kind::task, "task"}, {Kind::dossier, "dossier"}, {Kind::occurrence, "occurrence"}};
constexpr std::pair<State, std::string_view> kStates[] = {
    {State::open, "open"},    {State::reported, "reported"},   {State::suspended, "suspended"},
    {State::done, "done"},    {State::withdrawn, "withdrawn"}, {State::cancelled, "cancelled"},
    {State::merged, "merged"}};
constexpr std::pair<Role, std::string_view> kRoles[] = {
    {Role::head, "head"},     {Role::acting_head, "acting_head"},
    {Role::deputy, "deputy"}, {Role::division_head, "division_head"},
    {Role::focal, "focal"},   {Role::officer, "officer"}};
constexpr std::pair<Severity, std::string_view> kSeverities[] = {
    {Severity::info, "info"}, {Severity::warning, "warning"}, {Severity::critical, "critical"}};
constexpr std::pair<NoticeState, std::string_view> kNoticeStates[] = {
    {NoticeState::queued, "queued"},       {NoticeState::deferred, "deferred"}, {NoticeState::told, "told"},
    {NoticeState::rehearsed, "rehearsed"}, {NoticeState::dead, "dead"},         {NoticeState::superseded, "superseded"},
    {NoticeState::withdrawn, "withdrawn"}};
constexpr std::pair<MessageClass, std::string_view> kMessageClasses[] = {
    {MessageClass::routine, "routine"}, {MessageClass::critical, "critical"}, {MessageClass::operations, "operations"}};
constexpr std::pair<Tone, std::string_view> kTones[] = {{Tone::cap_duoi, "cap_duoi"},
                                                        {Tone::ngang_cap, "ngang_cap"},
                                                        {Tone::nganh_doc, "nganh_doc"},
                                                        {Tone::cap_tren, "cap_tren"}};
constexpr std::pair<MessageTopic, std::string_view> kTopics[] = {
    {MessageTopic::reminder, "reminder"},   {MessageTopic::overdue, "overdue"},
    {MessageTopic::report_up, "report_up"}, {MessageTopic::waiting, "waiting"},
    {MessageTopic::hand_over, "hand_over"}, {MessageTopic::findings, "findings"},
    {MessageTopic::answers, "answers"},     {MessageTopic::correction, "correction"}};

}  // namespace

std::string_view kind_name(Kind kind) { return name_in<Kind>(kKinds, kind); }
std::optional<Kind> parse_kind(std::string_view name) { return value_in<Kind>(kKinds, name); }
std::string_view state_name(State state) { return name_in<State>(kStates, state); }
std::optional<State> parse_state(std::string_view name) { return value_in<State>(kStates, name); }
std::string_view role_name(Role role) { return name_in<Role>(kRoles, role); }
std::optional<Role> parse_role(std::string_view name) { return value_in<Role>(kRoles, name); }
std::string_view severity_name(Severity severity) { return name_in<Severity>(kSeverities, severity); }
std::optional<Severity> parse_severity(std::string_view name) { return value_in<Severity>(kSeverities, name); }
std::string_view notice_state_name(NoticeState state) { return name_in<NoticeState>(kNoticeStates, state); }
std::optional<NoticeState> parse_notice_state(std::string_view name) {
  return value_in<NoticeState>(kNoticeStates, name);
}
std::string_view message_class_name(MessageClass message_class) {
  return name_in<MessageClass>(kMessageClasses, message_class);
}
std::optional<MessageClass> parse_message_class(std::string_view name) {
  return value_in<MessageClass>(kMessageClasses, name);
}
std::string_view tone_name(Tone tone) { return name_in<Tone>(kTones, tone); }
std::string_view topic_name(MessageTopic topic) { return name_in<MessageTopic>(kTopics, topic); }

}  // namespace dondoc::rules
