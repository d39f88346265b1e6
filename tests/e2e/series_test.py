"""Series as an operator meets them: any rule against dateutil, which reads RFC 5545 too, and what `dondoc series` says."""

import datetime
import json
import os
import pathlib
import random
import shutil
import sqlite3
import subprocess
import tempfile
import unittest

try:
    from dateutil import rrule as dateutil_rrule
except ImportError:
    dateutil_rrule = None

BIN = pathlib.Path(os.environ.get("DONDOC_BIN_DIR", ".build/release/daemon"))
AGENCIES = """code,name_vi,level,parent,head_title
TG,Ủy ban nhân dân tỉnh,tinh,,Chủ tịch
TG-VP,Văn phòng Ủy ban nhân dân tỉnh,so,TG,Chánh Văn phòng
TG-STC,Sở Tài chính,so,TG,Giám đốc
"""
SERIES = """[[series]]
id = "giao-ban"
kind = "meeting"
title = "Họp giao ban tháng {{month}}/{{year}}"
rrule = "FREQ=MONTHLY;BYMONTHDAY=5"
start = 2022-12-05T08:00:00
if_day_off = "next"
for_each = { agency.level = "so" }
"""
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


class Commands(unittest.TestCase):
    def setUp(self):
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="dondoc-series-"))
        self.addCleanup(shutil.rmtree, self.directory)

    def run_dondoc(self, *words, program="dondoc"):
        return subprocess.run([str(BIN / program), "--lang", "en", *words], capture_output=True, text=True, check=False,
                              cwd=self.directory, timeout=120, env={**os.environ, "LANG": "C.UTF-8"})

    def ok(self, *words, **options):
        result = self.run_dondoc(*words, **options)
        self.assertEqual(result.returncode, 0, f"{words}: {result.stdout}{result.stderr}")
        return result.stdout

    def refused(self, exit_code, problem, *words):
        result = self.run_dondoc(*words)
        self.assertEqual(result.returncode, exit_code, f"{words}: {result.stdout}{result.stderr}")
        self.assertIn(f"[{problem}]", result.stderr, words)
        return result.stderr

    def rows(self, *words):
        return [json.loads(line) for line in self.ok(*words, "--json").splitlines()]


