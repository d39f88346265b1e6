"""`dondoc calendar` as an operator meets it: show, propose, set, clear, confirm, diff; nothing is written by halves."""

import datetime
import json
import os
import pathlib
import re
import shutil
import sqlite3
import subprocess
import tempfile
import tomllib
import unittest

DONDOC = pathlib.Path(os.environ.get("DONDOC_BIN_DIR", ".build/release/daemon")) / "dondoc"

# Tết and Hùng Kings' day as the yearly notices had them, and those in which Hanoi's calendar is not Beijing's.
LUNAR_DAYS = {
    2019: ("2019-02-05", "2019-04-14"),
    2023: ("2023-01-22", "2023-04-29"),
    2026: ("2026-02-17", "2026-04-26"),
    2027: ("2027-02-06", "2027-04-16"),
    2030: ("2030-02-02", "2030-04-12"),
    2053: ("2053-02-18", "2053-04-28"),
    2100: ("2100-02-09", "2100-04-18"),
}


def millis(iso):
    return int(datetime.datetime.fromisoformat(iso).timestamp() * 1000)


class Calendar(unittest.TestCase):
    def setUp(self):
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="dondoc-calendar-"))
        self.addCleanup(shutil.rmtree, self.directory)
        self.config = self.directory / "etc"
        self.ok("init", str(self.config), configured=False)
        self.file = self.config / "calendars" / "hanh-chinh.toml"

    def run_dondoc(self, *words, configured=True, lang="en"):
        command = [str(DONDOC), "--lang", lang, *(["--config", str(self.config)] if configured else [])]
        environment = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
        if "ASAN_OPTIONS" in os.environ:
            environment["ASAN_OPTIONS"] = os.environ["ASAN_OPTIONS"]
        return subprocess.run(command + list(words), capture_output=True, text=True, env=environment,
                              cwd=self.directory, timeout=120, check=False)

    def ok(self, *words, **options):
        result = self.run_dondoc(*words, **options)
        self.assertEqual(result.returncode, 0, f"{words}: {result.stdout}{result.stderr}")
        return result.stdout

    def refused(self, exit_code, problem, *words, **options):
        before = self.file.read_text(encoding="utf-8")
        result = self.run_dondoc(*words, **options)
        self.assertEqual(result.returncode, exit_code, f"{words}: {result.stdout}{result.stderr}")
        self.assertIn(f"[{problem}]", result.stderr, words)
        self.assertEqual(self.file.read_text(encoding="utf-8"), before, words)
        self.assertEqual(list(self.file.parent.iterdir()), [self.file], words)
        return result

    def rows(self, *words, **options):
        return [json.loads(line) for line in self.ok(*words, "--json", **options).splitlines()]

    def changed_lines(self, before):
        """Lines that are not in the text before, and those that were; all others stand where they stood."""
        now = self.file.read_text(encoding="utf-8").splitlines()
        old = before.splitlines()
        self.assertEqual([line for line in now if line in old], [line for line in old if line in now])
        return [line for line in now if line not in old], [line for line in old if line not in now]


class Show(Calendar):
    def test_a_year_is_shown_with_months_counts_and_notices(self):
        text = self.ok("calendar", "show", "2026", lang="vi")
        self.assertIn("Chính thức. Căn cứ: Thông báo 9441/TB-BNV", text)
        self.assertIn("1                 21  1, 2                10\n", text)
        self.assertIn("Cả năm: 249 ngày làm việc; nghỉ 14 ngày trong tuần làm việc; làm bù 2 ngày.", text)
        self.assertRegex(text, "Thứ Hai 31/08/2026 +nghỉ hoán đổi +Nghỉ hoán đổi, làm bù ngày 22/8/2026")

    def test_a_provisional_year_says_so(self):
        self.assertIn("PROVISIONAL, the notice has not come yet.", self.ok("calendar", "show", "2027"))
        self.assertEqual(self.rows("calendar", "show", "2027")[0]["status"], "provisional")

    def test_json_has_the_year_its_months_and_its_days(self):
        rows = self.rows("calendar", "show", "2026")
        self.assertEqual([row["row"] for row in rows], ["year"] + ["month"] * 12 + ["day"] * 17)
        self.assertEqual(rows[0]["working_days"], 249)
        self.assertEqual(sum(row["working_days"] for row in rows[1:13]), 249)
        self.assertEqual(rows[8]["off"], ["2026-08-31"])
        self.assertEqual(rows[8]["worked"], ["2026-08-22"])
        self.assertEqual(rows[15]["replaces"], "2026-01-02")

    def test_the_shipped_calendar_is_shown_where_there_is_no_configuration(self):
        self.assertIn("249 working days", self.ok("calendar", "show", "2026", configured=False))

    def test_what_is_not_there_is_said(self):
        self.refused(1, "DD5502", "calendar", "show", "2031")
        self.refused(2, "DD5501", "calendar", "show", "26")
        self.refused(2, "DD5018", "calendar", "show", "2026", "--calendar", "khac")


