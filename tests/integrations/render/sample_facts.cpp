#include "tests/integrations/render/sample_facts.hpp"

namespace dondoc::integrations::render {

namespace {

rules::Instant at(const char* text) { return rules::parse_iso(text).value(); }

rules::MessageLine task() {
  rules::MessageLine line;
  line.code = "KH358-01";
  line.title = "Ban hành <kế hoạch> hành động";
  line.severity = rules::Severity::critical;
  line.rule = "nhiem-vu";
  line.step = "qua-han";
  line.agency_name = "Sở Tài chính";
  line.agency_short = "Sở TC";
  line.document = rules::Document{"358/KH-UBND", "", "Ủy ban nhân dân tỉnh", rules::make_day(2022, 11, 18)};
  line.product = "Kế hoạch của cơ quan";
  line.coordinators = "Văn phòng UBND tỉnh";
  line.due = at("2022-12-01T00:00:00+07:00");
  line.due_is_date = true;
  line.overdue = true;
  line.working_days = 1;
  line.next_at = at("2022-12-06T07:30:00+07:00");
  line.next_who = "Chánh Văn phòng UBND tỉnh";
  line.source_name = "Kế hoạch 358";
  line.as_of = at("2022-11-30T17:00:00+07:00");
  return line;
}

rules::MessageLine dossier() {
  rules::MessageLine line;
  line.code = "H58.05-221125-0007";
  line.title = "Cấp giấy phép xây dựng cho Ông A";
  line.kind = rules::Kind::dossier;
  line.rule = "ho-so";
  line.step = "sap-den-han";
  line.agency_name = "Sở Tài chính";
  line.agency_short = "Sở TC";
  line.officer_name = "Trần Thị B";
  line.procedure_name = "Cấp giấy phép xây dựng";
  line.due = at("2022-12-02T10:15:00+07:00");
  line.working_days = 1;
  line.working_time_left = std::chrono::minutes{10 * 60 + 45};
  line.source_name = "Một cửa";
  line.as_of = at("2022-12-01T06:00:00+07:00");
  return line;
}

}  // namespace

SampleFacts::SampleFacts() : zone("Asia/Ho_Chi_Minh", {{rules::kEarliestInstant, std::chrono::hours{7}}}) {
  facts.public_id = "m-7f3a9c";
  facts.message_class = rules::MessageClass::critical;
  facts.topic = rules::MessageTopic::overdue;
  facts.now = at("2022-12-01T07:30:00+07:00");
  facts.zone = &zone;
  facts.recipient = "person:GD-STC";
  facts.addressee = "Giám đốc Sở Tài chính";
  facts.agency_name = "Sở Tài chính";
  facts.agency_short = "Sở TC";
  facts.lines = {task(), dossier()};
  facts.sender = "Văn phòng Ủy ban nhân dân tỉnh";
  facts.sender_contact = "Nguyễn Văn Mẫu, Phòng Kiểm soát thủ tục hành chính, 0273 300 0000";
  facts.reply_by = at("2022-12-05T17:00:00+07:00");
}

}  // namespace dondoc::integrations::render
