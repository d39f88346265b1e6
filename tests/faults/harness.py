"""What the fault tests share: a configuration directory, other people's SQL, scripted servers, dondocd as a process.

DONDOC_BIN_DIR names the folder of dondocd and dondoc; DONDOC_SAMPLE=full runs the long versions.
"""

import collections
import concurrent.futures
import datetime
import email
import email.policy
import json
import os
import random
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import unittest

BIN = os.environ.get("DONDOC_BIN_DIR", "")
FULL = os.environ.get("DONDOC_SAMPLE") == "full"
SEED = os.environ.get("DONDOC_SEED") or str(random.randrange(1_000_000))
UNCERTAIN_WAIT = 20  # seconds within which everything awaited here happens, on a machine that does other things too
ITEM_CODE = re.compile(r"\bI-\d{4}\b")
MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR


def now_ms():
    return int(time.time() * 1000)


def eventually(condition, seconds=UNCERTAIN_WAIT, pause=0.02):
    """The condition's value once it is true; its last value after `seconds`."""
    until = time.monotonic() + seconds
    while True:
        value = condition()
        if value or time.monotonic() > until:
            return value
        time.sleep(pause)


class Received:
    """One message as a server took it: the last byte had arrived. `answer` is what the client was told, or a fault."""

    def __init__(self, public_id, address, raw, text, answer):
        self.id, self.address, self.raw, self.text, self.answer = public_id, address, raw, text, answer
        self.at = time.monotonic()

    @property
    def items(self):
        return sorted(set(ITEM_CODE.findall(self.text)))


