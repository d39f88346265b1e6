#!/usr/bin/python3
"""Servers that refuse, drop, hang and answer with an error: what dondocd makes of it, in its tables and on the wire."""

import time

import harness
from harness import eventually


class Case:
    """One item over one channel, whose server misbehaves. Several of them run side by side: most of their time is waiting."""

    def __init__(self, test, via, stage=None, action=None, times=1, **main):
        self.test = test
        self.site = test.new_site()
        self.site.write_main(**{"group_wait": "0s", **main})
        self.site.write_rules(via=[via])
        self.site.sql("DELETE FROM addresses WHERE channel <> ?", (via,))
        self.server = self.site.mail if via == "mail" else self.site.hook
        if stage:
            self.server.fault(stage, action, times)
        self.daemon = None

    def start(self):
        (self.code,) = self.site.add_items(["p0"])
        self.daemon = self.site.start()
        return self

    def attempts(self):
        return [outcome for (outcome,) in self.site.sql(
            "SELECT d.outcome FROM deliveries AS d JOIN messages AS m ON m.id = d.message"
            " WHERE m.class <> 'operations' ORDER BY d.id")]

    def replies(self):
        return [reply for (reply,) in self.site.sql("SELECT reply FROM deliveries ORDER BY id")]

    def wait_attempts(self, *outcomes):
        eventually(lambda: self.attempts() == list(outcomes))
        self.test.assertEqual(self.attempts(), list(outcomes), self.daemon.log())

    def wait_state(self, state):
        eventually(lambda: self.site.messages("state") == [(state,)])
        self.test.assertEqual(self.site.messages("state"), [(state,)], self.daemon.log())

    def wait_finding(self, code):
        # A dead letter ends as soon as the operator has heard of it.
        standing = "SELECT code FROM findings WHERE resolved_at IS NULL OR code = 'DD6501'"
        self.test.assertTrue(eventually(lambda: (code,) in self.site.sql(standing)), self.site.sql(standing))

    def notice(self):
        return self.site.sql("SELECT state FROM notices")[0][0]

    def failing(self):
        return self.site.sql("SELECT failing FROM addresses WHERE owner = 'person:p0'") == [(1,)]

    def about_items(self):
        return [one for one in self.server.taken() if one.items]

    def assert_delivered_after(self, *outcomes):
        self.wait_attempts(*outcomes, "delivered")
        self.test.assertEqual(self.site.messages(), [("delivered", len(outcomes) + 1)])
        self.test.assertEqual(self.notice(), "told")

    def assert_told_once(self):
        self.test.assertEqual(len([one for one in self.about_items() if one.answer == "ok"]), 1)

    def assert_same_bytes_again(self):
        self.assert_delivered_after("unknown")
        first, second = self.about_items()
        self.test.assertEqual(first.id, second.id)
        self.test.assertEqual(first.raw, second.raw)


class FaultsTest(harness.FaultTest):
    def setUp(self):
        pass  # each case has a site of its own

    def assert_all_quiet(self, cases, seconds=1.3):
        self.assert_quiet([case.server for case in cases], seconds)


