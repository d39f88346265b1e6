#!/usr/bin/python3
"""Answers by the link in a message: a real daemon, links out of real mail, plain sockets as clients, good and hostile."""

import datetime
import html
import http.client
import os
import re
import socket
import sys
import threading
import time
import urllib.parse

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "faults"))
import harness  # noqa: E402

LINK = re.compile(r"http://127\.0\.0\.1:\d+(/[\w/-]*a/[\w-]{40,})")
WHO = {"name": "Trần Thị Mẫu", "position": "Phó Giám đốc"}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def day(ahead):
    """A date of Vietnam."""
    here = datetime.datetime.utcnow() + datetime.timedelta(hours=7)
    return (here.date() + datetime.timedelta(days=ahead)).isoformat()


class Page:
    """What a request came to."""

    def __init__(self, response):
        self.status, self.headers = response.status, {k.lower(): v for k, v in response.getheaders()}
        self.body = response.read().decode()
        found = re.search(r'name="form" value="([0-9a-f]{32})"', self.body)
        self.form = found and found.group(1)
        self.items = re.findall(r'name="item" id="i\d+" value="(\d+)"', self.body)
        self.text = html.unescape(re.sub(r"<[^>]+>", " ", self.body))


class AnswersTest(harness.FaultTest):
    PEOPLE = 3
    PATH = ""

    def setUp(self):
        super().setUp()
        self.port = free_port()
        site = self.site
        site.script("INSERT INTO positions(agency, role, person, title) VALUES ('SO', 'head', 'p0', 'Giám đốc');"
                    "INSERT INTO positions(agency, role, person) VALUES ('SO', 'deputy', 'p2');"
                    "INSERT INTO contacts(id, name) VALUES ('van-phong', 'Văn phòng');"
                    "INSERT INTO addresses(owner, channel, value) VALUES"
                    " ('contact:van-phong', 'mail', 'van-phong@faults.test')")
        self.configure()

    def configure(self, mode="live", listen=None, public=True, more="", language="vi"):
        listen = listen or f"127.0.0.1:{self.port}"
        url = f'public_url = "http://127.0.0.1:{self.port}{self.PATH}"' if public else ""
        answers = f'[answers]\n{url}\nlisten = "{listen}"\noffice = "contact:van-phong"\n{more}\n'
        self.site.write_main(mode=mode)
        path = os.path.join(self.site.config, "dondoc.toml")
        with open(path, encoding="utf-8") as old:
            text = old.read().replace('language = "en"', f'language = "{language}"\nfallback = "contact:van-phong"')
        self.site.write("dondoc.toml", text.replace("[sender]", answers + "[sender]"))
        self.site.write("rules/thu.toml", """
[[rule]]
id = "thu"
title = "Thử"
kind = "task"
  [[rule.step]]
  id = "den-han"
  at = "due"
  severity = "critical"
  notify = ["head"]
  copy = ["officer"]
  via = ["mail"]
""")

    def start(self, count=1):
        """The daemon, and mail about `count` items for the head; returns the daemon and the path of the link."""
        daemon = self.site.start().ready()
        self.codes = self.site.add_items(["p1"] * count)
        return daemon, self.link()

    def mail_to(self, address="p0@faults.test", containing=None):
        found = lambda: [one for one in self.site.mail.accepted() if one.address == address
                         and (containing is None or containing in one.text)]
        self.assertTrue(harness.eventually(found), f"no mail to {address}")
        return found()[-1]

    def link(self):
        return LINK.search(self.mail_to(containing=self.codes[-1]).text).group(1)

    def ask(self, method, path, body=None, headers=None, port=None):
        connection = http.client.HTTPConnection("127.0.0.1", port or self.port, timeout=20)
        try:
            connection.request(method, path, body=body, headers=headers or {})
            return Page(connection.getresponse())
        finally:
            connection.close()

    def post(self, path, form, page=None, **fields):
        values = {"form": form, **WHO, **fields}
        items = values.pop("item", page.items if page else [])
        body = urllib.parse.urlencode([*values.items(), *(("item", one) for one in items)])
        return self.ask("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})

    def answer(self, path, **fields):
        page = self.ask("GET", path)
        self.assertEqual(page.status, 200, page.text)
        return self.post(path, page.form, page, **fields)

    def state(self, code=None):
        return self.site.sql("SELECT state FROM items WHERE code = ?", (code or self.codes[0],))[0][0]

    def counts(self):
        return self.site.sql("SELECT (SELECT count(*) FROM answers), (SELECT count(*) FROM acknowledgements),"
                             " (SELECT count(*) FROM extensions), (SELECT sum(revision) FROM item_state)")[0]

    def counts_at_rest(self):
        """What has arrived is settled a moment later, and its items are looked at again."""
        def unchanged():
            before = self.counts()
            time.sleep(1)
            return before if self.counts() == before else None
        return harness.eventually(unchanged, 30)


class Links(AnswersTest):
    def test_the_head_gets_one_and_who_gets_a_copy_none(self):
        _, link = self.start()
        mail = self.mail_to()
        self.assertEqual(len(set(LINK.findall(mail.raw if isinstance(mail.raw, str) else mail.text))), 1)
        self.assertNotIn("/a/", self.mail_to("p1@faults.test").text)
        self.assertEqual(self.ask("GET", link).status, 200)

    def test_without_public_url_there_is_none_and_nothing_is_served(self):
        self.configure(public=False)
        self.site.start().ready()
        self.codes = self.site.add_items(["p1"])
        self.assertNotIn("/a/", self.mail_to().text)
        with self.assertRaises(ConnectionRefusedError):
            self.ask("GET", "/")

    def test_rooms_and_mailboxes_get_none(self):
        self.site.script("DELETE FROM positions WHERE role = 'head';"
                         "INSERT INTO addresses(owner, channel, value) VALUES ('agency:SO', 'mail', 'so@faults.test')")
        self.site.start().ready()
        self.codes = self.site.add_items(["p1"])
        self.assertNotIn("/a/", self.mail_to("so@faults.test").text)

    def test_a_rehearsal_shows_everything_and_records_nothing(self):
        self.configure(mode="redirect")
        self.site.start().ready()
        self.codes = self.site.add_items(["p1"])
        link = LINK.search(self.mail_to("chay-thu@faults.test", containing="/a/").text).group(1)
        page = self.ask("GET", link)
        self.assertIn("CHẠY THỬ", page.text)
        before = self.counts_at_rest()
        done = self.post(link, page.form, page, answer="done", document="1/BC", document_date=day(0))
        self.assertEqual((done.status, self.state(), self.counts()), (200, "open", before))
        self.assertIn("không ghi nhận", done.text)

    def test_the_database_and_the_log_never_have_a_key(self):
        daemon, link = self.start()
        self.ask("GET", link)
        with open(os.path.join(self.site.config, "answer-keys"), encoding="utf-8") as keys:
            secret = keys.read().split()[-1]
        self.assertEqual(os.stat(os.path.join(self.site.config, "answer-keys")).st_mode & 0o777, 0o600)
        self.assertNotIn(secret, daemon.log() + "\n".join(self.site.open().iterdump()))
        self.assertNotIn(link.rpartition("/")[2], daemon.log())


class Keys(AnswersTest):
    def key_lines(self):
        with open(os.path.join(self.site.config, "answer-keys"), encoding="utf-8") as keys:
            return [line for line in keys if not line.startswith("#")]

    def test_rotated_keys_go_on_verifying_until_they_are_removed(self):
        daemon, old = self.start()
        self.site.run("answers", "new-key", expect=0)
        self.assertEqual(len(self.key_lines()), 2)
        self.site.run("reload", expect=0)
        self.codes = self.site.add_items(["p1"])
        new = self.link()
        self.assertEqual([self.ask("GET", link).status for link in (old, new)], [200, 200])
        self.site.write("answer-keys", self.key_lines()[0])
        self.site.run("reload", expect=0)
        self.assertTrue(harness.eventually(lambda: self.ask("GET", old).status == 404))
        self.assertEqual(self.ask("GET", new).status, 200)
        daemon.stop()

    def test_check_says_what_is_wrong(self):
        self.site.write("answer-keys", "0a1b2c3d tooshort\n")
        said = self.site.run("check")
        self.assertEqual(said.returncode, 78, said.stdout + said.stderr)
        self.assertIn("answer-keys:1", said.stdout + said.stderr)
        self.assertNotIn("tooshort", said.stdout + said.stderr)
        os.remove(os.path.join(self.site.config, "answer-keys"))
        said = self.site.run("check")
        self.assertIn("DD1803", said.stdout + said.stderr)
        self.site.run("answers", "new-key", expect=0)
        self.site.run("check", expect=0)
        self.assertEqual(os.stat(os.path.join(self.site.config, "answer-keys")).st_mode & 0o777, 0o600)
        for listen in ("0.0.0.0:80", "10.0.0.1:80", "127.0.0.1", "127.0.0.1:0", "127.0.0.1:99999", "x.sock"):
            self.configure(listen=listen)
            said = self.site.run("check")
            self.assertIn("DD1802", said.stdout + said.stderr, listen)


class Answers(AnswersTest):
    def test_get_and_head_change_nothing(self):
        daemon, link = self.start()
        harness.eventually(lambda: self.site.undelivered() == 0)
        before = self.counts()
        for _ in range(5):
            page = self.ask("GET", link)
            self.assertEqual(self.ask("HEAD", link).status, 200)
        self.assertEqual(self.counts(), before)
        self.assertIn(self.codes[0], page.text)
        self.assertIn("Người 0", page.text)
        self.assertEqual(self.ask("HEAD", link).body, "")
        self.assertGreater(int(self.ask("HEAD", link).headers["content-length"]), 1000)
        for name, value in {"cache-control": "no-store", "referrer-policy": "no-referrer", "x-frame-options": "DENY",
                            "x-content-type-options": "nosniff"}.items():
            self.assertEqual(page.headers[name], value)
        self.assertIn("default-src 'none'", page.headers["content-security-policy"])
        self.assertNotIn("<script", page.body)
        daemon.stop()

    def test_other_methods_and_paths(self):
        _, link = self.start()
        for method, path, status in (("OPTIONS", link, 204), ("PUT", link, 405), ("DELETE", link, 405), ("TRACE", link, 405),
                                     ("BREW", link, 405), ("GET", "/", 404), ("GET", "/a/", 404), ("GET", "/favicon.ico", 404),
                                     ("POST", "/", 404), ("OPTIONS", "/", 404), ("GET", link + "x", 404),
                                     ("GET", "/x" + link, 404), ("GET", "/a/../../etc/passwd", 404),
                                     ("GET", link + "?utm_source=mail", 200), ("GET", link[:-4], 404)):
            page = self.ask(method, path)
            self.assertEqual(page.status, status, (method, path))
            if status in (204, 405):
                self.assertEqual(page.headers["allow"], "GET, HEAD, POST, OPTIONS")

    def test_received_is_an_acknowledgement_and_sent_again_is_the_same(self):
        daemon, link = self.start()
        page = self.ask("GET", link)
        for _ in range(3):
            done = self.post(link, page.form, page, answer="received", until=day(2))
            self.assertEqual(done.status, 200, done.text)
        self.assertIn("Đã ghi nhận từ trước", done.text)
        self.assertEqual(self.site.sql("SELECT person, via FROM acknowledgements"), [("p0", "link")])
        self.assertEqual(self.site.sql("SELECT kind, name, position, person FROM answers"),
                         [("received", "Trần Thị Mẫu", "Phó Giám đốc", "p0")])
        self.assertIn("xác nhận qua liên kết gửi cho Người 0", daemon.log() + self.site.run("--lang", "vi", "log").stdout)
        self.assertTrue(harness.eventually(lambda: "xác nhận qua liên kết gửi cho Người 0" in daemon.log()))
        # At most twice, and never beyond ack.max: the page says so and records nothing.
        self.assertIn("Đã ghi nhận.", self.answer(link, answer="received", until=day(1)).text)
        self.assertNotIn("Đã ghi nhận", self.answer(link, answer="received", until=day(2)).text)
        self.assertNotIn("Đã ghi nhận", self.answer(link, answer="received", until=day(300)).text)
        self.assertEqual(self.counts()[:2], (2, 2))

    def test_done_is_reported_and_the_office_confirms_it_or_sends_it_back(self):
        _, link = self.start()
        code = self.codes[0]
        before = self.site.sql("SELECT due_at, version FROM item_state WHERE code = ?", (code,))
        fields = {"answer": "done", "document": "215/BC-STC", "document_date": day(0)}
        self.assertIn("chờ", self.answer(link, **fields).text)
        self.assertEqual(self.state(), "reported")
        listed = self.site.run("answers", "--waiting", "--json", expect=0).stdout
        self.assertIn('"document":"215/BC-STC"', listed)
        self.assertIn("chờ xác nhận", self.ask("GET", link).text)
        self.site.run("return", code, "--reason", "chưa kèm văn bản", expect=0)
        self.assertEqual(self.state(), "open")
        self.assertTrue(harness.eventually(lambda: self.site.undelivered() == 0))
        self.assertEqual(self.site.sql("SELECT due_at, version FROM item_state WHERE code = ?", (code,)), before)
        self.site.run("answers", "--waiting", expect=1)
        # The same again is a new answer: it is another page.
        self.assertEqual(self.answer(link, **fields).status, 200)
        self.assertEqual(self.state(), "reported")
        self.site.run("confirm", code, expect=0)
        self.assertEqual(self.site.sql("SELECT state, result_document FROM items WHERE code = ?", (code,)),
                         [("done", "215/BC-STC")])
        self.assertEqual(self.site.sql("SELECT outcome FROM answers ORDER BY id"), [("returned",), ("confirmed",)])
        self.assertIn("Không còn việc nào cần trả lời", self.ask("GET", link).text)
        self.site.run("confirm", code, expect=1)

    def test_progress_difficulty_and_not_mine(self):
        _, link = self.start(3)
        harness.eventually(lambda: self.site.undelivered() == 0)
        pages = self.ask("GET", self.link())
        ids = {code: str(self.site.sql("SELECT id FROM item_state WHERE code = ?", (code,))[0][0]) for code in self.codes}
        link = self.link()
        shown = [code for code in self.codes if ids[code] in pages.items]
        self.assertTrue(shown)
        one = [ids[shown[0]]]
        self.post(link, pages.form, item=one, answer="progress", progress="Đã xong 70%\nCòn báo cáo")
        self.assertEqual(self.site.sql("SELECT progress FROM items WHERE code = ?", (shown[0],)),
                         [("Đã xong 70%\nCòn báo cáo",)])
        self.post(link, pages.form, item=one, answer="difficulty", difficulty="Thiếu kinh phí", proposed=day(20))
        self.assertEqual(self.site.sql("SELECT state, reason FROM extensions"), [("requested", "Thiếu kinh phí")])
        self.post(link, pages.form, item=one, answer="not_mine", not_mine="Việc của Sở khác")
        self.assertEqual(self.state(shown[0]), "open")
        waiting = self.site.run("answers", "--waiting", expect=0).stdout
        self.assertIn("Thiếu kinh phí", waiting)
        self.assertIn("Việc của Sở khác", waiting)
        self.assertNotIn("70%", waiting)
        self.site.run("extend", shown[0], "--refuse", expect=0)
        self.assertNotIn("Thiếu kinh phí", self.site.run("answers", "--waiting", expect=0).stdout)

    def test_the_office_gets_its_list(self):
        _, link = self.start()
        self.site.sql("DELETE FROM meta WHERE key = 'office_list'")
        self.answer(link, answer="done", document="7/BC", document_date=day(0))
        self.site.daemons[-1].stop()
        self.site.sql("DELETE FROM meta WHERE key = 'office_list'")
        if datetime.datetime.utcnow() + datetime.timedelta(hours=7) < (
                datetime.datetime.utcnow() + datetime.timedelta(hours=7)).replace(hour=7, minute=31):
            self.skipTest("the first slot of the day has not come")
        self.site.start().ready()
        mail = self.mail_to("van-phong@faults.test", containing="7/BC")
        self.assertIn(self.codes[0], mail.text)
        self.assertIn("dondoc confirm", mail.text)
        self.site.daemons[-1].stop()
        self.site.start().ready()
        self.assert_quiet([self.site.mail])

    def test_a_list_that_reaches_nobody_is_the_operators(self):
        self.site.sql("DELETE FROM addresses WHERE owner = 'contact:van-phong'")
        _, link = self.start()
        self.answer(link, answer="not_mine", not_mine="Sở khác")
        self.site.daemons[-1].stop()
        self.site.sql("DELETE FROM meta WHERE key = 'office_list'")
        if day(0) + "T07:31" > (datetime.datetime.utcnow() + datetime.timedelta(hours=7)).isoformat():
            self.skipTest("the first slot of the day has not come")
        self.site.start().ready()
        self.assertTrue(harness.eventually(lambda: "DD6021" in self.site.run("status").stdout))
        self.site.sql("INSERT INTO addresses(owner, channel, value) VALUES ('contact:van-phong', 'mail', 'vp@faults.test')")
        self.assertIn("Sở khác", self.mail_to("vp@faults.test").text)

    def test_what_is_missing_is_said_and_what_was_written_stays(self):
        _, link = self.start()
        page = self.ask("GET", link)
        nasty = '"><script>alert(1)</script>'
        said = self.post(link, page.form, page, answer="done", document=nasty, name=nasty)
        self.assertEqual(said.status, 422)
        self.assertIn("Ghi ngày văn bản", said.text)
        self.assertNotIn("<script>", said.body)
        self.assertIn(html.escape(nasty), said.body)
        self.assertEqual(said.form, page.form)
        self.assertEqual((self.state(), self.counts()[0]), ("open", 0))

    def test_items_of_other_messages_are_left_alone(self):
        _, link = self.start()
        other = self.site.add_items(["p1"], due=harness.now_ms() + 10 * harness.DAY)[0]
        foreign = self.site.sql("SELECT id FROM item_state WHERE code = ?", (other,))[0][0]
        page = self.ask("GET", link)
        self.assertNotIn(other, page.text)
        self.post(link, page.form, item=[foreign], answer="done", document="1", document_date=day(0))
        self.assertEqual((self.state(other), self.counts()[0]), ("open", 0))

    def test_what_is_no_form_is_refused(self):
        _, link = self.start()
        form = self.ask("GET", link).form
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        for body, headers, status in (("", kind, 400), ("form=1", kind, 400), (f"form={form}&form={form}", kind, 400),
                                      (f"form={form}&name=%", kind, 400), (b"form=" + form.encode() + b"&name=%ff", kind, 400),
                                      (f"form={form}&item=0", kind, 400), ("{}", {"Content-Type": "application/json"}, 415),
                                      (f"form={form}", {"Content-Type": "multipart/form-data; boundary=x"}, 415),
                                      (f"form={form}", kind, 422), ("a&" * 1001 + f"form={form}", kind, 400)):
            self.assertEqual(self.ask("POST", link, body, headers).status, status, body[:60])
        self.assertEqual(self.counts()[0], 0)

    def test_who_lost_the_office_has_no_link_any_more(self):
        _, link = self.start()
        page = self.ask("GET", link)
        yesterday = (datetime.datetime.utcnow() + datetime.timedelta(hours=7) - datetime.timedelta(days=1)).date().isoformat()
        self.site.sql("UPDATE positions SET valid_until = ? WHERE role = 'head'", (yesterday,))
        self.site.sql("INSERT INTO positions(agency, role, person) VALUES ('SO', 'head', 'p2')")
        self.assertTrue(harness.eventually(lambda: self.ask("GET", link).status == 410))
        done = self.post(link, page.form, page, answer="done", document="1", document_date=day(0))
        self.assertEqual((done.status, self.state()), (410, "open"))

    def test_in_the_language_of_the_person(self):
        self.site.sql("UPDATE people SET language = 'en' WHERE code = 'p0'")
        _, link = self.start()
        page = self.ask("GET", link)
        self.assertIn('<html lang="en">', page.body)
        self.assertIn("Which items" if len(page.items) > 1 else "Item", page.text)


class Office(AnswersTest):
    def test_a_silence_holds_what_is_due_and_its_end_lets_it_go(self):
        site = self.site
        site.start().ready()
        self.assertIn("silent from", site.run("silence", "add", "--where", "agency=SO", "--until", day(3), "--reason", "moving",
                                              expect=0).stdout)
        self.codes = site.add_items(["p1"])
        self.assert_quiet([site.mail], 4)
        self.assertIn('"where":{"agency":"SO"}', site.run("silence", "list", "--json", expect=0).stdout)
        site.run("silence", "end", "1", expect=0)
        self.mail_to(containing=self.codes[0])
        site.run("silence", "list", expect=1)
        self.assertIn("moving", site.run("silence", "list", "--all", expect=0).stdout)

    def test_what_is_reported_by_telephone_is_entered_by_the_office(self):
        code = self.site.add_items(["p1"])[0]
        for _ in range(2):
            self.site.run("report", code, "--result", "5/BC", "--result-date", day(0), expect=0)
            self.assertEqual(self.state(code), "reported")
            self.site.run("report", code, "--result", "5/BC", expect=1)
            self.site.run("return", code, "--reason", "thiếu", expect=0)
            self.assertEqual(self.state(code), "open")
        self.assertIn('"outcome":"returned"', self.site.run("answers", "--item", code, "--json", expect=0).stdout)
        self.site.run("return", code, "--reason", "x", expect=1)
        self.assertEqual(self.site.run("return", code).returncode, 2)

    def test_a_silence_ahead_keeps_nothing_back_yet(self):
        site = self.site
        site.start().ready()
        site.run("silence", "add", "--where", "agency=SO", "--from", day(2), "--until", day(3), "--reason", "x", expect=0)
        self.assertIn("ahead", site.run("silence", "list", expect=0).stdout)
        self.codes = site.add_items(["p1"])
        self.mail_to(containing=self.codes[0])

    def test_what_is_no_silence_or_delegation_is_refused(self):
        for words, code in ((("silence", "add", "--until", day(1), "--reason", "x"), "DD5002"),
                            (("silence", "add", "--where", "agency=SO", "--reason", "x"), "DD5002"),
                            (("silence", "add", "--where", "agency=SO", "--until", day(1)), "DD5002"),
                            (("silence", "add", "--where", "agnecy=SO", "--until", day(1), "--reason", "x"), "DD5019"),
                            (("silence", "add", "--where", "agency=SO", "--until", day(-9), "--reason", "x"), "DD5011"),
                            (("silence", "add", "--where", "agency=SO", "--from", day(-9), "--until", day(-8), "--reason", "x"),
                             "DD5115"),
                            (("silence", "end", "99"), "DD5113"), (("silence", "end", "x"), "DD5116"),
                            (("delegate", "add", "p0", "nobody", "--until", day(1)), "DD5030"),
                            (("delegate", "add", "p0", "p0", "--until", day(1)), "DD5111"),
                            (("delegate", "add", "p0", "p2"), "DD5002"), (("delegate", "end", "99"), "DD5113"),
                            (("answers", "--kind", "x"), "DD5044"), (("correct", "x", "--reason", "y"), "DD5")):
            done = self.site.run(*words)
            self.assertNotEqual(done.returncode, 0, words)
            self.assertIn(code, done.stdout + done.stderr, words)

    def test_the_deputy_gets_it_while_the_head_is_away_with_a_copy_if_so_asked(self):
        site = self.site
        site.start().ready()
        site.run("delegate", "add", "p0", "Người 2", "--until", day(2), "--reason", "công tác", expect=0)
        site.run("delegate", "add", "p0", "p1", "--until", day(1), expect=1)
        self.codes = site.add_items(["p1"])
        link = LINK.search(self.mail_to("p2@faults.test", containing=self.codes[0]).text).group(1)
        self.assertEqual(self.ask("GET", link).status, 200)
        self.assertEqual([one for one in site.mail.accepted() if one.address == "p0@faults.test"], [])
        site.run("delegate", "end", "1", expect=0)
        # The deputy does not answer for it any more.
        self.assertTrue(harness.eventually(lambda: self.ask("GET", link).status == 410))
        site.run("delegate", "add", "p0", "p2", "--until", day(2), "--copy", expect=0)
        self.codes = site.add_items(["p1"])
        self.mail_to("p2@faults.test", containing=self.codes[0])
        self.mail_to("p0@faults.test", containing=self.codes[0])
        self.assertIn('"copy":true', site.run("delegate", "list", "--json", expect=0).stdout)

    def test_a_correction_goes_in_the_thread_to_whoever_was_told(self):
        site = self.site
        site.start().ready()
        self.codes = site.add_items(["p1"])
        told = self.mail_to(containing=self.codes[0])
        self.mail_to("p1@faults.test", containing=self.codes[0])
        self.assertTrue(harness.eventually(lambda: site.undelivered() == 0))
        site.run("correct", self.codes[0], "--reason", "nhập sai hạn", "--dry-run", expect=0)
        self.assert_quiet([site.mail])
        self.assertEqual(site.run("correct", self.codes[0], "--reason", "nhập sai hạn", "--json", expect=0).stdout.count("queued"), 2)
        mail = self.mail_to(containing="nhập sai hạn")
        self.mail_to("p1@faults.test", containing="nhập sai hạn")
        self.assertIn("không đúng", mail.text)
        raw = mail.raw if isinstance(mail.raw, str) else mail.raw.decode("utf-8", "replace")
        self.assertIn(told.id, raw[raw.lower().index("in-reply-to"):])
        self.assertEqual(site.sql("SELECT count(*) FROM findings WHERE resolved_at IS NULL AND code = 'DD6011'"), [(0,)])
        other = site.add_items(["p1"], due=harness.now_ms() + 9 * harness.DAY)[0]
        self.assertIn("DD5121", site.run("correct", other, "--reason", "x").stderr)


class BehindAPath(AnswersTest):
    PATH = "/tra-loi"

    def test_the_path_of_public_url_stands_before_the_link(self):
        _, link = self.start()
        self.assertTrue(link.startswith("/tra-loi/a/"))
        self.assertEqual(self.ask("GET", link).status, 200)
        self.assertEqual(self.ask("GET", link.removeprefix("/tra-loi")).status, 404)


class UnixSocket(AnswersTest):
    def test_is_served_and_a_stale_one_is_replaced(self):
        path = os.path.join(self.site.root, "answers.sock")
        self.configure(listen=path)
        daemon, link = self.start()
        daemon.kill()
        self.assertTrue(os.path.exists(path))
        daemon = self.site.start().ready()
        with socket.socket(socket.AF_UNIX) as client:
            client.connect(path)
            client.sendall(f"GET {link} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            got = b""
            while piece := client.recv(65536):
                got += piece
        self.assertTrue(got.startswith(b"HTTP/1.1 200 "), got[:200])
        daemon.stop()
        self.assertFalse(os.path.exists(path))


class Hostile(AnswersTest):
    def raw(self, data, wait=15.0, end=True):
        """All that comes back for these bytes."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=wait) as client:
            try:
                client.sendall(data)
                if end:
                    client.shutdown(socket.SHUT_WR)
            except OSError:
                pass
            got = b""
            try:
                while piece := client.recv(65536):
                    got += piece
            except OSError:
                pass
            return got

    def test_sizes_are_bounded(self):
        _, link = self.start()
        head = f"POST {link} HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n".encode()
        for name, data, status in (
                ("header", b"GET / HTTP/1.1\r\nX: " + b"a" * 20_000 + b"\r\n\r\n", b"431"),
                ("target", b"GET /" + b"a" * 20_000 + b" HTTP/1.1\r\n\r\n", b"431"),
                ("many headers", b"GET / HTTP/1.1\r\n" + b"".join(b"X%d: y\r\n" % i for i in range(2000)) + b"\r\n", b"431"),
                ("body", head + b"Content-Length: 1000000\r\n\r\n" + b"a" * 1_000_000, b"413"),
                ("said body", head + b"Content-Length: 99999999999\r\n\r\n", b"413"),
                ("chunked body", head + b"Transfer-Encoding: chunked\r\n\r\n" + b"fff\r\n" + b"a" * 4095 + b"\r\n"
                 + (b"fff\r\n" + b"a" * 4095 + b"\r\n") * 40, b"413")):
            got = self.raw(data, end=False)
            self.assertTrue(got.startswith(b"HTTP/1.1 " + status), (name, got[:80]))
        self.assertEqual(self.ask("GET", link).status, 200)

    def test_garbage_gets_400_or_nothing(self):
        _, link = self.start()
        for data in (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc", b"\x00" * 500, b"hello\r\n\r\n", b"GET\r\n\r\n",
                     b"GET / HTTP/9.9\r\n\r\n", b"GET / HTTP/1.1\r\nno colon\r\n\r\n", b"\r\n" * 2000,
                     b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", b"POST / HTTP/1.1\r\nContent-Length: 1\r\n"
                     b"Content-Length: 2\r\n\r\nab", b"GET / HTTP/1.1\r\nTransfer-Encoding: x\r\n\r\n", os.urandom(3000), b""):
            got = self.raw(data)
            self.assertTrue(got == b"" or got[9:12] in (b"400", b"404", b"431", b"405"), (data[:40], got[:80]))
        self.assertEqual(self.ask("GET", link).status, 200)

    def test_pipelined_requests_get_one_answer(self):
        _, link = self.start()
        one = f"GET {link} HTTP/1.1\r\nHost: x\r\n\r\n".encode()
        got = self.raw(one * 50)
        self.assertEqual(got.count(b"HTTP/1.1 200"), 1)
        self.assertIn(b"Connection: close", got)
        self.assertTrue(got.rstrip().endswith(b"</html>"))

    def test_a_client_that_leaves_before_the_answer(self):
        daemon, link = self.start()
        for _ in range(50):
            with socket.create_connection(("127.0.0.1", self.port)) as client:
                client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
                client.sendall(f"GET {link} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        self.assertEqual(self.ask("GET", link).status, 200)
        self.assertIsNone(daemon.process.poll())

    def test_slow_clients_neither_stop_alerts_nor_other_people(self):
        daemon, link = self.start()
        slow = [socket.create_connection(("127.0.0.1", self.port)) for _ in range(200)]
        stop = threading.Event()

        def drip():
            while not stop.is_set():
                for client in slow:
                    try:
                        client.send(b"G" if not stop.is_set() else b"")
                    except OSError:
                        pass
                time.sleep(0.5)

        dripping = threading.Thread(target=drip)
        dripping.start()
        self.addCleanup(lambda: (stop.set(), dripping.join(), [client.close() for client in slow]))
        for _ in range(5):
            self.assertEqual(self.ask("GET", link).status, 200)
        started = time.monotonic()
        self.codes = self.site.add_items(["p1"])
        self.mail_to(containing=self.codes[0])
        self.assertLess(time.monotonic() - started, 15)
        descriptors = len(os.listdir(f"/proc/{daemon.process.pid}/fd"))
        self.assertLess(descriptors, 170)
        # Whoever takes longer than a whole request may is let go.
        self.assertTrue(harness.eventually(lambda: len(os.listdir(f"/proc/{daemon.process.pid}/fd")) < 60, 30))

    def test_two_hundred_people_at_once(self):
        _, link = self.start()
        results = []

        def visit():
            for _ in range(20):
                try:
                    results.append(self.ask("GET", link).status)
                    return
                except OSError:
                    time.sleep(0.05)

        visitors = [threading.Thread(target=visit) for _ in range(200)]
        for one in visitors:
            one.start()
        for one in visitors:
            one.join()
        self.assertEqual(results, [200] * 200)

    def test_guesses_are_limited_and_good_links_are_not(self):
        daemon, link = self.start()
        guesser, neighbour = {"X-Forwarded-For": "203.0.113.7"}, {"X-Forwarded-For": "203.0.113.8"}
        seen = [self.ask("GET", link[:-3] + f"{i:03}", headers=guesser).status for i in range(40)]
        self.assertEqual((seen[0], seen[-1]), (404, 429))
        self.assertLessEqual(seen.count(404), 25)
        # A whole province may stand behind one address.
        self.assertEqual(self.ask("GET", link, headers=guesser).status, 200)
        self.assertEqual(self.ask("GET", link, headers=neighbour).status, 200)
        self.assertIn("203.0.113.7", daemon.log())

    def test_it_stops_with_connections_open(self):
        daemon, _ = self.start()
        clients = [socket.create_connection(("127.0.0.1", self.port)) for _ in range(20)]
        started = time.monotonic()
        daemon.stop()
        self.assertLess(time.monotonic() - started, 10)
        for client in clients:
            client.close()

    def test_a_port_that_is_taken_keeps_nothing_else_from_its_work(self):
        with socket.create_server(("127.0.0.1", self.port)):
            daemon = self.site.start().ready()
            self.codes = self.site.add_items(["p1"])
            self.mail_to(containing=self.codes[0])
            self.assertIn("DD6022", self.site.run("status").stdout)
        self.assertIn(f"127.0.0.1:{self.port}", daemon.log())
        self.assertTrue(harness.eventually(lambda: self.reachable(), 30))
        self.assertTrue(harness.eventually(lambda: "DD6022" not in self.site.run("status").stdout))

    def reachable(self):
        try:
            return self.ask("GET", self.link()).status == 200
        except OSError:
            return False


if __name__ == "__main__":
    harness.main(workers=3)
