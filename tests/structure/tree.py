"""The files of the product, as the tests of its structure see them."""

import fnmatch
import os
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDERS = ("rules", "config", "integrations", "daemon")
NOT_OURS = (".git", ".build", "node_modules", "__pycache__")


def files_below(directory, root):
    for here, names, files in os.walk(root / directory):
        names[:] = [name for name in names if name not in NOT_OURS]
        yield from (pathlib.Path(here, name).relative_to(root) for name in files)


def sources(root=ROOT, folders=FOLDERS, endings=(".hpp", ".cpp")):
    """Paths below `folders` with these endings, relative to root, sorted."""
    return sorted(path for folder in folders for path in files_below(folder, root) if path.name.endswith(endings))


def tracked(*patterns):
    """Names that match and that git knows, or all that match where there is no git."""
    try:
        listed = subprocess.run(["git", "ls-files", "-z", "--", *patterns], cwd=ROOT, capture_output=True, check=True)
        names = listed.stdout.decode().split("\0")
    except (OSError, subprocess.CalledProcessError):
        names = map(str, files_below(".", ROOT))
        names = [name for name in names if any(fnmatch.fnmatch(name, pattern) for pattern in patterns)]
    return sorted(name for name in names if name and (ROOT / name).exists())
