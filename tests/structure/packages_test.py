#!/usr/bin/env python3
"""The Debian packages stand in one list, and both scripts read it."""

import re
import subprocess
import unittest

from tree import ROOT, tracked

SECTIONS = {"build", "demo", "test", "full"}


def rows():
    for line in (ROOT / "packaging/packages.txt").read_text(encoding="utf-8").splitlines():
        if words := line.split("#")[0].split():
            yield words


class Packages(unittest.TestCase):
    def test_every_row_is_a_section_a_package_and_perhaps_a_command(self):
        seen = set()
        for words in rows():
            self.assertIn(len(words), (2, 3), words)
            self.assertIn(words[0], SECTIONS)
            self.assertRegex(words[1], r"^[a-z0-9][a-z0-9.+-]+$")
            self.assertNotIn(tuple(words[:2]), seen, "stands twice")
            seen.add(tuple(words[:2]))

    def test_debian_12_has_every_package(self):
        names = sorted({words[1] for words in rows()})
        known = subprocess.run(["apt-cache", "--generate", "pkgnames"], capture_output=True, text=True, check=False)
        if len(known.stdout) < 100_000:
            self.skipTest("no package lists here; apt-get update fetches them")
        self.assertEqual([name for name in names if name not in known.stdout.split()], [])

    def test_nobody_installs_past_the_list(self):
        scripts = [name for name in tracked("*.sh", ".ci/*", "packaging/*", "tests/*") if name.endswith(("/run", ".sh"))]
        self.assertIn("packaging/install-packages.sh", scripts)
        for name in scripts:
            calls = re.findall(r"^\s*[^#]*\bapt(?:-get)? install\b.*", (ROOT / name).read_text(encoding="utf-8"), re.M)
            self.assertEqual(len(calls), 1 if name == "packaging/install-packages.sh" else 0, name)

    def test_both_scripts_read_the_list(self):
        for name in ("packaging/quickstart.sh", "tests/run.sh"):
            self.assertIn("packaging/install-packages.sh build ", (ROOT / name).read_text(encoding="utf-8"), name)

    def test_what_is_there_already_is_not_asked_for(self):
        script = ROOT / "packaging/install-packages.sh"
        listed = subprocess.run([script, "--list", "build"], capture_output=True, text=True, check=True)
        self.assertNotIn("g++", listed.stdout.split())


if __name__ == "__main__":
    unittest.main()
