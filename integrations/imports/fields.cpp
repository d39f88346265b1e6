#include "integrations/imports/fields.hpp"

#include <algorithm>
#include <array>

#include "rules/text.hpp"

namespace dondoc::integrations::imports {
namespace {

constexpr std::array kAgencies = {
    FieldSpec{"code", "ma|ma don vi|ma co quan|agency code", true},
    FieldSpec{"name", "name vi|ten|ten don vi|ten co quan|don vi|co quan", true},
    FieldSpec{"official_code", "ma dinh danh|ma dinh danh dien tu|ma hanh chinh"},
    FieldSpec{"short_name", "ten ngan|ten viet tat|viet tat"},
    FieldSpec{"addressee", "kinh gui|noi nhan"},
    FieldSpec{"level", "cap|cap don vi|cap co quan"},
    FieldSpec{"parent", "cap tren|truc thuoc|don vi cap tren|co quan cap tren|don vi cha|ma don vi cap tren"},
    FieldSpec{"head_title", "chuc danh nguoi dung dau|chuc vu nguoi dung dau|chuc danh thu truong"},
    FieldSpec{"calendar", "lich|lich lam viec"},
    FieldSpec{"tone", "giong van"},
    FieldSpec{"valid_from", "hieu luc tu|tu ngay|ngay thanh lap"},
    FieldSpec{"valid_until", "valid to|hieu luc den|den ngay|ngay giai the|ngay ket thuc"},
    FieldSpec{"successor", "successors|don vi ke thua|don vi tiep nhan|ke thua"},
    FieldSpec{"email", "mailbox|hop thu|thu dien tu|hop thu cong vu|thu cong vu"},
    FieldSpec{"focal", "dau moi|nguoi dau moi|can bo dau moi"},
    FieldSpec{"escalation", "escalation path|bao cao len|tuyen bao cao"},
    FieldSpec{"note", "source|ghi chu|nguon"},
};

constexpr std::array kPeople = {
    FieldSpec{"code", "ma|ma can bo|ma cong chuc|ma nguoi dung", true},
    FieldSpec{"name", "name vi|ho ten|ho va ten|ten|can bo|cong chuc", true},
    FieldSpec{"title", "chuc vu|chuc danh"},
    FieldSpec{"phone", "dien thoai|so dien thoai|di dong|mobile"},
    FieldSpec{"email", "thu dien tu|hop thu|email cong vu|thu cong vu|e mail"},
    FieldSpec{"language", "ngon ngu"},
    FieldSpec{"agency", "don vi|co quan|ma don vi|ma co quan"},
    FieldSpec{"role", "vai tro"},
    FieldSpec{"valid_from", "from|tu ngay|bo nhiem tu|ngay bo nhiem"},
    FieldSpec{"valid_until", "until|to|valid to|den ngay|ngay thoi giu"},
};

constexpr std::array kProcedures = {
    FieldSpec{"code", "ma|ma thu tuc|ma tthc", true},
    FieldSpec{"name", "name vi|ten|ten thu tuc|ten tthc|thu tuc"},
    FieldSpec{"agency", "co quan|don vi|co quan giai quyet|co quan thuc hien"},
    FieldSpec{"term", "thoi han|thoi han giai quyet"},
    FieldSpec{"limit", "limit working days|so ngay|thoi gian|thoi gian giai quyet|so ngay giai quyet"},
    FieldSpec{"limit_unit", "unit|don vi tinh|don vi thoi gian"},
    FieldSpec{"calendar", "lich|lich lam viec"},
    FieldSpec{"cut_off", "gio chot|nhan truoc gio"},
    FieldSpec{"reception_calendar", "lich tiep nhan|lich nhan ho so"},
    FieldSpec{"roll", "khi roi vao ngay nghi|roi vao ngay nghi|gap ngay nghi"},
    FieldSpec{"max_extensions", "so lan gia han|so lan hen lai|so lan gia han toi da|so lan hen lai toi da"},
    FieldSpec{"valid_from", "from|hieu luc tu|tu ngay|ngay hieu luc"},
    FieldSpec{"valid_until", "until|valid to|hieu luc den|den ngay|ngay het hieu luc"},
    FieldSpec{"note", "ghi chu"},
    FieldSpec{"reference", "source|nguon|can cu"},
};

constexpr std::array kTasks = {
    FieldSpec{"code", "id|ma|ma nhiem vu|so nhiem vu", true},
    FieldSpec{"title", "title vi|nhiem vu|ten nhiem vu|noi dung|noi dung nhiem vu|noi dung cong viec", true},
    FieldSpec{"lead", "chu tri|don vi chu tri|co quan chu tri", true},
    FieldSpec{"coordinating", "coordinators|phoi hop|don vi phoi hop|co quan phoi hop"},
    FieldSpec{"deadline_form", "dang thoi han|loai thoi han"},
    FieldSpec{"deadline_text", "deadline text vi|thoi gian|thoi gian thuc hien|thoi gian hoan thanh"},
    FieldSpec{"due", "due date inclusive|due date|due at|han|thoi han|han hoan thanh|thoi han hoan thanh|ngay den han",
              true},
    FieldSpec{"product", "product vi|ket qua|san pham|ket qua thuc hien|san pham du kien|san pham hoan thanh"},
    FieldSpec{"priority", "muc do uu tien|do uu tien|do khan"},
    FieldSpec{"reference", "source|nguon|can cu"},
};

// The wording is what counts; a column of dates beside it is held against it.
constexpr std::array kPlan = {
    FieldSpec{"code", "id|ma|ma nhiem vu|so nhiem vu|stt|tt|so tt", true},
    FieldSpec{"title", "title vi|nhiem vu|ten nhiem vu|noi dung|noi dung nhiem vu|noi dung cong viec|cong viec", true},
    FieldSpec{"lead", "chu tri|don vi chu tri|co quan chu tri|co quan don vi chu tri", true},
    FieldSpec{"coordinating", "coordinators|phoi hop|don vi phoi hop|co quan phoi hop|co quan don vi phoi hop"},
    FieldSpec{"deadline_text",
              "deadline text vi|thoi gian|thoi gian thuc hien|thoi gian hoan thanh|thoi han|thoi han hoan thanh|"
              "thoi han thuc hien|han|han hoan thanh|deadline",
              true},
    FieldSpec{"due", "due date inclusive|due date|due at|ngay den han"},
    FieldSpec{"product", "product vi|ket qua|san pham|ket qua thuc hien|san pham du kien|san pham hoan thanh"},
    FieldSpec{"priority", "muc do uu tien|do uu tien|do khan"},
    FieldSpec{"reference", "source|nguon|can cu"},
};

// What changes while an item lives: fields of items and of updates.
constexpr std::array kProgress = {
    FieldSpec{"state", "status|trang thai|tinh trang|tinh trang ho so|trang thai ho so"},
    FieldSpec{"officer", "can bo|can bo xu ly|can bo thu ly|nguoi xu ly|nguoi thu ly|cong chuc thu ly|responsible"},
    FieldSpec{"progress", "tien do|tinh hinh|tinh hinh thuc hien|dien bien"},
    FieldSpec{"updated_at", "ngay cap nhat|thoi diem cap nhat|updated"},
    FieldSpec{"finished_at",
              "finished|closed at|completed at|tra thuc te|ngay hoan thanh|ngay tra thuc te|ngay ket thuc|"
              "ngay xu ly xong|thoi diem hoan thanh"},
    FieldSpec{"handed_over_at", "handed over|ngay tra ket qua|thoi diem tra ket qua|da tra ket qua luc"},
    FieldSpec{"result_document", "van ban ket qua|so van ban ket qua|so ky hieu ket qua|so van ban"},
    FieldSpec{"result_date", "ngay van ban ket qua|ngay ban hanh ket qua|ngay van ban"},
    FieldSpec{"apology_sent_at", "ngay xin loi|ngay gui thu xin loi|thoi diem xin loi"},
    FieldSpec{"held_at", "ngay yeu cau bo sung|tam dung tu|ngay tam dung"},
};

template <std::size_t A, std::size_t B>
constexpr std::array<FieldSpec, A + B> together(const std::array<FieldSpec, A>& a, const std::array<FieldSpec, B>& b) {
  std::array<FieldSpec, A + B> out{};
  std::copy(a.begin(), a.end(), out.begin());
  std::copy(b.begin(), b.end(), out.begin() + A);
  return out;
}

constexpr std::array kItems = together(
    std::array{
        FieldSpec{"code", "id|ma|ma ho so|so ho so|so bien nhan|ma so ho so|ma nhiem vu|case id", true},
        FieldSpec{"kind", "loai|loai cong viec"},
        FieldSpec{"title", "title vi|ten ho so|trich yeu|noi dung|ten nhiem vu|ve viec|noi dung cong viec"},
        FieldSpec{"agency",
                  "don vi|co quan|don vi xu ly|co quan xu ly|ma don vi|ma co quan|don vi giai quyet|co quan giai quyet|"
                  "don vi chu tri|co quan chu tri|lead"},
        FieldSpec{"procedure", "thu tuc|ma thu tuc|ma tthc|quy trinh|procedure code"},
        FieldSpec{"priority", "muc do uu tien|do uu tien|do khan"},
        FieldSpec{"product", "product vi|ket qua thuc hien|san pham"},
        FieldSpec{"parent", "ma cha|ho so cha|nhiem vu cha"},
        FieldSpec{"coordinators", "coordinating|phoi hop|don vi phoi hop|co quan phoi hop"},
        FieldSpec{"document", "van ban|so ky hieu|van ban giao|document number"},
        FieldSpec{"document_date", "ngay van ban giao|ngay ban hanh"},
        FieldSpec{"document_title", "trich yeu van ban|ten van ban"},
        FieldSpec{"document_issuer", "co quan ban hanh|noi ban hanh"},
        FieldSpec{"submitted_at", "submitted|ngay nop|ngay dang ky|thoi diem nop"},
        FieldSpec{"received_at", "received|opened at|ngay nhan|ngay tiep nhan|thoi diem tiep nhan|ngay giao|gio nhan"},
        FieldSpec{"start_at", "start|ngay bat dau"},
        FieldSpec{"appointment_at", "appointment|ngay hen tra|hen tra|thoi diem hen tra|ngay hen tra ket qua"},
        FieldSpec{"due_at",
                  "due|due date|deadline|han tra|han xu ly|han|thoi han|han giai quyet|han hoan thanh|ngay den han"},
        FieldSpec{"term", "thoi gian giai quyet|so ngay giai quyet"},
        FieldSpec{"holds", "tam dung doi han"},
        FieldSpec{"restricted", "han che"},
    },
    kProgress);

constexpr std::array kUpdates = together(
    std::array{
        FieldSpec{"code", "id|ma|ma ho so|so ho so|so bien nhan|ma so ho so|ma nhiem vu|case id", true},
    },
    kProgress);

constexpr std::array kHolds = {
    FieldSpec{"code", "id|ma|ma ho so|so ho so|so bien nhan|ma so ho so|ma nhiem vu|case id", true},
    FieldSpec{"from", "from at|tu|tu ngay|tam dung tu|ngay tam dung|ngay yeu cau bo sung|bat dau", true},
    FieldSpec{"until", "until at|to|den|den ngay|ngay tiep tuc|ngay bo sung|ngay bo sung xong|ket thuc"},
    FieldSpec{"reason", "ly do"},
    FieldSpec{"author", "nguoi lap|nguoi yeu cau|can bo"},
};

constexpr std::array kTransferMap = {
    FieldSpec{"from", "old agency|old|ma cu|don vi cu|co quan cu|ma don vi cu|ma co quan cu|don vi ban giao|ben giao",
              true},
    FieldSpec{"to",
              "new agency|new|ma moi|don vi moi|co quan moi|ma don vi moi|ma co quan moi|don vi tiep nhan|ben nhan",
              true},
    FieldSpec{"kind", "loai|loai viec"},
    FieldSpec{"procedure", "ma thu tuc|ma tthc|thu tuc"},
    FieldSpec{"item", "code|item code|ma|ma ho so|so ho so|ma nhiem vu|ma viec|case id"},
};

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80;
}

bool lists(std::string_view aliases, std::string_view wanted) {
  while (!aliases.empty()) {
    const std::size_t bar = std::min(aliases.find('|'), aliases.size());
    if (aliases.substr(0, bar) == wanted) return true;
    aliases.remove_prefix(std::min(bar + 1, aliases.size()));
  }
  return false;
}

}  // namespace

