#!/usr/bin/env python3
"""What the READMEs say is so: their commands run, options and keys exist, and nothing that exists is missing.

Blocks marked ```sh tested are run, in their order and in one shell, in a copy of what they use. In blocks marked
```console tested every line after "$ " is run, and prints exactly the lines below it.
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
import unittest

from tree import ROOT

BIN = pathlib.Path(os.environ.get("DONDOC_BIN_DIR", "")).resolve()
ENGLISH, VIETNAMESE = "README.md", "README.vi.md"
READMES = (ENGLISH, VIETNAMESE)
USED_BY_BLOCKS = ("packaging",)
# Words after "dondoc" that are prose, not commands: "dondoc COMMAND --help", "dondoc LỆNH --help", "dondoc …".
PLACEHOLDERS = {"COMMAND", "LỆNH", "…"}


def environment():
    result = {**os.environ, "PATH": f"{BIN}:{os.environ['PATH']}", "LANG": "en_US.UTF-8"}
    for name in ("LC_ALL", "LC_MESSAGES"):
        result.pop(name, None)
    return result


def run(arguments, **more):
    return subprocess.run(arguments, capture_output=True, text=True, check=False, env=environment(), timeout=300, **more)


def text_of(name):
    return (ROOT / name).read_text(encoding="utf-8")


def blocks(text, info):
    """(line of the first line, content) of every fenced block with this info string."""
    found, start, lines = [], None, text.splitlines()
    for number, line in enumerate(lines, 1):
        if start is None and line.startswith("```"):
            start, named = number, line[3:].strip()
        elif start is not None and line == "```":
            if named == info:
                found.append((start + 1, "\n".join(lines[start : number - 1])))
            start = None
    return found


def script_of(text):
    parts = ["set -euo pipefail"]
    for line, content in blocks(text, "sh tested"):
        parts += [f'echo "@line {line}" >&2', content]
    return "\n".join(parts) + "\n"


def console_steps(content):
    """(command, expected output) of a console block."""
    steps = []
    for line in content.splitlines():
        if line.startswith("$ "):
            steps.append((line[2:], ""))
        else:
            command, output = steps.pop()
            steps.append((command, output + line + "\n"))
    return steps


def code_of(text):
    """Everything set as code: fenced blocks and `spans`; lines of a shell joined at a backslash."""
    fenced = re.findall(r"^```[^\n]*\n(.*?)^```$", text, re.M | re.S)
    spans = re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```$", "", text, flags=re.M | re.S))
    return [part.replace("\\\n", " ") for part in fenced + spans]


def subcommands(help_text):
    section = re.search(r"^Commands:\n(.*?)\n\n", help_text, re.M | re.S)
    return re.findall(r"^  ([a-z]+) ", section.group(1), re.M) if section else []


def options_in(help_text):
    return set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", help_text.split("\nExamples:")[0]))


class Help:
    """What the programs say about themselves."""

    def __init__(self):
        self.text = run([BIN / "dondoc", "--lang", "en", "--help"]).stdout
        self.commands = subcommands(self.text)
        self.everywhere = options_in(self.text)
        self.options = {name: self.options_of(name) for name in self.commands}
        self.daemon = options_in(run([BIN / "dondocd", "--help"]).stdout)

    def options_of(self, *command):
        """Those of its subcommands too."""
        text = run([BIN / "dondoc", "--lang", "en", *command, "--help"]).stdout
        return options_in(text).union(*(self.options_of(*command, below) for below in subcommands(text)))


def calls(text):
    """(program, command, options) of every call of ours that stands in the text as code."""
    found = []
    for code in code_of(text):
        plain = re.sub(r"'[^']*'|\"[^\"]*\"", "QUOTED", code)
        for part in re.split(r"\n|;|&&|\|\s|#", plain):
            call = re.match(r"\s*(?:\$ )?(?:sudo )?(?:-u \S+ )?(dondocd?)(?= |$)(.*)", part)
            if call:
                words = call.group(2).split()
                options = [word.split("=")[0] for word in words if re.match(r"--[a-z]", word)]
                found.append((call.group(1), command_among(words), options))
    return found


def command_among(words):
    values_of = {"--config", "--db", "--by", "--demo-clock", "--lang"}
    skip = False
    for word in words:
        if skip:
            skip = False
        elif word in values_of:
            skip = True
        elif not word.startswith(("-", "$")):
            return word
    return ""


def unknown_in(text, told):
    """Calls in the text that the programs would not understand."""
    wrong = []
    for program, command, options in calls(text):
        known = told.daemon
        if program == "dondoc":
            known = told.everywhere | told.options.get(command, set())
            if command and command not in told.options and command not in PLACEHOLDERS:
                wrong.append(f"{program} {command}")
        wrong += [f"{program} {command} {option}" for option in options if option not in known]
    return wrong


def unknown_in_tables(text, told):
    """Options in a row of a table that names commands, and that none of them has."""
    wrong = []
    for row in re.findall(r"^\|.*\|$", text, re.M):
        commands = [command for program, command, _ in calls(row) if program == "dondoc" and command in told.options]
        known = set.union(told.everywhere, *(told.options[command] for command in commands))
        for span in re.findall(r"`([^`]+)`", row) if commands else []:
            wrong += [f"{commands[0]} {option}" for option in re.findall(r"^--[a-z-]+", span) if option not in known]
    return wrong


def unknown_anywhere(text, told):
    """Spans of code that begin with an option that nothing has."""
    known = set.union(told.everywhere, told.daemon, *told.options.values(), {"--full"})  # tests/run.sh --full
    return [span for span in re.findall(r"`(--[a-z-]+)", text) if span not in known]


def commands_named(text):
    return {command for program, command, _ in calls(text) if program == "dondoc" and command} - PLACEHOLDERS


def keys_of(table):
    """Every key of a TOML document, without the tables around it."""
    for key, value in table.items():
        yield key
        for below in value if isinstance(value, list) else [value]:
            if isinstance(below, dict):
                yield from keys_of(below)


def shipped_keys():
    """Keys of the shipped file, and those that stand in it as examples behind a #."""
    text = (ROOT / "config/shipped/dondoc.toml").read_text(encoding="utf-8")
    return set(keys_of(tomllib.loads(text))) | set(re.findall(r"^# ([a-z_]+) = ", text, re.M))


