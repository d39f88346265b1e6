#include <array>
#include <cstdint>

#include "integrations/sqlite/migrate.hpp"
#include "integrations/sqlite/transaction.hpp"
#include "province.hpp"

namespace dondoc::bench {
namespace {

namespace sqlite = integrations::sqlite;
using std::chrono::hours;

constexpr std::size_t kRowsAtOnce = 10'000;
constexpr int kOfficersPerAgency = 20;
constexpr std::array<const char*, 11> kDistricts{"My Tho",       "Gò Công",      "Cai Lậy",      "Châu Thành",
                                                 "Chợ Gạo",      "Cái Bè",       "Tân Phước",    "Gò Công Tây",
                                                 "Gò Công Đông", "Tân Phú Đông", "Cai Lậy huyện"};
constexpr std::array<const char*, 18> kDepartments{
    "Nội vụ",      "Tư pháp",    "Tài chính",      "Kế hoạch và Đầu tư", "Công Thương",
    "Xây dựng",    "Giao thông", "Y tế",           "Giáo dục",           "Lao động",
    "Văn hóa",     "Khoa học",   "Thông tin",      "Ngoại vụ",           "Tài nguyên và Môi trường",
    "Nông nghiệp", "Thanh tra",  "Khu công nghiệp"};
constexpr std::array<const char*, 6> kProcedures{"1.001612", "2.000720", "1.001570", "1.004082.000.00.00.H58",
                                                 "2.002481", "1.011606"};
constexpr std::array<const char*, 4> kPriorities{"low", "normal", "high", "urgent"};
constexpr std::array<const char*, 5> kFields{"dat-dai", "ho-tich", "dau-tu", "xay-dung", "moi-truong"};
constexpr std::array<const char*, 6> kDossiers{
    "Đăng ký thành lập hộ kinh doanh",
    "Đăng ký thay đổi nội dung đăng ký hộ kinh doanh",
    "Cấp giấy chứng nhận quyền sử dụng đất, quyền sở hữu nhà ở và tài sản khác gắn liền với đất",
    "Cấp giấy phép môi trường đối với cơ sở sản xuất",
    "Cấp giấy phép xây dựng nhà ở riêng lẻ",
    "Xác nhận tình trạng hôn nhân"};
constexpr std::array<const char*, 5> kTasks{
    "Rà soát, đề xuất phương án cắt giảm, đơn giản hóa quy định liên quan đến hoạt động kinh doanh",
    "Số hóa hồ sơ, kết quả giải quyết thủ tục hành chính tại bộ phận một cửa",
    "Báo cáo tình hình thực hiện kế hoạch cải cách thủ tục hành chính quý IV năm 2022",
    "Công bố thủ tục hành chính nội bộ giữa các cơ quan hành chính nhà nước",
    "Tổ chức họp giao ban kiểm điểm tình hình thực hiện Kế hoạch"};

// The same province at every run.
class Dice {
 public:
  std::uint64_t below(std::uint64_t bound) {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 7;
    state_ ^= state_ << 17;
    return state_ % bound;
  }
  template <class List>
  const char* one_of(const List& list) {
    return list[below(list.size())];
  }

 private:
  std::uint64_t state_ = 0x9e3779b97f4a7c15;
};

struct Agency {
  std::string code;
  std::string level;
};

class Province {
 public:
  explicit Province(const std::filesystem::path& directory)
      : database_(sqlite::open_database((directory / "dondoc.db").string())) {}

  void write(std::size_t count) {
    write_agencies();
    for (std::size_t first = 0; first < count; first += kRowsAtOnce) {
      sqlite::Transaction transaction(database_);
      for (std::size_t i = first; i < std::min(count, first + kRowsAtOnce); ++i) write_item(i);
      transaction.commit();
    }
    database_.execute("PRAGMA wal_checkpoint(TRUNCATE)");
  }

 private:
  void write_agencies() {
    sqlite::Transaction transaction(database_);
    agency("TG-VP", "Văn phòng Ủy ban nhân dân tỉnh", "so");
    for (std::size_t i = 0; i < kDepartments.size(); ++i) {
      agency("SO-" + std::to_string(i), std::string{"Sở "} + kDepartments[i], "so");
    }
    for (std::size_t i = 0; i < kDistricts.size(); ++i) {
      const std::string code = "HU-" + std::to_string(i);
      agency(code, std::string{"Ủy ban nhân dân "} + kDistricts[i], "huyen");
      for (int j = 0; j < 8; ++j) {
        agency("XA-" + std::to_string(i) + "-" + std::to_string(j), "Ủy ban nhân dân xã số " + std::to_string(j), "xa");
      }
    }
    transaction.commit();
  }

  void agency(const std::string& code, const std::string& name, const std::string& level) {
    database_.run("INSERT INTO agencies (code, name, addressee, level) VALUES (?, ?, ?, ?)", code, name,
                  "Thủ trưởng " + name, level);
    for (int i = 0; i <= kOfficersPerAgency; ++i) {
      const std::string person = "cb-" + code + "-" + std::to_string(i);
      const std::string role = i == 0 ? "head" : "officer";
      database_.run("INSERT INTO people (code, name) VALUES (?, ?)", person, "Người mẫu " + person);
      database_.run("INSERT INTO positions (agency, role, person) VALUES (?, ?, ?)", code, role, person);
      database_.run("INSERT INTO addresses (owner, channel, value) VALUES (?, 'mail', ?)", "person:" + person,
                    person + "@vi-du.example");
    }
    (level == "xa" ? communes_ : others_).push_back({code, level});
  }