class Server:
    """A listener on loopback with a thread a connection. Faults are queued by stage; without one, everything is fine."""

    def __init__(self):
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self.listener.getsockname()[1]
        self.lock = threading.Lock()
        self.faults = collections.defaultdict(list)  # by stage: [action, times left]
        self.received = []
        self.delay = 0.0  # before each answer to a whole message
        self.silent_for = set()  # addresses about which nothing is said
        self.connections = set()
        threading.Thread(target=self._accept, daemon=True).start()

    def fault(self, stage, action, times=1):
        with self.lock:
            self.faults[stage].append([action, times])

    def heal(self):
        with self.lock:
            self.faults.clear()

    def next_fault(self, stage):
        with self.lock:
            queue = self.faults[stage]
            if not queue:
                return None
            queue[0][1] -= 1
            return queue.pop(0)[0] if queue[0][1] <= 0 else queue[0][0]

    def take(self, received):
        with self.lock:
            self.received.append(received)

    def taken(self):
        with self.lock:
            return list(self.received)

    def accepted(self):
        """What the sender may believe delivered."""
        return [one for one in self.taken() if one.answer == "ok"]

    def deaf(self):
        """Nobody listens any more; a thread that waits in accept() would keep the port open."""
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()

    def close(self):
        try:
            self.deaf()
        except OSError:
            pass  # it is already
        with self.lock:
            for connection in self.connections:
                connection.close()

    def _accept(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self.lock:
                self.connections.add(connection)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        try:
            self.talk(connection)
        except (OSError, ValueError):
            pass
        finally:
            with self.lock:
                self.connections.discard(connection)
            connection.close()

    def talk(self, connection):
        raise NotImplementedError


class Dropped(OSError):
    """The script says to hang up here."""


class SmtpSink(Server):
    """Stages: greeting, ehlo, mail, rcpt, data, dot. An action is a reply ("450 4.3.0 later"), "drop", or a number of
    seconds in which nothing is said."""

    def talk(self, connection):
        lines = connection.makefile("rb")
        self._answer(connection, "greeting", "220 sink ESMTP")
        address = ""
        while line := lines.readline():
            verb = line[:4].upper()
            if verb in (b"EHLO", b"HELO"):
                self._answer(connection, "ehlo", "250 sink")
            elif verb == b"MAIL":
                self._answer(connection, "mail", "250 ok")
            elif verb == b"RCPT":
                address = line.decode("utf-8", "replace").partition("<")[2].partition(">")[0]
                if address in self.silent_for:
                    time.sleep(30)
                    raise Dropped
                self._answer(connection, "rcpt", "250 ok")
            elif verb == b"DATA":
                if self._answer(connection, "data", "354 go on"):
                    self._take_message(connection, lines, address)
            elif verb == b"QUIT":
                connection.sendall(b"221 bye\r\n")
                return
            else:
                connection.sendall(b"250 ok\r\n")

    def _answer(self, connection, stage, normal):
        """True if the stage went well."""
        action = self.next_fault(stage)
        if action == "drop":
            raise Dropped
        if isinstance(action, (int, float)):
            time.sleep(action)
            raise Dropped
        connection.sendall((action or normal).encode() + b"\r\n")
        return action is None

    def _take_message(self, connection, lines, address):
        body = []
        while (line := lines.readline()) != b".\r\n":
            if not line:
                return  # cut before the end: nothing was handed over
            body.append(line[1:] if line.startswith(b".") else line)
        raw = b"".join(body)
        parsed = email.message_from_bytes(raw, policy=email.policy.default)
        text = parsed.get_body(("plain",)).get_content()
        public_id = str(parsed["message-id"]).strip("<>").partition("@")[0]
        action = self.next_fault("dot")
        self.take(Received(public_id, address, raw, text, "ok" if action is None else action))
        if self.delay:
            time.sleep(self.delay)
        if action == "drop":
            raise Dropped
        if isinstance(action, (int, float)):
            time.sleep(action)
            raise Dropped
        connection.sendall((action or f"250 2.0.0 queued as {public_id}").encode() + b"\r\n")


class HttpSink(Server):
    """Stage: request. An action is (status, [header lines]), "drop" or a number of seconds in which nothing is said."""

    def talk(self, connection):
        lines = connection.makefile("rb")
        while lines.readline():
            headers = {}
            while (line := lines.readline().strip()):
                name, _, value = line.decode("latin1").partition(":")
                headers[name.lower()] = value.strip()
            raw = lines.read(int(headers.get("content-length", "0")))
            if len(raw) < int(headers.get("content-length", "0")):
                return
            action = self.next_fault("request")
            text = json.dumps(json.loads(raw), ensure_ascii=False)
            self.take(Received(headers["webhook-id"], "", raw, text, "ok" if action is None else action))
            if self.delay:
                time.sleep(self.delay)
            if action == "drop":
                return
            if isinstance(action, (int, float)):
                time.sleep(action)
                return
            status, more = action or (200, [])
            answer = [f"HTTP/1.1 {status} X", "Content-Length: 2", *more, "", "ok"]
            connection.sendall("\r\n".join(answer).encode())


def environment():
    """As given, but without what would make a sanitizer's leak check fail under strace."""
    values = dict(os.environ)
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        values.pop(name, None)
    values["ASAN_OPTIONS"] = ":".join(filter(None, [values.get("ASAN_OPTIONS"), "detect_leaks=0"]))
    return values


def strace_works():
    if not shutil.which("strace"):
        return False
    probe = ["strace", "-f", "-o", "/dev/null", "-e", "trace=write", "-e", "inject=write:signal=SIGKILL:when=1", "echo"]
    done = subprocess.run(probe, capture_output=True, check=False)
    return done.returncode in (-signal.SIGKILL, 128 + signal.SIGKILL)


class Daemon:
    """One run of dondocd; its log goes to a file."""

    def __init__(self, site, *arguments, before=()):
        site.runs += 1
        self.log_path = os.path.join(site.root, f"run-{site.runs}.log")
        command = [*before, os.path.join(BIN, "dondocd"), "--config", site.config, "--lang", "en", *arguments]
        with open(self.log_path, "wb") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, env=environment(),
                                            start_new_session=True)
        site.daemons.append(self)

    def log(self):
        with open(self.log_path, encoding="utf-8", errors="replace") as lines:
            return lines.read()

    def logged(self, text, times=1, seconds=UNCERTAIN_WAIT):
        return eventually(lambda: self.log().count(text) >= times, seconds)

    def ready(self):
        if not eventually(lambda: "is ready" in self.log() or self.process.poll() is not None):
            raise AssertionError("dondocd does not get ready:\n" + self.log())
        if self.process.poll() is not None:
            raise AssertionError("dondocd ended:\n" + self.log())
        return self

    def signal(self, number):
        self.process.send_signal(number)

    def wait(self, seconds=60):
        return self.process.wait(seconds)

    def kill(self):
        """The whole group: what runs under strace outlives it otherwise."""
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass  # it has ended by itself
        self.process.wait()

    def stop(self, seconds=60):
        self.signal(signal.SIGTERM)
        return self.wait(seconds)

    def cpu_seconds(self):
        with open(f"/proc/{self.process.pid}/stat", encoding="ascii") as stat:
            fields = stat.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Site:
    """A configuration directory made by `dondoc init`, with a calendar that is always open, and its database."""

    CHANNELS = ("mail", "hook")

    def __init__(self, parent=None):
        self.root = tempfile.mkdtemp(prefix="dondoc-faults-", dir=parent)
        self.config = os.path.join(self.root, "config")
        self.database = os.path.join(self.config, "dondoc.db")
        self.mail, self.hook = SmtpSink(), HttpSink()
        self.daemons, self.runs, self.items = [], 0, 0
        self.run("init", self.config, expect=0)
        self.write_calendar()
        self.write_main()
        self.write_rules()
        self.run("unpause", expect=0)  # makes the database

    # Configuration ---------------------------------------------------------------------------------------------------

    def write(self, name, text):
        with open(os.path.join(self.config, name), "w", encoding="utf-8") as out:
            out.write(text)

    def write_calendar(self):
        this = datetime.date.today().year
        years = "".join(f'[[year]]\nyear = {year}\nstatus = "official"\nnotice = "thử"\ndays = []\n'
                        for year in range(this - 1, this + 3))
        self.write("calendars/luon-mo.toml",
                   'id = "luon-mo"\ntitle = "Luôn mở"\nzone = "Asia/Ho_Chi_Minh"\nboundary = "closing"\n'
                   '[hours]\nmonday = ["00:00-24:00"]\ntuesday = ["00:00-24:00"]\nwednesday = ["00:00-24:00"]\n'
                   'thursday = ["00:00-24:00"]\nfriday = ["00:00-24:00"]\nsaturday = ["00:00-24:00"]\n'
                   'sunday = ["00:00-24:00"]\n' + years)

    def write_main(self, mode="live", delivery="", mail="", hook="", group_wait="1s", backoff="1s", timeout="5s"):
        self.write("dondoc.toml", f'''
language = "en"
time_zone = "Asia/Ho_Chi_Minh"
calendar = "luon-mo"
database = "dondoc.db"
host = "faults.test"
[delivery]
mode = "{mode}"
redirect = {{ channel = "mail", to = "chay-thu@faults.test" }}
group_wait = "{group_wait}"
group_wait_max = "2s"
max_per_day = 1000
backoff = ["{backoff}"]
give_up_after = "5d"
{delivery}
[sender]
name = "Văn phòng"
contact = "Nguyễn Văn Mẫu, Phòng Kiểm soát thủ tục hành chính, 0273 300 0000"
[operator]
to = [{{ channel = "mail", address = "van-hanh@faults.test" }}]
[[channel]]
id = "mail"
type = "smtp"
host = "127.0.0.1"
port = {self.mail.port}
security = "none"
auth = "none"
from = "dondoc@faults.test"
timeout = "{timeout}"
{mail}
[[channel]]
id = "hook"
type = "webhook"
url = "http://127.0.0.1:{self.hook.port}/dondoc"
allow_http = true
allow_private = true
timeout = "{timeout}"
{hook}
''')

    def write_rules(self, via=CHANNELS, steps=""):
        for name in os.listdir(os.path.join(self.config, "rules")):
            os.remove(os.path.join(self.config, "rules", name))
        self.write("rules/thu.toml", f'''
[[rule]]
id = "thu"
title = "Thử"
kind = "task"
  [[rule.step]]
  id = "den-han"
  at = "due"
  severity = "critical"
  notify = ["officer"]
  via = {json.dumps(list(via))}
{steps}
''')

    # What other programs and operators do ----------------------------------------------------------------------------

    def run(self, *words, expect=None):
        command = [os.path.join(BIN, "dondoc"), "--config", self.config, "--lang", "en", *words]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, env=environment(), check=False)
        if expect is not None and done.returncode != expect:
            raise AssertionError(f"{words}: exit {done.returncode}, expected {expect}\n{done.stdout}{done.stderr}")
        return done

    def open(self):
        connection = sqlite3.connect(self.database, timeout=20, isolation_level=None)
        connection.execute("PRAGMA foreign_keys = ON")
        return connection

    def sql(self, text, parameters=()):
        connection = self.open()
        try:
            return connection.execute(text, parameters).fetchall()
        finally:
            connection.close()

    def script(self, text):
        connection = self.open()
        try:
            connection.executescript("BEGIN IMMEDIATE;" + text + ";COMMIT;")
        finally:
            connection.close()

    def shell(self, text, before=()):
        """The same by the sqlite3 program."""
        subprocess.run([*before, "sqlite3", "-cmd", ".timeout 20000", self.database, text], check=True, capture_output=True)

    def add_people(self, count):
        rows = ["INSERT OR IGNORE INTO agencies(code, name, level, addressee) VALUES ('SO', 'Sở', 'so', 'Giám đốc Sở')"]
        for number in range(count):
            rows.append(f"INSERT INTO people(code, name) VALUES ('p{number}', 'Người {number}')")
            rows.append(f"INSERT INTO positions(agency, role, person) VALUES ('SO', 'officer', 'p{number}')")
            for channel, value in (("mail", f"p{number}@faults.test"), ("hook", f"p{number}")):
                rows.append(f"INSERT INTO addresses(owner, channel, value) VALUES ('person:p{number}', '{channel}', '{value}')")
        self.script(";".join(rows))

    def item_values(self, person, due):
        """Code and a VALUES tuple for (code, kind, title, agency, officer, received_at, due_at)."""
        self.items += 1
        code = f"I-{self.items:04d}"
        return code, f"('{code}', 'task', 'Việc {code}', 'SO', '{person}', {due - 10 * DAY}, {due})"

    COLUMNS = "(code, kind, title, agency, officer, received_at, due_at)"

    def add_items(self, people, due=None):
        """One item a person of the list; returns the codes."""
        due = now_ms() - HOUR if due is None else due
        codes, values = zip(*(self.item_values(person, due) for person in people))
        self.script(f"INSERT INTO items{self.COLUMNS} VALUES {','.join(values)}")
        return list(codes)

    def peek(self, query):
        """Reads a copy, so that what a killed daemon left stays as it was."""
        with tempfile.TemporaryDirectory() as copy:
            for suffix in ("", "-wal"):
                if os.path.exists(self.database + suffix):
                    shutil.copy(self.database + suffix, os.path.join(copy, "copy.db" + suffix))
            connection = sqlite3.connect(os.path.join(copy, "copy.db"))
            try:
                return connection.execute(query).fetchall()
            finally:
                connection.close()

    # The daemon and the servers --------------------------------------------------------------------------------------

    def start(self, *arguments, before=()):
        return Daemon(self, *arguments, before=before)

    def once(self):
        daemon = self.start("--once")
        code = daemon.wait(120)
        if code != 0:
            raise AssertionError(f"dondocd --once: exit {code}\n{daemon.log()}")
        return daemon

    def undelivered(self):
        return self.sql("SELECT (SELECT count(*) FROM item_state WHERE next_check_at = 0) +"
                        " (SELECT count(*) FROM messages WHERE state IN ('open', 'in_flight', 'unknown'))")[0][0]

    def told(self, code, server=None):
        """Ids of the messages about an item that a server said yes to."""
        servers = [server] if server else [self.mail, self.hook]
        return [one.id for which in servers for one in which.accepted() if code in one.items]

    def messages(self, columns="state, attempts", channel=None):
        where = f" AND channel = '{channel}'" if channel else ""
        return self.sql(f"SELECT {columns} FROM messages WHERE class <> 'operations'{where} ORDER BY id")

    def close(self):
        for daemon in self.daemons:
            if daemon.process.poll() is None:
                daemon.kill()
        self.mail.close()
        self.hook.close()
        shutil.rmtree(self.root, ignore_errors=True)


