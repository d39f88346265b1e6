#!/usr/bin/python3
"""The database in trouble: locked by others, a full disk, somebody else's file, a damaged one, one from the future."""

import os
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import time

import harness
from harness import FULL, eventually


class Locked(harness.FaultTest):
    WEIGHT = 10

    def hold(self, seconds):
        """Another program keeps the database for itself."""
        other = self.site.open()
        other.execute("BEGIN EXCLUSIVE")
        time.sleep(seconds)
        other.execute("COMMIT")
        other.close()

    def test_an_idle_daemon_waits_without_work_and_recovers(self):
        daemon = self.site.start().ready()
        time.sleep(1)
        before = daemon.cpu_seconds()
        self.hold(5)
        self.assertLess(daemon.cpu_seconds() - before, 0.5)
        (code,) = self.site.add_items(["p0"])
        self.assertTrue(eventually(lambda: self.site.told(code, self.site.mail)), daemon.log())

    def test_locked_longer_than_sqlite_waits_while_there_is_work(self):
        """Longer than the busy timeout, with items to claim and messages to seal: all of it happens afterwards."""
        self.site.run("pause", expect=0)
        first = self.site.add_items([f"p{n}" for n in range(4)])
        daemon = self.site.start().ready()
        self.assertTrue(eventually(lambda: self.site.sql("SELECT count(*) FROM messages WHERE class <> 'operations'") == [(8,)]))
        other = self.site.open()
        other.execute("BEGIN IMMEDIATE")
        other.execute("DELETE FROM meta WHERE key LIKE 'paused%'")
        other.execute("COMMIT")
        before = daemon.cpu_seconds()
        self.hold(25 if FULL else 12)
        self.assertLess(daemon.cpu_seconds() - before, 1.5)
        second = self.site.add_items([f"p{n}" for n in range(4)])
        self.assertTrue(eventually(lambda: self.site.undelivered() == 0, 40), daemon.log())
        for code in first + second:
            self.assertEqual(len(self.site.told(code, self.site.mail)), 1, code)
            self.assertEqual(len(self.site.told(code, self.site.hook)), 1, code)

    def test_locked_between_the_recheck_and_the_seal(self):
        """Nothing that was not sealed counts as under way: a narrow channel goes on afterwards."""
        self.site.write_main(mail="connections = 1", hook="connections = 1")
        daemon = self.site.start().ready()
        # Messages get ready while the lock is held: reading them works, sealing them does not.
        codes = self.site.add_items(["p0", "p1"])
        self.assertTrue(eventually(lambda: self.site.sql("SELECT count(*) FROM messages WHERE state = 'open'") == [(4,)]))
        self.hold(12.5)
        self.assertTrue(eventually(lambda: self.site.undelivered() == 0, 30), daemon.log())
        for code in codes:
            self.assertEqual(len(self.site.told(code)), 2, code)


class FullDisk(harness.FaultTest):
    def setUp(self):
        self.mount = tempfile.mkdtemp(prefix="dondoc-full-")
        self.addCleanup(os.rmdir, self.mount)
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", self.mount], capture_output=True, check=False)
        if done.returncode != 0:
            self.skipTest("mounting a small file system needs root: " + done.stderr.decode().strip())
        self.addCleanup(subprocess.run, ["umount", "-l", self.mount], check=True)
        self.site = self.new_site(self.mount)

    def fill(self):
        """Takes what is left, to the last page."""
        path = os.path.join(self.mount, "ballast")
        with open(path, "wb", buffering=0) as ballast:
            for size in (65536, 4096, 512, 1):
                try:
                    while True:
                        ballast.write(b"x" * size)
                except OSError:
                    pass
        return path

    def test_full_for_a_while_then_freed(self):
        daemon = self.site.start().ready()
        (first,) = self.site.add_items(["p0"])
        self.assertTrue(eventually(lambda: self.site.told(first, self.site.mail)), daemon.log())
        codes = self.site.add_items([f"p{n % 4}" for n in range(40)], due=harness.now_ms() + 2500)
        time.sleep(0.5)
        ballast = self.fill()
        self.assertTrue(daemon.logged("full"), daemon.log())
        time.sleep(2)
        self.assertIsNone(daemon.process.poll(), "it waits for the disk")
        os.remove(ballast)
        freed = time.monotonic()
        self.assertTrue(eventually(lambda: all(len(self.site.told(code)) >= 2 for code in codes)), daemon.log())
        self.assertLess(time.monotonic() - freed, 8)
        self.assert_quiet([self.site.mail, self.site.hook])
        for code in codes:
            self.assertEqual(len(self.site.told(code, self.site.mail)), 1, code)
            self.assertEqual(len(self.site.told(code, self.site.hook)), 1, code)
        self.assertIn("the database works again", daemon.log())
        self.assertEqual(self.site.sql("PRAGMA integrity_check"), [("ok",)])
        self.assertEqual(daemon.stop(), 0)


