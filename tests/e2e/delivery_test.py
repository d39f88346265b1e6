#!/usr/bin/python3
"""Channels against servers that nobody here wrote: Postfix with Dovecot, npm's smtp-server, an HTTP sink.

usage: delivery_test.py SEND_MESSAGE     (the program tests/tools/send_message)
Needs root (Postfix), node with `npm ci` done in tests/servers, openssl, postfix and dovecot; without them it leaves
with 77, which ctest shows as skipped.
"""

import base64
import email
import email.policy
import hashlib
import hmac
import json
import os
import queue
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
SERVERS = os.path.join(HERE, "..", "servers")
sys.path[:0] = [SERVERS, os.path.join(HERE, "..", "faults")]
import harness  # noqa: E402
import mail_server  # noqa: E402

SEND = ""
SUBJECT = "[Quá hạn] 2 nhiệm vụ, 3 hồ sơ – Sở TC, 01/12/2022"
TEXT = "Kính gửi: Giám đốc Sở Tài chính\n\n.\n..dấu chấm đầu dòng\nĐề nghị xử lý.\n"
WHSEC = "whsec_" + base64.b64encode(b"0123456789abcdef0123456789abcdef").decode()


def message(number, address, **more):
    return {"id": f"m-{number}", "address": address, "name": "Nguyễn Thị Ánh", "subject": SUBJECT, "text": TEXT,
            "html": "<p>Kính gửi</p>\n", **more}


def job_of(kind, settings, messages, **more):
    return {"type": kind, "settings": settings, "messages": messages, **more}


def send(kind, settings, messages, before=(), **more):
    """Outcomes by message id."""
    job = job_of(kind, settings, messages, **more)
    # The leak checker does not work where a tracer looks on.
    options = ":".join(filter(None, [os.environ.get("ASAN_OPTIONS"), "detect_leaks=0" if before else ""]))
    done = subprocess.run([*before, SEND], input=json.dumps(job), capture_output=True, text=True, timeout=120, check=False,
                          env={**os.environ, "ASAN_OPTIONS": options})
    if done.returncode not in (0, 2):
        raise RuntimeError(f"send_message ended with {done.returncode}: {done.stderr}")
    return {one.get("id", "problem"): one for one in map(json.loads, done.stdout.splitlines())}


class Script:
    """A server program that prints JSON lines; the first one names its port."""

    def __init__(self, *command):
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=SERVERS)
        self.lines = queue.Queue()
        threading.Thread(target=self._collect, daemon=True).start()
        self.port = self.lines.get(timeout=20)["port"]

    def _collect(self):
        for line in self.process.stdout:
            self.lines.put(json.loads(line))

    def events(self, kind, settle=0.3):
        time.sleep(settle)
        out = []
        while not self.lines.empty():
            out.append(self.lines.get())
        return [one for one in out if one.get("event") == kind]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()


def faulty_smtp(**options):
    return Script("node", "smtp_faults.js", json.dumps(options))


def http_sink(*arguments):
    return Script("/usr/bin/python3", "-W", "ignore", "http_sink.py", *arguments)


def proxy(*arguments):
    return Script("/usr/bin/python3", "proxy.py", *arguments)


class WithCertificates(unittest.TestCase):
    """An authority of our own; certificates for localhost, good and expired."""

    @classmethod
    def setUpClass(cls):
        cls.directory = tempfile.mkdtemp(prefix="dondoc-tls-")
        cls.ca, cls.certificate, cls.key = mail_server.make_certificates(cls.directory)
        expired = os.path.join(cls.directory, "expired")
        os.mkdir(expired)
        cls.expired_ca, cls.expired, cls.expired_key = mail_server.make_certificates(expired, days=-1)

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.directory)

    def mail(self, port, **more):
        return {"host": "localhost", "port": port, "security": "tls", "ca_file": self.ca, "from": "nhac@thu.test",
                "timeout": {"ms": 5000}, **more}

    def hook(self, port, **more):
        return {"url": f"https://localhost:{port}/ok", "allow_private": True, "ca_file": self.ca,
                "timeout": {"ms": 5000}, **more}

    def one(self, kind, settings):
        sent = send(kind, settings, [message(1, "an@thu.test")])["m-1"]
        return sent["outcome"], sent["scope"], sent["reply"]


