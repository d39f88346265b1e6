"""`dondoc simulate` over the sample dossiers, imported as the quickstart does it: who would have received what in a year,
under these rules and under others; and the database stays as it was."""

import collections
import datetime
import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

BIN = pathlib.Path(os.environ.get("DONDOC_BIN_DIR", ".build/release/daemon")).absolute()
SAMPLES = pathlib.Path(__file__).resolve().parents[2] / "packaging" / "samples"
CLOCK = "2022-12-01T07:30:00+07:00"
YEAR = ("--from", "2022-01-01", "--to", "2022-12-31")


def run(directory, *words, clock=True):
    demo = ("--demo-clock", CLOCK) if clock else ()
    return subprocess.run([str(BIN / "dondoc"), "--lang", "en", "--config", str(directory), *demo, *words],
                          capture_output=True, text=True, check=False, timeout=300,
                          env={**os.environ, "LANG": "C.UTF-8"})


def digest(directory):
    """Of the database with what its log holds."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in directory.glob("dondoc.db*")
            if not path.name.endswith("-shm")}


class Simulate(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.directory = pathlib.Path(tempfile.mkdtemp(prefix="dondoc-simulate-"))
        cls.addClassCleanup(shutil.rmtree, cls.directory)
        run(cls.directory, "init", str(cls.directory), clock=False)
        shutil.copy(SAMPLES / "demo.toml", cls.directory / "dondoc.toml")
        for words in (("agencies", "agencies.csv"), ("people", "nguoi-mau.csv"), ("agencies", "co-quan-mau.csv"),
                      ("items", "receipt_cases.csv", "--map", str(SAMPLES / "ho-so-mau.toml"), "--as-of", CLOCK)):
            done = run(cls.directory, "import", words[0], str(SAMPLES / words[1]), *words[2:])
            assert done.returncode == 0, done.stderr
        started = datetime.datetime.now()
        cls.before = digest(cls.directory)
        cls.year = cls.simulate(*YEAR)
        cls.after = digest(cls.directory)
        print(f"a year over 1,434 dossiers: {datetime.datetime.now() - started}, {len(cls.year)} messages")

    @classmethod
    def simulate(cls, *words):
        done = run(cls.directory, "simulate", *words, "--json")
        assert done.returncode in (0, 1), done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]

    def refused(self, code, problem, *words):
        done = run(self.directory, "simulate", *words)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        self.assertIn(f"[{problem}]", done.stderr)

    def other_rules(self, name, old, new):
        folder = self.directory / name
        shutil.copytree(self.directory / "rules", folder)
        text = (folder / "ho-so.toml").read_text()
        self.assertIn(old, text)
        (folder / "ho-so.toml").write_text(text.replace(old, new))
        self.addCleanup(shutil.rmtree, folder)
        return str(folder)

    def test_a_year_has_messages_in_order_within_working_hours_and_writes_nothing(self):
        self.assertEqual(self.before, self.after)
        self.assertGreater(len(self.year), 500)
        times = [message["time"] for message in self.year]
        self.assertEqual(times, sorted(times))
        self.assertTrue(all("2022-01-01" <= time < "2023-01-01" for time in times))
        for message in self.year:
            self.assertIn(datetime.datetime.fromisoformat(message["time"]).hour, (7, 8, 9, 10, 11, 13, 14, 15, 16, 17))
            self.assertTrue(message["items"])

    def test_nobody_gets_more_than_two_messages_a_day(self):
        per_day = collections.Counter((m["recipient"], m["channel"], m["time"][:10]) for m in self.year)
        self.assertLessEqual(max(per_day.values()), 2)

    def test_nobody_hears_twice_of_the_same(self):
        told = collections.Counter((m["recipient"], i["source"], i["code"], i["episode"], i["rule"], i["step"], i["repeat"])
                                   for m in self.year for i in m["items"])
        self.assertEqual(max(told.values()), 1)

    def test_a_part_of_the_period_is_the_same_part(self):
        november = self.simulate("--from", "2022-11-14", "--to", "2022-11-30")
        self.assertEqual(november, [m for m in self.year if "2022-11-14" <= m["time"] < "2022-12-01"])

    def test_a_dossier_is_reminded_of_before_it_was_finished_and_not_after(self):
        done = run(self.directory, "show", "case-709", "--json")
        finished = json.loads(done.stdout.splitlines()[0])["finished_at"]
        told = [m["time"] for m in self.year for i in m["items"] if i["code"] == "case-709"]
        self.assertTrue(told)
        if finished:
            self.assertLess(max(told), finished)

    def test_tables_say_the_same(self):
        people = run(self.directory, "simulate", "--from", "2022-11-14", "--to", "2022-12-31")
        self.assertEqual(people.returncode, 0, people.stderr)
        shown = [m for m in self.year if m["time"] >= "2022-11-14"]
        self.assertIn(f"{len(shown)} messages", people.stdout)
        busiest = collections.Counter(m["time"][:13] for m in shown).most_common(1)[0]
        self.assertIn(f": {busiest[1]} messages.", people.stdout)
        self.assertIn("Busiest hour: ", people.stdout)
        days = run(self.directory, "simulate", "--from", "2022-11-22", "--to", "2022-11-30", "--show", "day")
        self.assertIn("Tue 2022-11-22", days.stdout)
        messages = run(self.directory, "simulate", "--from", "2022-11-29", "--to", "2022-11-30", "--show", "message")
        self.assertIn("ho-so-dung-han/", messages.stdout)

    def test_other_rules_add_remove_and_move(self):
        later = self.other_rules("later", 'at = "due + 1wd 07:30"\n  notify = ["head"]',
                                 'at = "due + 1wd 13:30"\n  notify = ["head"]')
        period = ("--from", "2022-11-21", "--to", "2022-11-30", "--rules", later)
        changes = self.simulate(*period, "--diff")
        self.assertIn("qua-han", {change["step"] for change in changes})
        self.assertIn("moved", {change["change"] for change in changes})
        for change in changes:
            self.assertEqual(change["before"] is None, change["change"] == "added")
            self.assertEqual(change["after"] is None, change["change"] == "removed")
        told = run(self.directory, "simulate", *period, "--diff")
        counts = collections.Counter(change["change"] for change in changes)
        self.assertIn(f"{counts['added']} alerts added, {counts['removed']} removed, {counts['moved']} moved", told.stdout)

    def test_the_same_rules_change_nothing(self):
        same = run(self.directory, "simulate", "--from", "2022-11-29", "--to", "2022-11-30", "--rules",
                   str(self.directory / "rules"), "--diff")
        self.assertEqual(same.returncode, 1)
        self.assertIn("0 alerts added, 0 removed, 0 moved", same.stdout)

    def test_what_would_be_sent_if_nothing_changed(self):
        self.assertTrue([m for m in self.year if m["time"] > CLOCK])

    def test_as_stored_knows_nothing_before_it_was_entered(self):
        self.assertEqual(self.simulate("--from", "2022-01-01", "--to", "2022-11-30", "--as-stored"), [])
        self.assertTrue(self.simulate("--from", "2022-12-01", "--to", "2022-12-02", "--as-stored"))

    def test_wrong_use(self):
        self.refused(2, "DD5911", "--from", "2022-12-01", "--to", "2022-11-01")
        self.refused(2, "DD5912", *YEAR, "--diff")
        self.refused(2, "DD5914", *YEAR, "--diff", "--show", "day", "--rules", str(self.directory / "rules"))
        self.refused(2, "DD5009", "--from", "yesterday", "--to", "2022-11-01")
        self.refused(2, "DD5044", *YEAR, "--show", "week")
        self.refused(78, "DD1005", *YEAR, "--rules", str(self.directory / "nowhere"))
        self.refused(78, "DD1203", *YEAR, "--rules", self.other_rules("bad", 'at = "80%"', 'at = "80 percent"'))


if __name__ == "__main__":
    unittest.main(verbosity=2)
