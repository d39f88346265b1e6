#!/usr/bin/python3
"""Other programs write while dondocd runs: the sqlite3 shell and Python's sqlite3, with INSERT, REPLACE, upsert, UPDATE,
DELETE and holds. It notices within seconds, loses no update, and tells nothing that is done and nothing twice."""

import collections
import random
import threading
import time
import unittest

import harness
from harness import DAY, FULL, HOUR, eventually, now_ms


class OtherWriters(harness.FaultTest):
    PEOPLE = 8

    def setUp(self):
        super().setUp()
        self.daemon = self.site.start().ready()

    # What is awaited here is awaited for less than the minute after which dondocd looks at everything anyhow.

    def wait_told(self, code):
        told = eventually(lambda: self.site.told(code, self.site.mail) and self.site.told(code, self.site.hook))
        self.assertTrue(told, f"{code} was not told\n{self.daemon.log()}")

    def evaluated(self, code):
        """Waits until the daemon has looked at the item's present state."""
        self.assertTrue(eventually(lambda: self.site.sql("SELECT count(*) FROM item_state WHERE code = ? AND"
                                                         " next_check_at IS NOT 0", (code,))[0][0]), code)

    def assert_told_once(self, codes):
        for code in codes:
            for server in (self.site.mail, self.site.hook):
                self.assertEqual(len(self.site.told(code, server)), 1, code)

    def test_insert_by_the_shell_and_by_python(self):
        code, values = self.site.item_values("p0", now_ms() - HOUR)
        self.site.shell(f"INSERT INTO items{self.site.COLUMNS} VALUES {values}")
        self.wait_told(code)
        (second,) = self.site.add_items(["p1"])
        self.wait_told(second)
        self.assert_quiet([self.site.mail, self.site.hook])
        self.assert_told_once([code, second])

    def test_replace_and_upsert_of_what_was_told_tell_nothing_again(self):
        (code,) = self.site.add_items(["p0"])
        self.wait_told(code)
        due = self.site.sql("SELECT due_at FROM items WHERE code = ?", (code,))[0][0]
        row = f"('{code}', 'task', 'Tên mới', 'SO', 'p0', {due - 10 * DAY}, {due})"
        self.site.shell(f"REPLACE INTO items{self.site.COLUMNS} VALUES {row}")
        self.site.shell(f"INSERT INTO items{self.site.COLUMNS} VALUES {row} ON CONFLICT(source, code) DO UPDATE SET"
                        " title = 'Tên khác', due_at = excluded.due_at")
        self.evaluated(code)
        self.assert_quiet([self.site.mail, self.site.hook])
        self.assert_told_once([code])
        self.assertEqual(self.site.sql("SELECT title FROM items WHERE code = ?", (code,)), [("Tên khác",)])

    def test_a_deadline_brought_forward_is_told_and_one_put_off_is_told_again_when_it_is_reached(self):
        (code,) = self.site.add_items(["p0"], due=now_ms() + 5 * DAY)
        self.evaluated(code)
        self.site.shell(f"UPDATE items SET due_at = {now_ms() - 1000} WHERE code = '{code}'")
        self.wait_told(code)
        later = now_ms() + 8000
        self.site.sql("UPDATE items SET due_at = ? WHERE code = ?", (later, code))
        self.evaluated(code)
        self.assertEqual(len(self.site.told(code, self.site.mail)), 1)
        self.assertTrue(eventually(lambda: len(self.site.told(code, self.site.mail)) == 2), self.daemon.log())
        self.assertGreaterEqual(now_ms(), later)
        self.assertEqual(self.site.sql("SELECT version FROM item_state WHERE code = ?", (code,)), [(3,)])

    def test_done_before_the_message_left_is_never_told(self):
        self.site.run("pause", expect=0)
        codes = self.site.add_items([f"p{n}" for n in range(4)])
        for code in codes:
            self.evaluated(code)
        self.assertEqual(self.site.sql("SELECT count(*) FROM notices WHERE state = 'queued'"), [(4,)])
        self.site.shell(f"UPDATE items SET state = 'done', finished_at = {now_ms()} WHERE code = '{codes[0]}'")
        self.site.sql("DELETE FROM items WHERE code = ?", (codes[1],))
        self.site.sql("INSERT INTO holds(code, from_at, reason) VALUES (?, ?, 'chờ bổ sung')", (codes[2], now_ms() - 2 * HOUR))
        for code in codes[:3]:
            self.evaluated(code)
        self.site.run("unpause", expect=0)
        self.wait_told(codes[3])
        self.assert_quiet([self.site.mail, self.site.hook])
        for code in codes[:3]:
            self.assertEqual(self.site.told(code), [], code)

    def test_a_hold_mutes_and_its_end_speaks(self):
        due = now_ms() + 3000
        (code,) = self.site.add_items(["p0"], due=due)
        self.site.shell(f"INSERT INTO holds(code, from_at, reason) VALUES ('{code}', {now_ms()}, 'tạm dừng')")
        time.sleep(max(0, (due - now_ms()) / 1000) + 3)
        self.assertEqual(self.site.told(code), [])
        self.site.shell(f"UPDATE holds SET until_at = {now_ms()} WHERE code = '{code}'")
        self.wait_told(code)

    @unittest.skipUnless(harness.strace_works(), "no strace, or it may not trace here")
    def test_a_commit_that_a_slow_disk_keeps_from_view_is_noticed(self):
        """The log has changed for some time before what it says can be read."""
        (code,) = self.site.add_items(["p0"], due=now_ms() + 5 * DAY)
        self.evaluated(code)
        slow_disk = ["strace", "-qq", "-o", "/dev/null", "-e", "trace=fdatasync,fsync", "-e",
                     "inject=fdatasync,fsync:delay_enter=700000"]
        self.site.shell(f"UPDATE items SET due_at = {now_ms() - 1000} WHERE code = '{code}'", before=slow_disk)
        self.wait_told(code)

    def test_storm_of_writers(self):
        """Threads of other programs against the daemon: every statement succeeds, and the end is right."""
        seconds = 60 if FULL else 6
        until, errors, codes = time.monotonic() + seconds, [], []
        written = collections.Counter()
        lock = threading.Lock()

        def writer(number):
            connection, chance = self.site.open(), random.Random(f"{harness.SEED}/{number}")
            due = now_ms() + 30 * DAY
            while time.monotonic() < until:
                try:
                    with lock:
                        code, values = self.site.item_values(f"p{number}", due)
                        codes.append(code)
                    connection.execute(f"INSERT INTO items{self.site.COLUMNS} VALUES {values}")
                    for action in chance.sample(range(4), 2):
                        if action == 0:
                            connection.execute(f"REPLACE INTO items{self.site.COLUMNS} VALUES {values}")
                        elif action == 1:
                            connection.execute("UPDATE items SET progress = progress || 'x' WHERE code = ?", (code,))
                        elif action == 2:
                            connection.execute("INSERT INTO holds(code, from_at, until_at) VALUES (?, ?, ?)",
                                               (code, due - 5 * DAY, due - 4 * DAY))
                        else:
                            connection.execute(f"INSERT INTO items{self.site.COLUMNS} VALUES {values}"
                                               " ON CONFLICT(source, code) DO UPDATE SET title = excluded.title || '.'")
                    # Half of them become overdue now, the others are done.
                    if chance.random() < 0.5:
                        connection.execute("UPDATE items SET due_at = ? WHERE code = ?", (now_ms() - 1000, code))
                        written[code] = 1
                    else:
                        connection.execute("UPDATE items SET due_at = ?, state = 'done' WHERE code = ?",
                                           (now_ms() - 1000, code))
                        written[code] = 0
                except Exception as error:  # noqa: BLE001, whatever it is fails the test
                    errors.append(repr(error))
                    return
                time.sleep(chance.uniform(0, 0.03))
            connection.close()

        threads = [threading.Thread(target=writer, args=(number,)) for number in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(errors, [])
        self.assertTrue(eventually(lambda: self.site.undelivered() == 0, 60), self.daemon.log())
        self.assert_quiet([self.site.mail, self.site.hook])
        for server in (self.site.mail, self.site.hook):
            told = collections.Counter(code for one in server.accepted() for code in one.items)
            wrong = {code: (told[code], written[code]) for code in codes if told[code] != written[code]}
            self.assertEqual(wrong, {}, "code: (told, should be)")
        stored = self.site.sql("SELECT count(*) FROM items")[0][0]
        self.assertEqual(stored, len(codes))
        self.assert_sound()


if __name__ == "__main__":
    harness.main(needs=["sqlite3"])
