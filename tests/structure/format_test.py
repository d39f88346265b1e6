#!/usr/bin/env python3
"""Every C++ file reads as clang-format-19 writes it."""

import subprocess
import tempfile
import pathlib
import unittest

from tree import ROOT, tracked

TOOL = ["clang-format-19", "--dry-run", "-Werror", f"--style=file:{ROOT}/.clang-format"]


class Format(unittest.TestCase):
    def test_every_source_is_formatted(self):
        files = tracked("*.cpp", "*.hpp")
        self.assertGreater(len(files), 100)
        result = subprocess.run([*TOOL, *files], cwd=ROOT, capture_output=True, text=True, check=False)
        self.assertEqual(result.returncode, 0, f"run clang-format-19 -i on these:\n{result.stderr}")

    def test_the_check_sees_what_is_wrong(self):
        with tempfile.TemporaryDirectory() as directory:
            file = pathlib.Path(directory, "a.cpp")
            file.write_text("int  main( ){return 0 ;}\n", encoding="utf-8")
            result = subprocess.run([*TOOL, str(file)], capture_output=True, check=False)
            self.assertNotEqual(result.returncode, 0)


if __name__ == "__main__":
    unittest.main()