class Propose(Calendar):
    def test_lunar_days_are_those_of_hanoi(self):
        for year, (tet, hung_kings) in LUNAR_DAYS.items():
            days = {row["date"]: row for row in self.rows("calendar", "propose", str(year), configured=False)}
            self.assertIn("Lunar New Year", days[tet]["name"])
            self.assertIn("Hùng Kings", days[hung_kings]["name"])
            self.assertEqual(sum("Lunar New Year" in row["name"] and row["kind"] == "statutory"
                                 for row in days.values()), 5)
            self.assertEqual({row["status"] for row in days.values()}, {"provisional"})

    def test_proposals_say_that_they_are(self):
        self.assertIn("chờ thông báo chính thức", self.ok("calendar", "propose", "2028", lang="vi"))
        self.assertIn("Tết Nguyên đán Mậu Thân", self.ok("calendar", "propose", "2028", lang="vi"))

    def test_written_it_is_a_provisional_year_and_nothing_else_changes(self):
        before = self.file.read_text(encoding="utf-8")
        toml = self.ok("calendar", "propose", "2028", "--toml", lang="vi")
        self.ok("calendar", "propose", "2028", "--write", lang="vi")
        self.assertEqual(self.file.read_text(encoding="utf-8"), before + "\n" + toml)
        self.assertEqual(tomllib.loads(toml)["year"][0]["status"], "provisional")
        year = self.rows("calendar", "show", "2028")[0]
        self.assertEqual((year["status"], year["working_days"]), ("provisional", 248))
        self.assertEqual(self.refused(1, "DD5506", "calendar", "propose", "2028", "--write").stdout, "")

    def test_years_without_such_a_law_are_refused(self):
        self.refused(2, "DD5501", "calendar", "propose", "2013")
        self.refused(2, "DD5501", "calendar", "propose", "2101")

    def test_without_a_configuration_nothing_can_be_written(self):
        result = self.run_dondoc("--config", str(self.directory), "calendar", "propose", "2028", "--write",
                                 configured=False)
        self.assertNotEqual(result.returncode, 0)
        self.assertRegex(result.stderr, r"\[DD\d{4}\]")


