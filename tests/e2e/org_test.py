#!/usr/bin/env python3
"""The reform of 2025: the departments and 11 districts of Tiền Giang end on 30/6, their open work goes to those of Đồng
Tháp and to communes. The programs of this build, on a clock that stands still and is set by hand."""

import csv
import email
import email.policy
import json
import os
import pathlib
import shutil
import sqlite3
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "packaging/samples"
BIN = pathlib.Path(os.environ.get("DONDOC_BIN_DIR", ROOT / ".build/release/daemon"))
DISTRICTS = [str(code) for code in range(815, 825)] + ["825"]
HEADS = {"DT-VP": "Chánh Văn phòng", "DT-SXD": "Giám đốc", "DT-STC": "Giám đốc", "DT-SNV": "Giám đốc", "28249": "Chủ tịch",
         "28261": "Chủ tịch"}
DOSSIERS = """Mã hồ sơ,Loại,Tên,Đơn vị,Mã thủ tục,Tiếp nhận lúc,Hạn
HS-815-1,hồ sơ,Hồ sơ một,815,1.001612,02/06/2025 08:00,20/06/2025 17:00
HS-815-2,hồ sơ,Hồ sơ hai,815,1.001612,02/06/2025 08:00,23/06/2025 17:00
"""


def new_people():
    rows = ["code,name,title,email,agency,role,valid_from"]
    for agency, title in HEADS.items():
        rows.append(f"{agency}-TT,Thủ trưởng {agency},{title},tt.{agency.lower()}@vi-du.example,{agency},head,01/07/2025")
    return "\n".join(rows) + "\n"


def transfer_map():
    """Each department to its successor; a district to one commune, but for one dossier."""
    rows = ["Mã cũ,Mã mới,Loại,Mã thủ tục,Mã việc", "815,28249,hồ sơ,,HS-815-2"]
    with open(SAMPLES / "agencies.csv", encoding="utf-8") as file:
        for agency in csv.DictReader(file):
            successor = agency["successor"]
            if successor.startswith("DT"):
                rows.append(f"{agency['code']},{successor},,,")
            elif agency["level"] == "huyen":
                rows.append(f"{agency['code']},28261,,,")
    return "\n".join(rows) + "\n"