class Mail(FaultsTest):
    def test_temporary_refusals_are_tried_again_and_end_in_one_message(self):
        table = [("greeting", "450 4.3.2 busy"), ("mail", "450 4.3.2 busy"), ("rcpt", "450 4.2.0 greylisted"),
                 ("data", "451 4.3.0 later"), ("dot", "451 4.3.0 later"), ("rcpt", "421 4.3.2 closing"),
                 ("dot", "421 4.3.2 closing")]
        cases = [Case(self, "mail", stage, answer).start() for stage, answer in table]
        for case, (stage, answer) in zip(cases, table):
            with self.subTest(stage=stage, answer=answer):
                case.assert_delivered_after("retry")
                self.assertIn(answer, case.replies()[0])
        self.assert_all_quiet(cases)
        for case in cases:
            case.assert_told_once()

    def test_a_recipient_that_does_not_exist_is_a_dead_letter_and_the_address_fails(self):
        case = Case(self, "mail", "rcpt", "550 5.1.1 no such user").start()
        case.wait_attempts("rejected")
        case.wait_state("dead")
        self.assertIn("550 5.1.1", case.replies()[0])
        self.assertTrue(case.failing())
        case.wait_finding("DD6501")
        heard = eventually(lambda: [one for one in case.server.accepted() if one.address == "van-hanh@faults.test"])
        self.assertTrue(heard, "the operator hears of it\n" + case.daemon.log())

    def test_a_message_refused_for_good_is_a_dead_letter_and_the_address_stays(self):
        table = [("dot", "554 5.7.1 looks like spam"), ("data", "554 5.6.0 no"), ("rcpt", "550 5.7.1 policy")]
        cases = [Case(self, "mail", stage, answer).start() for stage, answer in table]
        for case, (stage, answer) in zip(cases, table):
            with self.subTest(stage=stage, answer=answer):
                case.wait_attempts("rejected")
                case.wait_state("dead")
                self.assertFalse(case.failing())
                self.assertTrue(eventually(lambda case=case: case.notice() == "dead"))

    def test_a_server_that_refuses_us_is_a_finding_and_the_channel_waits_until_a_reload(self):
        table = [("greeting", "554 5.3.2 no service for you"), ("mail", "550 5.7.1 who are you")]
        cases = [Case(self, "mail", stage, answer, times=100).start() for stage, answer in table]
        for case, (stage, answer) in zip(cases, table):
            with self.subTest(stage=stage, answer=answer):
                case.wait_attempts("rejected")
                case.wait_state("open")
                case.wait_finding("DD6502")
        time.sleep(1.5)
        for case in cases:
            self.assertEqual(case.attempts(), ["rejected"], "attempts are not burnt on a fault of the configuration")

    def test_nobody_listens(self):
        case = Case(self, "mail")
        case.server.deaf()
        case.start()
        eventually(lambda: "retry" in case.attempts())
        case.wait_state("open")
        self.assertEqual(case.attempts()[0], "retry", case.daemon.log())
        self.assertIn(str(case.server.port), case.replies()[0])
        self.assertEqual(case.notice(), "queued")

    def test_a_recipient_about_whom_the_server_is_silent_holds_up_nobody(self):
        site = self.new_site()
        site.write_main(mail="connections = 1", group_wait="0s", timeout="2s")
        site.write_rules(via=["mail"])
        site.mail.silent_for.add("p0@faults.test")
        slow, other = site.add_items(["p0", "p1"])
        daemon = site.start().ready()
        self.assertTrue(eventually(lambda: site.told(other), seconds=10), daemon.log())
        site.mail.silent_for.clear()
        self.assertTrue(eventually(lambda: site.told(slow)), daemon.log())
        self.assertTrue(eventually(lambda: site.undelivered() == 0), daemon.log())

    def test_all_that_was_not_delivered_is_in_the_log(self):
        table = [("rcpt", "550 5.1.1 no such user", "could not be delivered"), ("mail", "550 5.7.1 who are you", "misconfigured or refused"),
                 ("dot", "drop", "unknown outcome"), ("rcpt", "450 4.2.0 greylisted", "goes again")]
        cases = [Case(self, "mail", stage, answer).start() for stage, answer, _ in table]
        for case, (stage, answer, words) in zip(cases, table):
            with self.subTest(stage=stage, answer=answer):
                self.assertTrue(case.daemon.logged(words), case.daemon.log())

    def test_cut_or_silent_before_the_last_byte_is_certainly_not_accepted(self):
        table = [("greeting", "drop"), ("mail", "drop"), ("rcpt", "drop"), ("data", "drop"), ("greeting", 4.0), ("rcpt", 4.0)]
        cases = [Case(self, "mail", stage, action, timeout="2s").start() for stage, action in table]
        for case, (stage, action) in zip(cases, table):
            with self.subTest(stage=stage, action=action):
                case.assert_delivered_after("retry")
                case.assert_told_once()

    def test_cut_or_silent_after_the_final_dot_sends_the_same_bytes_again(self):
        cases = [Case(self, "mail", "dot", action, timeout="2s").start() for action in ("drop", 4.0)]
        for case in cases:
            case.assert_same_bytes_again()
        self.assert_all_quiet(cases)

    def test_unknown_and_meanwhile_done_is_not_sent_again(self):
        case = Case(self, "mail", "dot", "drop", backoff="3s").start()
        case.wait_attempts("unknown")
        case.site.sql("UPDATE items SET state = 'done' WHERE code = ?", (case.code,))
        case.wait_state("withdrawn")
        self.assert_all_quiet([case])
        self.assertEqual(case.attempts(), ["unknown"])


