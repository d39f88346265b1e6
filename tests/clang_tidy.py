#!/usr/bin/python3
"""clang-tidy over the product, by the compile commands of a build folder without precompiled headers.

    tests/clang_tidy.py BUILD_FOLDER [PART_OF_A_PATH…]

Most of its time goes to the headers that all files include, so files of one folder are read together, as many as can
stand in one translation unit. Prints the findings; 1 where there are any.
"""
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor

ROOT = pathlib.Path(__file__).resolve().parent.parent
PRODUCT = re.compile(re.escape(str(ROOT)) + r"/(rules|config|integrations|daemon)/.*\.cpp")
TOGETHER = 8


def commands(build):
    """The options of each file of the product."""
    options = {}
    for entry in json.loads((build / "compile_commands.json").read_text()):
        if not PRODUCT.fullmatch(entry["file"]):
            continue
        words = shlex.split(entry["command"])[1:]
        taken = [word for before, word in zip([""] + words, words)
                 if word not in ("-c", "-o") and before != "-o" and word != entry["file"]]
        options[entry["file"]] = taken
    return options


def including(files):
    return "".join(f'#include "{file}"\n' for file in files)


def first_misfit(files, options):
    """The file that cannot stand in one unit with those before it: they have names in common."""
    result = subprocess.run(["clang++-19", *options, "-fsyntax-only", "-w", "-x", "c++", "-"], input=including(files),
                            capture_output=True, text=True, check=False)
    if result.returncode == 0:
        return None
    blamed = re.findall(r"^(\S+\.cpp):\d+:\d+: (?:fatal )?error", result.stderr, re.MULTILINE)
    return next((file for file in blamed if file in files[1:]), files[-1])


def units(files, options):
    """The files of one folder, in groups that compile together."""
    left = list(files)
    while left:
        unit, left = left[:TOGETHER], left[TOGETHER:]
        apart = []
        while len(unit) > 1 and (misfit := first_misfit(unit, options[unit[0]])):
            unit.remove(misfit)
            apart.append(misfit)
        left = apart + left
        yield unit


def findings(unit, options, scratch):
    source = pathlib.Path(scratch) / (re.sub(r"\W", "_", os.path.relpath(unit[0], ROOT)) + ".cpp")
    source.write_text(including(unit))
    result = subprocess.run(
        ["clang-tidy-19", "-quiet", f"-config-file={ROOT}/.clang-tidy", "-checks=-bugprone-suspicious-include",
         f"-header-filter={ROOT}/(rules|config|integrations|daemon)/.*", str(source), "--", *options],
        capture_output=True, text=True, check=False)
    if result.returncode and not result.stdout:
        return result.stderr
    return result.stdout


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    options = commands(build)
    if not options:
        sys.exit(f"{build} has no compile commands of the product")
    folders = defaultdict(list)
    for file in sorted(options):
        if len(sys.argv) == 2 or any(part in file for part in sys.argv[2:]):
            folders[os.path.dirname(file)].append(file)
    found = 0
    with ThreadPoolExecutor(os.cpu_count()) as workers, tempfile.TemporaryDirectory() as scratch:
        groups = [unit for each in workers.map(lambda files: list(units(files, options)), folders.values())
                  for unit in each]
        for number, (unit, text) in enumerate(zip(groups, workers.map(
                lambda unit: findings(unit, options[unit[0]], scratch), groups)), 1):
            found += bool(text)
            print(f"[{number}/{len(groups)}] {os.path.relpath(unit[0], ROOT)} and {len(unit) - 1} more", flush=True)
            print(text, end="", flush=True)
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
