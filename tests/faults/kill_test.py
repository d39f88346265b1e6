#!/usr/bin/python3
"""kill -9 anywhere between a deadline and its settled message: nothing is lost, and nothing comes twice but what was in
flight at a kill, under the same id.

Kills at random times while real connections are open, and before the k-th system call of a kind (strace). Each test ends
with a count.
"""

import collections
import signal
import sys
import time
import unittest

import harness
from harness import FULL


class Tally:
    """What the servers got, held against what was due and what was in flight at each kill."""

    def __init__(self, site, codes, servers=None):
        self.site, self.codes = site, codes
        self.servers = servers or (site.mail, site.hook)
        self.in_flight = collections.Counter()  # id → kills that found it in flight
        self.kills = 0

    def killed(self):
        self.kills += 1
        for (public_id,) in self.site.peek("SELECT public_id FROM messages WHERE state = 'in_flight'"):
            self.in_flight[public_id.replace(".", "-")] += 1

    def check(self, test):
        lost = repeats = delivered = 0
        for server in self.servers:
            by_item = collections.defaultdict(set)
            times = collections.Counter()
            for one in server.taken():
                times[one.id.replace(".", "-")] += 1
                for code in one.items:
                    by_item[code].add(one.id)
            for code in self.codes:
                lost += not by_item[code]
                delivered += bool(by_item[code])
                test.assertLessEqual(len(by_item[code]), 1, f"{code} was told again under another id")
            extra = set(by_item) - set(self.codes)
            test.assertFalse(extra, "messages about items that are none")
            for public_id, count in times.items():
                repeats += count - 1
                test.assertLessEqual(count - 1, self.in_flight[public_id],
                                     f"{public_id} came {count} times and was in flight at {self.in_flight[public_id]} kills")
            nameless = [one.text for one in server.taken() if not one.items]
            test.assertFalse(nameless, "messages about nothing")
        due = len(self.servers) * len(self.codes)
        counts = f"{self.kills} kills: {due} due, {delivered} delivered, {repeats} repeated with the same id, {lost} lost"
        print(f"{test.id().rpartition('.')[2]}: {counts}", file=sys.stderr)
        test.assertEqual((delivered, lost), (due, 0), counts)
        test.assertEqual(self.site.sql("SELECT count(*) FROM notices WHERE state <> 'told'"), [(0,)])
        test.assertEqual(self.site.sql("SELECT count(*) FROM messages WHERE state NOT IN ('delivered', 'dead', 'withdrawn')"),
                         [(0,)])
        test.assert_sound(self.site)


class KillAtRandomTimes(harness.FaultTest):
    WEIGHT = 10
    PEOPLE = 350
    ITEMS = 500
    KILLS = 200 if FULL else 15

    def test_in_a_loop_until_drained(self):
        """One flood after another until enough kills have hit a daemon at work."""
        kills = 0
        while kills < self.KILLS:
            if kills:
                self.site = self.new_site()
            kills += self.one_flood(self.KILLS - kills)

    def one_flood(self, most):
        site = self.site
        site.mail.delay = site.hook.delay = 0.02
        people = [f"p{number % self.PEOPLE}" for number in range(self.ITEMS)]
        tally = Tally(site, site.add_items(people))
        while tally.kills < most:
            daemon = site.start()
            time.sleep(self.random.choice((self.random.uniform(0, 0.2), self.random.uniform(0.5, 2.5))))
            daemon.kill()
            tally.killed()
            if not site.peek("SELECT 1 FROM item_state WHERE next_check_at = 0 UNION ALL"
                             " SELECT 1 FROM messages WHERE state IN ('open', 'in_flight', 'unknown') LIMIT 1"):
                break
        daemon = site.start()
        self.assertTrue(harness.eventually(lambda: site.undelivered() == 0, 120), daemon.log())
        time.sleep(1.2)  # whatever would come now would be too much
        self.assertEqual(daemon.stop(), 0, daemon.log())
        tally.check(self)
        return tally.kills


class KillAtASystemCall(harness.FaultTest):
    """Before the k-th fdatasync, pwrite64 or sendto of a thread: every boundary between two stages is one of them."""

    PEOPLE = 5
    ITEMS = 8
    SAMPLES = 100 if FULL else 4  # of each call

    def killed_before(self, call, number, *arguments):
        """False if the run ended without reaching it."""
        inject = f"{call}:signal=SIGKILL:when={number}"
        before = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={call}", "-e", f"inject={inject}"]
        daemon = self.site.start(*arguments, before=before)
        code = daemon.wait(60)
        self.assertIn(code, (0, -signal.SIGKILL, 128 + signal.SIGKILL), daemon.log())
        return code != 0

    def sample(self, call, servers=None):
        site, kills, beyond = self.site, 0, 200 if FULL else 40
        codes = []
        tally = Tally(site, codes, servers)
        while kills < self.SAMPLES:
            number = kills + 1 if kills < 3 else self.random.randrange(1, beyond)
            codes += site.add_items([f"p{i % self.PEOPLE}" for i in range(self.ITEMS)])
            site.sql("UPDATE addresses SET failing = 0")
            if self.killed_before(call, number, "--once"):
                tally.killed()
                kills += 1
            else:
                beyond = min(beyond, number)
                self.assertGreater(beyond, 3, f"no run reached a {call}")
            site.once()
        tally.check(self)

    def test_fdatasync(self):
        self.sample("fdatasync")

    def test_fdatasync_while_the_first_channel_refuses_everybody(self):
        """Between a dead letter and the message that goes another way."""
        self.site.write_rules(via=["mail"])
        self.site.sql("DELETE FROM addresses WHERE owner LIKE 'person:%' AND channel = 'mail' AND owner > 'person:p3'")
        self.site.mail.fault("rcpt", "550 5.1.1 no such user", times=1_000_000)
        self.sample("fdatasync", [self.site.hook])

    def test_pwrite64(self):
        self.sample("pwrite64")

    def test_sendto(self):
        self.sample("sendto")


if __name__ == "__main__":
    if not harness.strace_works():
        print("no strace, or it may not trace here: no kills at system calls", file=sys.stderr)
        KillAtASystemCall = unittest.skip("no strace, or it may not trace here")(KillAtASystemCall)
    harness.main()
