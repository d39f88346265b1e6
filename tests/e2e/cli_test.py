"""The operator's command line as a person or a script meets it: each command, its errors and exit codes."""

import base64
import contextlib
import json
import os
import pathlib
import pty
import re
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import time
import unittest

DONDOC = pathlib.Path(os.environ.get("DONDOC_BIN_DIR", ".build/release/daemon")) / "dondoc"

AGENCIES = """code,name_vi,level,parent,head_title
TG,Ủy ban nhân dân tỉnh,tinh,,Chủ tịch
TG-VP,Văn phòng Ủy ban nhân dân tỉnh,so,TG,Chánh Văn phòng
TG-STC,Sở Tài chính,so,TG,Giám đốc
TG-SNV,Sở Nội vụ,so,TG,Giám đốc
"""


class CommandLine(unittest.TestCase):
    def setUp(self):
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="dondoc-cli-"))
        self.addCleanup(shutil.rmtree, self.directory)
        self.config = self.directory / "etc"
        self.ok("init", str(self.config), configured=False)
        (self.directory / "agencies.csv").write_text(AGENCIES, encoding="utf-8")
        self.ok("import", "agencies", str(self.directory / "agencies.csv"))
        with sqlite3.connect(self.config / "dondoc.db") as database:
            database.execute("INSERT INTO people (code, name) VALUES ('NVA', 'Nguyễn Văn A')")
            database.execute("INSERT INTO positions (agency, role, person) VALUES ('TG-STC', 'head', 'NVA')")
        database.close()

    def run_dondoc(self, *words, configured=True, stdin="", lang="en"):
        command = [str(DONDOC), "--lang", lang]
        if configured:
            command += ["--config", str(self.config)]
        environment = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
        if "ASAN_OPTIONS" in os.environ:
            environment["ASAN_OPTIONS"] = os.environ["ASAN_OPTIONS"]
        return subprocess.run(command + list(words), input=stdin, capture_output=True, text=True,
                              env=environment, cwd=self.directory, timeout=120)

    def ok(self, *words, **options):
        result = self.run_dondoc(*words, **options)
        self.assertEqual(result.returncode, 0, f"{words}: {result.stdout}{result.stderr}")
        return result.stdout

    def refused(self, exit_code, problem, *words, **options):
        result = self.run_dondoc(*words, **options)
        self.assertEqual(result.returncode, exit_code, f"{words}: {result.stdout}{result.stderr}")
        self.assertIn(f"[{problem}]", result.stderr, words)
        return result

    def rows(self, *words):
        return [json.loads(line) for line in self.run_dondoc(*words, "--json").stdout.splitlines()]

    def add(self, code="VB-1", *more):
        self.ok("add", "--code", code, "--title", "Báo cáo", "--agency", "TG-STC", "--due", "30/11/2022", *more)

    def test_help_has_real_examples_in_both_languages(self):
        names = re.findall(r"^  ([a-z]+)  ", self.ok("--help").split("Commands:")[1], re.MULTILINE)
        self.assertGreater(len(names), 25)
        for name in names:
            for lang, word in (("vi", "Ví dụ:"), ("en", "Examples:")):
                self.assertIn(word, self.ok(name, "--help", lang=lang), name)
                self.assertIn(f"dondoc {name}", self.ok(name, "--help", lang=lang), name)
        self.assertIn("78", self.ok("--help"))

    def test_version(self):
        self.assertRegex(self.ok("--version"), r"^dondoc \d+\.\d+\.\d+\n$")

    def test_wrong_usage(self):
        self.refused(2, "DD5003")
        self.refused(2, "DD5001", "itmes")
        self.refused(2, "DD5001", "items", "--overdu")
        self.refused(2, "DD5002", "show")
        self.refused(2, "DD5009", "items", "--at", "yesterday")
        self.refused(2, "DD5010", "items", "--due-within", "5days")
        self.refused(2, "DD5040", "items", "--where", "agency")
        result = self.refused(2, "DD5071", "add", "--title", "B\udce1o c\udce1o", "--code", "X")
        self.assertIn("word 7 of the command line", result.stderr)

    def test_what_a_list_is_narrowed_to_exists(self):
        for words in (["alerts"], ["messages"]):
            self.refused(2, "DD5072", *words, "--to", "NVA")
            self.refused(2, "DD5072", *words, "--to", "person:KHONG-CO")
            self.assertEqual(self.run_dondoc(*words, "--to", "person:NVA").returncode, 1, words)
            self.assertEqual(self.run_dondoc(*words, "--to", "operator").returncode, 1, words)
        self.assertIn("hop-thu-thu", self.refused(2, "DD5044", "messages", "--channel", "emial").stderr)

    def test_years_that_the_store_does_not_take(self):
        self.refused(2, "DD5009", "add", "--code", "X", "--title", "X", "--agency", "TG-STC", "--due", "01/01/2101")
        self.refused(2, "DD5009", "add", "--code", "X", "--title", "X", "--agency", "TG-STC", "--due", "1899-12-31")
        self.add("Y")
        self.refused(2, "DD5009", "extend", "Y", "--to", "2101-03-01T10:00:00+07:00", "--reason", "x")

    def test_a_row_of_another_width_hides_nothing_further_down(self):
        table = self.directory / "people.csv"
        table.write_text("code,name\nX\nY,Yến\n,Không mã\n", encoding="utf-8")
        result = self.refused(65, "DD2007", "import", "people", table)
        self.assertIn("people.csv:2:1", result.stderr)
        self.assertIn("people.csv:4", result.stderr)

    def test_options_of_another_kind_of_table(self):
        table = self.directory / "people.csv"
        table.write_text("code,name\nX,Y\n", encoding="utf-8")
        for option in (["--document", "1/KH"], ["--date", "01/12/2022"], ["--monitor", "TG-VP"], ["--include-monitor"],
                       ["--skip-unknown"], ["--yes"]):
            result = self.refused(2, "DD5070", "import", "people", table, *option)
            self.assertIn(option[0], result.stderr)

    def test_language_follows_option_and_environment(self):
        self.assertIn("không có công việc", self.run_dondoc("show", "X", lang="vi").stderr)
        self.assertIn("there is no item", self.run_dondoc("show", "X", lang="en").stderr)

    def test_due(self):
        out = self.ok("due", "--from", "2026-10-05 10:15", "--term", "3wd", "--hold",
                      "2026-10-06 09:00/2026-10-07 15:00", "--json", configured=False)
        self.assertEqual(json.loads(out), {"due": "2026-10-09T16:15:00+07:00", "start": "2026-10-05T10:15:00+07:00",
                                           "counted_receipt": "2026-10-05T10:15:00+07:00",
                                           "due_without_holds": "2026-10-08T10:15:00+07:00",
                                           "due_before_roll": "2026-10-09T16:15:00+07:00", "roll": None,
                                           "provisional": False})
        # The calendar has no year 2031: nothing is guessed.
        self.refused(65, "DD5012", "due", "--from", "2031-01-06 08:00", "--term", "3wd", configured=False)
        self.refused(2, "DD5018", "due", "--from", "now", "--term", "3wd", "--calendar", "nope", configured=False)
        self.refused(2, "DD5016", "due", "--from", "now", "--term", "3wd", "--calendars", "nope", configured=False)
        self.refused(2, "DD5011", "due", "--from", "now", "--term", "3wd", "--hold", "2022-12-02/2022-12-01")

    def test_due_says_how_it_rolled_and_when_it_counts_as_received(self):
        term = ["due", "--from", "2026-09-30 10:15", "--term", "10d"]
        self.assertIn("Due: 2026-10-10 10:15\n", self.ok(*term, configured=False))
        rolled = self.ok(*term, "--roll", "next", configured=False)
        self.assertIn("Due: 2026-10-12 17:00\n", rolled)
        self.assertIn("The due, 2026-10-10 10:15, is on a day off (Sat 2026-10-10): the term ends with the next "
                      "working day (Civil Code 2015, art. 148(5))", rolled)
        self.assertIn("Due: 2026-10-09 17:00\n", self.ok(*term, "--roll", "previous", configured=False))
        late = self.ok("due", "--from", "2026-10-09 15:00", "--term", "3wd", "--cut-off", "15:00", configured=False)
        self.assertIn("Due: 2026-10-14 17:00\n", late)
        self.assertIn("Counts as received: 2026-10-12 07:00 (cut-off 15:00", late)
        self.refused(2, "DD5081", *term, "--cut-off", "15h", configured=False)
        self.refused(2, "DD5082", *term, "--roll", "forward", configured=False)
        self.refused(2, "DD5018", *term, "--reception-calendar", "nope", configured=False)
        # As configured, where there is a configuration and the question does not say.
        self.assertIn("Due: 2026-10-12 17:00\n", self.ok(*term))
        self.assertIn("Due: 2026-10-10 10:15\n", self.ok(*term, "--roll", "none"))

    def test_a_calendar_of_reception(self):
        calendars = self.directory / "lich"
        calendars.mkdir()
        shipped = (self.config / "calendars" / "hanh-chinh.toml").read_text(encoding="utf-8")
        (calendars / "hanh-chinh.toml").write_text(shipped, encoding="utf-8")
        desk = shipped.replace('id = "hanh-chinh"', 'id = "mot-cua"')
        self.assertIn('id = "mot-cua"', desk)
        (calendars / "mot-cua.toml").write_text(desk.replace("[hours]", '[hours]\nsaturday = ["07:30-11:30"]', 1),
                                                encoding="utf-8")
        words = ["due", "--calendars", str(calendars), "--calendar", "hanh-chinh", "--reception-calendar", "mot-cua"]
        out = self.ok(*words, "--from", "2026-10-11 20:00", "--term", "3d", configured=False)
        self.assertIn("Counts as received: 2026-10-12 07:00 (outside the hours of reception", out)
        saturday = json.loads(self.ok(*words, "--from", "2026-10-10 09:00", "--term", "3d", "--json", configured=False))
        self.assertEqual(saturday["due"], "2026-10-13T09:00:00+07:00")

    def test_due_in_batches_takes_each_line_s_own_way(self):
        lines = ['{"from": "2026-09-30T10:15", "term": "10d"}', '{"from": "2026-09-30T10:15", "term": "10d", "roll": "none"}',
                 '{"from": "2026-09-30T10:15", "term": "10d", "cut_off": "10:15"}',
                 '{"from": "2026-09-30T10:15", "term": "10d", "roll": "x"}',
                 '{"from": "2026-09-30T10:15", "term": "10d", "reception_calendar": "nope"}']
        result = self.run_dondoc("due", "--batch", "--roll", "next", stdin="\n".join(lines), configured=False)
        answers = [json.loads(line) for line in result.stdout.splitlines()]
        self.assertEqual([a.get("due") or a["error"] for a in answers],
                         ["2026-10-12T17:00:00+07:00", "2026-10-10T10:15:00+07:00", "2026-10-12T17:00:00+07:00",
                          "DD5082", "DD5018"])

    def test_due_in_batches_answers_line_by_line(self):
        lines = ['{"id": 7, "from": "2022-12-01T07:30:00+07:00", "term": "3wd"}', "nonsense", '{"from": 5}',
                 '{"from": "2026-10-05T10:15", "term": "3wd", "holds": [{"from": "2026-10-06T09:00", '
                 '"to": "2026-10-07T15:00"}]}']
        result = self.run_dondoc("due", "--batch", stdin="\n".join(lines) + "\n", configured=False)
        self.assertEqual(result.returncode, 65)
        answers = [json.loads(line) for line in result.stdout.splitlines()]
        self.assertEqual([a.get("due") or a["error"] for a in answers],
                         ["2022-12-06T07:30:00+07:00", "DD5013", "DD5014", "2026-10-09T16:15:00+07:00"])
        self.assertEqual(answers[0]["id"], 7)
        self.assertEqual(answers[1]["line"], 2)

    def test_due_in_batches_ignores_nothing(self):
        question = '"from": "2026-10-05T10:15", "term": "3wd"'
        for more, code in (('"hold": []', "DD5067"), ('"calendar": "x"', "DD5068")):
            result = self.run_dondoc("due", "--batch", stdin="\ufeff{%s, %s, \"id\": \"a\"}\n" % (question, more), configured=False)
            answer = json.loads(result.stdout)
            self.assertEqual((result.returncode, answer["error"], answer["id"]), (65, code, "a"))
        self.refused(2, "DD5069", "due", "--batch", "--hold", "2026-10-06T09:00/2026-10-07T15:00", configured=False)

    def test_between(self):
        self.assertEqual(self.ok("between", "2022-12-01", "2022-12-09"), "6wd\n")
        self.assertEqual(self.ok("between", "2022-12-01 07:30", "2022-12-02 11:00", "--unit", "wh"), "11wh 30wmin\n")
        self.assertEqual(self.ok("between", "2022-12-02 11:00", "2022-12-01 07:30", "--unit", "wh"), "-11wh -30wmin\n")
        back = json.loads(self.ok("between", "2022-12-01 08:00", "2022-12-01 07:30", "--unit", "wh", "--json"))
        self.assertEqual((back["count"], back["rest_minutes"]), (0, -30))
        self.refused(2, "DD5015", "between", "2022-12-01", "2022-12-09", "--unit", "weeks")

    def test_items(self):
        self.add("VB-1")
        self.add("VB-2", "--officer", "NVA")
        rows = self.rows("items", "--overdue")
        self.assertEqual([row["code"] for row in rows], ["VB-1", "VB-2"])
        self.assertLessEqual({"code", "kind", "title", "agency", "due", "state", "source", "overdue"}, rows[0].keys())
        self.assertEqual(rows[0]["due"], "2022-12-01T00:00:00+07:00")
        self.assertTrue(rows[0]["due_is_date"])
        self.assertEqual([row["code"] for row in self.rows("items", "--where", "officer=NVA")], ["VB-2"])
        self.assertEqual([row["code"] for row in self.rows("items", "--where", "code=*-1|x", "--where",
                                                           "agency.level!=xa")], ["VB-1"])
        self.assertIn("end of 2022-11-30", self.ok("items", "--agency", "TG-STC"))
        self.assertEqual(self.run_dondoc("items", "--agency", "TG-SNV").returncode, 1)
        self.refused(1, "DD5042", "items", "--agency", "TG-STX")
        self.assertEqual(self.rows("items", "--at", "2020-01-01"), [])
        self.refused(2, "DD5019", "items", "--where", "agencyy=1")

    def test_where_takes_dates_as_people_write_them_and_refuses_what_cannot_match(self):
        self.add("VB-1")
        self.ok("add", "--code", "VB-2", "--title", "x", "--agency", "TG-STC", "--due", "05/12/2022", "--priority", "cao")
        codes = lambda *where: [row["code"] for row in self.rows("items", *where)]
        self.assertEqual(codes("--where", "due_at>=05/12/2022"), ["VB-2"])
        self.assertEqual(codes("--where", "due_at>=2022-12-05"), ["VB-2"])
        self.assertEqual(codes("--where", "due_at<=01/12/2022 08:00"), ["VB-1"])
        self.assertEqual(codes("--where", "priority=cao"), ["VB-2"])
        self.assertEqual(codes("--where", "item.priority=cao"), ["VB-2"])
        self.assertIn('"open"', self.refused(2, "DD5063", "items", "--where", "state=opne").stderr)
        self.assertIn("dossier", self.refused(2, "DD5044", "items", "--where", "kind=bogus").stderr)
        self.refused(2, "DD5064", "items", "--where", "hoàn_toàn_khác=1")
        self.refused(2, "DD5009", "items", "--where", "due_at>=soon")
        with sqlite3.connect(self.config / "dondoc.db") as database:
            database.execute("""UPDATE items SET attributes = '{"nhom": "x"}' WHERE code = 'VB-1'""")
        database.close()
        self.assertEqual(codes("--where", "nhom=x"), ["VB-1"])
        self.assertIn('"nhom"', self.refused(2, "DD5019", "items", "--where", "nhomm=x").stderr)

    def test_where_compares_numbers_as_numbers(self):
        self.dossier("HS-1", "2026-10-05 10:15", "3wd")
        self.dossier("HS-2", "2026-10-05 10:15", "3wd")
        self.sql("""INSERT INTO holds (source, code, from_at, until_at, reason) VALUES
                 ('local', 'HS-1', unixepoch('2026-10-06 02:00') * 1000, unixepoch('2026-10-06 03:00') * 1000, 'bổ sung hồ sơ'),
                 ('local', 'HS-1', unixepoch('2026-10-06 04:00') * 1000, unixepoch('2026-10-06 05:00') * 1000, 'bổ sung hồ sơ')""")
        for condition, found in (("supplement_requests=2", ["HS-1"]), ("supplement_requests=1|2", ["HS-1"]),
                                 ("supplement_requests!=2", ["HS-2"]), ("supplement_requests!=0|2", []),
                                 ("supplement_requests>=2", ["HS-1"]), ("supplement_requests<=1", ["HS-2"]),
                                 ("due_is_date=false", ["HS-1", "HS-2"])):
            self.assertEqual(sorted(row["code"] for row in self.rows("items", "--where", condition)), found, condition)
        for wrong in ("=x", ">=x", "<=2.5", "!=1|x", "=2*", "="):
            refused = self.refused(2, "DD5840", "items", "--where", "supplement_requests" + wrong)
            self.assertIn("supplement_requests expects a whole number", refused.stderr)
        self.refused(2, "DD5044", "items", "--where", "due_is_date=yes")

    def test_show_and_explain(self):
        self.add("VB-1")
        self.assertEqual(self.rows("show", "VB-1")[0]["holds"], [])
        self.assertIn("Sở Tài chính", self.ok("show", "local/VB-1"))
        self.refused(1, "DD5021", "show", "VB-9")
        self.refused(1, "DD5043", "show", "VB-1", "--at", "2020-01-01")
        self.add("HS-1", "--kind", "dossier", "--received", "2022-08-31 10:15", "--term", "3wd")
        with sqlite3.connect(self.config / "dondoc.db") as database:
            database.execute("UPDATE items SET due_at = NULL, due_is_date = 0 WHERE code = 'HS-1'")
        database.close()
        text = self.ok("explain", "HS-1", lang="vi")
        self.assertIn("nghỉ lễ, tết: ", text)
        self.assertIn("ngày làm việc thứ 1", text)
        self.assertIn("Quy tắc ", text)
        self.refused(1, "DD5020", "explain", "hoàn toàn khác")

    def test_edits_and_undo(self):
        self.add("VB-1")
        self.refused(1, "DD5033", "add", "--code", "VB-1", "--title", "x", "--agency", "TG-STC")
        self.refused(1, "DD5032", "add", "--code", "VB-3", "--title", "x", "--agency", "XX")
        self.refused(2, "DD5002", "add", "--code", "VB-3")
        self.ok("done", "VB-1", "--result", "12/BC-STC", "--by", "Trần Thị B")
        self.refused(1, "DD5024", "done", "VB-1")
        self.ok("reopen", "VB-1", "--reason", "thiếu")
        self.ok("hold", "VB-1", "--reason", "chờ")
        self.refused(1, "DD5026", "hold", "VB-1", "--reason", "chờ")
        self.assertEqual(self.rows("show", "VB-1")[0]["state"], "suspended")
        self.ok("resume", "VB-1")
        self.refused(1, "DD5028", "resume", "VB-1")
        self.refused(2, "DD5046", "resume", "VB-1", "--at", "2099-01-01")
        self.ok("extend", "VB-1", "--to", "15/12/2022", "--reason", "CV 890")
        self.assertEqual(self.rows("show", "VB-1")[0]["due"], "2022-12-16T00:00:00+07:00")
        self.refused(2, "DD5002", "extend", "VB-1", "--to", "15/12/2022")
        self.assertIn("extend", self.ok("undo", "VB-1"))
        self.assertEqual(self.rows("show", "VB-1")[0]["due"], "2022-12-01T00:00:00+07:00")
        self.ok("assign", "VB-1", "--agency", "TG-SNV", "--officer", "Nguyễn Văn A")
        self.assertEqual(self.rows("show", "VB-1")[0]["officer"], "NVA")
        self.ok("urge", "VB-1", "--how", "công văn", "--ref", "1234/UBND-NC")
        self.assertEqual(self.rows("show", "VB-1")[0]["urgings"][0]["ref"], "1234/UBND-NC")
        self.refused(1, "DD5030", "ack", "VB-1", "--until", "2099-01-01T00:00+07:00", "--by", "Ai đó")
        self.refused(1, "DD5034", "ack", "VB-1", "--until", "2020-01-02T00:00+07:00", "--by", "NVA")
        self.ok("cancel", "VB-1", "--reason", "trùng")
        self.ok("undo", "VB-1")
        log = self.rows("log", "--item", "VB-1")
        self.assertIn("Trần Thị B", [row["actor"] for row in log])
        self.assertEqual(log, sorted(log, key=lambda row: row["at"]))
        self.assertLessEqual({"at", "kind", "actor", "reason", "item", "facts", "changes"}, log[0].keys())

    def dossier(self, code, received, term, procedure=""):
        """One whose due follows from its term."""
        self.sql(f"""INSERT INTO items (source, code, kind, title, agency, procedure, received_at, term) VALUES
                 ('local', '{code}', 'dossier', 'Hồ sơ', 'TG-STC', '{procedure}',
                  unixepoch('{received}', '-7 hours') * 1000, '{term}')""")

    def test_extensions_are_bounded_by_the_procedure_else_as_configured(self):
        self.sql("INSERT INTO procedures (code, max_extensions) VALUES ('1.001', 0), ('1.002', 2)")
        self.dossier("HS-1", "2026-10-05 10:15", "3wd")
        self.dossier("HS-2", "2026-10-05 10:15", "3wd", "1.001")
        self.dossier("HS-3", "2026-10-05 10:15", "3wd", "1.002")
        self.add("VB-1")
        extend = ["--to", "15/12/2099", "--reason", "xin"]
        later = [["--to", f"{day}/12/2099", "--reason", "xin"] for day in (14, 15, 16)]
        self.ok("extend", "HS-1", *later[0])  # [extensions] dossier = 1
        refused = self.refused(1, "DD5083", "extend", "HS-1", *extend)
        self.assertIn("HS-1: extended 1 times already, 1 are allowed", refused.stderr)
        self.refused(1, "DD5083", "extend", "HS-1", "--request", *extend)
        self.refused(1, "DD5083", "extend", "HS-2", *extend)
        for to in later[:2]:
            self.ok("extend", "HS-3", *to)
        self.refused(1, "DD5083", "extend", "HS-3", *later[2])
        for to in later:  # tasks have no bound
            self.ok("extend", "VB-1", *to)
        self.assertIn("extend", self.ok("undo", "HS-1"))
        self.ok("extend", "HS-1", *extend)

    def test_an_extension_is_later_than_the_due_in_force(self):
        self.dossier("HS-1", "2026-10-05 10:15", "3wd")  # due 2026-10-08 10:15
        self.add("VB-1")  # due at the end of 30/11/2022
        for code, to, due in (("HS-1", "2026-10-08 10:15", "2026-10-08 10:15"), ("HS-1", "07/10/2026", "2026-10-08 10:15"),
                              ("VB-1", "30/11/2022", "end of 2022-11-30"), ("VB-1", "2022-11-29 10:00", "end of 2022-11-30")):
            for more in ([], ["--request"]):
                refused = self.refused(1, "DD5841", "extend", code, "--to", to, "--reason", "xin", *more)
                self.assertIn(due, refused.stderr)
        self.ok("extend", "HS-1", "--to", "2026-10-08 10:16", "--reason", "xin")  # the only one is still there
        self.ok("extend", "VB-1", "--to", "15/12/2022", "--reason", "xin")
        self.assertIn("2022-12-15", self.refused(1, "DD5841", "extend", "VB-1", "--to", "10/12/2022", "--reason", "x").stderr)

    def test_a_procedure_without_a_row_at_receipt_is_told(self):
        self.sql("INSERT INTO procedures (code, name, term, valid_from) VALUES ('P1', 'Cấp phép', '3wd', '2022-01-01')")
        (self.directory / "ho-so.csv").write_text(
            "code,agency,procedure,received_at,due_at,finished_at,state\n"
            "Q-1,TG-STC,P1,01/01/2022 08:00,,,\nQ-2,TG-STC,P1,31/12/2021 16:00,31/12/2022,,\n"
            "Q-3,TG-STC,P1,31/12/2021 16:00,,05/01/2022 08:00,done\nQ-6,TG-STC,PX,31/12/2021 16:00,,,\n"
            "Q-7,TG-STC,P1,31/12/2021 16:00,,,\nQ-8,TG-STC,P1,30/12/2021 16:00,,,\n", encoding="utf-8")
        told = self.run_dondoc("import", "items", str(self.directory / "ho-so.csv"), "--source", "mot-cua")
        self.assertEqual(told.returncode, 0, told.stderr)
        warnings = told.stdout + told.stderr
        self.assertEqual(warnings.count("[DD2063]"), 1, warnings)  # once for each procedure
        self.assertIn("Q-7: procedure P1 has no row valid on 2021-12-31", warnings)
        self.assertEqual(warnings.count("[DD2049]"), 1, warnings)

        def missing():
            subprocess.run([str(DONDOC.parent / "dondocd"), "--config", str(self.config), "--once"], check=True,
                           capture_output=True, timeout=60)
            rows = self.query("SELECT args ->> 'item', args ->> 'procedure', args ->> 'day' FROM findings"
                              " WHERE code = 'DD2064' AND resolved_at IS NULL ORDER BY 1")
            self.assertEqual("DD2064" in self.findings(), bool(rows))
            return rows

        self.assertEqual(missing(), [("Q-6", "PX", "2021-12-31"), ("Q-7", "P1", "2021-12-31"), ("Q-8", "P1", "2021-12-30")])
        self.assertIn("procedure P1 has no row valid on 2021-12-31", self.ok("explain", "Q-7"))
        self.assertIn("procedure PX has no row valid on 2021-12-31", self.ok("explain", "Q-6"))
        self.sql("""UPDATE items SET term = '3wd' WHERE code = 'Q-6'; UPDATE items SET state = 'withdrawn' WHERE code = 'Q-8'""")
        self.assertEqual(missing(), [("Q-7", "P1", "2021-12-31")])
        self.sql("INSERT INTO procedures (code, name, term, valid_until) VALUES ('P1', 'Cấp phép', '5wd', '2021-12-31')")
        self.assertEqual(missing(), [])
        self.assertIn("Due: 2022-01-10 16:00", self.ok("explain", "Q-7"))

    def test_holds_entered_late_or_close_to_the_due_are_listed(self):
        self.assertEqual(self.run_dondoc("items", "--late-holds").returncode, 1)
        for code in ("HS-1", "HS-2", "HS-3"):
            self.dossier(code, "2026-10-05 10:15", "3wd")
        # As history tells it: known from the start, from two working days later, and on the last day.
        self.sql("""INSERT INTO holds (source, code, from_at, until_at, reason, author) VALUES
                 ('local', 'HS-1', unixepoch('2026-10-06 02:00') * 1000, unixepoch('2026-10-06 04:00') * 1000, 'a', 'An'),
                 ('local', 'HS-2', unixepoch('2026-10-06 02:00') * 1000, unixepoch('2026-10-06 04:00') * 1000, 'b', 'An'),
                 ('local', 'HS-3', unixepoch('2026-10-08 01:00') * 1000, unixepoch('2026-10-09 01:00') * 1000, 'c', 'An');
                 UPDATE item_history SET until_at = unixepoch('2026-10-06 02:30') * 1000
                   WHERE item = (SELECT id FROM item_state WHERE code = 'HS-1');
                 UPDATE item_history SET until_at = unixepoch('2026-10-08 02:00') * 1000
                   WHERE item = (SELECT id FROM item_state WHERE code = 'HS-2');
                 UPDATE item_history SET until_at = unixepoch('2026-10-08 01:00') * 1000
                   WHERE item = (SELECT id FROM item_state WHERE code = 'HS-3')""")
        found = {row["code"]: row["holds"] for row in self.rows("items", "--late-holds")}
        self.assertEqual({code: [hold["late"] for hold in holds] for code, holds in found.items()},
                         {"HS-2": [["entered_late"]], "HS-3": [["last_day"]]})
        self.assertEqual(found["HS-2"][0]["entered_at"], "2026-10-08T09:00:00+07:00")
        text = self.ok("items", "--late-holds")
        self.assertIn("begun in the last working day of the term. Reason: c [An]", text)
        self.assertNotIn("HS-1", text)

    def test_states_of_imports_are_as_configured(self):
        (self.directory / "ho-so.csv").write_text("code,agency,state\nH8,TG-STC,8\n", encoding="utf-8")
        words = ["import", "items", str(self.directory / "ho-so.csv"), "--source", "mot-cua"]
        self.refused(65, "DD2026", *words)
        with open(self.config / "dondoc.toml", "a", encoding="utf-8") as main:
            main.write('\n[status]\n8 = "cancelled"\n[[source]]\nid = "mot-cua"\nstatus = { 8 = "suspended" }\n')
        self.ok(*words)
        self.assertEqual(self.rows("show", "H8")[0]["state"], "suspended")
        self.assertEqual(self.rows("show", "H8")[0]["holds"][0]["reason"], "Dừng xử lý")
        self.ok(*words[:3], "--source", "khac")
        self.assertEqual(self.rows("show", "khac/H8")[0]["state"], "cancelled")

    def test_explain_says_how_the_due_rolled_and_when_it_counts_as_received(self):
        self.sql("INSERT INTO procedures (code, name, term, cut_off) VALUES ('1.001', 'Cấp phép', '10d', '15:00')")
        self.dossier("HS-1", "2026-09-29 15:30", "", "1.001")
        text = self.ok("explain", "HS-1")
        self.assertIn("Counts as received: 2026-09-30 07:00 (cut-off 15:00", text)
        self.assertIn("The due, 2026-10-10 07:00, is on a day off (Sat 2026-10-10): the term ends with the next "
                      "working day (Civil Code 2015, art. 148(5))", text)
        self.assertIn("Due: 2026-10-12 17:00", text)
        deadline = next(row for row in self.rows("explain", "HS-1") if row["type"] == "deadline")
        self.assertEqual((deadline["roll"], deadline["due_before_roll"], deadline["counted_receipt"]),
                         ("next", "2026-10-10T07:00:00+07:00", "2026-09-30T07:00:00+07:00"))

    def sql(self, statements):
        with sqlite3.connect(self.config / "dondoc.db") as database:
            database.executescript(statements)
        database.close()

    def test_an_odd_row_stops_no_command(self):
        self.add("VB-1")
        self.sql("""INSERT INTO items (code, kind, title, attributes) VALUES
                 ('LATIN', 'task', CAST(x'61ff' AS TEXT), '{"k":"' || CAST(x'fe' AS TEXT) || '"}'),
                 ('DEEP', 'task', 'sâu', '{"k":' || replace(hex(zeroblob(40)), '00', '[')
                                                 || replace(hex(zeroblob(40)), '00', ']') || '}'),
                 ('ABYSS', 'task', 'vực', '{"k":' || replace(hex(zeroblob(1200)), '00', '[')
                                                  || replace(hex(zeroblob(1200)), '00', ']') || '}')""")
        listed = self.run_dondoc("items", "--json")
        titles = {row["code"]: row["title"] for row in map(json.loads, listed.stdout.splitlines())}
        self.assertEqual(titles, {"VB-1": "Báo cáo", "LATIN": "a\ufffd", "DEEP": "sâu"})
        self.assertIn("local/ABYSS", listed.stderr)
        for code in ("LATIN", "DEEP"):
            for command in ("show", "explain", "done", "log --item", "undo"):
                self.ok(*command.split(), code)
        self.refused(65, "DD5049", "show", "ABYSS")
        self.refused(1, "DD5049", "done", "ABYSS")
        self.ok("log")
        self.ok("log", "--json")

    def test_the_past_is_shown_as_it_was_known(self):
        self.add("VB-1")
        self.ok("extend", "VB-1", "--to", "15/12/2099", "--reason", "xin", "--request", "--by", "An")
        self.sql("""INSERT INTO addresses (owner, channel, value) VALUES ('person:NVA', 'email', 'nva@tg.example');
                 UPDATE item_state SET first_stored_at = 1667260800000;
                 UPDATE extensions SET requested_at = 1669850000000;
                 UPDATE extensions SET state = 'refused', decided_at = 1669900000000;
                 INSERT INTO urgings (code, at, how) VALUES ('VB-1', 1669900000000, 'công văn');
                 INSERT INTO alerts (id, item, episode, rule, step, number, scheduled_at, severity, claimed_at)
                 VALUES (1, 1, 1, 'nhiem-vu', 'qua-han', 0, 1669854600000, 'warning', 1669854600000);
                 INSERT INTO notices (alert, recipient, role, state, reason, since, settled_at)
                 VALUES (1, 'person:NVA', 'head', 'told', 'none', 1669900000000, 1669900000000)""")
        moment = "2022-12-01 08:00"
        then = self.rows("show", "VB-1", "--at", moment)[0]
        self.assertEqual([row["state"] for row in then["extensions"]], ["requested"])
        self.assertEqual(then["urgings"], [])
        self.assertEqual([row["state"] for row in self.rows("show", "VB-1")[0]["extensions"]], ["refused"])
        past = self.ok("explain", "VB-1", "--at", moment)
        self.assertIn("those of today", past)
        self.assertIn("its state then was not kept; since 2022-12-01 20:06", past)
        self.assertNotIn("not kept", self.ok("explain", "VB-1", "--at", "2022-12-01 21:00"))
        self.assertNotIn("those of today", self.ok("explain", "VB-1"))

    def test_suspending_by_sql_keeps_what_was(self):
        self.add("VB-1")
        self.sql("UPDATE items SET state = 'suspended', title = 'Khác' WHERE code = 'VB-1'")
        changes = [change["field"] for row in self.rows("log", "--item", "VB-1") for change in row["changes"]]
        self.assertEqual(changes, ["title", "state", "hold_rows"])
        holds = self.rows("log", "--item", "VB-1")[-1]["changes"][0]["after"]
        self.assertEqual(holds[0]["reason"], "theo trạng thái", "JSON, not a text of JSON")

    def test_edits_of_a_deleted_item_say_so(self):
        self.add("VB-1")
        self.sql("DELETE FROM items")
        for words in (["done"], ["reopen"], ["cancel", "--reason", "x"], ["hold", "--reason", "x"], ["resume"],
                      ["extend", "--refuse"], ["assign", "--officer", "ai đó"], ["urge", "--how", "x"],
                      ["ack", "--until", "2099-01-01"]):
            self.refused(1, "DD5023", words[0], "VB-1", *words[1:])

    def test_lists_that_are_empty(self):
        self.assertEqual(self.run_dondoc("alerts").returncode, 1)
        self.assertEqual(self.run_dondoc("messages", "--state", "dead").returncode, 1)
        self.refused(2, "DD5044", "messages", "--state", "sent")
        self.refused(2, "DD5044", "alerts", "--state", "sent")
        self.refused(2, "DD5045", "log", "--limit", "many")

    def test_messages_given_up_are_settled_by_hand(self):
        whole = "0" * 24 + "3f2a9c01"
        self.sql(f"INSERT INTO messages (public_id, recipient, channel, class, send_at, state, created_at, reply)"
                 f" VALUES ('{whole}', 'person:NVA', 'email', 'routine', 0, 'dead', 0, '550 no such user')")
        self.assertIn("3f2a9c01", self.ok("messages", "--state", "dead"))
        self.refused(2, "DD5002", "messages", "drop", "3f2a9c01")
        self.refused(2, "DD5088", "messages", "drop", "3f2a9c01", "--reason", "x", "--state", "dead")
        self.refused(2, "DD5088", "messages", "--json", "retry", "3f2a9c01", "--reason", "x")
        self.refused(1, "DD5084", "messages", "retry", "77", "--reason", "x")
        self.refused(1, "DD5087", "messages", "retry", "3f2a9c01", "--reason", "x")
        self.assertIn(whole, self.ok("messages", "drop", "3f2a9c01", "--reason", "told by telephone"))
        self.assertEqual(self.run_dondoc("messages", "--state", "dead").returncode, 1)
        self.refused(1, "DD5086", "messages", "drop", "3f2a9c01", "--reason", "x")
        row = [row for row in self.rows("log") if row.get("reason") == "told by telephone"]
        self.assertEqual(len(row), 1, row)
        for name in ("retry", "drop"):
            self.assertIn("--reason", self.ok("messages", name, "--help"))

    def test_import(self):
        again = self.ok("import", "agencies", str(self.directory / "agencies.csv"))
        self.assertIn("0 new, 0 changed, 4 the same", again)
        bad = self.directory / "bad.csv"
        bad.write_text("code,kind,title,agency\nA-1,task,Một,TG-STC\nA-2,task,Hai,KHONG-CO\n", encoding="utf-8")
        self.refused(65, "DD5060", "import", "items", str(bad))
        self.assertEqual(self.rows("items"), [])
        self.refused(65, "DD5061", "import", "items", str(self.directory / "none.csv"))
        self.refused(2, "DD5044", "import", "cats", str(bad))

    def test_import_prints_json_lines(self):
        tasks = self.directory / "tasks.csv"
        tasks.write_text("Mã;Nội dung;Chủ trì;Hạn\nA-1;Một;TG-STC;30/11/2022\nA-2;Hai;TG-STC;Quý II/2023\n",
                         encoding="utf-8")
        rows = self.rows("import", "tasks", str(tasks))
        self.assertEqual([row["type"] for row in rows], ["not_understood", "summary"])
        self.assertEqual({key: rows[0][key] for key in ("code", "title", "deadline", "why", "line", "column")},
                         {"code": "A-2", "title": "Hai", "deadline": "Quý II/2023", "why": "wording", "line": 3,
                          "column": 16})
        self.assertEqual({key: rows[1][key] for key in ("kind", "source", "committed", "rows", "inserted", "errors")},
                         {"kind": "tasks", "source": "local", "committed": True, "rows": 2, "inserted": 1, "errors": 0})
        bad = self.directory / "bad.csv"
        bad.write_text("code,agency\nA-1,TG-STX\n", encoding="utf-8")
        problem, summary = self.rows("import", "items", str(bad))
        self.assertEqual((problem["type"], problem["code"], problem["severity"], problem["line"], problem["column"],
                          problem["heading"], problem["args"]["nearest"]),
                         ("problem", "DD2053", "error", 2, 5, "agency", "TG-STC"))
        self.assertEqual((summary["committed"], summary["errors"]), (False, 1))
        full = self.directory / "full.csv"
        full.write_text("code\nB-1\n", encoding="utf-8")
        rows = self.rows("import", "items", str(full), "--full", "--force")
        self.assertEqual(rows[0], {"type": "missing", "code": "A-1"})

    PLAN = ("TT;Nhiệm vụ;Chủ trì;Phối hợp;Thời gian\n1;Một;*so;TG-VP;Trước ngày 01/4/2023\n"
            "2;Hai;TG-STC;TG-STC,TG-SNV;Hàng tháng\n3;Ba;*so;;Theo yêu cầu\n"
            "4;Bốn;TG-STC;;Trong 05 ngày làm việc kể từ ngày nhận văn bản\n")
    PLAN_OPTIONS = ("--document", "358/KH-UBND", "--date", "18/11/2022", "--monitor", "TG-VP", "--source", "kh")

    def plan(self, text):
        file = self.directory / "phu-luc.csv"
        file.write_text(text, encoding="utf-8")
        return ("import", "plan", str(file), *self.PLAN_OPTIONS)

    def test_import_plan_shows_before_it_writes(self):
        words = self.plan(self.PLAN)
        shown = self.ok(*words, "--dry-run")
        for text in ('"Trước ngày 01/4/2023" → end of 2023-03-31',
                     "lead: Sở Nội vụ (TG-SNV), Sở Tài chính (TG-STC); coordinating: Văn phòng Ủy ban nhân dân tỉnh",
                     '"Hàng tháng" → the last day of every month; first due end of 2022-11-30 (no day is written',
                     "*so means 2 agencies: Sở Nội vụ; Sở Tài chính",
                     "4 rows: 2 items with a due, 1 recurring, 0 continuous items, 3 items that wait", "6 new"):
            self.assertIn(text, shown)
        self.refused(2, "DD5053", *words)  # no terminal, no --yes
        self.refused(2, "DD5053", *words, "--json")
        self.assertEqual(self.rows("items"), [])
        self.assertIn("6 new", self.ok(*words, "--yes"))
        self.assertIn("0 new, 0 changed, 6 the same", self.ok(*words, "--yes"))
        self.assertEqual([row["code"] for row in self.rows("items")],
                         ["1/TG-SNV", "1/TG-STC", "3/TG-SNV", "3/TG-STC", "4"])
        with contextlib.closing(sqlite3.connect(self.config / "dondoc.db")) as database:
            self.assertEqual(database.execute("SELECT id, rrule, start FROM series").fetchall(),
                             [("2", "FREQ=MONTHLY;BYMONTHDAY=-1", "2022-11-30")])
        self.assertIn("*so means 3 agencies", self.ok(*words, "--yes", "--include-monitor"))
        self.refused(2, "DD5002", "import", "plan", words[2], "--document", "358/KH-UBND")
        self.refused(2, "DD5002", "import", "plan", words[2], "--date", "18/11/2022")

    def test_import_plan_as_json_lines(self):
        rows = self.rows(*self.plan(self.PLAN), "--yes", "--json")
        self.assertEqual([row["type"] for row in rows][:5], ["plan_row"] * 4 + ["level"])
        self.assertEqual({key: rows[0][key] for key in ("line", "code", "wording", "form", "meaning", "leads")},
                         {"line": 2, "code": "1", "wording": "Trước ngày 01/4/2023", "form": "date",
                          "meaning": "2023-03-31", "leads": ["TG-SNV", "TG-STC"]})
        self.assertEqual((rows[1]["meaning"], rows[1]["first_due"], rows[1]["assumed_day"]),
                         ("FREQ=MONTHLY;BYMONTHDAY=-1", "2022-11-30", True))
        self.assertEqual((rows[-1]["type"], rows[-1]["kind"], rows[-1]["committed"]), ("summary", "plan", True))

    def test_import_plan_refuses_what_it_does_not_understand(self):
        words = self.plan("TT;Nhiệm vụ;Chủ trì;Thời gian\n1;Một;TG-STC;Quý II/2023\n2;Hai;TG-STC;Sớm nhất có thể\n"
                          "3;Ba;TG-STC;Trước ngày 31/6/2023\n")
        refused = self.refused(65, "DD5060", *words, "--yes")
        self.assertIn("[DD2071]", refused.stderr)
        self.assertIn("[DD2077]", refused.stderr)
        self.assertIn('"Trước ngày 31/6/2023" → NOT UNDERSTOOD, from "31/6/2023" on', refused.stdout)
        self.assertEqual(self.rows("items"), [])
        self.assertIn("2 rows", self.ok(*words, "--yes", "--skip-unknown"))
        self.assertEqual([row["code"] for row in self.rows("items")], ["1"])

    def test_import_plan_compares_the_date_with_every_wording(self):
        def told(wording, date, problem=""):
            words = self.plan(f"TT;Nhiệm vụ;Chủ trì;Thời gian;due\n1;Một;TG-STC;{wording};{date}\n")
            if not problem:
                return self.ok(*words, "--dry-run")
            return self.refused(65, problem, *words, "--dry-run").stderr

        self.assertIn("2022-11-30", told("Hàng tháng", "2023-12-30", "DD2072"))
        self.assertIn("2023-09-29", told("Trước ngày 30/9 hàng năm", "10-29", "DD2072"))
        told("Trước ngày 30/9 hàng năm", "2024-09-30", "DD2072")
        told("Hàng tháng", "12-31", "DD2072")
        told("Thứ Sáu hàng tuần", "2022-12-01", "DD2072")
        told("Hàng tháng, đến năm 2023", "2024-01-31", "DD2072")
        for wording in ("Thường xuyên", "Theo yêu cầu", "Trong 30 ngày kể từ ngày 18/11/2022"):
            self.assertIn("2023-12-30", told(wording, "2023-12-30", "DD2065"))
            told(wording, "")
        for wording, date in (("Hàng tháng", "2023-12-31"), ("Hàng tháng", ""), ("Trước ngày 30/9 hàng năm", "09-29"),
                              ("Trước ngày 30/9 hàng năm", "29/9/2024"), ("Thứ Sáu hàng tuần", "2022-12-02"),
                              ("Hàng năm", "12-31")):
            told(wording, date)

    def test_a_lead_is_not_shown_as_its_own_coordinator(self):
        words = self.plan("TT;Nhiệm vụ;Chủ trì;Phối hợp;Thời gian\n1;Một;TG-STC;TG-STC,TG-SNV;Quý II/2023\n"
                          "2;Hai;TG-STC;TG-STC,TG-SNV;Hàng tháng\n3;Ba;TG-STC,TG-SNV;TG-STC;Quý II/2023\n")
        shown = [row["coordinators"] for row in self.rows(*words, "--yes") if row["type"] == "plan_row"]
        self.assertEqual(shown, [["TG-SNV"], ["TG-SNV"], ["TG-STC"]])
        self.assertEqual(self.query("SELECT code, agency FROM item_coordinators ORDER BY code"),
                         [("1", "TG-SNV"), ("3/TG-SNV", "TG-STC")])
        self.assertEqual(self.query("SELECT settings ->> 'coordinators' FROM series"), [('["TG-SNV"]',)])

    def test_a_level_nobody_has_is_named_with_those_that_are(self):
        for lead, problem, nearest in (("* SO", "DD2067", '"*so"'), ("*SO", "DD2067", '"*so"'), ("*foo", "DD2066", "")):
            words = self.plan(f"TT;Nhiệm vụ;Chủ trì;Thời gian\n1;Một;{lead};Quý II/2023\n")
            refused = self.refused(65, problem, *words, "--dry-run").stderr
            self.assertIn("the agencies have: *so, *tinh".lower(), refused.lower())
            self.assertIn(nearest, refused)

    def test_the_wordings_of_the_readmes_are_understood(self):
        for name in ("README.md", "README.vi.md"):
            text = (pathlib.Path(__file__).resolve().parents[2] / name).read_text(encoding="utf-8")
            table = re.search(r"^\| (?:wording|cách ghi) \|.*\n\|---\|---\|\n((?:\|.*\n)+)", text, re.MULTILINE)[1]
            wordings = [span for row in table.splitlines() for span in re.findall("`([^`]+)`", row.split(" | ")[0])]
            self.assertGreater(len(wordings), 40)
            self.ok(*self.plan("TT;Nhiệm vụ;Chủ trì;Thời gian\n"
                               + "".join(f"{i};Một;TG-STC;{words}\n" for i, words in enumerate(wordings))), "--dry-run")

    def test_import_plan_asks_on_a_terminal(self):
        words = self.plan(self.PLAN)
        for answer, code, count in (("no", 1, 0), ("yes", 0, 5)):
            master, slave = pty.openpty()
            process = subprocess.Popen([str(DONDOC), "--lang", "en", "--config", str(self.config), *words], stdin=slave,
                                       stdout=slave, stderr=slave, cwd=self.directory)
            os.close(slave)
            seen = b""
            while b"(yes/no)" not in seen:
                seen += os.read(master, 4096)
            os.write(master, answer.encode() + b"\n")
            with contextlib.suppress(OSError):
                while os.read(master, 4096):
                    pass
            self.assertEqual(process.wait(timeout=30), code, seen)
            os.close(master)
            self.assertEqual(len(self.rows("items")), count)

    def test_open_starts_what_waited(self):
        self.ok(*self.plan(self.PLAN), "--yes")
        self.refused(1, "DD5602", "open", "3", "--on", "05/12/2022")
        self.refused(2, "DD5603", "open", "3", "--on", "05/12/2022", "--term", "3wd", "--due", "09/12/2022")
        self.refused(2, "DD5604", "open", "3", "--on", "05/12/2022", "--due", "05/12/2022")
        self.refused(2, "DD5046", "open", "3", "--on", "2099-01-01", "--term", "3wd")
        self.refused(2, "DD5002", "open", "3")
        self.assertIn("3/TG-STC: counted from 05/12/2022, term 10d.",
                      self.ok("open", "3/TG-STC", "--on", "05/12/2022", "--term", "10d"))
        # Ten days after 5/12 end with Thursday 15/12.
        self.assertEqual(self.rows("show", "3/TG-STC")[0]["due"], "2022-12-16T00:00:00+07:00")
        opened = self.ok("open", "kh/3", "--on", "05/12/2022", "--due", "09/12/2022")
        self.assertEqual(opened.strip(), "3/TG-SNV: counted from 05/12/2022, due end of 2022-12-09.")
        self.refused(1, "DD5601", "open", "3", "--on", "05/12/2022", "--term", "3wd")
        # The day of the event does not count: Tue 6, Wed 7, Thu 8, Fri 9, Mon 12.
        self.ok("open", "4", "--on", "05/12/2022", "--reason", "Công văn 1")
        self.assertEqual(self.rows("show", "4")[0]["due"], "2022-12-12T17:00:00+07:00")
        self.ok(*self.plan(self.PLAN), "--yes")  # leaves what was opened
        self.assertEqual(self.rows("show", "4")[0]["due"], "2022-12-12T17:00:00+07:00")
        self.ok("undo", "4")
        self.assertIsNone(self.rows("show", "4")[0]["due"])
        self.refused(1, "DD5601", "open", "1/TG-STC", "--on", "05/12/2022", "--term", "3wd")
        self.refused(1, "DD5020", "open", "khong-co", "--on", "05/12/2022", "--term", "3wd")

    def test_explain_numbers_the_days_of_a_term_that_counts_from_a_date(self):
        self.ok(*self.plan(self.PLAN), "--yes")
        self.ok("open", "3/TG-STC", "--on", "05/12/2022", "--term", "10d")
        days = re.findall(r"^  (\w+ 2022-12-\d\d  .*)$", self.ok("explain", "3/TG-STC"), re.MULTILINE)
        self.assertEqual(days[0], "Mon 2022-12-05  not counted: the term begins when it ends")
        self.assertEqual(days[1], "Tue 2022-12-06  day 1")
        self.assertEqual(days[5], "Sat 2022-12-10  weekend; day 5")
        self.assertEqual(days[10:], ["Thu 2022-12-15  day 10"])
        # One that begins within a day does not count that day.
        self.add("HS-1", "--received", "2022-12-05 10:15", "--term", "10d")
        self.sql("UPDATE items SET due_at = NULL, due_is_date = 0 WHERE code = 'HS-1'")
        days = re.findall(r"^  (\w+ 2022-12-\d\d  .*)$", self.ok("explain", "HS-1"), re.MULTILINE)
        self.assertEqual(days[0], "Mon 2022-12-05  the term begins; not counted")
        self.assertEqual(days[10:], ["Thu 2022-12-15  day 10"])

    def test_a_deadline_at_midnight_reads_as_the_end_of_the_day_before(self):
        self.ok(*self.plan(self.PLAN), "--yes")
        self.ok("open", "3/TG-STC", "--on", "30/11/2022", "--term", "10d")  # Saturday 10/12, so Monday 12/12
        shown = self.ok("show", "3/TG-STC")
        self.assertRegex(shown, r"Due +end of 2022-12-12")
        self.assertNotIn("2022-12-13", shown)
        self.assertIn("Due: end of 2022-12-12", self.ok("explain", "3/TG-STC"))
        self.assertIn("The due, end of 2022-12-10, is on a day off (Sat 2022-12-10)", self.ok("explain", "3/TG-STC"))
        self.assertIn("Hạn: hết ngày 12/12/2022", self.ok("explain", "3/TG-STC", lang="vi"))
        self.assertEqual(self.rows("show", "3/TG-STC")[0]["due"], "2022-12-13T00:00:00+07:00")
        self.assertIn("Due: end of 2022-12-09\n", self.ok("due", "--from", "2022-12-01", "--term", "9d", "--roll", "none"))
        self.add("VB-1")
        self.sql("INSERT INTO deadline_versions (item, version, due_at, cause, raised_at) SELECT s.id, 1, i.due_at, 'first', 0 "
                 "FROM item_state s JOIN items i USING (source, code) WHERE code = 'VB-1'")
        self.ok("extend", "VB-1", "--to", "01/12/2022", "--reason", "xin")
        log = self.ok("log", "--item", "VB-1")
        self.assertIn("extension to end of 2022-12-01: granted", log)
        self.assertIn("due_at: end of 2022-11-30 → end of 2022-12-01", log)
        self.assertIn("– → end of 2022-11-30", log)

    def test_explain_tells_extensions_before_the_due_has_a_second_version(self):
        self.sql("INSERT INTO procedures (code, max_extensions) VALUES ('1.002', 2)")
        self.dossier("HS-1", "2026-10-05 10:15", "3wd", "1.002")
        self.add("VB-1")
        self.assertNotIn("xtended", self.ok("explain", "HS-1"))
        self.ok("extend", "HS-1", "--to", "15/12/2099", "--reason", "Công văn 1", "--by", "NVA")
        self.ok("extend", "HS-1", "--to", "16/12/2099", "--reason", "Công văn 2", "--request", "--by", "NVA")
        text = self.ok("explain", "HS-1")
        self.assertRegex(text, r"Extension \(granted\): .*, to end of 2099-12-15: Công văn 1 \[NVA\]")
        self.assertRegex(text, r"Extension \(requested\): .*, to end of 2099-12-16: Công văn 2 \[NVA\]")
        self.assertIn("Extended 1 times, of at most 2 allowed\n", text)
        self.assertEqual([(row["state"], row["reason"]) for row in self.rows("explain", "HS-1") if row["type"] == "extension"],
                         [("granted", "Công văn 1"), ("requested", "Công văn 2")])
        self.ok("extend", "VB-1", "--to", "15/12/2099", "--reason", "xin")
        self.assertIn("Đã gia hạn 1 lần; số lần gia hạn không giới hạn\n", self.ok("explain", "VB-1", lang="vi"))

    def test_check(self):
        self.assertIn("no errors", self.ok("check", str(self.config)))
        people = self.run_dondoc("check", "--people", "--json")
        self.assertEqual(people.returncode, 1)
        rows = [json.loads(line) for line in people.stdout.splitlines()]
        self.assertTrue(rows[0]["gap"])
        self.assertLessEqual({"agency", "role", "recipient", "channels", "gap"}, rows[0].keys())
        self.assertIn("0 new messages", self.ok("check", "--impact"))
        self.assertEqual(self.ok("check", "--json"), "")
        (self.config / "rules" / "bad.toml").write_text('[[rule]]\nid = "x"\nwhat = 1\n', encoding="utf-8")
        result = self.refused(78, "DD5050", "check")
        self.assertRegex(result.stderr, r"rules/bad\.toml:\d+:\d+: ")
        self.refused(78, "DD1002", "check", str(self.directory))
        broken = self.run_dondoc("check", "--json")
        self.assertEqual(broken.returncode, 78)
        problems = [json.loads(line) for line in broken.stdout.splitlines()]
        self.assertEqual({problem["severity"] for problem in problems}, {"error"})
        found = next(problem for problem in problems if problem["code"] == "DD1101")
        self.assertEqual((found["file"], found["line"], found["path"]), ("rules/bad.toml", 3, ['rule "x"']))
        self.assertLessEqual({"column", "message", "hint"}, found.keys())

    def test_a_credential_of_the_service_is_a_warning_to_people(self):
        file = self.config / "dondoc.toml"
        file.write_text(file.read_text(encoding="utf-8") + """
[[channel]]
id = "hook"
type = "webhook"
url = "https://hook.example/"
secret = { credential = "hook" }
""", encoding="utf-8")
        checked = self.run_dondoc("check")
        self.assertEqual(checked.returncode, 0, checked.stderr)
        self.assertIn("DD1304", checked.stderr)
        self.refused(69, "DD5051", "reload")
        once = subprocess.run([str(DONDOC.parent / "dondocd"), "--config", str(self.config), "--once"],
                              capture_output=True, text=True, timeout=120)
        self.assertEqual(once.returncode, 78, once.stderr)

    def test_control_without_a_daemon(self):
        self.assertEqual(self.run_dondoc("status").returncode, 1)
        status = self.rows("status")[0]
        self.assertEqual((status["running"], status["paused"], status["mode"]), (False, False, "redirect"))
        self.ok("pause", "--by", "Trần Thị B")
        self.assertTrue(self.rows("status")[0]["paused"])
        self.ok("unpause")
        self.assertFalse(self.rows("status")[0]["paused"])
        self.refused(69, "DD5051", "reload")
        self.refused(69, "DD5007", "items", "--db", str(self.directory / "none.db"))

    def test_a_broken_rule_file_stops_nobody_who_must_look_or_stop(self):
        self.add("VB-1")
        (self.config / "rules" / "viec-duoc-giao.toml").write_text("garbage = = 1", encoding="utf-8")
        for words in (["pause"], ["unpause"], ["status"], ["log"], ["messages"], ["alerts"]):
            result = self.run_dondoc(*words)
            self.assertIn("DD5066", result.stderr, words)
            self.assertLessEqual(result.returncode, 1, words)
        self.refused(78, "DD1001", "items")

    def test_what_stands_still_is_not_overdue(self):
        self.ok("add", "--code", "HS-1", "--title", "x", "--agency", "TG-STC", "--received", "2022-11-01", "--due", "2022-11-25")
        self.ok("add", "--code", "HS-2", "--title", "x", "--agency", "TG-STC", "--received", "2022-11-01", "--due", "2022-11-25")
        self.ok("hold", "HS-1", "--from", "2022-11-24 08:00", "--reason", "x")
        self.ok("hold", "HS-2", "--from", "2022-11-28 08:00", "--reason", "x")
        self.assertEqual([row["code"] for row in self.rows("items", "--overdue")], ["HS-2"])
        self.assertEqual(self.rows("status")[0]["overdue"], 1)
        self.assertIn("on hold", self.ok("show", "HS-1"))
        self.sql("UPDATE item_state SET version = 1, due_at = (SELECT due_at FROM items AS i WHERE i.code = item_state.code)")
        self.assertEqual(self.rows("status")[0]["overdue"], 1)
        self.assertEqual([row["code"] for row in self.rows("org", "charges", "--agency", "TG-STC")], ["HS-2"])
        with sqlite3.connect(self.config / "dondoc.db") as database:
            self.assertEqual(database.execute("SELECT code FROM v_overdue").fetchall(), [("HS-2",)])
        database.close()
        self.assertIn("working days late", self.ok("show", "HS-2"))

    def test_at_a_date_means_its_end(self):
        self.add("VB-1")
        self.sql("UPDATE item_state SET first_stored_at = 1667260800000")
        self.assertIn("due today", self.ok("items", "--at", "2022-11-30"))
        self.assertIn("1 working days late", self.ok("items", "--at", "2022-12-01"))

    def test_reading_makes_no_database(self):
        new = self.directory / "new"
        self.ok("init", str(new), configured=False)
        for words in (["items"], ["log"], ["status"], ["check", "--impact"], ["alerts"], ["messages"], ["show", "X"],
                      ["done", "X"]):
            self.refused(69, "DD5007", *words, "--config", str(new), configured=False)
        self.assertFalse((new / "dondoc.db").exists())
        self.ok("pause", "--config", str(new), configured=False)

    def test_reading_waits_for_no_writer(self):
        self.add("VB-1")
        with sqlite3.connect(self.config / "dondoc.db") as database:
            database.execute("INSERT INTO silences (filter, author, reason, from_at, until_at)"
                             " VALUES ('[1]', 'x', 'wrong', 1, 9)")
            database.commit()
            database.execute("BEGIN IMMEDIATE")
            for words in (["items"], ["log"], ["show", "VB-1"], ["explain", "VB-1"], ["status"], ["check", "--impact"]):
                started = time.monotonic()
                result = self.run_dondoc(*words)
                self.assertNotIn("DD5006", result.stderr, words)
                self.assertLess(time.monotonic() - started, 8, words)
            database.rollback()
        database.close()

    def test_a_lock_that_cannot_be_read_is_not_taken_for_no_daemon(self):
        lock = self.config / "dondoc.db.lock"
        lock.write_text("1\n")
        lock.chmod(0)
        self.directory.chmod(0o755)
        nobody = {"user": 65534, "group": 65534} if os.geteuid() == 0 else {}  # root reads everything
        result = subprocess.run([str(DONDOC), "--config", str(self.config), "reload"], capture_output=True, text=True,
                                **nobody)
        self.assertEqual(result.returncode, 69, result.stderr)
        self.assertIn("DD5058", result.stderr)

    def test_data_do_not_reach_the_terminal_as_commands(self):
        bad = "\x1b]0;x\x07\x1b[2J\u009b31m\nVB-9 giả"
        self.ok("add", "--code", "VB-1", "--title", bad, "--agency", "TG-STC", "--due", "30/11/2022", "--product", bad)
        self.ok("hold", "VB-1", "--reason", bad, "--by", bad)
        for words in (["show", "VB-1"], ["explain", "VB-1"], ["log", "--item", "VB-1"], ["items"]):
            out = self.ok(*words)
            self.assertNotRegex(out, "[\x00-\x09\x0b-\x1f\x7f-\x9f]", words)
            self.assertNotRegex(out, "(?m)^VB-9", words)

    def test_explain_as_json(self):
        self.add("HS-1", "--kind", "dossier", "--received", "2022-08-31 10:15", "--term", "3wd")
        with sqlite3.connect(self.config / "dondoc.db") as database:
            database.execute("UPDATE items SET due_at = NULL, due_is_date = 0 WHERE code = 'HS-1'")
        database.close()
        self.ok("hold", "HS-1", "--from", "2022-09-05 08:00", "--until", "2022-09-05 10:00", "--reason", "chờ")
        self.query("INSERT INTO addresses (owner, channel, value) VALUES ('person:NVA', 'email', 'a@x.example')")
        rows = self.rows("explain", "HS-1")
        by_type = {}
        for row in rows:
            by_type.setdefault(row["type"], []).append(row)
        item, deadline = by_type["item"][0], by_type["deadline"][0]
        self.assertEqual((item["code"], item["state"], item["due_is_date"]), ("HS-1", "open", False))
        self.assertEqual((deadline["basis"], deadline["term"], deadline["calendar"]), ("term", "3wd", "hanh-chinh"))
        self.assertEqual(deadline["due"], item["due"])
        self.assertNotEqual(deadline["due_without_holds"], deadline["due"])
        self.assertEqual(by_type["day"][0]["date"], "2022-08-31")
        self.assertIn("statutory", [day["kind"] for day in by_type["day"]])
        self.assertIn(120, [day["held_minutes"] for day in by_type["day"]])
        self.assertEqual([hold["reason"] for hold in by_type["hold"]], ["chờ"])
        self.assertTrue(any(rule["applies"] for rule in by_type["rule"]))
        self.assertLessEqual({"rule", "step", "at", "number", "reason", "scheduled_at", "waits_until", "next_at"},
                             by_type["step"][0].keys())
        self.assertLessEqual({"recipient", "role", "copy", "waits_until", "state", "settled_at"}, by_type["notice"][0].keys())

    def test_small_mistakes_are_told(self):
        self.add("VB-1")
        self.refused(2, "DD5044", "items", lang="fr")
        self.refused(2, "DD5002", "done", "VB-1", "--by", "")
        self.assertIn("--by", self.refused(1, "DD5059", "ack", "VB-1", "--until", "2099-01-01T00:00+07:00").stderr)
        past = self.run_dondoc("extend", "VB-1", "--to", "15/12/2022", "--reason", "x")
        self.assertEqual(past.returncode, 0)
        self.assertIn("DD5057", past.stderr)
        self.assertIn("--demo-clock", self.ok("items", "--help"))
        daemon = [str(DONDOC.parent / "dondocd")]
        for lang, words in (("vi", "thư mục cấu hình"), ("en", "configuration directory")):
            self.assertIn(words, subprocess.run(daemon + ["--help", "--lang", lang], capture_output=True, text=True).stdout)
        wrong = subprocess.run(daemon + ["--lang", "vi", "--oncee"], capture_output=True, text=True)
        self.assertEqual(wrong.returncode, 64)
        self.assertIn("sai cách dùng", wrong.stderr)

    def talk(self, words, answers):
        """The command at a terminal; each answer is given when the program has asked."""
        pid, terminal = pty.fork()
        if pid == 0:
            os.execv(str(DONDOC), [str(DONDOC), "--lang", "en", "--config", str(self.config), *words])
        said = b""
        for answer in answers:
            while not said.endswith(b": "):
                said += os.read(terminal, 4096)
            os.write(terminal, answer)
            said += os.read(terminal, 4096)
        try:
            while piece := os.read(terminal, 4096):
                said += piece
        except OSError:  # the terminal's other end is gone
            pass
        os.close(terminal)
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), said.decode()

    def test_add_asks_again_for_what_cannot_be_used(self):
        code, said = self.talk(["add", "--kind", "task", "--coordinators", "", "--document", "", "--product", "",
                                "--procedure", "", "--received", "", "--term", ""],
                               [b"VB-1\n", b"B\xc3\xa1o c\xc3\xa1o\n", b"TG-STX\n", b"TG-STC\n", b"Ai \xc4\x91\xc3\xb3\n",
                                b"NVA\n", b"cao\n", b"31/02/2023\n", b"31/03/2023\n"])
        self.assertEqual(code, 0, said)
        for problem in ("DD5042", "DD5030", "DD5009"):
            self.assertIn(problem, said)
        row = self.rows("items")[0]
        self.assertEqual((row["code"], row["agency"], row["officer"], row["priority"], row["due"]),
                         ("VB-1", "TG-STC", "NVA", "cao", "2023-04-01T00:00:00+07:00"))

    def test_add_ends_at_the_end_of_input(self):
        code, said = self.talk(["add"], [b"VB-1\n", b"\x04"])
        self.assertEqual(code, 1, said)
        self.assertIn("DD5065", said)
        self.assertNotIn("Title", said)

    def test_golive_asks_and_changes_one_word(self):
        file = self.config / "dondoc.toml"
        before = file.read_bytes()
        self.add("VB-1")
        self.refused(78, "DD1410", "golive")
        self.assertEqual(file.read_bytes(), before)
        before = before.replace("(họ tên)".encode(), "Nguyễn Văn A".encode())
        before = before.replace("(điện thoại)".encode(), b"0273 300 0000")
        file.write_bytes(before)
        self.refused(2, "DD5053", "golive")
        self.assertEqual(file.read_bytes(), before)
        self.ok("golive", "--yes")
        self.assertEqual(file.read_bytes(), before.replace(b'mode = "redirect"', b'mode = "live"', 1))
        self.refused(1, "DD5054", "golive", "--yes")

    def test_golive_refuses_what_the_daemon_could_not_load(self):
        file = self.config / "dondoc.toml"
        text = file.read_text(encoding="utf-8")
        file.write_text(re.sub(r"(?ms)^\[sender\].*?(?=^\[|\Z)", "", text), encoding="utf-8")
        before = file.read_bytes()
        self.add("VB-1")
        self.assertIn("DD1103", self.refused(78, "DD5062", "golive", "--yes").stderr)
        self.assertEqual(file.read_bytes(), before)
        self.assertEqual(self.rows("status")[0]["mode"], "redirect")

    def name_a_contact(self):
        file = self.config / "dondoc.toml"
        text = file.read_text(encoding="utf-8").replace("(họ tên)", "Nguyễn Văn A").replace("(điện thoại)", "0273 300 0000")
        file.write_text(text, encoding="utf-8")

    def test_golive_as_json(self):
        self.name_a_contact()
        self.add("VB-1")
        rows = self.rows("golive", "--yes")
        self.assertEqual(rows[-1]["mode"], "live")
        self.assertEqual(rows[-1]["backlog"], 0)
        self.assertTrue(all({"recipient", "messages"} <= row.keys() for row in rows[:-1]), rows)

    def test_secrets_stand_neither_in_the_log_nor_in_what_commands_print(self):
        key = base64.b64encode(b"khong-ai-duoc-thay-khoa-nay-dau").decode()
        secrets = {"key": "whsec_" + key, "url": "http://127.0.0.1:9/token-bi-mat-trong-dia-chi"}
        for name, value in secrets.items():
            (self.config / name).write_text(value)
            (self.config / name).chmod(0o600)
        self.name_a_contact()
        file = self.config / "dondoc.toml"
        text = re.sub(r"(?m)^redirect = .*$", 'redirect = { channel = "hook" }', file.read_text(encoding="utf-8"))
        file.write_text(text + '''
[[channel]]
id = "hook"
type = "webhook"
url = { file = "url" }
secret = { file = "key" }
allow_http = true
allow_private = true
''', encoding="utf-8")
        self.query("INSERT INTO addresses (owner, channel, value) VALUES ('person:NVA', 'hook', 'x')")
        self.add("VB-1")
        said = subprocess.run([str(DONDOC.parent / "dondocd"), "--config", str(self.config), "--once", "--log-level",
                               "trace"], capture_output=True, text=True, timeout=120).stderr
        for words in (["items"], ["show", "VB-1"], ["explain", "VB-1"], ["alerts"], ["messages"], ["log"], ["status"],
                      ["check"], ["check", "--people"], ["check", "--impact"], ["golive", "--yes"]):
            for form in ([], ["--json"]):
                result = self.run_dondoc(*words, *form)
                said += result.stdout + result.stderr
        (self.config / "key").write_text("whsec_khong-phai-base64!")
        (self.config / "url").write_text("ftp://127.0.0.1/token-bi-mat-trong-dia-chi")
        broken = self.run_dondoc("check")
        self.assertEqual(broken.returncode, 78, broken.stderr)
        said += broken.stderr + self.run_dondoc("check", "--json").stdout
        for secret in (key, key.rstrip("="), "token-bi-mat", "khong-phai-base64"):
            self.assertNotIn(secret, said)

    @contextlib.contextmanager
    def daemon(self, *words, lang="en", ready="is ready"):
        """dondocd, ready; gives a function that reads its log up to a line with the given words."""
        language = ["--lang", lang] if lang else []
        daemon = subprocess.Popen([str(DONDOC.parent / "dondocd"), "--config", str(self.config), *language, *words],
                                  stderr=subprocess.PIPE, text=True)

        def wait_for(words):
            for line in daemon.stderr:
                if words in line:
                    return
            self.fail(f"the daemon did not say: {words}")

        try:
            wait_for(ready)
            yield daemon, wait_for
        finally:
            daemon.send_signal(signal.SIGTERM)
            daemon.stderr.read()
            daemon.stderr.close()
            self.assertEqual(daemon.wait(timeout=60), 0)

    def test_reload_and_status_with_a_daemon(self):
        with self.daemon() as (daemon, wait_for):
            self.assertEqual(self.rows("status")[0]["pid"], daemon.pid)
            self.assertIn(str(daemon.pid), self.ok("reload"))
            wait_for("reloaded")

    def test_the_log_is_in_the_language_of_the_configuration_or_of_the_option(self):
        item = "INSERT INTO items (code, kind, title, agency, term, received_at) VALUES ('{}', 'dossier', 'x', 'TG-STC', '3wd', {})"
        with self.daemon(lang="", ready="đã sẵn sàng") as (_, wait_for):
            self.query(item.format("X", 1925000000000))
            wait_for("chưa có năm 2031")
            self.ok("reload")
            wait_for("đã nạp lại cấu hình")
            main = self.config / "dondoc.toml"
            main.write_text(main.read_text(encoding="utf-8").replace('language = "vi"', 'language = "en"', 1), encoding="utf-8")
            self.ok("reload")
            wait_for("configuration reloaded")
        with self.daemon() as (_, wait_for):
            self.query(item.format("Y", 1960000000000))
            wait_for("has no year 2032")

    def query(self, statement):
        with sqlite3.connect(self.config / "dondoc.db", timeout=20) as database:
            rows = database.execute(statement).fetchall()
        database.close()
        return rows

    def findings(self):
        return {finding["code"] for finding in self.rows("status")[0]["findings"]}

    def test_a_confirmation_is_for_the_configuration_that_was_checked(self):
        self.query("INSERT INTO people (code, name) VALUES ('TTB', 'Trần Thị B')")
        self.query("INSERT INTO positions (agency, role, person) VALUES ('TG-SNV', 'head', 'TTB')")
        for person in ("NVA", "TTB"):
            self.query(f"INSERT INTO addresses (owner, channel, value) VALUES ('person:{person}', 'email', '{person}@x.example')")
        self.add("VB-1")
        self.ok("add", "--code", "VB-2", "--title", "x", "--agency", "TG-SNV", "--due", "30/11/2022")
        file = self.config / "dondoc.toml"
        good = re.sub(r"max_new = \d+", "max_new = 1", file.read_text(encoding="utf-8"))
        file.write_text(good, encoding="utf-8")
        database = str(self.config / "dondoc.db")
        with self.daemon() as (daemon, wait_for):
            file.write_text('database = "elsewhere.db"\n' + re.sub(r"(?m)^database = .*$", "", good), encoding="utf-8")
            self.ok("reload", "--confirm", "--db", database)
            wait_for("DD5904")
            wait_for("the old one stays")
            file.write_text(good, encoding="utf-8")
            rule = '[[rule]]\nid = "moi"\n  [[rule.step]]\n  id = "a"\n  at = "due"\n  notify = "head"\n'
            (self.config / "rules" / "moi.toml").write_text(rule, encoding="utf-8")
            self.ok("reload")
            wait_for("reloaded")
            self.assertIn("DD6801", self.findings())
            self.assertEqual(self.query("SELECT value FROM meta WHERE key = 'reload_confirmed' AND value <> ''"), [])
            self.ok("reload", "--confirm")
            wait_for("reloaded")
            self.assertNotIn("DD6801", self.findings())


if __name__ == "__main__":
    unittest.main()
