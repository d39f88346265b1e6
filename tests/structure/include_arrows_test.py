#!/usr/bin/env python3
"""Holds every #include of the product against the arrows, and the check itself against a tree that breaks them."""

import pathlib
import tempfile
import unittest

from include_arrows import HEAVY_ALLOWED, problems
from tree import ROOT

# One file, and what is wrong with it (a part of the complaint; empty: nothing is).
CASES = [
    # Arrows.
    ("rules/a.hpp", '#include "config/x.hpp"', "rules must not know config"),
    ("rules/a.cpp", '#include "integrations/x.hpp"', "rules must not know integrations"),
    ("rules/a.cpp", '#include "daemon/x.hpp"', "rules must not know daemon"),
    ("config/a.cpp", '#include "integrations/x.hpp"', "config must not know integrations"),
    ("config/a.cpp", '#  include "daemon/x.hpp"', "config must not know daemon"),
    ("integrations/a.cpp", '#include "config/x.hpp"', "integrations must not know config"),
    ("integrations/sqlite/a.cpp", '#include "daemon/x.hpp"', "integrations must not know daemon"),
    ("daemon/a.cpp", '#include "tests/x.hpp"', "daemon must not know tests"),
    ("daemon/a.cpp", '#include "x.hpp"', "not written from the root"),
    ("daemon/a.cpp", '#include "../rules/x.hpp"', "not written from the root"),
    ("daemon/a.cpp", '#include "rules/gone.hpp"', "does not exist"),
    ("integrations/sqlite/a.cpp", '#include "integrations/smtp/x.hpp"', "must not know adapter smtp"),
    ("rules/a.cpp", '#include "rules/x.hpp"', ""),
    ("config/a.cpp", '#include "rules/x.hpp"', ""),
    ("integrations/smtp/a.cpp", '#include "integrations/x.hpp"', ""),
    ("daemon/cli/a.cpp", '#include "integrations/smtp/x.hpp"', ""),
    # rules/ only computes.
    ("rules/a.cpp", "#include <iostream>", "rules only computes"),
    ("rules/a.cpp", "std::ifstream in{path};", "rules uses files"),
    ("rules/a.cpp", "#include <sqlite3.h>", "rules only computes"),
    ("rules/a.cpp", "#include <spdlog/spdlog.h>", "rules only computes"),
    ("rules/a.cpp", "#include <sys/stat.h>", "rules only computes"),
    ("rules/a.cpp", "auto now = std::chrono::system_clock::now();", "rules uses a clock"),
    ("rules/a.cpp", "auto t = time(nullptr);", "rules uses a clock"),
    ("rules/a.cpp", 'auto* f = fopen("a", "r");', "rules uses files"),
    ("rules/a.cpp", 'auto* e = std::getenv("TZ");', "rules uses the environment"),
    ("rules/a.hpp", 'inline void f() { std::cout << "x"; }', "rules uses the terminal"),
    ("rules/a.cpp", "// not std::cout, and no system_clock::now()", ""),
    ("rules/a.cpp", 'const char* k = "std::cout";', ""),
    ("rules/a.cpp", "#include <tl/expected.hpp>\n#include <unicode/uchar.h>\n#include <chrono>", ""),
    ("daemon/a.cpp", "auto now = std::chrono::system_clock::now();", ""),
    # Heavy headers stay in .cpp files.
    ("daemon/a.hpp", "#include <boost/asio.hpp>", "a heavy header"),
    ("daemon/a.hpp", "#include <spdlog/spdlog.h>", "a heavy header"),
    ("config/a.hpp", "#include <toml++/toml.h>", "a heavy header"),
    ("integrations/a.hpp", "#include <curl/curl.h>", "a heavy header"),
    ("integrations/sqlite/a.hpp", "#include <sqlite3.h>", "a heavy header"),
    ("integrations/render/a.hpp", "#include <gmime/gmime.h>", "a heavy header"),
    ("daemon/a.hpp", "#include <CLI/CLI.hpp>", "a heavy header"),
    ("rules/a.hpp", "#include <unicode/uchar.h>", "a heavy header"),
    ("daemon/wake.hpp", "#include <spdlog/spdlog.h>", "a heavy header"),
    ("daemon/a.cpp", "#include <boost/asio.hpp>\n#include <CLI/CLI.hpp>", ""),
    ("integrations/a.hpp", "#include <tl/expected.hpp>\n#include <string>", ""),
]


def problems_of(name, text):
    with tempfile.TemporaryDirectory() as directory:
        root = pathlib.Path(directory)
        there = [f"{folder}/x.hpp" for folder in ("rules", "config", "integrations", "integrations/smtp", "daemon")]
        for path, content in [*((path, "#pragma once\n") for path in there), (name, text + "\n")]:
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(content, encoding="utf-8")
        return problems(root)


class IncludeArrows(unittest.TestCase):
    def test_every_include_follows_the_arrows(self):
        self.assertEqual(problems(), [])

    def test_the_check_sees_what_is_wrong(self):
        for name, text, wrong in CASES:
            with self.subTest(file=name, text=text):
                found = problems_of(name, text)
                self.assertEqual(len(found), 1 if wrong else 0, found)
                if wrong:
                    self.assertIn(wrong, found[0])
                    self.assertTrue(found[0].startswith(f"{name}:1: "), found[0])

    def test_every_exception_is_still_needed(self):
        for name, allowed in HEAVY_ALLOWED.items():
            text = (ROOT / name).read_text(encoding="utf-8") if (ROOT / name).exists() else ""
            for header in allowed:
                self.assertIn(f"#include <{header}", text, f"{name} no longer needs its exception")


if __name__ == "__main__":
    unittest.main()
