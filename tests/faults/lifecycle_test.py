#!/usr/bin/python3
"""dondocd as a service: reload, stopping, two of them, rehearsal and live, pause, exit codes."""

import os
import signal
import time

import harness
from harness import HOUR, eventually, now_ms


class Reload(harness.FaultTest):
    def test_a_bad_configuration_changes_nothing_and_is_logged_with_its_code(self):
        daemon = self.site.start().ready()
        self.site.write("rules/hong.toml", '[[rule]]\nid = "hong"\ntitle = "Hỏng"\n  [[rule.step]]\n  id = "a"\n'
                                           '  at = "due +3 weeks"\n  notify = ["officer"]\n')
        daemon.signal(signal.SIGHUP)
        self.assertTrue(daemon.logged("the old one stays"), daemon.log())
        self.assertRegex(daemon.log(), r"DD1\d\d\d")
        self.assertIn("hong.toml:6:", daemon.log())
        (code,) = self.site.add_items(["p0"])
        self.assertTrue(eventually(lambda: self.site.told(code, self.site.mail)), daemon.log())
        self.assertEqual(daemon.stop(), 0)

    def test_a_refused_reload_is_a_finding_until_the_next_good_one(self):
        daemon = self.site.start().ready()
        self.site.write("rules/hong.toml", "[[rule]]\nid = 1\n")
        daemon.signal(signal.SIGHUP)
        self.assertTrue(daemon.logged("the old one stays"), daemon.log())
        self.assertTrue(eventually(lambda: self.standing("DD6802")), daemon.log())
        os.remove(os.path.join(self.site.config, "rules", "hong.toml"))
        daemon.signal(signal.SIGHUP)
        self.assertTrue(daemon.logged("configuration reloaded"), daemon.log())
        self.assertTrue(eventually(lambda: not self.standing("DD6802")), daemon.log())

    def standing(self, code):
        return self.site.sql("SELECT 1 FROM findings WHERE code = ? AND resolved_at IS NULL", (code,))

    def test_a_half_written_file_changes_nothing(self):
        daemon = self.site.start().ready()
        with open(os.path.join(self.site.config, "dondoc.toml"), encoding="utf-8") as whole:
            text = whole.read()
        self.site.write("dondoc.toml", text[: len(text) // 2] + '"')
        daemon.signal(signal.SIGHUP)
        self.assertTrue(daemon.logged("the old one stays"), daemon.log())
        (code,) = self.site.add_items(["p0"])
        self.assertTrue(eventually(lambda: self.site.told(code, self.site.mail)), daemon.log())

    def test_a_good_configuration_takes_over(self):
        daemon = self.site.start().ready()
        (first,) = self.site.add_items(["p0"])
        self.assertTrue(eventually(lambda: self.site.told(first, self.site.mail)
                                   and self.site.told(first, self.site.hook)), daemon.log())
        self.site.write_rules(via=["hook"])
        self.site.run("reload", expect=0)
        self.assertTrue(daemon.logged("configuration reloaded"), daemon.log())
        (second,) = self.site.add_items(["p0"])
        self.assertTrue(eventually(lambda: self.site.told(second, self.site.hook)), daemon.log())
        self.assert_quiet([self.site.mail, self.site.hook])
        self.assertEqual(len(self.site.told(first)), 2)
        self.assertEqual(len(self.site.told(second)), 1)

    def test_reloads_during_a_burst_lose_and_repeat_nothing(self):
        self.site.mail.delay = 0.02
        daemon = self.site.start().ready()
        codes = []
        for _ in range(6):
            codes += self.site.add_items([f"p{n}" for n in range(4)])
            time.sleep(0.4)
            daemon.signal(signal.SIGHUP)
        self.assertTrue(daemon.logged("configuration reloaded", 2), daemon.log())
        self.assertTrue(eventually(lambda: self.site.undelivered() == 0), daemon.log())
        self.assert_quiet([self.site.mail, self.site.hook])
        for code in codes:
            self.assertEqual(len(self.site.told(code, self.site.mail)), 1, code)
            self.assertEqual(len(self.site.told(code, self.site.hook)), 1, code)


class Stopping(harness.FaultTest):
    def start_with_mail_under_way(self, delay, grace):
        self.site.write_main(delivery=f'shutdown_grace = "{grace}"', mail='connections = 2')
        self.site.write_rules(via=["mail"])
        self.site.mail.delay = delay
        daemon = self.site.start().ready()
        self.site.add_items([f"p{n}" for n in range(4)])
        self.assertTrue(eventually(lambda: len(self.site.mail.taken()) == 2), daemon.log())
        return daemon

    def test_sigterm_waits_for_what_is_under_way_and_starts_nothing(self):
        daemon = self.start_with_mail_under_way(delay=1.0, grace="10s")
        started = time.monotonic()
        self.assertEqual(daemon.stop(), 0, daemon.log())
        self.assertLess(time.monotonic() - started, 5)
        self.assertEqual(sorted(self.site.messages()), [("delivered", 1), ("delivered", 1), ("open", 0), ("open", 0)])
        self.site.mail.delay = 0
        self.site.once()
        self.assertEqual([state for state, _ in self.site.messages()], ["delivered"] * 4)
        self.assertEqual(len(self.site.mail.taken()), 4)

    def test_a_server_that_hangs_gets_the_grace_period_and_the_outcome_is_unknown(self):
        daemon = self.start_with_mail_under_way(delay=30, grace="1s")
        started = time.monotonic()
        self.assertEqual(daemon.stop(), 0, daemon.log())
        self.assertTrue(0.9 < time.monotonic() - started < 5, "about the grace period")
        self.assertEqual(sorted(self.site.messages("state")), [("open",), ("open",), ("unknown",), ("unknown",)])
        first = [one.id for one in self.site.mail.taken()]
        self.site.mail.delay = 0
        again = self.site.start().ready()
        self.assertTrue(eventually(lambda: self.site.undelivered() == 0), again.log())
        ids = [one.id for one in self.site.mail.taken()]
        self.assertEqual(len(ids), 6)
        self.assertEqual(sorted(one for one in set(ids) if ids.count(one) == 2), sorted(first))

    def test_a_second_sigterm_leaves_at_once(self):
        daemon = self.start_with_mail_under_way(delay=30, grace="1min")
        daemon.signal(signal.SIGTERM)
        self.assertTrue(daemon.logged("stopping"), daemon.log())
        started = time.monotonic()
        daemon.signal(signal.SIGTERM)
        daemon.wait(10)
        self.assertLess(time.monotonic() - started, 2)
        self.assertEqual(sorted(self.site.messages("state"))[:2], [("in_flight",), ("in_flight",)])
        self.site.mail.delay = 0
        self.site.once()
        self.assertEqual([state for state, _ in self.site.messages()], ["delivered"] * 4)

    def test_sigint_stops_too(self):
        daemon = self.site.start().ready()
        daemon.signal(signal.SIGINT)
        self.assertEqual(daemon.wait(10), 0)


class TwoOfThem(harness.FaultTest):
    def test_the_second_is_refused_and_the_first_named(self):
        first = self.site.start().ready()
        second = self.site.start()
        self.assertEqual(second.wait(20), 69, second.log())
        self.assertIn("DD5901", second.log())
        self.assertIn(f"process {first.process.pid} ", second.log())
        self.assertEqual(self.site.start("--once").wait(20), 69)
        (code,) = self.site.add_items(["p0"])
        self.assertTrue(eventually(lambda: self.site.told(code, self.site.mail)), first.log())

    def test_after_kill_9_a_start_works_at_once(self):
        first = self.site.start().ready()
        first.kill()
        started = time.monotonic()
        second = self.site.start().ready()
        self.assertLess(time.monotonic() - started, 5)
        self.assertEqual(second.stop(), 0)


class Modes(harness.FaultTest):
    def test_redirect_sends_all_to_one_mailbox_and_live_then_sends_for_real(self):
        self.site.write_main(mode="redirect")
        codes = self.site.add_items(["p0", "p1"])
        daemon = self.site.start().ready()
        self.assertTrue(eventually(lambda: all(len(self.site.told(code)) == 2 for code in codes)), daemon.log())
        self.assertEqual({one.address for one in self.site.mail.taken()}, {"chay-thu@faults.test"})
        self.assertEqual(self.site.hook.taken(), [])
        for one in self.site.mail.taken():
            self.assertIn("REHEARSAL", one.text)
        self.assertTrue(eventually(lambda: self.site.sql("SELECT DISTINCT state FROM notices") == [("rehearsed",)]))
        self.assert_quiet([self.site.mail])

        self.site.run("golive", "--yes", expect=0)
        self.assertTrue(daemon.logged("configuration reloaded"), daemon.log())
        for code in codes:
            self.assertTrue(eventually(lambda code=code: self.site.told(code, self.site.hook)), daemon.log())
        self.assertTrue(eventually(lambda: self.site.undelivered() == 0), daemon.log())
        self.assert_quiet([self.site.mail, self.site.hook])
        real = [one for one in self.site.mail.taken() if one.address != "chay-thu@faults.test"]
        self.assertEqual({one.address for one in real}, {"p0@faults.test", "p1@faults.test"})
        for code in codes:
            self.assertEqual(sum(code in one.items for one in real), 1)

    def test_off_sends_nothing_and_keeps_it(self):
        self.site.write_main(mode="off")
        (code,) = self.site.add_items(["p0"])
        daemon = self.site.start().ready()
        self.assertTrue(eventually(lambda: self.site.sql("SELECT next_check_at IS NOT 0 FROM item_state") == [(1,)]))
        self.assert_quiet([self.site.mail, self.site.hook], 3)
        self.site.write_main(mode="live")
        daemon.signal(signal.SIGHUP)
        self.assertTrue(eventually(lambda: self.site.told(code, self.site.mail)), daemon.log())

    def test_pause_stops_every_sending_at_once_and_unpause_goes_on(self):
        daemon = self.site.start().ready()
        self.site.run("pause", expect=0)
        (code,) = self.site.add_items(["p0"])
        self.assertTrue(eventually(lambda: self.site.sql("SELECT state FROM notices") == [("queued",)]), daemon.log())
        self.assert_quiet([self.site.mail, self.site.hook], 3)
        self.site.run("unpause", expect=0)
        self.assertTrue(eventually(lambda: self.site.told(code, self.site.mail)
                                   and self.site.told(code, self.site.hook)), daemon.log())


class ExitCodes(harness.FaultTest):
    def test_a_bad_configuration_at_the_start_is_78(self):
        self.site.write("dondoc.toml", "calendar = 7\n")
        daemon = self.site.start()
        self.assertEqual(daemon.wait(20), 78)
        self.assertRegex(daemon.log(), r"dondoc\.toml:1:\d+.*")
        self.assertRegex(daemon.log(), r"DD1\d\d\d")

    def test_a_hand_set_clock_with_real_channels_is_78(self):
        daemon = self.site.start("--once", "--demo-clock", "2022-12-01T07:30:00+07:00")
        self.assertEqual(daemon.wait(20), 78)
        self.assertIn("DD5903", daemon.log())

    def test_a_place_that_cannot_be_written_is_69_and_a_wrong_option_64(self):
        daemon = self.site.start("--db", os.path.join(self.site.root, "khong-co", "dondoc.db"))
        self.assertEqual(daemon.wait(20), 69)
        self.assertIn("DD5902", daemon.log())
        self.assertEqual(self.site.start("--khong-co").wait(20), 64)


if __name__ == "__main__":
    harness.main()