class Edits(Calendar):
    def test_a_swap_is_written_without_knowing_toml(self):
        before = self.file.read_text(encoding="utf-8")
        self.ok("calendar", "set", "23/11/2026", "--kind", "swap_off", "--notice", "CV 1/VPCP", lang="vi")
        said = self.ok("calendar", "set", "2026-11-28", "--kind", "swap_work", "--replaces", "2026-11-23",
                       "--notice", "CV 1/VPCP", lang="vi")
        self.assertEqual(said, "Thứ Bảy 28/11/2026: làm bù: Làm bù cho ngày 23/11/2026 [CV 1/VPCP]\n")
        added, gone = self.changed_lines(before)
        self.assertEqual(gone, [])
        self.assertEqual(added, [
            '  { date = 2026-11-23, kind = "swap_off", name = "Nghỉ hoán đổi", notice = "CV 1/VPCP" },',
            '  { date = 2026-11-28, kind = "swap_work", name = "Làm bù cho ngày 23/11/2026", notice = "CV 1/VPCP", '
            "replaces = 2026-11-23 },"])
        rows = {row["date"]: row for row in self.rows("calendar", "show", "2026") if row["row"] == "day"}
        self.assertEqual(rows["2026-11-28"]["replaces"], "2026-11-23")
        self.ok("check")

    def test_a_day_that_is_there_is_changed_in_place_and_keeps_its_name(self):
        before = self.file.read_text(encoding="utf-8")
        self.ok("calendar", "set", "2027-02-10", "--kind", "compensatory", "--notice", "TB 5")
        self.assertEqual(self.changed_lines(before), (
            ['  { date = 2027-02-10, kind = "compensatory", name = "Nghỉ bù Tết Nguyên đán", notice = "TB 5" },'],
            ['  { date = 2027-02-10, kind = "compensatory", name = "Nghỉ bù Tết Nguyên đán" },']))

    def test_a_day_becomes_an_ordinary_one_again(self):
        before = self.file.read_text(encoding="utf-8")
        self.ok("calendar", "clear", "2027-02-10")
        self.assertEqual(self.changed_lines(before)[0], [])
        self.assertEqual(self.rows("calendar", "show", "2027")[0]["working_days"], 250)
        self.refused(1, "DD5503", "calendar", "clear", "2027-02-10")

    def test_a_year_becomes_official_by_its_notice(self):
        self.ok("calendar", "confirm", "2027", "--notice", "TB 5/TB-BNV")
        year = self.rows("calendar", "show", "2027")[0]
        self.assertEqual((year["status"], year["notice"]), ("official", "TB 5/TB-BNV"))
        refused = self.refused(1, "DD5822", "calendar", "confirm", "2027", "--notice", "TB 8")
        self.assertIn('2027 is official already, by "TB 5/TB-BNV"', refused.stderr)
        self.refused(1, "DD5504", "calendar", "confirm", "2028", "--notice", "TB")
        self.ok("calendar", "propose", "2028", "--write")
        self.ok("calendar", "confirm", "2028", "--notice", "TB 6")

    def test_a_kind_of_day_that_the_week_makes_senseless_is_refused(self):
        notice = ("--notice", "CV 1")
        self.ok("calendar", "set", "2027-02-12", "--kind", "swap_off", *notice)
        work = self.refused(2, "DD5820", "calendar", "set", "2027-02-16", "--kind", "swap_work", "--replaces", "2027-02-12",
                            *notice)
        self.assertIn("Tue 2027-02-16 is a working day of the week: it cannot be swap_work", work.stderr)
        for kind in ("compensatory", "swap_off"):
            off = self.refused(2, "DD5821", "calendar", "set", "2027-02-13", "--kind", kind, *notice)
            self.assertIn(f"Sat 2027-02-13 is a weekly rest day: it cannot be {kind}", off.stderr)
        self.ok("calendar", "set", "2027-02-13", "--kind", "statutory", "--name", "Lễ", *notice)
        # Where Saturdays are worked, a day in lieu may be one.
        text = self.file.read_text(encoding="utf-8")
        self.file.write_text(re.sub(r"(?m)^(weekdays = .*)$", r'\1\nsaturday = ["07:00-11:30"]', text, count=1), encoding="utf-8")
        self.ok("calendar", "set", "2027-02-20", "--kind", "compensatory", *notice)

    def test_what_the_loader_refuses_is_not_written(self):
        notice = ("--notice", "CV 1")
        self.refused(78, "DD5508", "calendar", "set", "2026-11-28", "--kind", "swap_work", "--replaces", "2026-11-24", *notice)
        self.assertIn("DD1513", self.refused(78, "DD5508", "calendar", "set", "2026-11-28", "--kind", "swap_work",
                                             "--replaces", "2026-11-24", *notice).stderr)
        self.assertIn("DD1510", self.refused(78, "DD5508", "calendar", "set", "2031-01-02", "--kind", "statutory",
                                             "--name", "N", *notice).stderr)
        self.assertIn("DD1513", self.refused(78, "DD5508", "calendar", "clear", "2026-01-02").stderr)
        self.assertIn("DD1511", self.refused(78, "DD5508", "calendar", "set", "2026-11-23", "--kind", "swap_off",
                                             "--hours", "07:00-11:00", *notice).stderr)

    def test_an_error_elsewhere_in_the_configuration_stops_the_edit(self):
        (self.config / "rules" / "x.toml").write_text("x = [\n", encoding="utf-8")
        result = self.refused(78, "DD1001", "calendar", "set", "2026-11-23", "--kind", "swap_off", "--notice", "CV")
        self.assertIn("rules/x.toml:1:", result.stderr)

    def test_wrong_words_are_refused(self):
        notice = ("--notice", "CV 1")
        self.refused(2, "DD5510", "calendar", "set", "31/11/2026", "--kind", "swap_off", *notice)
        self.refused(2, "DD5511", "calendar", "set", "2026-11-23", "--kind", "holiday", *notice)
        self.refused(2, "DD5512", "calendar", "set", "2026-11-28", "--kind", "swap_work", "--replaces", "2026-01-02",
                     "--hours", "7h-11h", *notice)
        self.refused(2, "DD5513", "calendar", "set", "2026-11-23", "--kind", "statutory", *notice)
        self.refused(2, "DD5514", "calendar", "set", "2026-11-28", "--kind", "swap_work", *notice)
        self.refused(2, "DD5002", "calendar", "set", "2026-11-23", "--kind", "swap_off")
        self.refused(2, "DD5002", "calendar", "set", "2026-11-23", "--kind", "swap_off", "--notice", "")
        self.refused(2, "DD5018", "calendar", "set", "2026-11-23", "--kind", "swap_off", "--calendar", "khac", *notice)

    def test_links_and_modes_of_the_file_stay(self):
        shared = self.directory / "lich.toml"
        self.file.rename(shared)
        self.file.symlink_to(shared)
        shared.chmod(0o640)
        self.ok("calendar", "set", "2026-11-23", "--kind", "swap_off", "--notice", "CV 1")
        self.assertTrue(self.file.is_symlink())
        self.assertEqual(shared.stat().st_mode & 0o777, 0o640)
        self.assertIn("2026-11-23", shared.read_text(encoding="utf-8"))


