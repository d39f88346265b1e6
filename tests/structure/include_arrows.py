"""The arrows between the folders, and what may stand where.

    daemon -> {config, integrations} -> rules

config and integrations do not know each other. rules/ only computes: standard library, tl::expected, ICU, date and
libical's recurrence iterator, no clock and no input or output. Heavy headers stay in .cpp files.
"""

import re

from tree import ROOT, sources

MAY_INCLUDE = {
    "rules": {"rules"},
    "config": {"config", "rules"},
    "integrations": {"integrations", "rules"},
    "daemon": {"daemon", "config", "integrations", "rules"},
}

# Within integrations/, contracts stand at the top and one adapter does not lean on another, except: importing writes
# tables it reads with the help of imports/ and files/, with mail addresses as smtp/ takes them; a Maildir takes the bytes
# that SMTP would, made by render/; chat services take numbers made by render/, and a program gets what a webhook gets.
ADAPTERS_MAY_USE = {
    "sqlite": {"imports"},
    "imports": {"files", "smtp"},
    "files": {"render", "smtp"},
    "smtp": {"render"},
    "chat": {"render"},
    "command": {"chat", "files", "render"},
}

RULES_MAY_USE = ("tl/", "date/", "unicode/", "libical/")
LIBRARY_HEADER = re.compile(r"(sqlite3|toml|xlsxwriter)\.h$")

HEAVY = re.compile(r"^(boost/|spdlog/|toml\+\+/|toml\.h|curl/|sqlite3\.h|gmime/|CLI/|kainjow/|openssl/|systemd/"
                   r"|libical/|date/|unicode/|prometheus/|xlsxwriter)")

# Headers that are the wrapper of one C handle or event loop: included by few .cpp files of their own folder, and empty
# without the type they wrap.
HEAVY_ALLOWED = {
    "integrations/curl_engine.hpp": ("curl/",),
    "daemon/wake.hpp": ("boost/asio/",),
    "daemon/cli/json_lines.hpp": ("boost/json",),
    "daemon/cli/item_options.hpp": ("boost/json/",),
    "daemon/cli/late_holds.hpp": ("boost/json/",),
    "daemon/cli/problem_row.hpp": ("boost/json/fwd.hpp",),
    "daemon/cli/responsibilities.hpp": ("boost/json/fwd.hpp",),
    "integrations/sqlite/item_image.hpp": ("boost/json/",),
    "integrations/sqlite/item_stages.hpp": ("boost/json/",),
    "integrations/sqlite/stored_json.hpp": ("boost/json/",),
}

# What rules/ would have to be given instead: time as a parameter, zones and files as values.
FORBIDDEN_IN_RULES = {
    "a clock": re.compile(r"\b(system_clock|steady_clock|high_resolution_clock)\s*::\s*now\b|\b(std::)?time\s*\(\s*"
                          r"(NULL|nullptr|0)\s*\)|\b(gettimeofday|clock_gettime|localtime(_r)?|current_zone)\s*\("),
    "the environment": re.compile(r"\b(secure_)?getenv\s*\(|\bsetlocale\s*\("),
    "files": re.compile(r"\bfopen\s*\(|\b[io]?fstream\b|\bstd::filesystem\b"),
    "the terminal": re.compile(r"\bstd::(cout|cerr|clog|cin)\b|\bf?printf\s*\("),
    "threads": re.compile(r"\bstd::(thread|jthread|mutex|async)\b|\bsleep_(for|until)\s*\("),
    "chance": re.compile(r"\bstd::random_device\b|\b(s?rand|random)\s*\(\s*\)"),
}
IO_HEADERS = {"iostream", "fstream", "filesystem", "thread", "mutex", "random", "unistd.h", "fcntl.h"}

INCLUDE = re.compile(r'^\s*#\s*include\s+(?:"([^"]+)"|<([^>]+)>)')


def without_comments(text):
    """C++ with comments and string contents blanked, lines kept."""
    pattern = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"', re.DOTALL)
    return pattern.sub(lambda hit: '""' if hit[0].startswith('"') else "\n" * hit[0].count("\n"), text)


def check_quoted(path, target, root):
    folder, parts = path.parts[0], target.split("/")
    if ".." in parts or len(parts) == 1:
        yield f'"{target}" is not written from the root'
        return
    if parts[0] not in MAY_INCLUDE.get(folder, ()):
        yield f'{folder} must not know {parts[0]}: "{target}"'
        return
    if not (root / target).is_file():
        yield f'"{target}" does not exist'
    if folder == "integrations" == parts[0] and len(path.parts) > 2 and len(parts) > 2:
        own, other = path.parts[1], parts[1]
        if own != other and other not in ADAPTERS_MAY_USE.get(own, ()):
            yield f'adapter {own} must not know adapter {other}: "{target}"'


def check_angled(path, target):
    name = str(path)
    if path.parts[0] == "rules":
        library = "/" in target or LIBRARY_HEADER.match(target)
        if target in IO_HEADERS or (library and not target.startswith(RULES_MAY_USE)):
            yield f"rules only computes: <{target}>"
    if path.suffix == ".hpp" and HEAVY.match(target) and not target.startswith(HEAVY_ALLOWED.get(name, ("\0",))):
        yield f"a heavy header belongs in a .cpp file: <{target}>"


def check_file(path, root):
    text = (root / path).read_text(encoding="utf-8")
    for number, line in enumerate(text.splitlines(), 1):
        if hit := INCLUDE.match(line):
            wrong = check_quoted(path, hit[1], root) if hit[1] else check_angled(path, hit[2])
            for problem in wrong:
                yield f"{path}:{number}: {problem}"
    if path.parts[0] != "rules":
        return
    for number, line in enumerate(without_comments(text).splitlines(), 1):
        for what, pattern in FORBIDDEN_IN_RULES.items():
            if pattern.search(line):
                yield f"{path}:{number}: rules uses {what}: {line.strip()}"


def problems(root=ROOT):
    return [problem for path in sources(root) for problem in check_file(path, root)]
