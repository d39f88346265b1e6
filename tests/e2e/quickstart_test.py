#!/usr/bin/env python3
"""The demonstration of packaging/quickstart.sh, twice, with the programs of this build."""

import os
import pathlib
import sqlite3
import subprocess
import tempfile
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
HEAD = "thu-truong.tg-sxd@vi-du.example"


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