class FaultTest(unittest.TestCase):
    """A site of its own for each test; a failure shows the ends of the daemons' logs."""

    PEOPLE = 4

    def __init__(self, name):
        super().__init__(name)
        self.sites = []
        self.random = random.Random(f"{SEED}/{name}")

    def setUp(self):
        self.site = self.new_site()

    def new_site(self, parent=None):
        site = Site(parent)
        self.addCleanup(site.close)
        site.add_people(self.PEOPLE)
        self.sites.append(site)
        return site

    def tearDown(self):
        outcome = self._outcome.result
        if any(test is self for test, _ in outcome.failures + outcome.errors):
            for daemon in [one for site in self.sites for one in site.daemons[-3:]]:
                sys.stderr.write(f"--- {daemon.log_path}\n{daemon.log()[-3000:]}\n")

    def assert_sound(self, site=None):
        self.assertEqual((site or self.site).sql("PRAGMA integrity_check"), [("ok",)])

    def assert_quiet(self, servers, seconds=1.3):
        """Nothing more arrives."""
        before = [len(server.taken()) for server in servers]
        time.sleep(seconds)
        self.assertEqual([len(server.taken()) for server in servers], before, "more messages came")


def run_side_by_side(tests, workers):
    """Most of a fault test is waiting. Returns the tests' results."""
    tests.sort(key=lambda test: -getattr(test, "WEIGHT", 1))

    def run(test):
        result, started = unittest.TestResult(), time.monotonic()
        test.run(result)
        word = "skipped" if result.skipped else "ok" if result.wasSuccessful() else "FAILED"
        text = "".join(f"\n{trace}" for _, trace in result.failures + result.errors)
        text += "".join(f": {why}" for _, why in result.skipped)
        sys.stderr.write(f"{test.id().removeprefix('__main__.')} {time.monotonic() - started:.1f} s ... {word}{text}\n")
        return result

    with concurrent.futures.ThreadPoolExecutor(workers) as pool:
        return list(pool.map(run, tests))


def main(needs=(), workers=4):
    """Runs the tests of the calling file, or those named on the command line (Class.test); leaves with 77 where something
    they need is missing. DONDOC_SEED repeats the choices of an earlier run."""
    if not BIN or not os.access(os.path.join(BIN, "dondocd"), os.X_OK):
        print("DONDOC_BIN_DIR does not name a folder with dondocd", file=sys.stderr)
        sys.exit(77)
    for program in needs:
        if not shutil.which(program):
            print(f"{program} is not installed", file=sys.stderr)
            sys.exit(77)
    print(f"DONDOC_SEED={SEED}", file=sys.stderr)
    loader, module, tests = unittest.defaultTestLoader, sys.modules["__main__"], []
    names = sys.argv[1:]
    suites = [loader.loadTestsFromNames(names, module) if names else loader.loadTestsFromModule(module)]
    while suites:
        one = suites.pop()
        if isinstance(one, unittest.TestSuite):
            suites.extend(one)
        else:
            tests.append(one)
    results = run_side_by_side(tests, workers)
    bad = sum(not result.wasSuccessful() for result in results)
    print(f"{len(results)} tests, {bad} failed", file=sys.stderr)
    sys.exit(1 if bad or not results else 0)