class FailingCalls(harness.FaultTest):
    """One write or sync of the running daemon fails: the transaction is gone whole, and tried again."""

    SAMPLES = 60 if FULL else 6

    def test_each_is_survived_and_nothing_is_lost_or_comes_twice(self):
        if not shutil.which("strace"):
            self.skipTest("strace is not installed")
        faults = [(call, error, number) for call, error in (("pwrite64", "ENOSPC"), ("pwrite64", "EIO"), ("fdatasync", "EIO"))
                  for number in range(1, 25)]
        chosen = self.random.sample(faults, self.SAMPLES)
        for start in range(0, len(chosen), 6):
            self.side_by_side(chosen[start:start + 6])

    def side_by_side(self, faults):
        runs = []
        for call, error, number in faults:
            site = self.new_site()
            site.write_main(mail="connections = 1", hook="connections = 1", group_wait="0s")
            codes = site.add_items([f"p{n}" for n in range(4)])
            inject = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={call}",
                      "-e", f"inject={call}:error={error}:when={number}"]
            runs.append((f"{call} {error} {number}", site, codes, site.start(before=inject)))
        for name, site, codes, daemon in runs:
            with self.subTest(fault=name):
                done = lambda: all(len(site.told(code)) >= 2 for code in codes) and site.undelivered() == 0  # noqa: E731
                if not eventually(lambda: daemon.process.poll() is not None or done()):
                    self.fail("stuck:\n" + daemon.log())
                if daemon.process.poll() is not None:
                    self.assertIn(daemon.process.returncode, (69, 74), daemon.log())  # 69: the lock could not be written
                    site.once()
                for code in codes:
                    self.assertEqual(len(site.told(code, site.mail)), 1, code)
                    self.assertEqual(len(site.told(code, site.hook)), 1, code)
                self.assert_sound(site)
                daemon.kill()


class Refused(harness.FaultTest):
    def assert_refused_untouched(self, word):
        with open(self.site.database, "rb") as file:
            before = file.read()
        daemon = self.site.start()
        self.assertEqual(daemon.wait(20), 74, daemon.log())
        self.assertIn(word, daemon.log())
        with open(self.site.database, "rb") as file:
            self.assertEqual(file.read(), before, "the file was changed")

    def replace_database(self):
        for suffix in ("", "-wal", "-shm"):
            if os.path.exists(self.site.database + suffix):
                os.remove(self.site.database + suffix)

    def test_a_database_of_somebody_else(self):
        self.replace_database()
        other = sqlite3.connect(self.site.database)
        other.executescript("CREATE TABLE khach_hang(ten TEXT); INSERT INTO khach_hang VALUES ('A')")
        other.close()
        self.assert_refused_untouched("not a dondoc database")

    def test_a_file_that_is_no_database(self):
        self.replace_database()
        with open(self.site.database, "wb") as file:
            file.write(b"Day khong phai co so du lieu. " * 500)
        self.assert_refused_untouched(self.site.database)

    def test_one_of_a_newer_dondoc(self):
        self.site.sql("PRAGMA user_version = 999")
        self.site.sql("PRAGMA wal_checkpoint(TRUNCATE)")
        self.assert_refused_untouched("999")

    def test_random_bytes_in_the_middle_end_the_service_and_send_nothing_more(self):
        self.site.add_items([f"p{n % 4}" for n in range(200)], due=harness.now_ms() + 4000)
        self.site.once()
        self.site.sql("PRAGMA wal_checkpoint(TRUNCATE)")
        pages = [page for (page,) in self.site.sql("SELECT pageno FROM dbstat WHERE name IN ('item_state', 'items')")]
        with open(self.site.database, "r+b") as file:
            for page in pages:
                file.seek((page - 1) * 4096)
                file.write(os.urandom(4096))
        daemon = self.site.start()
        self.assertEqual(daemon.wait(20), 74, daemon.log())
        self.assertEqual(self.site.mail.taken() + self.site.hook.taken(), [])


class OtherHoldsItStopped(harness.FaultTest):
    def test_a_stopped_daemon_does_not_block_other_writers(self):
        """SIGSTOP between transactions; whoever writes gets through, and it goes on afterwards."""
        daemon = self.site.start().ready()
        time.sleep(0.5)
        daemon.signal(signal.SIGSTOP)
        (code,) = self.site.add_items(["p0"])
        time.sleep(1)
        self.assertEqual(self.site.told(code), [])
        daemon.signal(signal.SIGCONT)
        self.assertTrue(eventually(lambda: self.site.told(code, self.site.mail)), daemon.log())


if __name__ == "__main__":
    harness.main()
