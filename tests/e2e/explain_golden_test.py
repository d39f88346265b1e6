#!/usr/bin/env python3
"""What `dondoc explain` prints, held against files that were read: tests/golden/explain/NAME.LANGUAGE.txt.

After a change that is meant, renew them and read the difference:
    DONDOC_RENEW_GOLDEN=1 tests/e2e/explain_golden_test.py && git diff tests/golden
"""

import difflib
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "tests/golden/explain"
BIN = pathlib.Path(os.environ.get("DONDOC_BIN_DIR", ROOT / ".build/release/daemon"))
RENEW = os.environ.get("DONDOC_RENEW_GOLDEN") == "1"

AGENCIES = """code,name,level,parent,head_title,valid_from,valid_until,successor,escalation
TG,Ủy ban nhân dân tỉnh Tiền Giang,tinh,,Chủ tịch,,30/06/2025,DT,
TG-VP,Văn phòng Ủy ban nhân dân tỉnh,so,TG,Chánh Văn phòng,,30/06/2025,DT-VP,
TG-SKHDT,Sở Kế hoạch và Đầu tư,so,TG,Giám đốc,,30/06/2025,DT-STC,TG-VP
TG-STC,Sở Tài chính,so,TG,Giám đốc,,30/06/2025,DT-STC,TG-VP
DT,Ủy ban nhân dân tỉnh Đồng Tháp,tinh,,Chủ tịch,01/07/2025,,,
DT-VP,Văn phòng Ủy ban nhân dân tỉnh,so,DT,Chánh Văn phòng,01/07/2025,,,
DT-STC,Sở Tài chính,so,DT,Giám đốc,01/07/2025,,,DT-VP
"""
PEOPLE = """code,name,title,email,agency,role,valid_from,valid_until
CVP,Trần Văn Hai,Chánh Văn phòng,cvp@vi-du.example,TG-VP,head,,30/06/2025
CVP2,Trần Văn Hai,Chánh Văn phòng,cvp2@vi-du.example,DT-VP,head,01/07/2025,
GD-KHDT,Phạm Thị Ba,Giám đốc,gd.khdt@vi-du.example,TG-SKHDT,head,,30/06/2025
GD-TC,Lê Văn Tư,Giám đốc,gd.tc@vi-du.example,TG-STC,head,,30/06/2025
GD-TC2,Ngô Thị Năm,Giám đốc,gd.tc2@vi-du.example,DT-STC,head,01/07/2025,
DM2,Vũ Thị Tám,Chuyên viên,dm2@vi-du.example,DT-STC,focal,01/07/2025,
CV,Nguyễn Văn Sáu,Chuyên viên,cv@vi-du.example,TG-STC,officer,,30/06/2025
CV2,Đỗ Văn Bảy,Chuyên viên,cv2@vi-du.example,TG-SKHDT,officer,,30/06/2025
"""
PROCEDURES = """code,name,term,cut_off,reception_calendar,roll
1.001612,Đăng ký thành lập hộ kinh doanh,3wd,15:00,mot-cua,
2.000815,Chứng thực bản sao từ bản chính,10d,,,next
"""
RULES = """[[rule]]
id = "ho-so"
title = "Hồ sơ đúng hạn"
kind = "dossier"
  [[rule.step]]
  id = "tam-muoi-phan-tram"
  title = "Đã hết 80% thời gian"
  at = "80%"
  notify = ["officer"]
  [[rule.step]]
  id = "qua-han"
  title = "Quá hạn"
  at = "due + 1wd 07:30"
  notify = ["officer", "head"]

[[rule]]
id = "nhiem-vu"
title = "Nhiệm vụ được giao"
kind = "task"
  [[rule.step]]
  id = "mai-den-han"
  title = "Ngày làm việc tiếp theo đến hạn"
  at = "due - 1wd 07:30"
  notify = ["officer"]
  [[rule.step]]
  id = "qua-han"
  title = "Quá hạn"
  at = "due + 1wd 07:30"
  notify = ["officer", "head"]
  repeat = { every = "1wd 07:30", max = 10 }
  [[rule.step]]
  id = "len-cap-tren"
  title = "Báo cáo lên cấp trên"
  at = "due + 3wd 07:30"
  notify = ["superior"]

[[rule]]
id = "giao-ban"
title = "Họp giao ban hàng tháng"
kind = "occurrence"
  [[rule.step]]
  id = "truoc-hop"
  title = "Chuẩn bị họp"
  at = "due - 3wd 07:30"
  notify = ["head"]

[[series]]
id = "giao-ban-thang"
kind = "meeting"
title = "Họp giao ban tháng {{month}}/{{year}}"
rrule = "FREQ=MONTHLY;BYMONTHDAY=1"
start = 2022-12-01T08:00:00
if_day_off = "next"
for_each = { agency.level = "so" }
"""
PLAN = """id,title_vi,lead,coordinating,deadline_text_vi,product_vi
05,Rà soát thủ tục hành chính,TG-STC,,Trong Quý II/2023,Báo cáo
06,Công bố danh mục,TG-STC,TG-SKHDT,Trước ngày 01/4/2023,Quyết định
"""
MAP = "from,to\nTG-STC,DT-STC\nTG-SKHDT,DT-STC\n"