  void write_item(std::size_t i) {
    code_ = "H58-" + std::to_string(1'000'000 + i);
    if (i % 10 == 3) return write_burst_item();
    const bool overdue = i % 20 == 7;
    const auto& agency =
        dice_.below(2) == 0 ? others_[dice_.below(others_.size())] : communes_[dice_.below(communes_.size())];
    const rules::Instant midnight = rules::Instant{burst_at()} - hours{15};
    const rules::Instant received = midnight - hours{24 * (overdue ? 40 + dice_.below(20) : 1 + dice_.below(9))} +
                                    hours{8} + std::chrono::minutes{dice_.below(180)};
    if (i % 10 == 5) hold(received + hours{26}, received + hours{50});
    if (i % 2 == 0 || overdue) {
      dossier(agency, received, std::to_string(overdue ? 10 + dice_.below(6) : 15 + dice_.below(30)) + "wd");
    } else {
      task(agency, received, midnight + hours{24 * (20 + static_cast<int>(dice_.below(100)))});
    }
  }

  void hold(rules::Instant from, rules::Instant until) {
    database_.run("INSERT INTO holds (code, from_at, until_at, reason) VALUES (?, ?, ?, 'Chờ bổ sung hồ sơ')", code_,
                  from, until);
  }

  void dossier(const Agency& agency, rules::Instant received, const std::string& term) {
    const std::string attributes = std::string{R"({"linh_vuc":")"} + dice_.one_of(kFields) + R"(","hinh_thuc":")" +
                                   (dice_.below(4) == 0 ? "truc-tuyen" : "truc-tiep") + R"(","so_thanh_phan":)" +
                                   std::to_string(1 + dice_.below(12)) + "}";
    database_.run(
        "INSERT INTO items (code, kind, title, agency, officer, procedure, priority, received_at, term, attributes)"
        " VALUES (?, 'dossier', ?, ?, ?, ?, ?, ?, ?, ?)",
        code_, dice_.one_of(kDossiers), agency.code, officer_of(agency), dice_.one_of(kProcedures),
        dice_.one_of(kPriorities), received, term, attributes);
  }

  void task(const Agency& agency, rules::Instant received, rules::Instant due) {
    database_.run(
        "INSERT INTO items (code, kind, title, agency, officer, priority, received_at, due_at, due_is_date)"
        " VALUES (?, 'task', ?, ?, ?, ?, ?, ?, 1)",
        code_, dice_.one_of(kTasks), agency.code, officer_of(agency), dice_.one_of(kPriorities), received, due);
  }

  void write_burst_item() {
    const auto& agency = communes_[dice_.below(communes_.size())];
    database_.run(
        "INSERT INTO items (code, kind, title, agency, officer, received_at, due_at, attributes)"
        " VALUES (?, 'task', ?, ?, ?, ?, ?, ?)",
        code_, dice_.one_of(kTasks), agency.code, officer_of(agency), burst_at() - hours{24 * 20}, burst_at(),
        R"({"linh_vuc":"ho-tich","hinh_thuc":"truc-tiep"})");
  }

  std::string officer_of(const Agency& agency) {
    return "cb-" + agency.code + "-" + std::to_string(1 + dice_.below(kOfficersPerAgency));
  }

  sqlite::Database database_;
  Dice dice_;
  std::vector<Agency> communes_;
  std::vector<Agency> others_;
  std::string code_;
};

}  // namespace

void write_items(const std::filesystem::path& directory, std::size_t count) { Province{directory}.write(count); }

void pretend_evaluated(const std::filesystem::path& directory) {
  auto database = sqlite::open_database((directory / "dondoc.db").string());
  database.run(
      "UPDATE item_state SET version = 1, due_at = ?1 + id * 1000, version_start = first_stored_at,"
      " next_check_at = ?1 + id * 1000",
      burst_at());
  database.execute("PRAGMA wal_checkpoint(TRUNCATE)");
}

void part_the_burst(const std::filesystem::path& directory, std::size_t count) {
  {
    auto database = sqlite::open_database((directory / "dondoc.db").string());
    sqlite::Transaction transaction(database);
    for (std::size_t i = 3; i < count; i += 10) {
      const std::string person = "rieng-" + std::to_string(i);
      database.run("INSERT INTO people (code, name) VALUES (?, ?)", person, "Người mẫu " + person);
      database.run("INSERT INTO addresses (owner, channel, value) VALUES (?, 'mail', ?)", "person:" + person,
                   person + "@vi-du.example");
      database.run("UPDATE items SET officer = ? WHERE source = 'local' AND code = ?", person,
                   "H58-" + std::to_string(1'000'000 + i));
    }
    transaction.commit();
  }
  Running running(directory, evaluated_at());
  while (running.engine.tick().more) {
  }
  running.store->checkpoint();
}

}  // namespace dondoc::bench