class RealMailServer(unittest.TestCase):
    """Postfix takes it over TLS with a login, Dovecot gives it back over IMAP, Python's parser reads it."""

    @classmethod
    def setUpClass(cls):
        cls.server = mail_server.MailServer()
        cls.server.__enter__()

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__()

    def settings(self, **more):
        return {"host": "localhost", "port": self.server.submission, "security": "starttls", "auth": "plain",
                "user": "may", "password": mail_server.PASSWORD, "ca_file": self.server.ca, "from": "nhac@thu.test",
                "from_name": "Văn phòng Ủy ban nhân dân tỉnh", "connections": 2, "timeout": {"ms": 15000}, **more}

    def test_starttls_and_plain_login_round_trip(self):
        sent = send("smtp", self.settings(), [message("starttls", f"an1@{mail_server.DOMAIN}", thread=["m-0"])])
        self.assertEqual(sent["m-starttls"]["outcome"], "delivered", sent)
        self.assertTrue(sent["m-starttls"]["remote_id"], sent)
        (raw,) = self.server.inbox("an1", 1)
        parsed = email.message_from_bytes(raw, policy=email.policy.default)
        self.assertEqual(parsed["subject"], SUBJECT)
        # Python 3.11 shows one blank too many where a name was folded.
        self.assertEqual(" ".join(parsed["from"].addresses[0].display_name.split()), "Văn phòng Ủy ban nhân dân tỉnh")
        self.assertEqual(parsed["to"].addresses[0].display_name, "Nguyễn Thị Ánh")
        self.assertEqual(parsed["message-id"], "<m-starttls@dondoc.test>")
        self.assertEqual(parsed["in-reply-to"], "<m-0@dondoc.test>")
        self.assertEqual(parsed["auto-submitted"], "auto-generated")
        self.assertEqual(parsed["date"].datetime.isoformat(), "2022-12-01T07:30:00+07:00")
        self.assertEqual(parsed.get_body(("plain",)).get_content().replace("\r\n", "\n"), TEXT)
        self.assertEqual(parsed.get_body(("html",)).get_content().strip(), "<p>Kính gửi</p>")
        self.assertEqual(list(parsed.defects), [])
        self.assert_mailparser_agrees(raw)

    def assert_mailparser_agrees(self, raw):
        program = ("require('mailparser').simpleParser(process.stdin).then(m => console.log(JSON.stringify("
                   "{subject: m.subject, text: m.text, id: m.messageId, to: m.to.value[0].name})))")
        done = subprocess.run(["node", "-e", program], input=raw, capture_output=True, cwd=SERVERS, check=True)
        parsed = json.loads(done.stdout)
        self.assertEqual(parsed["subject"], SUBJECT)
        self.assertEqual(parsed["to"], "Nguyễn Thị Ánh")
        self.assertEqual(parsed["id"], "<m-starttls@dondoc.test>")
        self.assertEqual(parsed["text"].strip(), TEXT.strip())

    def test_wrapped_tls_and_login(self):
        settings = self.settings(port=self.server.wrapped, security="tls", auth="login")
        sent = send("smtp", settings, [message("tls", f"an2@{mail_server.DOMAIN}")])
        self.assertEqual(sent["m-tls"]["outcome"], "delivered", sent)
        self.assertEqual(len(self.server.inbox("an2", 1)), 1)

    def test_fifty_messages_over_one_connection(self):
        before = self.server.log().count("connect from")
        messages = [message(f"many-{number}", f"an3@{mail_server.DOMAIN}") for number in range(50)]
        sent = send("smtp", self.settings(connections=1), messages, parallel=True)
        self.assertEqual({one["outcome"] for one in sent.values()}, {"delivered"})
        self.assertEqual(len(self.server.inbox("an3", 50)), 50)
        connects = [line for line in self.server.log().splitlines()
                    if "smtpd[" in line and " connect from" in line and "disconnect" not in line]
        self.assertLessEqual(len(connects) - before, 1)

    def test_wrong_password_is_a_fault_of_the_profile(self):
        sent = send("smtp", self.settings(password="sai"), [message("login", f"an@{mail_server.DOMAIN}")])
        self.assertEqual((sent["m-login"]["outcome"], sent["m-login"]["scope"]), ("rejected", "destination"), sent)
        self.assertNotIn("sai", sent["m-login"]["reply"])

    def test_unknown_recipient_is_the_recipients_fault(self):
        sent = send("smtp", self.settings(), [message("who", f"khong-co@{mail_server.DOMAIN}"),
                                              message("next", f"an4@{mail_server.DOMAIN}")])
        self.assertEqual((sent["m-who"]["outcome"], sent["m-who"]["scope"]), ("rejected", "recipient"), sent)
        self.assertIn("no such user", sent["m-who"]["reply"])
        self.assertEqual(sent["m-next"]["outcome"], "delivered", sent)

    def test_a_certificate_of_another_authority_is_refused(self):
        settings = self.settings()
        del settings["ca_file"]
        sent = send("smtp", settings, [message("ca", f"an@{mail_server.DOMAIN}")])
        self.assertEqual((sent["m-ca"]["outcome"], sent["m-ca"]["scope"]), ("rejected", "destination"), sent)

    def test_a_certificate_of_another_name_is_refused(self):
        sent = send("smtp", self.settings(host="127.0.0.1"), [message("name", f"an@{mail_server.DOMAIN}")])
        self.assertEqual((sent["m-name"]["outcome"], sent["m-name"]["scope"]), ("rejected", "destination"), sent)


