#!/usr/bin/env python3
"""The demonstration of packaging/quickstart.sh, twice, with the programs of this build."""

import datetime
import email
import email.policy
import os
import pathlib
import re
import sqlite3
import subprocess
import tempfile
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
HEAD = "thu-truong.tg-sxd@vi-du.example"
DEMO_DAY = datetime.date(2022, 12, 1)
# A day on which an answer is asked for or the next level will be told.
ANNOUNCED = re.compile(r"(?:phản hồi chậm nhất|báo cáo [^.]{3,90} vào) [^.;]*?(\d\d)/(\d+)/(\d{4})")


def quickstart(directory):
    result = subprocess.run([ROOT / "packaging/quickstart.sh", directory], capture_output=True, text=True, check=False,
                            timeout=300)
    return result.returncode, result.stdout + result.stderr


class Quickstart(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        cls.demo = os.path.join(cls.temporary.name, "demo")
        cls.code, cls.output = quickstart(cls.demo)
        started = time.monotonic()
        cls.second_code, cls.second_output = quickstart(cls.demo)
        cls.second_took = time.monotonic() - started

    @classmethod
    def tearDownClass(cls):
        cls.temporary.cleanup()

    def rows(self, query):
        with sqlite3.connect(f"file:{self.demo}/dondoc.db?mode=ro", uri=True) as database:
            return database.execute(query).fetchall()

    def test_shows_who_was_sent_what_a_message_and_why(self):
        self.assertEqual(self.code, 0, self.output)
        for words in ("*** DỮ LIỆU MẪU ***", "Kính gửi: Giám đốc Sở Xây dựng", "KH358-01/TG-SXD", "hết ngày 30/11/2022",
                      "358/KH-UBND", f"Đến: Ngô Văn Mẫu 20 <{HEAD}>", "Quy tắc nhiem-vu"):
            self.assertIn(words, self.output)

    def test_every_department_and_district_has_its_own_task(self):
        agencies = self.rows("SELECT count(DISTINCT agency) FROM items WHERE code LIKE 'KH358-01/%'")
        self.assertEqual(agencies, [(29,)])

    def test_every_head_with_an_overdue_task_has_one_message(self):
        found = {path.parts[-3] for path in pathlib.Path(self.demo, "hop-thu").glob("thu-truong.*/new/*")}
        self.assertIn(HEAD, found)
        self.assertGreaterEqual(len(found), 29)
        for path in pathlib.Path(self.demo, "hop-thu").glob("*/new"):
            self.assertLessEqual(len(list(path.iterdir())), 2, path)

    def letters(self):
        for path in pathlib.Path(self.demo, "hop-thu").glob("*/new/*"):
            message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            yield path.parts[-3], message["Subject"], message.get_body(("plain",)).get_content()

    def test_no_letter_has_a_hole_or_announces_what_is_past(self):
        count = 0
        for to, subject, text in self.letters():
            count += 1
            for hole in ("()", ": .", "\n có ", ". có "):
                self.assertNotIn(hole, subject + text, to)
            self.assertNotIn("] –", subject)
            if not subject.startswith("[dondoc]"):
                self.assertIn("\nKính gửi: ", text, to)
            self.assertNotRegex(text, r"(person|agency|contact):")
            for day, month, year in ANNOUNCED.findall(text):
                self.assertGreater(datetime.date(int(year), int(month), int(day)), DEMO_DAY, (to, text))
        self.assertGreater(count, 50)

    def test_the_source_is_called_as_the_configuration_calls_it(self):
        texts = [text for to, _, text in self.letters() if to == HEAD]
        self.assertIn("nguồn: Hồ sơ mẫu, Kế hoạch 358/KH-UBND (DỮ LIỆU MẪU).", texts[0])

    def test_nobody_above_the_heads_is_told_first(self):
        self.assertEqual(list(pathlib.Path(self.demo, "hop-thu").glob("thu-truong.tg@*")), [])

    def test_again_is_quick_and_sends_nothing_twice(self):
        self.assertEqual(self.second_code, 0, self.second_output)
        self.assertIn("chạy lại không gửi thư nào lần thứ hai", self.second_output)
        self.assertLess(self.second_took, 20)

    def test_refuses_a_directory_that_is_no_demonstration(self):
        with tempfile.TemporaryDirectory() as other:
            pathlib.Path(other, "dondoc.toml").write_text('language = "vi"\n', encoding="utf-8")
            code, output = quickstart(other)
            self.assertEqual(code, 1)
            self.assertIn("not a demonstration", output)


if __name__ == "__main__":
    unittest.main()