std::span<const FieldSpec> fields_of(ImportKind kind) {
  switch (kind) {
    case ImportKind::agencies:
      return kAgencies;
    case ImportKind::people:
      return kPeople;
    case ImportKind::procedures:
      return kProcedures;
    case ImportKind::tasks:
      return kTasks;
    case ImportKind::plan:
      return kPlan;
    case ImportKind::items:
      return kItems;
    case ImportKind::holds:
      return kHolds;
    case ImportKind::updates:
      return kUpdates;
    case ImportKind::transfer_map:
      return kTransferMap;
  }
  return {};
}

bool takes_attributes(ImportKind kind) { return kind == ImportKind::items || kind == ImportKind::updates; }
bool takes_addresses(ImportKind kind) { return kind == ImportKind::agencies || kind == ImportKind::people; }

std::size_t most_characters(std::string_view field) {
  // Reports and lists of agencies.
  static constexpr std::array<std::string_view, 10> kLong = {"progress",      "note",         "reason",    "lead",
                                                             "coordinating",  "coordinators", "successor", "escalation",
                                                             "deadline_text", "reference"};
  return std::find(kLong.begin(), kLong.end(), field) != kLong.end() ? 10'000 : 2'000;
}

std::string heading_key(std::string_view heading) {
  std::string out;
  for (const char c : rules::fold(heading)) {
    if (is_letter_or_digit(c)) {
      out.push_back(c);
    } else if (!out.empty() && out.back() != ' ') {
      out.push_back(' ');
    }
  }
  while (out.ends_with(' ')) out.pop_back();
  return out;
}

std::string_view field_for_heading(ImportKind kind, std::string_view heading) {
  const std::string key = heading_key(heading);
  for (const FieldSpec& field : fields_of(kind)) {
    if (heading_key(field.name) == key) return field.name;
  }
  for (const FieldSpec& field : fields_of(kind)) {
    if (lists(field.aliases, key)) return field.name;
  }
  return {};
}

bool is_secrecy_heading(std::string_view heading) {
  return lists("do mat|muc do mat|cap do mat|mat|secrecy|classification|bi mat", heading_key(heading));
}

}  // namespace dondoc::integrations::imports