class Diff(Calendar):
    """Items around 23/11/2026, a Monday that a notice may make a day off."""

    def setUp(self):
        super().setUp()
        agencies = self.directory / "agencies.csv"
        agencies.write_text("code,name_vi,level\nTG,Ủy ban nhân dân tỉnh,tinh\nTG-STC,Sở Tài chính,so\n", encoding="utf-8")
        self.ok("import", "agencies", str(agencies))
        with sqlite3.connect(self.config / "dondoc.db") as database:
            insert = ("INSERT INTO items (source, code, kind, title, agency, received_at, term, appointment_at, state,"
                      " finished_at) VALUES ('mot-cua', ?, 'dossier', ?, 'TG-STC', ?, ?, ?, ?, ?)")
            friday = millis("2026-11-20T10:00:00+07:00")
            database.executemany(insert, [
                ("HS-1", "một", friday, "3wd", None, "open", None),
                ("HS-2", "hai", millis("2026-11-02T10:00:00+07:00"), "3wd", None, "open", None),
                ("HS-3", "ba", friday, "10d", None, "open", None),
                ("HS-4", "bốn", friday, "3wd", millis("2026-11-26T10:00:00+07:00"), "open", None),
                ("HS-5", "năm", friday, "3wd", None, "done", millis("2026-11-21T10:00:00+07:00")),
                ("HS-6", "sáu", millis("2027-12-30T10:00:00+07:00"), "3wd", None, "open", None),
            ])
        database.close()
        self.new = self.directory / "moi"
        shutil.copytree(self.file.parent, self.new)

    def edit_new(self, date, line):
        file = self.new / "hanh-chinh.toml"
        text = file.read_text(encoding="utf-8")
        before = text.index("  { date = " + date)
        file.write_text(text[:before] + line + "\n" + text[before:], encoding="utf-8")

    def test_it_says_which_items_move_by_which_day(self):
        self.edit_new("2026-11-24", '  { date = 2026-11-23, kind = "swap_off", name = "Nghỉ", notice = "CV 1/VPCP" },')
        before = {path: path.read_bytes() for path in self.config.rglob("*.toml")}
        day, *rows = self.rows("calendar", "diff", str(self.file.parent), str(self.new))
        self.assertEqual(day, {"kind": "day", "calendar": "hanh-chinh", "date": "2026-11-23", "before": None,
                               "after": "swap_off", "name": "Nghỉ", "notice": "CV 1/VPCP"})
        self.assertEqual([(row["kind"], row["code"]) for row in rows], [("item", "HS-1"), ("item", "HS-4")])
        self.assertEqual((rows[0]["due_before"], rows[0]["due_after"], rows[0]["days"]),
                         ("2026-11-26T10:00:00+07:00", "2026-11-27T10:00:00+07:00", 1))
        self.assertEqual(rows[0]["because"], [{"date": "2026-11-23", "before": None, "after": "swap_off", "name": "Nghỉ",
                                               "notice": "CV 1/VPCP"}])
        self.assertEqual(rows[1]["appointment"], "2026-11-26T10:00:00+07:00")
        text = self.ok("calendar", "diff", str(self.file.parent), str(self.new), lang="vi")
        self.assertRegex(text, "hanh-chinh +Thứ Hai 23/11/2026 +ngày thường +nghỉ hoán đổi +Nghỉ +CV 1/VPCP")
        self.assertRegex(text, r"HS-1 +Sở Tài chính +26/11/2026 10:00 +27/11/2026 10:00 +\+1 +23/11/2026 nghỉ hoán đổi "
                               r"\[CV 1/VPCP\]")
        self.assertIn("giữ ngày đã hẹn 26/11/2026 10:00", text)
        self.assertIn("2 nhiệm vụ, hồ sơ đang mở đổi hạn.", text)
        self.assertEqual({path: path.read_bytes() for path in self.config.rglob("*.toml")}, before)

    def test_single_files_stand_for_the_calendar_with_their_id(self):
        self.edit_new("2026-11-24", '  { date = 2026-11-23, kind = "statutory", name = "Nghỉ" },')
        rows = self.rows("calendar", "diff", str(self.new / "hanh-chinh.toml"), str(self.file))[1:]
        self.assertEqual([(row["code"], row["days"]) for row in rows], [("HS-1", -1), ("HS-4", -1)])
        self.assertEqual(rows[0]["because"][0]["before"], "statutory")

    def test_a_year_that_is_missing_is_said(self):
        self.ok("calendar", "propose", "2028", "--write")
        rows = [row for row in self.rows("calendar", "diff", str(self.new), str(self.file.parent)) if row["kind"] == "item"]
        self.assertEqual([(row["code"], row["missing_year_before"], row["due_after"], row["provisional"]) for row in rows],
                         [("HS-6", 2028, "2028-01-05T10:00:00+07:00", True)])
        self.assertIn("waits for the year 2028", self.ok("calendar", "diff", str(self.new), str(self.file.parent)))

    def test_days_are_rows_where_no_item_moves(self):
        self.edit_new("2027-02-10", '  { date = 2027-02-02, kind = "statutory", name = "Lễ" },')
        result = self.run_dondoc("calendar", "diff", str(self.file.parent), str(self.new), "--json")
        self.assertEqual(result.returncode, 1)
        self.assertEqual([json.loads(line)["date"] for line in result.stdout.splitlines()], ["2027-02-02"])

    def test_the_same_moves_nothing(self):
        result = self.run_dondoc("calendar", "diff", str(self.file.parent), str(self.new))
        self.assertEqual((result.returncode, result.stdout),
                         (1, "No day has other working hours.\nNo open item would move.\n"))

    def test_an_edit_can_be_tried_first(self):
        before = self.file.read_text(encoding="utf-8")
        text = self.ok("calendar", "set", "2026-11-23", "--kind", "swap_off", "--notice", "CV 1", "--dry-run")
        self.assertRegex(text, r"HS-1 .*2026-11-26 10:00 +2026-11-27 10:00 +\+1")
        self.assertIn("2 open items would move.", text)
        self.assertEqual(self.file.read_text(encoding="utf-8"), before)

    def test_faulty_calendars_are_refused(self):
        (self.new / "hanh-chinh.toml").write_text("x = [\n", encoding="utf-8")
        self.refused(78, "DD1001", "calendar", "diff", str(self.file), str(self.new))
        self.refused(2, "DD5515", "calendar", "diff", str(self.file), str(self.directory / "khong-co"))