def links(text):
    plain = re.sub(r"^```.*?^```$", "", text, flags=re.M | re.S)
    return [link for link in re.findall(r"\]\(([^)\s]+)\)", plain) if "://" not in link and not link.startswith("#")]


def run_blocks(text):
    with tempfile.TemporaryDirectory() as directory:
        for name in USED_BY_BLOCKS:
            shutil.copytree(ROOT / name, pathlib.Path(directory, name))
        return run(["bash", "-c", script_of(text)], cwd=directory)


class Blocks(unittest.TestCase):
    def test_every_tested_block_runs(self):
        for name in READMES:
            with self.subTest(name):
                text = text_of(name)
                self.assertGreater(len(blocks(text, "sh tested")), 3)
                result = run_blocks(text)
                self.assertEqual(result.returncode, 0, f"{name}: {result.stderr[-2000:]}\n{result.stdout[-500:]}")

    def test_every_console_prints_what_it_shows(self):
        for name in READMES:
            for line, content in blocks(text_of(name), "console tested"):
                for command, expected in console_steps(content):
                    with self.subTest(f"{name}:{line}: {command}"), tempfile.TemporaryDirectory() as directory:
                        result = run(["bash", "-c", command], cwd=directory)
                        self.assertEqual(result.stdout, expected, result.stderr)
                        self.assertEqual(result.returncode, 0)

    def test_a_failing_block_is_seen(self):
        result = run_blocks("```sh tested\ntrue\n```\n\n```sh tested\ndondoc --config nowhere check\n```\n")
        self.assertNotEqual(result.returncode, 0)
        self.assertIn("@line 6", result.stderr)


class Words(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.told = Help()

    def test_the_programs_tell_about_themselves(self):
        self.assertGreater(len(self.told.commands), 20, self.told.text)
        self.assertIn("--people", self.told.options["check"])
        self.assertIn("--once", self.told.daemon)

    def test_every_call_is_understood(self):
        for name in READMES:
            text = text_of(name)
            found = unknown_in(text, self.told) + unknown_in_tables(text, self.told) + unknown_anywhere(text, self.told)
            self.assertEqual(found, [], name)

    def test_every_command_stands_in_both(self):
        for name in READMES:
            self.assertEqual(commands_named(text_of(name)), set(self.told.commands), name)

    def test_wrong_calls_are_seen(self):
        self.assertEqual(unknown_in("`dondoc itmes --overdue`", self.told), ["dondoc itmes", "dondoc itmes --overdue"])
        self.assertEqual(unknown_in("```sh\ndondoc --config x items \\\n  --over\n```", self.told), ["dondoc items --over"])
        self.assertEqual(unknown_in("`dondocd --people`", self.told), ["dondocd  --people"])
        self.assertEqual(unknown_in_tables("| `dondoc hold` | `--until`, `--to` |", self.told), ["hold --to"])
        self.assertEqual(unknown_anywhere("with `--comfirm`", self.told), ["--comfirm"])


class References(unittest.TestCase):
    def test_every_key_of_the_configuration_is_explained(self):
        keys = shipped_keys()
        self.assertIn("max_per_day", keys)
        self.assertIn("expect_every", keys)
        for name in READMES:
            named = set(re.findall(r"[a-z_]+", " ".join(code_of(text_of(name)))))
            self.assertEqual(keys - named, set(), name)

    def test_every_channel_setting_is_explained(self):
        settings = set()
        for file in sorted((ROOT / "integrations").rglob("*.cpp")):
            settings |= set(re.findall(r'\.name = "([a-z_]+)"', file.read_text(encoding="utf-8")))
        self.assertGreater(len(settings), 40)
        for name in READMES:
            named = set(re.findall(r"[a-z_]+", " ".join(code_of(text_of(name)))))
            self.assertEqual(settings - named, set(), name)

    def test_every_link_leads_somewhere(self):
        for name in (*READMES, "CHANGELOG.md", "tests/README.md", "integrations/README.md"):
            for link in links(text_of(name)):
                target = (ROOT / name).parent / link.split("#")[0]
                self.assertTrue(target.exists(), f"{name}: {link}")

    def test_links_are_seen(self):
        self.assertEqual(links("[a](b/c.md#d) [e](https://f.example) `[[g]](h)`\n```\n[i](j)\n```\n"), ["b/c.md#d", "h"])


if __name__ == "__main__":
    if not (BIN / "dondoc").exists():
        print("DONDOC_BIN_DIR names no folder with dondoc", file=sys.stderr)
        sys.exit(77)
    unittest.main()