class ScriptedRefusals(unittest.TestCase):
    """Each fault once, over a plain connection to this machine."""

    def settings(self, port, **more):
        return {"host": "127.0.0.1", "port": port, "security": "none", "from": "nhac@thu.test", "connections": 1,
                "timeout": {"ms": 5000}, **more}

    def outcome(self, address, **options):
        with faulty_smtp(**options) as server:
            sent = send("smtp", self.settings(server.port), [message(1, address)])["m-1"]
        return sent["outcome"], sent["scope"], sent.get("after_ms", 0)

    def test_table(self):
        day = 24 * 3600 * 1000
        for address, expected in {
                "an@thu.test": ("delivered", "", 0),
                "rcpt-550@thu.test": ("rejected", "recipient", 0),
                "rcpt-450@thu.test": ("retry", "message", 0),
                "quota@thu.test": ("retry", "message", day),
                "rcpt-bare@thu.test": ("rejected", "message", 0),
                "table@thu.test": ("rejected", "recipient", 0),
                "relay@thu.test": ("rejected", "destination", 0),
                "client@thu.test": ("rejected", "destination", 0),
                "sender@thu.test": ("rejected", "destination", 0),
                "auth-off@thu.test": ("rejected", "destination", 0),
                "dot-554@thu.test": ("rejected", "message", 0),
                "dot-450@thu.test": ("retry", "message", 0),
                "cut@thu.test": ("unknown", "", 0),
        }.items():
            with self.subTest(address):
                self.assertEqual(self.outcome(address), expected)

    def test_nobody_listens(self):
        port = mail_server.free_ports(1)[0]
        sent = send("smtp", self.settings(port), [message(1, "an@thu.test")])["m-1"]
        self.assertEqual((sent["outcome"], sent["scope"]), ("retry", "destination"), sent)

    def test_starttls_stripped_sends_nothing(self):
        with faulty_smtp() as server:
            sent = send("smtp", self.settings(server.port, security="starttls"), [message(1, "an@thu.test")])["m-1"]
            self.assertEqual((sent["outcome"], sent["scope"]), ("rejected", "destination"), sent)
            self.assertEqual(server.events("rcpt"), [])

    def test_a_plain_connection_is_not_reused_by_a_channel_that_demands_tls(self):
        """libcurl 7.88 would, where both shared a multi handle."""
        with faulty_smtp() as server:
            second = job_of("smtp", self.settings(server.port, security="starttls"), [message(2, "bi-mat@thu.test")])
            sent = send("smtp", self.settings(server.port), [message(1, "an@thu.test")], then=second)
            self.assertEqual(sent["m-1"]["outcome"], "delivered", sent)
            self.assertEqual((sent["m-2"]["outcome"], sent["m-2"]["scope"]), ("rejected", "destination"), sent)
            self.assertEqual([one["address"] for one in server.events("rcpt")], ["an@thu.test"])

    def test_a_domain_with_vietnamese_letters_goes_out_in_ascii(self):
        with faulty_smtp() as server:
            sent = send("smtp", self.settings(server.port), [message(1, "an@mây.test"), message(2, "số@thu.test")])
            self.assertEqual(sent["m-1"]["outcome"], "delivered", sent)
            self.assertEqual((sent["m-2"]["outcome"], sent["m-2"]["scope"]), ("rejected", "recipient"), sent)
            self.assertIn("DD4102", sent["m-2"]["reply"])
            (received,) = server.events("message")
            self.assertIn("<an@xn--my-pia.test>", received["text"])
            self.assertTrue(received["text"].isascii())

    def test_an_idle_connection_closed_by_the_server_costs_no_attempt(self):
        with faulty_smtp(idle_ms=700) as server:
            messages = [message(1, "an@thu.test"), message(2, "an@thu.test", pause_ms=2500)]
            sent = send("smtp", self.settings(server.port), messages)
            self.assertEqual([sent["m-1"]["outcome"], sent["m-2"]["outcome"]], ["delivered", "delivered"], sent)
            self.assertEqual(len(server.events("connect")), 2)

    def test_an_address_with_a_second_command_never_reaches_the_wire(self):
        with faulty_smtp() as server:
            evil = "a@thu.test>\r\nRCPT TO:<nan-nhan@thu.test"
            sent = send("smtp", self.settings(server.port), [message(1, evil)])["m-1"]
            self.assertEqual((sent["outcome"], sent["scope"]), ("rejected", "recipient"), sent)
            self.assertEqual(server.events("connect"), [])

    def test_plain_text_to_another_machine_is_refused(self):
        settings = {"host": "mail.example.vn", "security": "none", "from": "nhac@thu.test"}
        self.assertEqual(send("smtp", settings, []), {"problem": {"problem": "DD4112"}})

    def test_a_stopped_channel_answers_for_everything(self):
        with http_sink() as silent:  # speaks no SMTP: the greeting never comes
            sent = send("smtp", self.settings(silent.port), [message(n, "an@thu.test") for n in range(5)],
                        parallel=True, stop_after_ms=300)
        self.assertEqual([one["outcome"] for one in sent.values()], ["retry"] * 5)