class Reform(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.directory = pathlib.Path(tempfile.mkdtemp(prefix="dondoc-org-"))
        cls.addClassCleanup(shutil.rmtree, cls.directory)
        cls.clock = "2025-06-26T07:30:00+07:00"
        cls.run_program("dondoc", "init", "etc")
        shutil.copy(SAMPLES / "demo.toml", cls.directory / "etc/dondoc.toml")
        (cls.directory / "people.csv").write_text(new_people(), encoding="utf-8")
        (cls.directory / "dossiers.csv").write_text(DOSSIERS, encoding="utf-8")
        (cls.directory / "map.csv").write_text(transfer_map(), encoding="utf-8")
        cls.ok("import", "agencies", str(SAMPLES / "agencies.csv"))
        cls.ok("import", "people", str(SAMPLES / "nguoi-mau.csv"))
        cls.ok("import", "agencies", str(SAMPLES / "co-quan-mau.csv"))
        cls.ok("import", "people", "people.csv")
        (cls.directory / "paths.csv").write_text("code,name,escalation\nDT-SXD,Sở Xây dựng,DT-VP\n", encoding="utf-8")
        cls.ok("import", "agencies", "paths.csv")
        cls.ok("import", "procedures", str(SAMPLES / "procedures.csv"))
        cls.ok("import", "tasks", str(SAMPLES / "tasks.csv"), "--source", "kh-358", "--document", "358/KH-UBND", "--date",
               "18/11/2022", "--issuer", "Ủy ban nhân dân tỉnh Tiền Giang", "--monitor", "TG-VP")
        cls.ok("import", "items", "dossiers.csv", "--source", "mot-cua")
        for code, agency, due in (("QUA-HAN", "TG-SXD", "24/06/2025"), ("SAP-DEN", "TG-SGTVT", "03/07/2025"),
                                  ("XONG", "TG-SXD", "20/06/2025")):
            cls.ok("add", "--code", code, "--title", f"Việc {code}", "--agency", agency, "--received", "02/05/2025", "--due", due)
        cls.ok("done", "XONG", "--at", "25/06/2025 16:00")
        with sqlite3.connect(cls.directory / "etc/dondoc.db") as database:
            database.execute("INSERT INTO contacts (id, name, person) VALUES ('van-phong', 'Văn phòng (mẫu)', 'TG-VP-DM')")
            database.execute("UPDATE agency_successors SET successor = successor")  # other programs write too
        database.close()
        cls.before_the_day()
        cls.on_the_day()

    @classmethod
    def run_program(cls, program, *words):
        return subprocess.run([str(BIN / program), "--lang", "vi", *words], capture_output=True, text=True, check=False,
                              cwd=cls.directory, timeout=120, env={**os.environ, "LANG": "C.UTF-8"})

    @classmethod
    def dondoc(cls, *words):
        return cls.run_program("dondoc", "--config", "etc", "--demo-clock", cls.clock, "--by", "Trần Thị B", *words)

    @classmethod
    def ok(cls, *words):
        result = cls.dondoc(*words)
        if result.returncode != 0:
            raise AssertionError(f"{words}: {result.stdout}{result.stderr}")
        return result.stdout

    @classmethod
    def rows_of(cls, *words):
        return [json.loads(line) for line in cls.ok(*words, "--json").splitlines()]

    @classmethod
    def tick(cls, clock):
        cls.clock = clock
        result = cls.run_program("dondocd", "--config", "etc", "--once", "--demo-clock", clock)
        if result.returncode != 0:
            raise AssertionError(result.stdout + result.stderr)

    @classmethod
    def sql(cls, query):
        with sqlite3.connect(cls.directory / "etc/dondoc.db") as database:
            rows = database.execute(query).fetchall()
        database.close()
        return rows

    @classmethod
    def everything(cls):
        tables = [name for (name,) in cls.sql("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")]
        return {name: cls.sql(f"SELECT * FROM {name}") for name in tables}

    @classmethod
    def letters(cls):
        """(address, subject, text) of every message so far, by file."""
        found = {}
        for path in (cls.directory / "etc/hop-thu").glob("*/new/*"):
            message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            found[path] = (path.parts[-3], message["Subject"], message.get_body(("plain",)).get_content())
        return found

    @classmethod
    def before_the_day(cls):
        cls.tick("2025-06-26T07:30:00+07:00")
        cls.tick("2025-06-30T07:30:00+07:00")
        cls.dues = cls.sql("SELECT s.code, s.version, s.due_at FROM item_state AS s ORDER BY s.id")
        cls.told = cls.sql("SELECT count(*) FROM notices WHERE state = 'told'")
        cls.state_before = cls.everything()
        cls.dry_run = cls.rows_of("org", "transfer", "--as-of", "01/07/2025", "--map", "map.csv", "--dry-run")
        cls.state_after_dry_run = cls.everything()
        cls.too_early = cls.dondoc("org", "transfer", "--as-of", "01/07/2025", "--map", "map.csv")

    @classmethod
    def on_the_day(cls):
        cls.clock = "2025-07-01T08:00:00+07:00"
        before = cls.everything()
        cls.unasked = [cls.dondoc("org", "transfer", "--as-of", "01/07/2025", "--map", "map.csv", *more)
                       for more in ([], ["--json"])]
        cls.changed_unasked = cls.everything() != before
        cls.transfer = cls.rows_of("org", "transfer", "--as-of", "01/07/2025", "--map", "map.csv", "--yes")
        cls.old_letters = cls.letters()
        cls.tick("2025-07-01T08:00:00+07:00")
        cls.tick("2025-07-01T13:30:00+07:00")
        cls.new_letters = {path: letter for path, letter in cls.letters().items() if path not in cls.old_letters}
        cls.explained = cls.ok("explain", "QUA-HAN")
        cls.shown = cls.rows_of("show", "QUA-HAN")
        cls.again = cls.ok("org", "transfer", "--as-of", "01/07/2025", "--map", "map.csv")
        cls.week = {}
        for day in ("02", "03", "04", "07", "08", "09"):
            before = cls.letters()
            cls.tick(f"2025-07-{day}T07:30:00+07:00")
            cls.week[day] = {path: letter for path, letter in cls.letters().items() if path not in before}

    def test_a_dry_run_tells_all_and_changes_nothing(self):
        self.assertEqual(self.state_before, self.state_after_dry_run)
        flows = {(row["from"], row["to"]): row for row in self.dry_run if row["type"] == "flow"}
        self.assertEqual(flows["815", "28249"]["items"], 1)
        self.assertEqual(flows["TG-SXD", "DT-SXD"]["heads"], ["person:DT-SXD-TT"])
        self.assertGreater(flows["TG-SXD", "DT-SXD"]["overdue"], 0)
        self.assertFalse([row for row in self.dry_run if row["type"] == "rest"], self.dry_run)
        summary = self.dry_run[-1]
        self.assertEqual((summary["dry_run"], summary["committed"], summary["errors"]), (True, False, 0))
        self.assertEqual(self.transfer[-1]["items"], summary["items"])

    def test_the_day_has_to_come_first(self):
        self.assertEqual(self.too_early.returncode, 2, self.too_early.stderr)
        self.assertIn("[DD5802]", self.too_early.stderr)

    def test_nothing_is_handed_over_unasked(self):
        for refused in self.unasked:
            self.assertEqual(refused.returncode, 2, refused.stdout + refused.stderr)
            self.assertIn("[DD5053]", refused.stderr)
        self.assertIn("DT-STC", self.unasked[0].stdout)  # what would happen
        self.assertFalse(self.changed_unasked)

    def test_each_new_head_gets_one_hand_over_message_and_nothing_else(self):
        for agency in HEADS:
            mine = [letter for letter in self.new_letters.values() if letter[0] == f"tt.{agency.lower()}@vi-du.example"]
            self.assertEqual(len(mine), 1, (agency, mine))
            self.assertTrue(mine[0][1].startswith("[Bàn giao] "), mine[0][1])
        old = [letter for letter in self.new_letters.values() if letter[0].startswith("thu-truong.")]
        self.assertEqual(old, [])

    def test_the_message_reads_well(self):
        (text,) = [text for to, _, text in self.new_letters.values() if to == "tt.dt-sxd@vi-du.example"]
        for words in ("Kính gửi: Giám đốc Sở Xây dựng", "tiếp nhận từ ngày 01/7/2025", "thời hạn giữ nguyên", "ĐÃ QUÁ HẠN: ",
                      "CHƯA QUÁ HẠN: ", "Nhận bàn giao từ: Sở Giao thông vận tải", "QUA-HAN", "SAP-DEN",
                      "Sở Xây dựng (UBND tỉnh Tiền Giang)", "tạm dừng đến hết ngày 08/7/2025"):
            self.assertIn(words, text)
        self.assertNotIn("XONG", text)
        overdue = text[text.index("ĐÃ QUÁ HẠN"):text.index("CHƯA QUÁ HẠN")]
        self.assertLess(overdue.index("KH358-01/TG-SXD"), overdue.index("QUA-HAN"), "longest overdue first")
        for hole in ("()", ": .", "\n có ", ". có ", "  ", "{{"):
            self.assertNotIn(hole, text.replace("\n   ", "\n"))

    def test_dues_and_versions_stay(self):
        self.assertEqual(self.dues, self.sql("SELECT s.code, s.version, s.due_at FROM item_state AS s ORDER BY s.id"))
        self.assertEqual(self.sql("SELECT count(*) FROM items AS i JOIN agencies AS a ON a.code = i.agency"
                                  " WHERE a.valid_until < '2025-07-01' AND i.state = 'open'"), [(0,)])
        self.assertEqual(self.sql("SELECT agency FROM items WHERE code IN ('HS-815-1', 'HS-815-2', 'XONG') ORDER BY code"),
                         [("28261",), ("28249",), ("TG-SXD",)])
        self.assertGreater(self.told, [(0,)])

    def test_the_new_head_gets_no_alarm_before_the_grace_is_over_but_for_what_is_reached_anew(self):
        head = "tt.dt-sxd@vi-du.example"
        for day, letters in self.week.items():
            text = "\n".join(text for to, _, text in letters.values() if to == head)
            self.assertEqual("SAP-DEN" in text, day in ("02", "04", "07", "09"), (day, text))
            self.assertEqual("QUA-HAN" in text, day == "09", (day, text))
        up = [day for day, letters in self.week.items() for to, _, text in letters.values()
              if to == "tt.dt-vp@vi-du.example" and "QUA-HAN" in text]
        self.assertEqual(up, ["09"], "reported upwards when the head was told and the grace is over, not before")

    def test_nobody_is_told_twice(self):
        twice = self.sql("SELECT a.item, a.rule, a.step, a.number, n.recipient, count(*) FROM notices AS n"
                         " JOIN alerts AS a ON a.id = n.alert JOIN message_notices AS x ON x.notice = n.id"
                         " JOIN messages AS m ON m.id = x.message AND m.state = 'delivered'"
                         " GROUP BY 1, 2, 3, 4, 5 HAVING count(*) > 1")
        self.assertEqual(twice, [])
        self.assertEqual(self.sql("SELECT count(*), count(DISTINCT item) FROM alerts WHERE rule = 'org:transfer'"),
                         self.sql("SELECT count(*), count(*) FROM item_responsibilities WHERE role = 'lead'"))

    def test_explain_and_show_tell_of_it(self):
        for words in ("Trước 01/07/2025: Sở Xây dựng (TG-SXD) chịu trách nhiệm", "bàn giao cho Sở Xây dựng (DT-SXD)",
                      "quá hạn 4 ngày làm việc tính cho Sở Xây dựng (TG-SXD)", "tạm chưa nhắc lại đến hết ngày 08/07/2025",
                      "Bàn giao giữa các cơ quan", "Quy tắc không áp dụng cho việc này: "):
            self.assertIn(words, self.explained)
        (part,) = self.shown[0]["responsibilities"]
        self.assertEqual((part["agency"], part["successor"], part["until"], part["head"], part["working_days_overdue"]),
                         ("TG-SXD", "DT-SXD", "2025-07-01T00:00:00+07:00", "TG-SXD-TT", 4))

    def test_time_overdue_before_the_day_is_charged_to_the_old_agency(self):
        def days(agency, code):
            return [row["working_days"] for row in self.rows_of("org", "charges", "--agency", agency) if row["code"] == code]
        self.assertEqual(days("TG-SXD", "QUA-HAN"), [4])  # 25, 26, 27, 30/6
        self.assertEqual(days("DT-SXD", "QUA-HAN"), [7])  # 1, 2, 3, 4, 7, 8, 9/7
        self.assertEqual(days("DT-SXD", "SAP-DEN"), [4])
        self.assertEqual(days("TG-SGTVT", "SAP-DEN"), [])
        self.assertEqual(days("TG-SXD", "XONG"), [3])  # 23, 24, 25/6
        (total,) = [row for row in self.rows_of("org", "charges") if row["agency"] == "TG-SXD"]
        self.assertEqual(total["going_on"], 0)
        self.assertEqual(self.sql("SELECT agency FROM v_overdue WHERE code = 'QUA-HAN' ORDER BY overdue_from_local"),
                         [("TG-SXD",), ("DT-SXD",)])

    def test_a_file_that_does_not_know_of_it_yet_takes_nothing_back(self):
        before = self.sql("SELECT code, agency FROM items ORDER BY code")
        coordinators = self.sql("SELECT * FROM item_coordinators ORDER BY 1, 2, 3")
        self.ok("import", "tasks", str(SAMPLES / "tasks.csv"), "--source", "kh-358", "--document", "358/KH-UBND", "--date",
                "18/11/2022", "--issuer", "Ủy ban nhân dân tỉnh Tiền Giang", "--monitor", "TG-VP")
        self.ok("import", "items", "dossiers.csv", "--source", "mot-cua")
        self.assertEqual(before, self.sql("SELECT code, agency FROM items ORDER BY code"))
        self.assertEqual(set(coordinators) ^ set(self.sql("SELECT * FROM item_coordinators")), set())

    def test_a_second_run_does_nothing(self):
        self.assertIn("Không có việc nào để bàn giao.", self.again)
        self.assertEqual(self.sql("SELECT count(*) FROM org_transfers"), [(1,)])

    def test_who_was_told_cannot_be_untold(self):
        result = self.dondoc("org", "undo", "--yes")
        self.assertEqual(result.returncode, 1, result.stderr)
        self.assertIn("[DD5804]", result.stderr)

    def test_every_error_of_the_map_is_named_with_its_place(self):
        (self.directory / "bad.csv").write_text(
            "Mã cũ,Mã mới,Loại,Mã thủ tục,Mã việc\n"
            "TG-SXDD,DT-SXD,,,\n"
            "TG-STC,TG-STC,,,\n"
            "TG-SCT,DT-SCT,việc,,\n"
            "TG-SYT,DT-SYT,,,KHONG-CO\n"
            "TG-STP,DT-STP,,,\n"
            "TG-STP,DT-SNV,,,\n", encoding="utf-8")
        before = self.everything()
        result = self.dondoc("org", "transfer", "--as-of", "01/07/2025", "--map", "bad.csv")
        self.assertEqual(result.returncode, 65, result.stderr)
        for place in ("bad.csv:2:1: ", "bad.csv:3:8: ", "bad.csv:4:15: ", "bad.csv:5:17: ", "bad.csv:7:1: "):
            self.assertIn(place, result.stderr)
        for code in ("DD2053", "DD2101", "DD2103", "DD2104", "DD2106", "DD2102", "DD5806"):
            self.assertIn(f"[{code}]", result.stderr)
        self.assertEqual(before, self.everything())


if __name__ == "__main__":
    unittest.main()
