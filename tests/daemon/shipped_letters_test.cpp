#include <gtest/gtest.h>

#include <filesystem>
#include <regex>

#include "config/init.hpp"
#include "daemon/setup.hpp"
#include "daemon/world.hpp"
#include "rules/message.hpp"
#include "rules/zone.hpp"

// The shipped rules and the shipped templates together: every step once, as its readers see it.

namespace dondoc::daemon {
namespace {

using rules::Instant;
using rules::Item;
using rules::Role;

Instant at(const char* text) { return rules::parse_iso(text).value(); }

void add_person(rules::Directory& directory, const std::string& code, const std::string& agency, Role role,
                const std::string& name, const std::string& title) {
  directory.people.push_back({code, name, title, "", ""});
  directory.positions.push_back({agency, role, code, "", {}, {}});
  directory.addresses.push_back({"person:" + code, "email", code + "@vi-du.example", 0, false, {}, {}});
}

std::shared_ptr<const rules::Directory> province() {
  auto directory = std::make_shared<rules::Directory>();
  directory->agencies = {{"VP",
                          "Văn phòng Ủy ban nhân dân tỉnh",
                          "VP UBND tỉnh",
                          "Chánh Văn phòng Ủy ban nhân dân tỉnh",
                          "so",
                          "",
                          "",
                          "",
                          "",
                          {},
                          {},
                          {}},
                         {"SXD", "Sở Xây dựng", "Sở XD", "Giám đốc Sở Xây dựng", "so", "VP", "", "", "", {}, {}, {}}};
  add_person(*directory, "gd", "SXD", Role::head, "Nguyễn Văn Mẫu", "Giám đốc");
  add_person(*directory, "cv", "SXD", Role::officer, "Trần Thị Mẫu", "Chuyên viên");
  add_person(*directory, "dm", "SXD", Role::focal, "Lê Văn Mẫu", "Chuyên viên, đầu mối");
  add_person(*directory, "cvp", "VP", Role::head, "Phạm Thị Mẫu", "Chánh Văn phòng");
  directory->finish();
  return directory;
}

// Occurrences are told apart by their series: `where = { source = "series:…" }`.
std::string source_for(const rules::Rule& rule) {
  for (const auto& condition : rule.where) {
    if (const auto* text = std::get_if<std::string>(&condition.test.value); text && condition.field == "source") {
      return *text;
    }
  }
  return "mau";
}

void make_occurrence(Item& item) {
  if (item.kind != rules::Kind::occurrence) return;
  item.code = "giao-ban-thang/SXD/2022-11-30";
  item.title = "Họp giao ban tháng 11/2022";
  item.document = rules::Document{"358/KH-UBND", "", "", {}};
}

// An item for which the step can come true.
Item item_for(const rules::Rule& rule, const rules::Step& step) {
  Item item;
  item.id = 1;
  item.source = source_for(rule);
  item.kind = rule.kind.value_or(rules::Kind::task);
  item.code = item.kind == rules::Kind::task ? "KH358-01" : "H58.12-221101-0001";
  item.title = item.kind == rules::Kind::task ? "Ban hành kế hoạch hành động" : "Cấp giấy phép xây dựng nhà ở";
  item.agency = "SXD";
  make_occurrence(item);
  item.officer = "cv";
  if (step.at.anchor == rules::Anchor::received) item.coordinators = {"VP"};
  const Instant received = at("2022-11-01T08:00:00+07:00");
  item.first_stored = received;
  if (step.at.anchor == rules::Anchor::submitted) {
    item.submitted_at = received;
    return item;
  }
  item.received_at = received;
  if (step.at.anchor == rules::Anchor::updated) return item;
  item.due_at = at("2022-11-24T10:15:00+07:00");
  // Until an apology is recorded, the step that asks for one takes the place of the plain reminder.
  if (step.template_name != "apology") item.apology_sent_at = received;
  if (step.at.anchor == rules::Anchor::held) {
    item.state = rules::State::suspended;
    item.holds.push_back({at("2022-11-01T09:00:00+07:00"), at("2022-11-01T15:00:00+07:00"), "chờ bổ sung", ""});
    item.holds.push_back({at("2022-11-02T09:00:00+07:00"), std::nullopt, "Yêu cầu bổ sung", ""});
  }
  if (step.at.anchor == rules::Anchor::finished) {
    item.state = rules::State::done;
    item.finished_at = at("2022-11-22T15:00:00+07:00");
  }
  return item;
}

class ShippedLetters : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto directory = std::filesystem::path{::testing::TempDir()} / ("letters-" + std::to_string(getpid()));
    std::filesystem::remove_all(directory);
    ASSERT_TRUE(config::init_directory(directory));
    auto loaded = load_setup(directory);
    std::filesystem::remove_all(directory);
    ASSERT_TRUE(loaded.setup);
    setup_ = loaded.setup;
    const auto& configuration = setup_->configuration;
    world_.rules = configuration.rules;
    world_.calendars = configuration.calendars;
    world_.default_calendar = configuration.default_calendar;
    world_.directory = province();
    world_.channels = {{"thu", true, true}};
    world_.windows = configuration.delivery.windows;
    world_.mode = rules::DeliveryMode::live;
    for (const auto& series : configuration.series) world_.source_names[series.source()] = "lịch công việc định kỳ";
  }

