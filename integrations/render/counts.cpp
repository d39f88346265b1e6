#include "integrations/render/counts.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "integrations/render/letter.hpp"

namespace dondoc::integrations::render {

namespace {

using rules::Kind;
using rules::MessageFacts;
using rules::MessageLine;
using rules::MessageTopic;

// "2 nhiệm vụ, 3 hồ sơ"; what is zero is left out
std::string numbers(const Lines& lines, const Wording& wording) {
  std::string out;
  for (const auto kind : {Kind::task, Kind::dossier, Kind::occurrence}) {
    const auto count = count_of(lines, kind);
    if (count > 0) out += (out.empty() ? "" : ", ") + wording.count(kind, count);
  }
  return out;
}

std::string list_label(const ListKind& list, const Wording& wording) {
  if (list.overdue) return std::string(wording.pick("Quá hạn", "Overdue"));
  switch (list.ladder) {
    case rules::Ladder::deadline:
      return std::string(wording.pick("Sắp đến hạn", "Due soon"));
    case rules::Ladder::transferred:
      return std::string(wording.pick("Nhận bàn giao", "Handed over"));
    case rules::Ladder::submitted:
      return std::string(wording.pick("Chưa tiếp nhận", "Not accepted"));
    case rules::Ladder::held:
      return std::string(wording.pick("Tạm dừng", "On hold"));
    case rules::Ladder::finished:
      return std::string(wording.pick("Chưa trả kết quả", "Not handed over"));
    case rules::Ladder::updated:
      return std::string(wording.pick("Chậm cập nhật tiến độ", "Without a report"));
  }
  return {};
}

std::string topic_label(MessageTopic topic, const Wording& wording) {
  switch (topic) {
    case MessageTopic::reminder:
      return std::string(wording.pick("[Nhắc hạn]", "[Reminder]"));
    case MessageTopic::overdue:
      return std::string(wording.pick("[Quá hạn]", "[Overdue]"));
    case MessageTopic::waiting:
      return std::string(wording.pick("[Rà soát]", "[Waiting]"));
    case MessageTopic::report_up:
      return std::string(wording.pick("[Báo cáo]", "[Report]"));
    case MessageTopic::hand_over:
      return std::string(wording.pick("[Bàn giao]", "[Hand-over]"));
    case MessageTopic::findings:
      return "[dondoc]";
    case MessageTopic::answers:
      return std::string(wording.pick("[Trả lời]", "[Answers]"));
    case MessageTopic::correction:
      return std::string(wording.pick("[Đính chính]", "[Correction]"));
  }
  return {};
}

// What the title counts: of an overdue message what is overdue, else all of it.
std::string title_numbers(const Letter& letter) {
  const auto& facts = letter.facts;
  if (facts.topic == MessageTopic::findings) {
    const auto count = std::to_string(facts.findings.size());
    return count + std::string(letter.wording.pick(" việc cần người quản trị xem", " for the operator"));
  }
  if (facts.topic == MessageTopic::answers) {
    const auto count = std::to_string(facts.findings.size());
    return count + std::string(letter.wording.pick(" việc có trả lời", " answered"));
  }
  if (facts.topic == MessageTopic::correction) {
    const auto count = std::to_string(facts.findings.size());
    return count + std::string(letter.wording.pick(" thông báo", " told wrongly"));
  }
  const bool late = facts.topic == MessageTopic::overdue || facts.topic == MessageTopic::report_up;
  const auto words = numbers(late && !letter.overdue.empty() ? letter.overdue : letter.all, letter.wording);
  return facts.topic == MessageTopic::report_up && !letter.overdue.empty()
             ? words + std::string(letter.wording.pick(" quá hạn", " overdue"))
             : words;
}

std::string title(const Letter& letter) {
  const auto& facts = letter.facts;
  std::string out;
  if (facts.rehearsal) out = letter.wording.pick("[CHẠY THỬ] ", "[REHEARSAL] ");
  out += topic_label(facts.topic, letter.wording) + " " + title_numbers(letter);
  if (!facts.agency_short.empty()) out += " – " + facts.agency_short;
  if (!facts.banner.empty()) out += " – " + facts.banner;
  return out;
}

std::string longest_overdue(const Letter& letter) {
  std::int64_t days = 0;
  for (const auto* line : letter.overdue) days = std::max(days, line->working_days);
  if (days == 0) return {};
  const auto unit = letter.wording.pick(" ngày làm việc", days == 1 ? " working day" : " working days");
  return std::to_string(days) + std::string(unit);
}

void add_row(Counts& out, std::string_view label, std::string value) {
  if (!value.empty()) out.rows.emplace_back(label, std::move(value));
}

void add_lines(Counts& out, const Letter& letter) {
  const auto& wording = letter.wording;
  for (std::size_t i = 0; i < kLists.size(); ++i) {
    add_row(out, list_label(kLists.at(i), wording), numbers(letter.lists.at(i).lines, wording));
  }
  add_row(out, wording.pick("Quá hạn lâu nhất", "Longest overdue"), longest_overdue(letter));
  if (const auto* first = first_by(letter.all, &MessageLine::next_at)) {
    add_row(out, wording.pick("Báo cáo cấp trên vào", "The next level reads of it"),
            wording.short_time(*first->next_at));
  }
  if (letter.facts.reply_by) {
    add_row(out, wording.pick("Đề nghị phản hồi trước", "Please answer before"), wording.until(*letter.facts.reply_by));
  }
}

// By code: the sentences name people and agencies.
void add_findings(Counts& out, const MessageFacts& facts) {
  std::map<std::string, std::size_t> counts;
  for (const auto& finding : facts.findings) ++counts[finding.code];
  for (const auto& [code, count] : counts) add_row(out, code, std::to_string(count));
}

std::string as_of(const Letter& letter) {
  const auto* oldest = first_by(letter.all, &MessageLine::as_of);
  if (!oldest) return {};
  std::set<std::string> names;
  std::string sources;
  for (const auto* line : letter.all) {
    if (line->source_name.empty() || !names.insert(line->source_name).second) continue;
    sources += (sources.empty() ? "" : ", ") + line->source_name;
  }
  const auto& wording = letter.wording;
  std::string out =
      std::string(wording.pick("Số liệu tính đến ", "Figures as of ")) + wording.letter_time(*oldest->as_of);
  if (!sources.empty()) out += std::string(wording.pick(", nguồn: ", ", source: ")) + sources;
  return out + ".";
}

void add_notes(Counts& out, const Letter& letter) {
  const auto& wording = letter.wording;
  if (auto note = as_of(letter); !note.empty()) out.notes.push_back(std::move(note));
  if (!letter.facts.sender.empty()) {
    out.notes.push_back(std::string(wording.pick("Đơn vị gửi: ", "Sent by: ")) + letter.facts.sender);
  }
  out.notes.emplace_back(wording.pick("Thông báo này được gửi tự động, không thay thế văn bản hành chính.",
                                      "This notice was sent automatically and does not replace an official letter."));
}

}  // namespace

Counts counts_of(const MessageFacts& facts) {
  const Letter letter(facts);
  Counts out;
  out.title = title(letter);
  add_lines(out, letter);
  add_findings(out, facts);
  add_notes(out, letter);
  return out;
}

}  // namespace dondoc::integrations::render