class AnyRule(Commands):
    def expand(self, rule, start, until, *more):
        return self.rows("series", "expand", "--rrule", rule, "--start", start, "--tz", "Asia/Ho_Chi_Minh",
                         "--from", start, "--to", until, *more)

    def test_gives_starts_with_their_offset(self):
        self.assertEqual(self.expand("FREQ=MONTHLY;BYMONTHDAY=5;COUNT=2", "2022-12-05T08:00", "2024-01-01"),
                         [{"start": "2022-12-05T08:00:00+07:00", "local": "2022-12-05T08:00:00"},
                          {"start": "2023-01-05T08:00:00+07:00", "local": "2023-01-05T08:00:00"}])

    def test_adds_and_takes_out_dates(self):
        found = self.expand("FREQ=MONTHLY;BYMONTHDAY=5", "2022-12-05T08:00", "2023-03-31", "--exdate", "2023-01-05",
                            "--rdate", "2023-01-09T14:00")
        self.assertEqual([row["local"] for row in found],
                         ["2022-12-05T08:00:00", "2023-01-09T14:00:00", "2023-02-05T08:00:00", "2023-03-05T08:00:00"])

    def test_names_what_is_wrong(self):
        base = ("series", "expand", "--start", "2022-12-05T08:00", "--from", "2022-12-01", "--to", "2023-12-31")
        for rule, problem, words in (("FREQ=MONTHLY;BYMONTDAY=5", "DD1701", "BYMONTDAY"),
                                     ("FREQ=DAILY;FREQ=DAILY", "DD1702", "FREQ"), ("BYMONTHDAY=5", "DD1703", "FREQ"),
                                     ("FREQ=MONTHLY;BYMONTHDAY=32", "DD1704", "32"),
                                     ("FREQ=WEEKLY;BYDAY=2MO", "DD1705", "FREQ=WEEKLY"),
                                     ("FREQ=SECONDLY", "DD1706", "too many")):
            self.assertIn(words, self.refused(2, problem, *base, "--rrule", rule))
        self.refused(2, "DD5702", *base)
        for option, value in (("--start", "2022-12-05T08:00"), ("--tz", "UTC"), ("--rdate", "2023-01-09"), ("--exdate", "2023-01-09")):
            self.assertIn(option, self.refused(2, "DD5842", "series", "expand", "giao-ban", "--from", "2022-12-01",
                                               "--to", "2023-12-31", option, value))
        self.refused(2, "DD5703", *base, "--rrule", "FREQ=DAILY", "--tz", "Asia/Saigonn")
        self.refused(2, "DD5701", *base, "--rrule", "FREQ=DAILY", "--exdate", "5/1/2023")

    @unittest.skipIf(dateutil_rrule is None, "needs python3-dateutil")
    def test_agrees_with_dateutil(self):
        chance = random.Random(20221118)
        start = datetime.datetime(2021, 3, 17, 8, 0)
        until = datetime.datetime(2023, 12, 31, 23, 59)
        for _ in range(150):
            rule = self.any_rule(chance)
            twin = dateutil_rrule.rrulestr(f"DTSTART:20210317T080000\nRRULE:{rule}").between(start, until, inc=True)
            found = [row["local"] for row in self.expand(rule, start.isoformat(), until.isoformat())]
            self.assertEqual(found, [time.isoformat() for time in twin], rule)

    @staticmethod
    def any_rule(chance):
        frequency = chance.choice(("DAILY", "WEEKLY", "MONTHLY", "YEARLY"))
        parts = [f"FREQ={frequency}", f"INTERVAL={chance.randint(1, 3)}", f"WKST={chance.choice(WEEKDAYS)}"]
        some = [f"BYMONTH={chance.randint(1, 6)},{chance.randint(7, 12)}"] if chance.random() < 0.4 else []
        if frequency != "WEEKLY" and chance.random() < 0.4:
            some.append(f"BYMONTHDAY={chance.randint(1, 15)},{-chance.randint(1, 15)}")
        elif chance.random() < 0.6:
            days = sorted(chance.sample(WEEKDAYS, 2), key=WEEKDAYS.index)
            ordinal = chance.choice(("", "1", "-1", "2")) if frequency in ("MONTHLY", "YEARLY") else ""
            some.append(f"BYDAY={ordinal}{days[0]},{ordinal}{days[1]}")
        # dateutil cuts the first week at the start, before it counts.
        if some and frequency != "WEEKLY" and chance.random() < 0.3:
            some.append(f"BYSETPOS={chance.choice((1, -1, 2))}")
        if chance.random() < 0.3:
            some.append(chance.choice((f"COUNT={chance.randint(1, 20)}", "UNTIL=20220630T080000")))
        return ";".join(parts + some)