  // What the head has been told a week before the report, so that the next level may be told.
  rules::History history_for(const rules::Rule& rule, const rules::Step& step, const Item& item) const {
    rules::History history;
    history.version = 1;
    history.due = item.due_at;
    history.version_start = item.first_stored;
    rules::AlertRecord alert;
    alert.id = 1;
    alert.key = {1, rule.id, step.escalates() ? "qua-han" : "cu", 0};
    alert.scheduled_at = at("2022-11-25T07:30:00+07:00");
    if (step.escalates()) {
      alert.notices.push_back({1, "person:gd", "head", rules::NoticeState::told, {}, alert.scheduled_at, item.agency});
    }
    history.alerts.push_back(std::move(alert));
    return history;
  }

  struct Letter {
    std::string heading;  // "rule/step: person"
    Instant now;
    std::string subject;
    std::string text;
    std::string html;
  };

  std::vector<Letter> letters_of(const rules::Rule& rule, const rules::Step& step) const {
    const Item item = item_for(rule, step);
    const auto history = history_for(rule, step, item);
    const auto before = rules::evaluate(world_, item, history, at("2022-11-02T09:30:00+07:00"));
    const auto* ahead = before.outcome(rule.id, step.id);
    if (!ahead || !ahead->scheduled_at) return {};
    const auto now = *ahead->scheduled_at;
    const auto evaluation = rules::evaluate(world_, item, history, now);
    std::vector<Letter> letters;
    for (const auto& alert : evaluation.alerts) {
      if (alert.key.rule != rule.id || alert.key.step != step.id) continue;
      for (const auto& notice : alert.notices) {
        const rules::NoticeFacts facts{&item,         &history,    &evaluation, alert.key,
                                       step.severity, notice.role, notice.copy};
        const auto message = rules::gather_message(world_, sender_of(setup_->configuration),
                                                   {"m", rules::class_of(step.severity), notice.recipient, ""},
                                                   std::span{&facts, 1}, {}, now);
        const auto words = setup_->renderer->render(message);
        if (!words) return {};
        letters.push_back(
            {rule.id + "/" + step.id + ": " + notice.recipient, now, words->subject, words->text, words->html});
      }
    }
    return letters;
  }

  std::vector<Letter> all() const {
    std::vector<Letter> result;
    for (const auto& rule : world_.rules) {
      for (const auto& step : rule.steps) {
        for (auto& letter : letters_of(rule, step)) result.push_back(std::move(letter));
      }
    }
    return result;
  }

  std::string letter(const std::string& heading) const {
    for (const auto& one : all()) {
      if (one.heading == heading) return one.subject + "\n\n" + one.text.substr(0, one.text.find("\n--\n"));
    }
    return "no such letter";
  }

  std::shared_ptr<const daemon::Setup> setup_;
  rules::World world_;
};

// Every day that a letter says something will happen on.
std::vector<rules::Day> announced(const std::string& text) {
  static const std::regex pattern(R"((?:phản hồi chậm nhất|báo cáo [^.]{3,90} vào) [^.;]*?(\d\d)/(\d+)/(\d{4}))");
  std::vector<rules::Day> days;
  for (std::sregex_iterator found(text.begin(), text.end(), pattern); found != std::sregex_iterator{}; ++found) {
    days.push_back(rules::make_day(std::stoi((*found)[3]), static_cast<unsigned>(std::stoi((*found)[2])),
                                   static_cast<unsigned>(std::stoi((*found)[1]))));
  }
  return days;
}