class Explain(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.directory = pathlib.Path(tempfile.mkdtemp(prefix="dondoc-golden-"))
        cls.addClassCleanup(shutil.rmtree, cls.directory)
        cls.run_program("dondoc", "--lang", "vi", "init", "etc")
        shutil.copy(ROOT / "packaging/samples/demo.toml", cls.directory / "etc/dondoc.toml")
        for path in (cls.directory / "etc/rules").glob("*.toml"):
            path.unlink()
        for name, text in (("etc/rules/quy-tac.toml", RULES), ("agencies.csv", AGENCIES), ("people.csv", PEOPLE),
                           ("procedures.csv", PROCEDURES), ("plan.csv", PLAN), ("map.csv", MAP)):
            (cls.directory / name).write_text(text, encoding="utf-8")
        calendar = (cls.directory / "etc/calendars/hanh-chinh.toml").read_text(encoding="utf-8")
        reception = calendar.replace('id = "hanh-chinh"', 'id = "mot-cua"').replace(
            'title = "Lịch làm việc hành chính"', 'title = "Giờ tiếp nhận của bộ phận một cửa"').replace(
            'weekdays = ["07:00-11:30", "13:30-17:00"]', 'weekdays = ["07:30-11:00", "13:30-16:30"]')
        (cls.directory / "etc/calendars/mot-cua.toml").write_text(reception, encoding="utf-8")
        for kind in ("agencies", "people", "procedures"):
            cls.at("2022-10-01T08:00:00+07:00", "import", kind, f"{kind}.csv")

    @classmethod
    def run_program(cls, program, *words):
        result = subprocess.run([str(BIN / program), *words], capture_output=True, text=True, check=False, cwd=cls.directory,
                                timeout=120, env={**os.environ, "LANG": "C.UTF-8"})
        if result.returncode != 0:
            raise AssertionError(f"{words}: {result.stdout}{result.stderr}")
        return result.stdout

    @classmethod
    def at(cls, clock, *words, language="vi"):
        return cls.run_program("dondoc", "--config", "etc", "--lang", language, "--demo-clock", clock, "--by", "CV", *words)

    @classmethod
    def tick(cls, clock):
        cls.run_program("dondocd", "--config", "etc", "--once", "--lang", "vi", "--demo-clock", clock)

    def add(self, clock, code, *words, agency="TG-STC"):
        self.at(clock, "add", "--code", code, "--agency", agency, *words)

    def holds(self, name, code, clock):
        for language in ("vi", "en"):
            found = self.at(clock, "explain", code, language=language)
            path = GOLDEN / f"{name}.{language}.txt"
            if RENEW:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(found, encoding="utf-8")
            expected = path.read_text(encoding="utf-8")
            difference = "".join(difflib.unified_diff(expected.splitlines(True), found.splitlines(True), str(path), "explain"))
            self.assertEqual(found, expected, f"\n{difference}\n{__doc__}")

    def test_holds(self):
        """Overlapping ones count once, one entered late counts too, and an open one mutes."""
        self.add("2026-10-05T10:15:00+07:00", "HS-DUNG", "--kind", "dossier", "--title", "Cấp giấy phép", "--officer", "CV",
                 "--received", "05/10/2026 10:15", "--term", "3wd")
        self.at("2026-10-08T08:00:00+07:00", "hold", "HS-DUNG", "--from", "06/10/2026 09:00", "--until", "07/10/2026 15:00",
                "--reason", "Chờ bổ sung hồ sơ")
        self.at("2026-10-08T08:05:00+07:00", "hold", "HS-DUNG", "--from", "07/10/2026 08:00", "--until", "07/10/2026 17:00",
                "--reason", "Chờ ý kiến sở")
        self.holds("holds", "HS-DUNG", "2026-10-08T09:00:00+07:00")
        self.at("2026-10-09T08:00:00+07:00", "hold", "HS-DUNG", "--reason", "Chờ bổ sung lần hai")
        self.holds("hold_open", "HS-DUNG", "2026-10-09T08:30:00+07:00")

    def test_roll(self):
        """A term in days that ends on a Saturday, over a public holiday and a day in lieu."""
        self.add("2023-04-19T09:00:00+07:00", "HS-NGHI", "--kind", "dossier", "--title", "Chứng thực", "--officer", "CV",
                 "--procedure", "2.000815", "--received", "19/04/2023 09:00")
        self.holds("roll", "HS-NGHI", "2023-04-20T09:00:00+07:00")

    def test_cut_off_and_reception_calendar(self):
        self.add("2022-12-30T15:20:00+07:00", "HS-CHOT", "--kind", "dossier", "--title", "Hộ kinh doanh Sáu", "--officer", "CV",
                 "--procedure", "1.001612", "--received", "30/12/2022 15:20")
        self.holds("cut_off", "HS-CHOT", "2023-01-03T09:00:00+07:00")

    def test_extension(self):
        self.add("2022-11-01T08:00:00+07:00", "NV-GIAHAN", "--title", "Báo cáo chuyên đề", "--officer", "CV", "--received",
                 "01/11/2022", "--due", "30/11/2022")
        self.tick("2022-11-29T07:30:00+07:00")
        self.at("2022-11-29T10:00:00+07:00", "extend", "NV-GIAHAN", "--to", "15/12/2022", "--reason", "Công văn 890/UBND-NC")
        self.tick("2022-11-29T13:30:00+07:00")
        self.holds("extension", "NV-GIAHAN", "2022-11-30T09:00:00+07:00")
        self.at("2022-11-30T10:00:00+07:00", "done", "NV-GIAHAN")

    def test_provisional_year(self):
        self.add("2026-12-29T09:00:00+07:00", "HS-TAMTINH", "--kind", "dossier", "--title", "Cấp phép xây dựng", "--officer",
                 "CV", "--received", "29/12/2026 09:00", "--term", "5wd")
        self.holds("provisional_year", "HS-TAMTINH", "2026-12-30T09:00:00+07:00")

    def test_an_occurrence_off_a_day_off(self):
        self.tick("2022-12-20T07:30:00+07:00")
        self.holds("occurrence", "giao-ban-thang/TG-STC/2023-01-01", "2022-12-21T09:00:00+07:00")

    def test_plan_wording(self):
        self.at("2022-11-18T08:00:00+07:00", "import", "plan", "plan.csv", "--source", "kh", "--document", "12/KH-UBND", "--date",
                "18/11/2022", "--yes")
        self.holds("plan_quarter", "05", "2023-01-05T09:00:00+07:00")
        self.holds("plan_before", "06", "2023-01-05T09:00:00+07:00")
        self.at("2023-01-05T10:00:00+07:00", "done", "05")
        self.at("2023-01-05T10:00:00+07:00", "done", "06")

    def test_transfer(self):
        """Told before the day, one hand-over message after it, a grace, then on as before."""
        self.add("2025-05-05T08:00:00+07:00", "NV-BANGIAO", "--title", "Quyết toán dự án", "--officer", "CV2", "--received",
                 "05/05/2025", "--due", "20/06/2025", agency="TG-SKHDT")
        for clock in ("2025-06-23T07:30", "2025-06-24T07:30", "2025-06-25T07:30", "2025-06-30T07:30"):
            self.tick(clock + ":00+07:00")
        self.at("2025-07-01T08:00:00+07:00", "org", "transfer", "--as-of", "01/07/2025", "--map", "map.csv",
                "--yes")
        self.tick("2025-07-01T13:30:00+07:00")
        self.holds("transfer", "NV-BANGIAO", "2025-07-02T09:00:00+07:00")


if __name__ == "__main__":
    unittest.main()