class Series(Commands):
    def setUp(self):
        super().setUp()
        self.clock = "2022-12-01T07:30:00+07:00"
        self.ok("init", "etc")
        main = self.directory / "etc/dondoc.toml"
        main.write_text(main.read_text(encoding="utf-8").replace("# demo_clock = true ", "demo_clock = true "), encoding="utf-8")
        (self.directory / "etc/rules/dinh-ky.toml").write_text(SERIES, encoding="utf-8")
        (self.directory / "agencies.csv").write_text(AGENCIES, encoding="utf-8")
        self.dondoc("import", "agencies", "agencies.csv")
        self.tick()

    def dondoc(self, *words):
        return self.ok("--config", "etc", "--demo-clock", self.clock, "--by", "Trần Thị B", *words)

    def tick(self):
        self.ok("--config", "etc", "--once", "--demo-clock", self.clock, program="dondocd")

    def sql(self, query):
        with sqlite3.connect(self.directory / "etc/dondoc.db") as database:
            rows = database.execute(query).fetchall()
        database.close()
        return rows

    def json(self, *words):
        return [json.loads(line) for line in self.dondoc(*words, "--json").splitlines()]

    def test_lists_series_and_what_comes(self):
        (series,) = self.json("series", "list")
        self.assertEqual((series["id"], series["origin"], series["kind"], series["next"]),
                         ("giao-ban", "config", "meeting", "2022-12-05T08:00:00+07:00"))
        self.assertIn("giao-ban", self.dondoc("series", "list"))
        found = self.json("series", "next", "giao-ban", "--agency", "TG-STC", "--count", "3")
        self.assertEqual([(row["code"], row["start"], row["shifted"], row["state"]) for row in found],
                         [("giao-ban/TG-STC/2022-12-05", "2022-12-05T08:00:00+07:00", False, "open"),
                          ("giao-ban/TG-STC/2023-01-05", "2023-01-05T08:00:00+07:00", False, "open"),
                          ("giao-ban/TG-STC/2023-02-05", "2023-02-06T08:00:00+07:00", True, None)])
        found = self.json("series", "expand", "giao-ban", "--from", "2023-03-01", "--to", "2023-03-31")
        self.assertEqual([row["agency"] for row in found], ["TG-STC", "TG-VP"])

    def test_a_moved_one_keeps_its_code_also_before_it_is_an_item(self):
        self.dondoc("series", "move", "giao-ban", "2023-01-05", "--to", "2023-01-12 14:00", "--agency", "TG-STC",
                    "--reason", "Giám đốc đi công tác")
        self.dondoc("series", "move", "giao-ban", "05/02/2023", "--to", "2023-02-08", "--reason", "họp tỉnh")
        self.clock = "2023-01-04T07:30:00+07:00"
        self.tick()
        self.assertEqual(self.sql("SELECT code, datetime(due_at / 1000, 'unixepoch', '+7 hours') FROM items"
                                  " WHERE agency = 'TG-STC' AND state = 'open' ORDER BY code LIMIT 2"),
                         [("giao-ban/TG-STC/2023-01-05", "2023-01-12 14:00:00"),
                          ("giao-ban/TG-STC/2023-02-05", "2023-02-08 08:00:00")])
        self.assertEqual(self.sql("SELECT DISTINCT actor, reason FROM audit WHERE object = 'occurrences' AND key LIKE '%01-05'"),
                         [("Trần Thị B", "Giám đốc đi công tác")])
        log = self.dondoc("log", "--item", "giao-ban/TG-STC/2023-01-05")
        self.assertIn("Trần Thị B", log)

    def test_a_cancelled_one_stays_cancelled(self):
        self.dondoc("series", "cancel", "giao-ban", "giao-ban/TG-STC/2023-01-05", "--reason", "họp tổng kết")
        self.dondoc("series", "cancel", "giao-ban", "2023-02-05", "--agency", "TG-VP", "--reason", "họp tổng kết")
        self.clock = "2023-01-04T07:30:00+07:00"
        self.tick()
        found = self.json("series", "expand", "giao-ban", "--from", "2023-01-01", "--to", "2023-02-28")
        self.assertEqual([(row["code"], row["cancelled"], row["state"]) for row in found],
                         [("giao-ban/TG-STC/2023-01-05", True, "cancelled"), ("giao-ban/TG-VP/2023-01-05", False, "open"),
                          ("giao-ban/TG-STC/2023-02-05", False, "open"), ("giao-ban/TG-VP/2023-02-05", True, None)])

    def test_refuses_what_cannot_be(self):
        here = ("--config", "etc", "--demo-clock", self.clock)
        self.assertIn('"giao-ban"', self.refused(1, "DD5706", *here, "series", "next", "giao-bann"))
        self.refused(1, "DD5705", *here, "series", "next", "xyz")
        self.refused(2, "DD5707", *here, "series", "cancel", "giao-ban", "tomorrow", "--reason", "x")
        self.refused(1, "DD5708", *here, "series", "cancel", "giao-ban", "2023-01-06", "--reason", "x")
        self.refused(2, "DD5710", *here, "series", "move", "giao-ban", "2023-01-05", "--to", "2022-11-30", "--reason", "x")
        self.refused(2, "DD5002", *here, "series", "move", "giao-ban", "2023-01-05", "--to", "2023-01-06")
        self.refused(1, "DD5042", *here, "series", "cancel", "giao-ban", "2023-01-05", "--agency", "TG-STB", "--reason", "x")
        self.dondoc("series", "cancel", "giao-ban", "2023-01-05", "--reason", "x")
        self.refused(1, "DD5709", *here, "series", "cancel", "giao-ban", "2023-01-05", "--reason", "x")
        self.refused(2, "DD5704", *here, "series", "expand", "giao-ban", "--from", "2023-02-01", "--to", "2023-01-01")


if __name__ == "__main__":
    unittest.main()