TEST_F(ShippedLetters, EveryStepReachesSomebody) {
  for (const auto& rule : world_.rules) {
    for (const auto& step : rule.steps) EXPECT_FALSE(letters_of(rule, step).empty()) << rule.id << "/" << step.id;
  }
}

TEST_F(ShippedLetters, NoneHasAHoleOrADatePast) {
  const auto& zone = *setup_->configuration.zone;
  for (const auto& one : all()) {
    for (const auto* hole : {"()", ": .", "\n có ", ". có "}) {
      EXPECT_EQ((one.subject + one.text).find(hole), std::string::npos) << one.heading << " \"" << hole << "\"\n"
                                                                        << one.subject << "\n"
                                                                        << one.text;
    }
    EXPECT_EQ(one.subject.find("] –"), std::string::npos) << one.subject;
    EXPECT_EQ(one.html.find("()"), std::string::npos) << one.html;
    EXPECT_NE(one.text.find("Kính gửi: "), std::string::npos) << one.heading;
    for (const auto day : announced(one.text)) {
      EXPECT_GE(day, zone.day_of(one.now)) << one.heading << "\n" << one.text;
    }
  }
}

TEST_F(ShippedLetters, OnlyWhatIsOverdueIsCalledSo) {
  for (const auto& one : all()) {
    const bool overdue = one.subject.starts_with("[Quá hạn]") || one.subject.starts_with("[Báo cáo]");
    const bool step_is = one.heading.find("/qua-han:") != std::string::npos ||
                         one.heading.find("/den-han:") != std::string::npos ||
                         one.heading.find("/len-cap-tren:") != std::string::npos;
    EXPECT_EQ(overdue, step_is) << one.heading << " " << one.subject;
  }
}

// One notice when the task is assigned; what is asked of the lead is not asked of them.
TEST_F(ShippedLetters, CoordinatorsAreToldOnce) {
  EXPECT_EQ(letter("nhiem-vu-phoi-hop/duoc-giao: person:cvp"),
            R"([Nhắc hạn] còn 17 ngày làm việc – nhiệm vụ KH358-01

Kính gửi: Chánh Văn phòng Ủy ban nhân dân tỉnh

Sở Xây dựng được giao chủ trì nhiệm vụ KH358-01: "Ban hành kế hoạch hành động".
- Thời hạn hoàn thành: 10 giờ 15 phút ngày 24/11/2022 (còn 17 ngày làm việc).
- Đơn vị phối hợp: VP UBND tỉnh.

Thông báo này gửi để biết, phối hợp theo dõi, đôn đốc.

Số liệu tính đến 08 giờ 00 phút ngày 01/11/2022, nguồn: mau.
)");
}

// Nobody is reminded of what still waits for a request or an event; of continuous work they are.
TEST_F(ShippedLetters, WhatWaitsIsLeftAlone) {
  Item item;
  item.id = 1;
  item.source = "kh";
  item.code = "KH358-05";
  item.agency = "SXD";
  item.officer = "cv";
  item.first_stored = at("2022-11-18T08:00:00+07:00");
  const auto reminded = [&](const std::string& form) {
    item.attributes = {{"deadline_form", form}};
    const auto evaluation = rules::evaluate(world_, item, {}, at("2022-12-30T08:00:00+07:00"));
    return !evaluation.alerts.empty();
  };
  EXPECT_TRUE(reminded("continuous"));
  EXPECT_FALSE(reminded("on_request"));
  EXPECT_FALSE(reminded("relative"));
}

TEST_F(ShippedLetters, OverdueDossierToTheHead) {
  EXPECT_EQ(letter("ho-so-dung-han/qua-han: person:gd"),
            R"([Quá hạn] 1 hồ sơ – Sở XD, 25/11/2022

Kính gửi: Giám đốc Sở Xây dựng

Số liệu tính đến 07 giờ 30 phút ngày 25/11/2022, nguồn: mau. Sở Xây dựng có 1 hồ sơ đã quá hạn mà chưa có kết quả: H58.12-221101-0001 – Cấp giấy phép xây dựng nhà ở, thời hạn 10 giờ 15 phút ngày 24/11/2022 (quá 1 ngày làm việc).

Đề nghị Sở Xây dựng tập trung xử lý; báo cáo nguyên nhân, thời gian hoàn thành; thực hiện xin lỗi tổ chức, cá nhân và hẹn lại thời gian trả kết quả đối với hồ sơ quá hạn; phản hồi chậm nhất 07 giờ 30 phút ngày 29/11/2022.

Quá thời hạn trên mà chưa có phản hồi, nội dung này sẽ được tổng hợp, báo cáo Chánh Văn phòng Ủy ban nhân dân tỉnh vào 07 giờ 30 phút ngày 29/11/2022.

ĐÃ QUÁ HẠN: 1 hồ sơ

1. H58.12-221101-0001 – Cấp giấy phép xây dựng nhà ở
   Thời hạn: 10:15 ngày 24/11/2022 (quá 1 ngày làm việc)
   Đơn vị chủ trì: Sở XD
   Người thụ lý: Trần Thị Mẫu
)");
}