class Tls(WithCertificates):
    """What is trusted and what is not, over both transports."""

    def outcomes(self, certificate, key, **more):
        """Of a mail and of a webhook, to a server with this certificate; settings as given."""
        out = []
        with faulty_smtp(secure=True, cert=certificate, key=key) as server:
            out.append(self.one("smtp", self.mail(server.port, **more))[:2])
        with http_sink(certificate, key) as sink:
            out.append(self.one("webhook", self.hook(sink.port, **more))[:2])
        return out

    def test_the_authority_of_ca_file_is_trusted(self):
        self.assertEqual(self.outcomes(self.certificate, self.key), [("delivered", "")] * 2)

    def test_another_authority_is_not(self):
        self.assertEqual(self.outcomes(self.certificate, self.key, ca_file=self.expired_ca),
                         [("rejected", "destination")] * 2)

    def test_an_expired_certificate(self):
        self.assertEqual(self.outcomes(self.expired, self.expired_key, ca_file=self.expired_ca),
                         [("rejected", "destination")] * 2)

    def test_a_certificate_of_another_name(self):
        with http_sink(self.certificate, self.key) as sink:
            settings = self.hook(sink.port, url=f"https://127.0.0.1:{sink.port}/ok")
            self.assertEqual(self.one("webhook", settings)[:2], ("rejected", "destination"))
            self.assertEqual(sink.events("request"), [])

    def test_tls_that_is_too_old(self):
        with faulty_smtp(secure=True, cert=self.certificate, key=self.key, old_tls=True) as server:
            self.assertEqual(self.one("smtp", self.mail(server.port))[:2], ("retry", "destination"))
            self.assertEqual(server.events("rcpt"), [])
        with http_sink(self.certificate, self.key, "old") as sink:
            self.assertEqual(self.one("webhook", self.hook(sink.port))[:2], ("retry", "destination"))
            self.assertEqual(sink.events("request"), [])


