"""The files of the product, as the tests of its structure see them."""

import os
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDERS = ("rules", "config", "integrations", "daemon")


def sources(root=ROOT, folders=FOLDERS, endings=(".hpp", ".cpp")):
    """Paths below `folders` with these endings, relative to root, sorted."""
    found = []
    for folder in folders:
        for directory, names, files in os.walk(root / folder):
            names[:] = [name for name in names if name not in ("node_modules", "__pycache__")]
            found += [pathlib.Path(directory, name).relative_to(root) for name in files if name.endswith(endings)]
    return sorted(found)


def tracked(*patterns):
    """What git knows below the root, or every source where there is no git."""
    try:
        listed = subprocess.run(["git", "ls-files", "-z", "--", *patterns], cwd=ROOT, capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return [str(path) for path in sources(folders=(*FOLDERS, "tests"))]
    return [name for name in listed.stdout.decode().split("\0") if name and (ROOT / name).exists()]