TEST_F(ShippedLetters, TheApologyIsDraftedBeforeTheDue) {
  EXPECT_EQ(letter("ho-so-dung-han/xin-loi-truoc-han: person:cv"),
            R"([Xin lỗi, hẹn lại] 10:15 ngày 24/11/2022 – hồ sơ H58.12-221101-0001

Kính gửi: Đồng chí Trần Thị Mẫu, Chuyên viên

Sở Xây dựng có 1 hồ sơ sắp đến hạn, chưa ghi nhận văn bản xin lỗi (danh sách kèm theo). Nếu không thể trả kết quả đúng hẹn, đề nghị gửi văn bản xin lỗi và hẹn lại thời gian trả kết quả trước khi hết hạn, theo quy định.

Sau khi gửi, đề nghị cập nhật ngày gửi văn bản xin lỗi để không nhắc lại.

Số liệu tính đến 07 giờ 30 phút ngày 23/11/2022, nguồn: mau.

SẮP ĐẾN HẠN: 1 hồ sơ

1. H58.12-221101-0001 – Cấp giấy phép xây dựng nhà ở
   Thời hạn: 10:15 ngày 24/11/2022 (còn 1 ngày làm việc)
   Thời gian còn lại: 10 giờ 45 phút làm việc
   Đơn vị chủ trì: Sở XD
   Người thụ lý: Trần Thị Mẫu

DỰ THẢO văn bản xin lỗi, hồ sơ H58.12-221101-0001 (người có thẩm quyền hoàn thiện; biểu mẫu theo quy định có hiệu lực khi tiếp nhận hồ sơ)

V/v xin lỗi và hẹn lại thời gian trả kết quả
Kính gửi: ……
Sở Xây dựng đã tiếp nhận hồ sơ vào 08 giờ 00 phút ngày 01/11/2022 về việc Cấp giấy phép xây dựng nhà ở, mã hồ sơ H58.12-221101-0001; thời gian hẹn trả kết quả: 10 giờ 15 phút ngày 24/11/2022. Do …… , hồ sơ dự kiến không hoàn thành đúng thời hạn đã hẹn. Sở Xây dựng xin lỗi và hẹn lại thời gian trả kết quả vào …… giờ …… ngày …… , tại …… . Trân trọng./.
)");
}

TEST_F(ShippedLetters, AndAfterIt) {
  EXPECT_EQ(letter("ho-so-dung-han/xin-loi-sau-han: person:cv"),
            R"([Xin lỗi, hẹn lại] 10:15 ngày 24/11/2022 – hồ sơ H58.12-221101-0001

Kính gửi: Đồng chí Trần Thị Mẫu, Chuyên viên

Sở Xây dựng có 1 hồ sơ đã quá hạn, chưa ghi nhận văn bản xin lỗi (danh sách kèm theo). Đề nghị gửi ngay văn bản xin lỗi và hẹn lại thời gian trả kết quả.

Sau khi gửi, đề nghị cập nhật ngày gửi văn bản xin lỗi để không nhắc lại.

Số liệu tính đến 07 giờ 30 phút ngày 25/11/2022, nguồn: mau.

ĐÃ QUÁ HẠN: 1 hồ sơ

1. H58.12-221101-0001 – Cấp giấy phép xây dựng nhà ở
   Thời hạn: 10:15 ngày 24/11/2022 (quá 1 ngày làm việc)
   Đơn vị chủ trì: Sở XD
   Người thụ lý: Trần Thị Mẫu

DỰ THẢO văn bản xin lỗi, hồ sơ H58.12-221101-0001 (người có thẩm quyền hoàn thiện; biểu mẫu theo quy định có hiệu lực khi tiếp nhận hồ sơ)

V/v xin lỗi đối với hồ sơ giải quyết quá hạn và hẹn lại thời gian trả kết quả
Kính gửi: ……
Sở Xây dựng đã tiếp nhận hồ sơ vào 08 giờ 00 phút ngày 01/11/2022 về việc Cấp giấy phép xây dựng nhà ở, mã hồ sơ H58.12-221101-0001; thời gian hẹn trả kết quả: 10 giờ 15 phút ngày 24/11/2022. Tuy nhiên, do …… , đến nay hồ sơ chưa có kết quả đúng thời hạn. Sở Xây dựng chân thành xin lỗi vì sự chậm trễ này và hẹn lại thời gian trả kết quả vào …… giờ …… ngày …… , tại …… . Trân trọng./.
)");
}