class Proxy(WithCertificates):
    def each(self):
        """The kind of a channel and its settings as a function of more of them, with a server behind it."""
        with faulty_smtp(secure=True, cert=self.certificate, key=self.key) as server:
            yield "smtp", lambda **more: self.mail(server.port, **more)
        with http_sink(self.certificate, self.key) as sink:
            yield "webhook", lambda **more: self.hook(sink.port, **more)

    def test_through_a_proxy(self):
        for kind, settings in self.each():
            with self.subTest(kind), proxy() as way:
                outcome, _, reply = self.one(kind, settings(proxy=f"http://127.0.0.1:{way.port}"))
                self.assertEqual(outcome, "delivered", reply)
                self.assertEqual([one["method"] for one in way.events("request")], ["CONNECT"])

    def test_a_proxy_that_refuses_needs_a_person(self):
        for kind, settings in self.each():
            for status in ("407", "403"):
                with self.subTest(kind, status=status), proxy(status) as way:
                    outcome = self.one(kind, settings(proxy=f"http://127.0.0.1:{way.port}"))
                    self.assertEqual(outcome[:2], ("rejected", "destination"), outcome)
                    self.assertIn(status, outcome[2])

    def test_a_proxy_that_is_down_or_cannot_get_through_is_tried_again(self):
        for kind, settings in self.each():
            with self.subTest(kind, status=503), proxy("503") as way:
                outcome = self.one(kind, settings(proxy=f"http://127.0.0.1:{way.port}"))
                self.assertEqual(outcome[:2], ("retry", "destination"), outcome)
            with self.subTest(kind, status="down"):
                port = mail_server.free_ports(1)[0]
                outcome = self.one(kind, settings(proxy=f"http://127.0.0.1:{port}"))
                self.assertEqual(outcome[:2], ("retry", "destination"), outcome)


@unittest.skipUnless(shutil.which("strace"), "strace is not installed")
class Maildir(unittest.TestCase):
    """Delivered means that it is on the disk."""

    def setUp(self):
        self.root = tempfile.mkdtemp(prefix="dondoc-maildir-")
        self.addCleanup(shutil.rmtree, self.root)

    def deliver(self, *strace, directory="hop-thu"):
        settings = {"directory": os.path.join(self.root, directory), "from": "nhac@thu.test"}
        before = ["strace", "-f", "-qq", *strace] if strace else []
        return send("maildir", settings, [message(1, "an@thu.test")], before=before)["m-1"]

    def test_what_is_there_already_is_delivered_only_once_it_is_synced(self):
        self.assertEqual(self.deliver()["outcome"], "delivered")
        failing = ["-o", "/dev/null", "-e", "trace=fsync", "-e", "inject=fsync:error=EIO"]
        self.assertEqual(self.deliver(*failing)["outcome"], "unknown")
        self.assertEqual(self.deliver()["outcome"], "delivered")

    def test_every_new_folder_is_synced_in_its_parent(self):
        trace = os.path.join(self.root, "trace")
        sent = self.deliver("-y", "-o", trace, "-e", "trace=fsync", directory="mot/hai")
        self.assertEqual(sent["outcome"], "delivered")
        with open(trace, encoding="utf-8") as lines:
            synced = {line.partition("<")[2].partition(">")[0] for line in lines if "= 0" in line}
        maildir = os.path.join(self.root, "mot/hai/an@thu.test")
        for folder in (self.root, os.path.join(self.root, "mot"), os.path.join(self.root, "mot/hai"), maildir,
                       os.path.join(maildir, "new"), os.path.join(maildir, "cur")):
            self.assertIn(folder, synced)


