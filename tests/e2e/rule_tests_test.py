"""`dondoc test` as a user has it in his CI: the shipped tests pass, a wrong one fails with a diff that says what came
instead, and a faulty file is refused with its places."""

import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

BIN = pathlib.Path(os.environ.get("DONDOC_BIN_DIR", ".build/release/daemon")).absolute()
SHIPPED = pathlib.Path(__file__).resolve().parents[2] / "config" / "shipped"
ITEM = '{ code = "VB-1", kind = "task", agency = "so", officer = "can-bo", received = 2022-11-28, due = 2022-12-02 }'
GOOD = f"""[[test]]
name = "the head hears of what is overdue"
from = 2022-12-01
until = 2022-12-06
items = [{ITEM}]
events = [{{ at = "2022-12-05 09:00", what = "done" }}]
expect = [
  {{ at = "2022-12-01 07:30", to = ["can-bo", "thu-truong"], step = "nhiem-vu/mai-den-han" }},
  {{ at = "2022-12-05 07:30", to = ["can-bo", "thu-truong", "dau-moi"], step = "nhiem-vu/qua-han" }},
]
silent = [{{ to = "chanh-van-phong" }}]
"""


class RuleTests(unittest.TestCase):
    def setUp(self):
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="dondoc-rule-tests-"))
        self.addCleanup(shutil.rmtree, self.directory)

    def run_test(self, *words, lang="en"):
        return subprocess.run([str(BIN / "dondoc"), "--lang", lang, *words], capture_output=True, text=True, check=False,
                              cwd=self.directory, timeout=300, env={**os.environ, "LANG": "C.UTF-8"})

    def write(self, text, name="t.toml"):
        (self.directory / name).write_text(text)
        return name

    def ends(self, code, *words):
        done = self.run_test(*words)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done

    def test_the_shipped_tests_pass_with_what_ships(self):
        done = self.ends(0, "test", str(SHIPPED / "tests"))
        self.assertIn(" 0 failed.", done.stdout)
        self.assertNotIn("FAILED", done.stdout)

    def test_they_are_there_after_init(self):
        self.ends(0, "init", "thu")
        self.ends(0, "--config", "thu", "test", "thu/tests/ho-so.toml")

    def test_nothing_is_left_behind(self):
        before = set(pathlib.Path(tempfile.gettempdir()).glob("dondoc-??????"))
        self.ends(0, "test", self.write(GOOD))
        self.assertLessEqual(set(pathlib.Path(tempfile.gettempdir()).glob("dondoc-??????")), before)
        self.assertEqual([path.name for path in self.directory.iterdir()], ["t.toml"])

    def test_the_example_of_the_help_passes(self):
        for lang in ("en", "vi"):
            text = self.run_test("test", "--help", lang=lang).stdout
            lines = text[text.index("[[test]]"):].splitlines()
            end = next(n for n, line in enumerate(lines) if line.strip().startswith("silent"))
            self.ends(0, "test", self.write("\n".join(lines[:end + 1])))

    def test_a_failure_shows_what_came_instead(self):
        done = self.ends(1, "test", self.write(GOOD.replace("2022-12-05 07:30", "2022-12-05 13:30")))
        self.assertIn("FAILED t.toml:1: the head hears", done.stdout)
        lines = [" ".join(line.split()) for line in done.stdout.splitlines()]
        self.assertIn("+ 2022-12-05 07:30 dau-moi VB-1 nhiem-vu/qua-han came unexpectedly", lines)
        self.assertIn("- 2022-12-05 13:30 dau-moi VB-1 nhiem-vu/qua-han expected, did not come 9", lines)
        self.assertIn("2022-12-01 07:30 can-bo VB-1 nhiem-vu/mai-den-han as expected 8", lines)
        self.assertIn("0 passed, 1 failed.", done.stdout)

    def test_a_silence_that_is_broken(self):
        done = self.ends(1, "test", self.write(GOOD.replace('{ to = "chanh-van-phong" }',
                                                             '{ to = "dau-moi", step = "nhiem-vu" }')))
        self.assertIn("came where silence was expected", done.stdout)
        done = self.ends(1, "test", "--json", "t.toml")
        outcome = json.loads(done.stdout)
        self.assertFalse(outcome["passed"])
        broken = [m for m in outcome["messages"] if m["result"] == "broken"]
        self.assertEqual([(m["to"], m["step"], m["line"]) for m in broken], [("dau-moi", "nhiem-vu/qua-han", 11)])

    def test_incomplete_tests_say_only_what_they_say(self):
        short = GOOD.replace('  { at = "2022-12-01 07:30", to = ["can-bo", "thu-truong"], step = "nhiem-vu/mai-den-han" },\n', "")
        self.ends(1, "test", self.write(short))
        self.ends(0, "test", self.write(short.replace("until", "complete = false\nuntil")))

    def test_own_rules_cast_and_calendar(self):
        (self.directory / "rules").mkdir()
        self.write("""[[rule]]
id = "r"
kind = "task"
  [[rule.step]]
  id = "s"
  at = "due - 1wd 09:00"
  severity = "critical"
  notify = ["head", "room:phong-chung"]
""", "rules/r.toml")
        test = """[[calendar]]
id = "ca-dem"
title = "Làm cả thứ Bảy"
[calendar.hours]
every_day = ["08:00-12:00"]
[[calendar.year]]
year = 2022
status = "official"
notice = "1/TB"
[[agency]]
code = "A"
[[person]]
code = "sep"
agency = "A"
role = "head"
[[room]]
id = "phong-chung"
[[test]]
name = "the day before, a Saturday"
from = 2022-12-01
until = 2022-12-05
items = [{ code = "X", kind = "task", agency = "A", received = 2022-11-28, due = 2022-12-04 }]
expect = [{ at = "2022-12-03 09:00", to = ["sep", "room:phong-chung"], step = "r/s" }]
"""
        done = self.ends(0, "test", "--rules", "rules", self.write(test))
        self.assertIn("1 passed, 0 failed.", done.stdout)

    def test_all_that_is_wrong_with_a_file_is_said_at_once(self):
        bad = """[[test]]
name = "x"
from = 2022-12-01
until = 2022-11-30
items = [{ code = "A", kind = "tasks", agency = "sở", due = "soon" }]
events = [{ at = 2022-12-01, what = "finished" }]
expect = [{ at = "2022-12-02 07:30", to = "thu-truongg", step = "nhiem-vu/qua-hann", repeet = 1 }]
"""
        done = self.ends(65, "test", self.write(bad))
        for place, code in (("4:9", "DD1910"), ("5:", "DD1902"), ("5:", "DD1903"), ("5:", "DD1901"), ("6:", "DD1906"),
                            ("7:", "DD1903"), ("7:", "DD1908"), ("7:", "DD1102")):
            self.assertTrue(any(f"t.toml:{place}" in line and f"[{code}]" in line for line in done.stderr.splitlines()),
                            f"{place} {code}: {done.stderr}")
        self.assertIn('"thu-truong"', done.stderr)
        self.assertIn('"nhiem-vu/qua-han"', done.stderr)

    def test_a_year_that_the_calendar_lacks_is_no_silence(self):
        text = """[[test]]
name = "no such year"
from = 2035-01-01
until = 2035-01-12
items = [{ code = "VB-1", kind = "task", agency = "so", officer = "can-bo", received = 2034-12-28, due = 2035-01-05 }]
silent = [{ to = "thu-truong" }]
"""
        done = self.ends(1, "test", self.write(text))
        self.assertIn("FAILED t.toml:1: no such year", done.stdout)
        self.assertIn('t.toml:1:1: calendar "hanh-chinh" has no year 2035', done.stderr)
        self.assertIn("[DD1922]", done.stderr)

    def test_what_tests_nothing_is_refused(self):
        head = '[[test]]\nname = "{}"\nfrom = 2022-12-01\nuntil = 2022-12-05\n'
        item = 'items = [{ code = "A", kind = "task", agency = "so", due = 2022-12-04 }]\n'
        bad = (head.format("a") + "items = []\n" + head.format("b") + "complete = false\n" + item + head.format("c") + item +
               "silent = [{ from = 2022-12-03, until = 2022-12-02 }]\n" + head.format("d") + item + head.format("d") + item)
        done = self.ends(65, "test", self.write(bad))
        for place, code in (("1:", "DD1920"), ("6:", "DD1921"), ("17:", "DD1910"), ("24:", "DD1108")):
            self.assertTrue(any(f"t.toml:{place}" in line and f"[{code}]" in line for line in done.stderr.splitlines()),
                            f"{place} {code}: {done.stderr}")

    def test_an_event_that_cannot_happen(self):
        done = self.ends(1, "test", self.write(GOOD.replace('what = "done"', 'what = "resumed"')))
        self.assertIn("t.toml:6:", done.stderr)
        self.assertIn("[DD5028]", done.stderr)

    def test_wrong_use(self):
        self.ends(65, "test", "nowhere.toml")
        (self.directory / "empty").mkdir()
        self.assertIn("[DD5913]", self.ends(2, "test", "empty").stderr)
        self.assertIn("[DD1912]", self.ends(65, "test", self.write("")).stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