TEST_F(ShippedLetters, ReportToTheNextLevel) {
  EXPECT_EQ(letter("nhiem-vu/len-cap-tren: person:cvp"),
            R"([Báo cáo] 1 trường hợp quá hạn sau đôn đốc – Sở XD, 01/12/2022

Kính gửi: Đồng chí Phạm Thị Mẫu, Chánh Văn phòng Ủy ban nhân dân tỉnh

Kính báo cáo đồng chí: Sở Xây dựng còn 1 nhiệm vụ quá hạn: KH358-01 – Ban hành kế hoạch hành động, thời hạn 10 giờ 15 phút ngày 24/11/2022 (quá 5 ngày làm việc); đã đôn đốc 1 lần (gần nhất 07 giờ 30 phút ngày 25/11/2022, hình thức thông báo tự động) nhưng chưa có phản hồi, kết quả. Số liệu tính đến 07 giờ 30 phút ngày 01/12/2022, nguồn: mau.

Kính đề nghị đồng chí xem xét, cho ý kiến chỉ đạo.

ĐÃ QUÁ HẠN: 1 nhiệm vụ

1. KH358-01 – Ban hành kế hoạch hành động
   Thời hạn: 10:15 ngày 24/11/2022 (quá 5 ngày làm việc)
   Đơn vị chủ trì: Sở XD
   Người thụ lý: Trần Thị Mẫu
   Đã đôn đốc 1 lần, gần nhất 07 giờ 30 phút ngày 25/11/2022
)");
}

TEST_F(ShippedLetters, ReviewMeetingToTheHead) {
  EXPECT_EQ(letter("giao-ban/thong-bao-lich: person:gd"),
            R"([Giao ban] Họp giao ban tháng 11/2022 – đề nghị thông báo lịch họp

Kính gửi: Giám đốc Sở Xây dựng

Đề nghị Sở Xây dựng tổ chức "Họp giao ban tháng 11/2022", kiểm điểm tình hình thực hiện Kế hoạch số 358/KH-UBND, và cập nhật thời gian, địa điểm, người chủ trì. Thời hạn tổ chức họp, ban hành Thông báo kết luận: 10 giờ 15 phút ngày 24/11/2022 (còn 10 ngày làm việc).

Nội dung gợi ý: (1) nhiệm vụ đến hạn trong kỳ tới; (2) nhiệm vụ, hồ sơ quá hạn và nguyên nhân; (3) khó khăn, vướng mắc, đề xuất; (4) nhiệm vụ kỳ tới. Sau họp, đề nghị cập nhật số, ngày Thông báo kết luận giao ban.

Số liệu tính đến 07 giờ 30 phút ngày 10/11/2022, nguồn: lịch công việc định kỳ.
)");
}

TEST_F(ShippedLetters, FinishedAndNotHandedOver) {
  EXPECT_EQ(letter("ho-so-chua-tra/xong-5-ngay: person:dm"),
            R"([Chưa trả kết quả] hồ sơ H58.12-221101-0001

Kính gửi: Đồng chí Lê Văn Mẫu, Chuyên viên, đầu mối

Hồ sơ H58.12-221101-0001 – Cấp giấy phép xây dựng nhà ở đã có kết quả từ 15 giờ 00 phút ngày 22/11/2022 nhưng chưa trả cho tổ chức, cá nhân. Đề nghị Sở Xây dựng trả kết quả, cập nhật trạng thái.

Số liệu tính đến 07 giờ 30 phút ngày 29/11/2022, nguồn: mau.
)");
}

}  // namespace
}  // namespace dondoc::daemon