class IdlePostfix(unittest.TestCase):
    """A real server that closes idle connections, and the daemon: one delivery row a message."""

    def test_a_connection_closed_meanwhile_costs_no_attempt(self):
        with mail_server.MailServer("smtpd_timeout = 4s") as server:
            site = harness.Site()
            self.addCleanup(site.close)
            site.add_people(2)
            site.sql("UPDATE addresses SET value = replace(value, 'faults.test', 'thu.test') WHERE channel = 'mail'")
            password = os.path.join(site.config, "mat-khau")
            with open(password, "w", encoding="utf-8") as out:
                os.chmod(password, 0o600)
                out.write(mail_server.PASSWORD)
            site.write_rules(via=["mail"])
            site.write_main(group_wait="0s")
            with open(os.path.join(site.config, "dondoc.toml"), encoding="utf-8") as lines:
                text = lines.read()
            text = text.replace('host = "127.0.0.1"', 'host = "localhost"')
            text = text.replace(f"port = {site.mail.port}", f"port = {server.submission}")
            text = text.replace('security = "none"\nauth = "none"', 'security = "starttls"\nauth = "plain"\n'
                                f'user = "may"\npassword = {{ file = "{password}" }}\nca_file = "{server.ca}"\n'
                                'connections = 1')
            site.write("dondoc.toml", text)
            daemon = site.start().ready()
            for person in ("p0", "p1"):
                site.add_items([person])
                self.assertEqual(len(server.inbox(person, 1)), 1, daemon.log())
                time.sleep(6)
            self.assertIn("timeout after", server.log())
            self.assertEqual(site.sql("SELECT attempt, outcome FROM deliveries"), [(1, "delivered")] * 2)


class Xoauth2(unittest.TestCase):
    """The token is read from its file at each use, since another program renews it."""

    def test_token_file(self):
        directory = tempfile.mkdtemp(prefix="dondoc-token-")
        try:
            ca, certificate, key = mail_server.make_certificates(directory)
            token = os.path.join(directory, "token")
            with open(token, "w", encoding="ascii") as out:
                out.write("ya29.token\n")
            with faulty_smtp(secure=True, key=key, cert=certificate, user="may@thu.test", password="ya29.token") as server:
                settings = {"host": "localhost", "port": server.port, "security": "tls", "auth": "xoauth2",
                            "user": "may@thu.test", "token_file": token, "ca_file": ca, "from": "may@thu.test",
                            "timeout": {"ms": 5000}}
                sent = send("smtp", settings, [message(1, "an@thu.test")])["m-1"]
                self.assertEqual(sent["outcome"], "delivered", sent)
                self.assertEqual([one["method"] for one in server.events("auth")], ["XOAUTH2"])
                with open(token, "w", encoding="ascii") as out:
                    out.write("ya29.expired\n")
                sent = send("smtp", settings, [message(1, "an@thu.test")])["m-1"]
                self.assertEqual((sent["outcome"], sent["scope"]), ("retry", "destination"), sent)
                os.remove(token)
                sent = send("smtp", settings, [message(1, "an@thu.test")])["m-1"]
                self.assertEqual((sent["outcome"], sent["scope"]), ("retry", "destination"), sent)
        finally:
            shutil.rmtree(directory)


