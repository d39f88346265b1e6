"""`dondoc calendar` as an operator meets it: show, propose, set, clear, confirm, diff; nothing is written by halves."""

import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import tomllib
import unittest

DONDOC = pathlib.Path(os.environ.get("DONDOC_BIN_DIR", "build/release/daemon")) / "dondoc"

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
        self.refused(1, "DD5506", "calendar", "propose", "2028", "--write")

    def test_years_without_such_a_law_are_refused(self):
        self.refused(2, "DD5501", "calendar", "propose", "2013")
        self.refused(2, "DD5501", "calendar", "propose", "2101")

    def test_without_a_configuration_nothing_can_be_written(self):
        result = self.run_dondoc("--config", str(self.directory), "calendar", "propose", "2028", "--write",
                                 configured=False)
        self.assertNotEqual(result.returncode, 0)
        self.assertRegex(result.stderr, r"\[DD\d{4}\]")


if __name__ == "__main__":
    unittest.main()