class Webhook(FaultsTest):
    def test_too_many_requests_waits_as_long_as_asked(self):
        case = Case(self, "hook", "request", (429, ["Retry-After: 3"])).start()
        case.assert_delivered_after("throttled")
        refused, delivered = case.about_items()
        self.assertGreaterEqual(delivered.at - refused.at, 3)
        self.assertEqual(refused.id, delivered.id)

    def test_server_errors_are_tried_again(self):
        case = Case(self, "hook", "request", (500, []))
        case.server.fault("request", (503, []))
        case.start().assert_delivered_after("retry", "retry")
        case.assert_told_once()

    def test_gone_and_redirects_are_faults_of_the_configuration(self):
        cases = {410: Case(self, "hook", "request", (410, []), times=100).start(),
                 302: Case(self, "hook", "request", (302, ["Location: http://127.0.0.1:1/"]), times=100).start()}
        for status, case in cases.items():
            with self.subTest(status=status):
                case.wait_attempts("rejected")
                case.wait_state("open")
                self.assertIn(str(status), case.replies()[0])
                case.wait_finding("DD6502")
        self.assert_all_quiet(cases.values())

    def test_a_bad_request_is_a_dead_letter(self):
        case = Case(self, "hook", "request", (400, [])).start()
        case.wait_attempts("rejected")
        case.wait_state("dead")

    def test_closed_or_silent_without_an_answer_comes_again_under_the_same_id(self):
        for case in [Case(self, "hook", "request", action, timeout="2s").start() for action in ("drop", 4.0)]:
            case.assert_same_bytes_again()


class TwoChannels(harness.FaultTest):
    def test_all_of_via_get_it_however_narrow_the_channels(self):
        """The first channel to deliver does not take the notice away from the others."""
        self.site.write_main(mail="connections = 1", hook="connections = 1")
        codes = self.site.add_items([f"p{n}" for n in range(4)])
        self.site.mail.delay = 0.3
        daemon = self.site.start().ready()
        self.assertTrue(eventually(lambda: self.site.undelivered() == 0 and self.site.messages()), daemon.log())
        for code in codes:
            self.assertEqual(len(self.site.told(code, self.site.mail)), 1, code)
            self.assertEqual(len(self.site.told(code, self.site.hook)), 1, code)

    def test_what_one_channel_has_told_and_is_done_since_is_not_told_by_the_other(self):
        self.site.write_main(backoff="3s", group_wait="0s")
        self.site.mail.fault("dot", "451 4.3.0 later")
        (code,) = self.site.add_items(["p0"])
        daemon = self.site.start().ready()
        self.assertTrue(eventually(lambda: self.site.sql("SELECT state FROM notices") == [("told",)]), daemon.log())
        self.site.sql("UPDATE items SET state = 'done' WHERE code = ?", (code,))
        self.assertTrue(eventually(lambda: ("withdrawn",) in self.site.messages("state")), daemon.log())
        self.assertEqual(self.site.told(code, self.site.mail), [])
        self.assertEqual(len(self.site.told(code, self.site.hook)), 1)

    def test_one_that_hangs_does_not_hold_the_other(self):
        self.site.mail.fault("dot", 30, times=100)
        codes = self.site.add_items([f"p{n}" for n in range(4)])
        started = time.monotonic()
        self.site.start().ready()
        self.assertTrue(eventually(lambda: len(self.site.hook.taken()) == 4))
        self.assertLess(time.monotonic() - started, 5)
        for code in codes:
            self.assertEqual(len(self.site.told(code, self.site.hook)), 1, code)

    def test_a_recipient_refused_by_one_is_told_by_the_other_once(self):
        """Whether the other channel has its own message already (via both) or not (via one)."""
        for via in (["mail"], ["mail", "hook"]):
            with self.subTest(via=via):
                site = self.new_site()
                site.write_rules(via=via)
                site.write_main(hook="connections = 1")
                site.hook.delay = 0.3
                site.mail.fault("rcpt", "550 5.1.1 no such user", times=2)
                codes = site.add_items(["p0", "p1"])
                daemon = site.start().ready()
                for code in codes:
                    self.assertTrue(eventually(lambda code=code: site.told(code, site.hook)), daemon.log())
                self.assert_quiet([site.hook])
                for code in codes:
                    self.assertEqual(len(site.told(code)), 1, code)
                self.assertEqual(site.sql("SELECT DISTINCT state FROM notices"), [("told",)])


if __name__ == "__main__":
    harness.main()