class Webhook(unittest.TestCase):
    def settings(self, port, path, **more):
        return {"url": f"http://127.0.0.1:{port}{path}", "secret": WHSEC, "allow_http": True, "allow_private": True,
                "timeout": {"ms": 2000}, **more}

    def test_payload_and_signature(self):
        previous = "whsec_" + base64.b64encode(b"fedcba9876543210fedcba9876543210").decode()
        with http_sink() as sink:
            path = "/ok?sp=%2Ftriggers%2Fmanual&sig=a%2Bb"
            sent = send("webhook", self.settings(sink.port, path, previous_secret=previous), [message("wh.1", "")])
            (request,) = sink.events("request")
        self.assertEqual(sent["m-wh.1"]["outcome"], "delivered", sent)
        self.assertEqual(request["target"], path, "the address goes out as it was written")
        headers = request["headers"]
        self.assertEqual(headers["webhook-id"], "m-wh-1")
        self.assertLess(abs(int(headers["webhook-timestamp"]) - time.time()), 30)
        signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.{request['body']}".encode()
        expected = ["v1," + base64.b64encode(hmac.new(base64.b64decode(key[6:]), signed, hashlib.sha256).digest()).decode()
                    for key in (WHSEC, previous)]
        self.assertEqual(headers["webhook-signature"].split(" "), expected)
        self.assertEqual(json.loads(request["body"])["data"]["subject"], SUBJECT)

    def test_table(self):
        for path, expected in {
                "/status/204": ("delivered", "", 0),
                "/status/503": ("retry", "destination", 0),
                "/status/500": ("retry", "message", 0),
                "/status/400": ("rejected", "message", 0),
                "/status/410": ("rejected", "destination", 0),
                "/redirect": ("rejected", "destination", 0),
                "/retry-after/35": ("retry", "destination", 36_000),
                "/retry-after/999999": ("retry", "destination", 3_600_000),
                "/silent": ("unknown", "", 0),
                "/reset": ("unknown", "", 0),
                "/hang": ("unknown", "", 0),
                "/half": ("delivered", "", 0),
                "/garbage": ("unknown", "", 0),
        }.items():
            with self.subTest(path), http_sink() as sink:
                sent = send("webhook", self.settings(sink.port, path), [message(1, "")])["m-1"]
                self.assertEqual((sent["outcome"], sent["scope"], sent.get("after_ms", 0)), expected, sent)

    def test_an_endless_answer_is_cut_off(self):
        with http_sink() as sink:
            sent = send("webhook", self.settings(sink.port, "/flood"), [message(1, "")])["m-1"]
            self.assertEqual(sent["outcome"], "delivered", sent)
            (flooded,) = sink.events("flooded", settle=1)
            self.assertLess(flooded["bytes"], 50_000_000)

    def test_private_addresses_need_permission(self):
        with http_sink() as sink:
            sent = send("webhook", self.settings(sink.port, "/token-bi-mat", allow_private=False), [message(1, "")])["m-1"]
            self.assertEqual((sent["outcome"], sent["scope"]), ("rejected", "destination"), sent)
            self.assertEqual(sink.events("request"), [])

    def test_no_reply_shows_the_address(self):
        with http_sink() as sink:
            for path in ("/status/500/token-bi-mat", "/silent/token-bi-mat"):
                sent = send("webhook", self.settings(sink.port, path), [message(1, "")])["m-1"]
                self.assertNotIn("token-bi-mat", json.dumps(sent))
        sent = send("webhook", self.settings(sink.port, "/token-bi-mat"), [message(1, "")])["m-1"]
        self.assertEqual((sent["outcome"], sent["scope"]), ("retry", "destination"), sent)
        self.assertNotIn("token-bi-mat", json.dumps(sent))

    def test_bad_settings(self):
        self.assertEqual(send("webhook", {"url": "http://x.vn/"}, []), {"problem": {"problem": "DD4118"}})
        self.assertEqual(send("webhook", {"url": "ftp://x.vn/"}, []), {"problem": {"problem": "DD4117"}})
        self.assertEqual(send("webhook", {"url": "https://x.vn/", "secret": "abc"}, []), {"problem": {"problem": "DD4116"}})


def what_is_missing():
    programs = [name for name in ("node", "openssl", "postfix", "dovecot") if not shutil.which(name)]
    modules = [] if os.path.isdir(os.path.join(SERVERS, "node_modules", "smtp-server")) else ["npm ci in tests/servers"]
    return programs + modules + ([] if os.geteuid() == 0 else ["root"])


if __name__ == "__main__":
    if what_is_missing():
        print("skipped, missing:", ", ".join(what_is_missing()))
        sys.exit(77)
    SEND = os.path.abspath(sys.argv.pop(1))
    unittest.main(verbosity=2)