class Provisional(Calendar):
    """A date that was computed with a provisional year says so, wherever it is told."""

    def setUp(self):
        super().setUp()
        agencies = self.directory / "agencies.csv"
        agencies.write_text("code,name_vi,level\nTG-STC,Sở Tài chính,so\n", encoding="utf-8")
        self.ok("import", "agencies", str(agencies))
        for code, received in (("HS-2026", "2026-11-02 10:00"), ("HS-2027", "2026-12-30 10:00")):
            self.ok("add", "--code", code, "--source", "mot-cua", "--kind", "dossier", "--title", "Hồ sơ", "--agency",
                    "TG-STC", "--received", received, "--term", "3wd")

    def evaluate(self):
        subprocess.run([str(DONDOC.parent / "dondocd"), "--config", str(self.config), "--once"], check=True,
                       capture_output=True, timeout=120)

    def provisional(self):
        """By code, of the dossiers; series make items of their own."""
        return {row["code"]: row["provisional"] for row in self.rows("items", "--where", "source=mot-cua")}

    def test_due_and_between(self):
        note = "a provisional year of \"hanh-chinh\" was used"
        self.assertIn(note, self.ok("due", "--from", "2026-12-30 10:00", "--term", "3wd"))
        self.assertNotIn(note, self.ok("due", "--from", "2026-11-02 10:00", "--term", "3wd"))
        self.assertIn(note, self.ok("between", "2026-12-30", "2027-01-05"))
        self.assertNotIn(note, self.ok("between", "2026-12-28", "2026-12-31"))
        self.assertTrue(self.rows("between", "2026-12-30", "2027-01-05")[0]["provisional"])
        self.assertFalse(self.rows("between", "2026-12-28", "2026-12-31")[0]["provisional"])
        self.assertTrue(self.rows("due", "--from", "2026-12-30 10:00", "--term", "3wd")[0]["provisional"])

    def test_items_show_and_explain_before_and_after_the_evaluation(self):
        for evaluated in (False, True):
            if evaluated:
                self.evaluate()
            self.assertEqual(self.provisional(),
                             {"HS-2026": False, "HS-2027": True}, f"evaluated: {evaluated}")
            lines = {line.split()[0]: line for line in self.ok("items", lang="vi").splitlines() if line.startswith("HS-")}
            self.assertIn("05/01/2027 10:00 (tạm tính)", lines["HS-2027"])
            self.assertNotIn("tạm tính", lines["HS-2026"])
            self.assertTrue(self.rows("show", "HS-2027")[0]["provisional"])
            self.assertIn("computed with a provisional year", self.ok("show", "HS-2027"))
            self.assertNotIn("provisional", self.ok("show", "HS-2026"))
            self.assertIn("a provisional year", self.ok("explain", "HS-2027"))
            self.assertNotIn("a provisional year", self.ok("explain", "HS-2026"))

    def test_a_confirmed_year_says_nothing_more(self):
        self.evaluate()
        self.assertEqual(set(self.provisional().values()), {False, True})
        self.ok("calendar", "confirm", "2027", "--notice", "TB 5/TB-BNV")
        self.evaluate()
        self.assertEqual(set(self.provisional().values()), {False})
        self.assertNotIn("provisional", self.ok("between", "2026-12-30", "2027-01-05"))


if __name__ == "__main__":
    unittest.main()
