"""The operator's command line as a person or a script meets it: each command, its errors and exit codes."""

import json
import os
import pathlib
import re
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import unittest

DONDOC = pathlib.Path(os.environ.get("DONDOC_BIN_DIR", "build/release/daemon")) / "dondoc"

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

    def test_language_follows_option_and_environment(self):
        self.assertIn("không có công việc", self.run_dondoc("show", "X", lang="vi").stderr)
        self.assertIn("there is no item", self.run_dondoc("show", "X", lang="en").stderr)

    def test_due(self):
        out = self.ok("due", "--from", "2026-10-05 10:15", "--term", "3wd", "--hold",
                      "2026-10-06 09:00/2026-10-07 15:00", "--json", configured=False)
        self.assertEqual(json.loads(out), {"due": "2026-10-09T16:15:00+07:00", "start": "2026-10-05T10:15:00+07:00",
                                           "due_without_holds": "2026-10-08T10:15:00+07:00", "provisional": False})
        # The calendar has no year 2031: nothing is guessed.
        self.refused(65, "DD5012", "due", "--from", "2031-01-06 08:00", "--term", "3wd", configured=False)
        self.refused(2, "DD5018", "due", "--from", "now", "--term", "3wd", "--calendar", "nope", configured=False)
        self.refused(2, "DD5016", "due", "--from", "now", "--term", "3wd", "--calendars", "nope", configured=False)
        self.refused(2, "DD5011", "due", "--from", "now", "--term", "3wd", "--hold", "2022-12-02/2022-12-01")

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

    def test_between(self):
        self.assertEqual(self.ok("between", "2022-12-01", "2022-12-09"), "6wd\n")
        self.assertEqual(self.ok("between", "2022-12-01 07:30", "2022-12-02 11:00", "--unit", "wh"), "11wh 30wmin\n")
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
        self.assertIn("DD5019", self.run_dondoc("items", "--where", "agencyy=1").stderr)

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

    def test_check(self):
        self.assertIn("no errors", self.ok("check", str(self.config)))
        people = self.run_dondoc("check", "--people", "--json")
        self.assertEqual(people.returncode, 1)
        rows = [json.loads(line) for line in people.stdout.splitlines()]
        self.assertTrue(rows[0]["gap"])
        self.assertLessEqual({"agency", "role", "recipient", "channels", "gap"}, rows[0].keys())
        self.assertIn("0 new notices", self.ok("check", "--impact"))
        (self.config / "rules" / "bad.toml").write_text('[[rule]]\nid = "x"\nwhat = 1\n', encoding="utf-8")
        result = self.refused(78, "DD5050", "check")
        self.assertRegex(result.stderr, r"rules/bad\.toml:\d+:\d+: ")
        self.refused(78, "DD1002", "check", str(self.directory))

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

    def test_reload_and_status_with_a_daemon(self):
        daemon = subprocess.Popen([str(DONDOC.parent / "dondocd"), "--config", str(self.config)],
                                  stderr=subprocess.PIPE, text=True)
        try:
            for line in daemon.stderr:
                if self.run_dondoc("status").returncode == 0:
                    break
            self.assertEqual(self.rows("status")[0]["pid"], daemon.pid)
            self.assertIn(str(daemon.pid), self.ok("reload"))
            for line in daemon.stderr:
                if "reloaded" in line:
                    break
            else:
                self.fail("the daemon did not reload")
        finally:
            daemon.send_signal(signal.SIGTERM)
            daemon.stderr.read()
            daemon.stderr.close()
            self.assertEqual(daemon.wait(timeout=60), 0)


if __name__ == "__main__":
    unittest.main()
