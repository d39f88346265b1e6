#!/usr/bin/python3
"""Messages to every chat service and to a program, from the database to the wire, against a server that answers as the
services do; what goes out is held against what the services publish (npm), where that is installed.
"""

import http.server
import json
import os
import subprocess
import sys
import threading
import time
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
SERVERS = os.path.join(HERE, "..", "servers")
sys.path.insert(0, os.path.join(HERE, "..", "faults"))
import harness  # noqa: E402

SECRET = "bi-mat-khong-duoc-lo-0123"
# Path of the request to: service, status and body of a yes.
YES = {
    "/slack/": ("slack", 200, "ok"),
    "/teams/": ("teams", 202, ""),
    "/google/": ("google_chat", 200, '{"name":"spaces/A/messages/B"}'),
    "/mattermost/": ("mattermost", 200, "ok"),
    "/rocketchat/": ("rocketchat", 200, '{"success":true}'),
    "/discord/": ("discord", 200, '{"id":"1133"}'),
    "/telegram/bot": ("telegram", 200, '{"ok":true,"result":{"message_id":42}}'),
    "/zalo/bot": ("zalo_bot", 200, '{"ok":true,"result":{"message_id":"a1"}}'),
    "/v4/oa/access_token": ("zalo_login", 200,
                            '{"access_token":"access-token-1","refresh_token":"refresh-token-2","expires_in":"90000"}'),
    "/v3.0/oa/message/cs": ("zalo_oa", 200, '{"error":0,"message":"Success","data":{"message_id":"z1"}}'),
    "/_matrix/": ("matrix", 200, '{"event_id":"$abc"}'),
}
ADDRESSES = {"telegram": "123456789", "zalo_bot": "6ede9afa66b8", "zalo_oa": "186729651760683225",
             "matrix": "!phong:tinh.vn"}
HOOKS = {"slack": "slack", "teams": "teams", "google_chat": "google", "mattermost": "mattermost",
         "rocketchat": "rocketchat", "discord": "discord"}


class Services:
    """All of them on one port. `faults[service]` are answers that come first: (status, body, headers) or "hang"."""

    def __init__(self):
        self.taken, self.faults, self.hanging = [], {}, threading.Event()
        services = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self):
                body = self.rfile.read(int(self.headers.get("content-length", "0"))).decode()
                service, status, text = next(value for path, value in YES.items() if self.path.startswith(path))
                services.taken.append((service, self.command, self.path, dict(self.headers), body))
                headers = {}
                if services.faults.get(service):
                    fault = services.faults[service].pop(0)
                    if fault == "hang":
                        services.hanging.set()
                        time.sleep(30)
                        return
                    status, text, headers = fault
                data = text.encode()
                self.send_response(status)
                for name, value in {"Content-Length": len(data), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(data)

            do_POST = do_PUT = answer

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def to(self, service):
        return [one for one in self.taken if one[0] == service]

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def channel_table(kind, services, **more):
    fields = {"id": kind, "type": kind}
    if kind in HOOKS:
        fields["url"] = {"env": f"URL_{kind}"}
        os.environ[f"URL_{kind}"] = f"{services.url}/{HOOKS[kind]}/{SECRET}?key={SECRET}"
    elif kind == "command":
        pass
    else:
        os.environ["TOKEN"] = SECRET
        if kind == "zalo_oa":
            fields.update(app_id="4321", app_secret={"env": "TOKEN"}, refresh_token={"env": "TOKEN"},
                          base_url=services.url, login_url=services.url)
        elif kind == "matrix":
            fields.update(url=services.url, token={"env": "TOKEN"})
        else:
            fields.update(token={"env": "TOKEN"}, base_url=f"{services.url}/{kind.split('_')[0]}")
    if kind != "command":
        fields.update(allow_http=True, allow_private=True, pace="0s", timeout="5s")
    fields.update(more)
    return "[[channel]]\n" + "".join(f"{name} = {toml(value)}\n" for name, value in fields.items())


def toml(value):
    if isinstance(value, dict):
        return "{ " + ", ".join(f'{name} = "{text}"' for name, text in value.items()) + " }"
    return json.dumps(value, ensure_ascii=False)


class ChatTest(unittest.TestCase):
    def setUp(self):
        self.services = Services()
        self.addCleanup(self.services.close)
        self.site = harness.Site()
        self.addCleanup(self.site.close)

    def program(self, lines):
        path = os.path.join(self.site.root, "gui-tin")
        with open(path, "w", encoding="utf-8") as out:
            out.write(f"#!/bin/sh\ncd {self.site.root}\n{lines}\n")
        os.chmod(path, 0o700)
        return path

    def configure(self, *tables, via=(), language="vi"):
        """Channels in this order, then mail; people have addresses for all of them."""
        self.site.write_main()
        path = os.path.join(self.site.config, "dondoc.toml")
        with open(path, encoding="utf-8") as old:
            head, first, rest = old.read().replace('language = "en"', f'language = "{language}"').partition("[[channel]]")
        self.site.write("dondoc.toml", head + "\n".join(tables) + "\n" + first + rest)
        self.site.write_rules(via=via or ("mail",))
        if not via:
            rules = os.path.join(self.site.config, "rules/thu.toml")
            with open(rules, encoding="utf-8") as old:
                text = old.read().replace('  via = ["mail"]\n', "")
            self.site.write("rules/thu.toml", text)

    def add_person(self, addresses):
        self.site.add_people(1)
        for preference, (channel, address) in enumerate(addresses.items()):
            self.site.sql("INSERT INTO addresses(owner, channel, value, preference) VALUES ('person:p0', ?, ?, ?)",
                          (channel, address, preference - 10))
        return self.site.add_items(["p0"])[0]

    def deliver(self, seconds=60):
        """Runs the service until nothing is due."""
        daemon = self.site.start().ready()
        if not harness.eventually(lambda: self.site.undelivered() == 0, seconds):
            raise AssertionError(str(self.site.messages("channel, state, attempts")) + daemon.log())
        daemon.stop()
        return daemon

    def attempts(self, channel):
        return self.site.sql("SELECT d.outcome, d.reply, m.remote_id FROM deliveries d JOIN messages m ON m.id = d.message"
                             " WHERE m.channel = ? AND m.class <> 'operations' ORDER BY d.id", (channel,))

    def assert_no_secret(self, daemon):
        dump = "\n".join(self.site.open().iterdump())
        for text in (daemon.log(), dump, self.site.run("check").stdout, self.site.run("alerts").stdout):
            self.assertNotIn(SECRET, text)


class EveryService(ChatTest):
    KINDS = [*HOOKS, *ADDRESSES]

    def test_one_item_reaches_all_of_them_in_numbers_only(self):
        program = self.program("cat > nhan.json; echo sms-1")
        self.configure(*(channel_table(kind, self.services) for kind in self.KINDS),
                       channel_table("command", self.services, id="sms", program=program, content="counts"),
                       via=(*self.KINDS, "sms"))
        code = self.add_person({kind: ADDRESSES.get(kind, "kenh-chung") for kind in self.KINDS} | {"sms": "0987654321"})
        daemon = self.deliver()
        for kind in self.KINDS:
            with self.subTest(kind):
                (one,) = self.services.to(kind)
                self.assertIn("[Quá hạn] 1 nhiệm vụ", json.dumps(json.loads(one[4]), ensure_ascii=False).replace("\\", ""))
                for secret in (code, "Việc", "Người 0", "Nguyễn Văn Mẫu"):
                    self.assertNotIn(secret, one[4])
                ((outcome, _, _),) = self.attempts(kind)
                self.assertEqual(outcome, "delivered")
        ids = {kind: self.attempts(kind)[0][2] for kind in ("google_chat", "discord", "telegram", "matrix", "zalo_oa")}
        self.assertEqual(ids, {"google_chat": "spaces/A/messages/B", "discord": "1133", "telegram": "42", "matrix": "$abc",
                               "zalo_oa": "z1"})
        with open(os.path.join(self.site.root, "nhan.json"), encoding="utf-8") as got:
            sms = json.load(got)
        self.assertEqual((sms["address"], sms["data"]["item_count"]), ("0987654321", 1))
        self.assertTrue(sms["short"].startswith("[Qua han] 1 nhiem vu"), sms)
        self.assertEqual(self.attempts("sms")[0][2], "sms-1")
        self.assert_no_secret(daemon)
        with self.subTest("published forms"):
            self.assert_published_forms_hold()

    def assert_published_forms_hold(self):
        if not os.path.isdir(os.path.join(SERVERS, "node_modules", "typescript")):
            self.skipTest("npm ci was not run in tests/servers")
        bodies = [{"service": kind, "body": json.loads(one[4])} for kind in ("slack", "teams", "google_chat", "discord")
                  for one in self.services.to(kind)]
        self.assertEqual(len(bodies), 4)
        self.assertEqual(self.problems_of(bodies), [])
        bodies[0]["body"]["blocks"][0]["type"] = "hedaer"  # a check that cannot fail would be none
        bodies[1]["body"]["attachments"][0]["content"]["body"][0]["type"] = "TextBlok"
        bodies[2]["body"]["cardsV3"] = []
        bodies[3]["body"]["content"] = 5
        self.assertEqual(len({one.split(":")[0] for one in self.problems_of(bodies)}), 4)

    @staticmethod
    def problems_of(bodies):
        done = subprocess.run(["node", "payload_schemas.js"], cwd=SERVERS, input=json.dumps(bodies), text=True,
                              capture_output=True, check=True, timeout=300)
        return json.loads(done.stdout)

    def test_whole_letters_where_the_operator_says_so(self):
        kinds = ("slack", "telegram", "matrix")
        self.configure(*(channel_table(kind, self.services, content="full") for kind in kinds), via=kinds)
        code = self.add_person({kind: ADDRESSES.get(kind, "kenh") for kind in kinds})
        self.site.sql("UPDATE items SET title = 'Gấp <!channel> @all & <b>x</b>' WHERE code = ?", (code,))
        self.deliver()
        self.assertIn("Gấp &lt;!channel&gt; @\u2060all &amp; &lt;b&gt;x&lt;/b&gt;", self.services.to("slack")[0][4])
        self.assertIn("Gấp &lt;!channel&gt; @\u2060all &amp; &lt;b&gt;x&lt;/b&gt;", self.services.to("telegram")[0][4])
        self.assertIn(code, self.services.to("matrix")[0][4])


class Refusals(ChatTest):
    def test_who_is_asked_to_wait_waits(self):
        self.services.faults["slack"] = [(429, "rate_limited", {"Retry-After": "1"})]
        self.configure(channel_table("slack", self.services), via=("slack",))
        self.add_person({"slack": "kenh"})
        self.deliver()
        self.assertEqual(len(self.services.to("slack")), 2)
        self.assertEqual([one[0] for one in self.attempts("slack")], ["throttled", "delivered"])

    def test_who_has_blocked_the_bot_is_reached_another_way(self):
        self.services.faults["telegram"] = [
            (403, '{"ok":false,"error_code":403,"description":"Forbidden: bot was blocked by the user"}', {})]
        self.configure(channel_table("telegram", self.services))
        code = self.add_person({"telegram": ADDRESSES["telegram"]})
        self.deliver()
        self.assertEqual(len(self.services.to("telegram")), 1)
        self.assertEqual(len(self.site.told(code, self.site.mail)), 1)
        self.assertEqual(self.site.sql("SELECT failing FROM addresses WHERE channel = 'telegram'"), [(1,)])

    def test_a_deleted_hook_rests_and_the_operator_hears_of_it(self):
        self.services.faults["mattermost"] = [
            (400, '{"id":"web.incoming_webhook.invalid.app_error","message":"' + SECRET + '","status_code":400}', {})] * 9
        self.configure(channel_table("mattermost", self.services), via=("mattermost",))
        self.add_person({"mattermost": "kenh"})
        daemon = self.site.start().ready()
        finding = "SELECT count(*) FROM findings WHERE code = 'DD6502' AND subject = 'channel:mattermost'"
        self.assertTrue(harness.eventually(lambda: self.site.sql(finding) == [(1,)]), daemon.log())
        daemon.stop()
        self.assertEqual(len(self.services.to("mattermost")), 1)
        self.assert_no_secret(daemon)

    def test_a_program_that_takes_too_long_is_killed_and_another_way_is_used(self):
        program = self.program("sleep 60 & echo $! > con.pid; wait")
        self.configure(channel_table("command", self.services, id="sms", program=program, timeout="1s"))
        code = self.add_person({"sms": "0987654321"})
        self.deliver()
        self.assertEqual(len(self.site.told(code, self.site.mail)), 1)
        self.assertEqual([one[0] for one in self.attempts("sms")], ["unknown"])
        with open(os.path.join(self.site.root, "con.pid"), encoding="ascii") as child:
            pid = int(child.read())
        self.assertTrue(harness.eventually(lambda: not os.path.exists(f"/proc/{pid}"), 10))

    def test_a_program_says_by_its_exit_code_that_there_is_no_such_recipient(self):
        self.configure(channel_table("command", self.services, id="sms", program=self.program("exit 67")))
        code = self.add_person({"sms": "0987654321"})
        self.deliver()
        self.assertEqual(len(self.site.told(code, self.site.mail)), 1)
        self.assertEqual(self.site.sql("SELECT failing FROM addresses WHERE channel = 'sms'"), [(1,)])


class Crashes(ChatTest):
    def test_a_token_that_works_once_outlives_kill_9(self):
        """Killed while Zalo is silent: the new pair is on the disk and is not asked for again; since a repeat costs, the
        message goes on by mail."""
        self.services.faults["zalo_oa"] = ["hang"]
        self.configure(channel_table("zalo_oa", self.services, timeout="60s"))
        code = self.add_person({"zalo_oa": ADDRESSES["zalo_oa"]})
        daemon = self.site.start().ready()
        self.assertTrue(self.services.hanging.wait(30), daemon.log())
        daemon.kill()
        with open(os.path.join(self.site.config, "zalo-zalo_oa.json"), encoding="utf-8") as stored:
            self.assertIn("refresh-token-2", stored.read())
        self.deliver()
        self.assertEqual(len(self.services.to("zalo_oa")), 1)
        self.assertEqual(len(self.site.told(code, self.site.mail)), 1)
        (next_code,) = self.site.add_items(["p0"])
        self.deliver()
        self.assertEqual(self.site.told(next_code, self.site.mail), [])
        sent = self.services.to("zalo_oa")
        self.assertEqual(len(sent), 2)
        self.assertEqual(sent[1][3]["access_token"], "access-token-1")
        self.assertEqual(len(self.services.to("zalo_login")), 1)

    def test_an_unknown_outcome_goes_again_under_the_same_transaction(self):
        self.services.faults["matrix"] = ["hang"]
        self.configure(channel_table("matrix", self.services, timeout="60s"), via=("matrix",))
        self.add_person({"matrix": ADDRESSES["matrix"]})
        daemon = self.site.start().ready()
        self.assertTrue(self.services.hanging.wait(30), daemon.log())
        daemon.kill()
        self.deliver()
        first, second = self.services.to("matrix")
        self.assertEqual(first[1:3], second[1:3])
        self.assertEqual(first[4], second[4])


class Check(ChatTest):
    def check(self, *tables):
        self.configure(*tables, language="en")
        done = self.site.run("check")
        return done.returncode, done.stdout + done.stderr

    def test_warnings_are_told_and_let_it_pass(self):
        url = {"base_url": "https://api.telegram.org"}
        code, text = self.check(channel_table("telegram", self.services, **url), channel_table("matrix", self.services))
        self.assertEqual(code, 0, text)
        self.assertIn("warning: channel \"telegram\": type: Telegram may be blocked in Vietnam", text)
        self.assertIn("[DD4126]", text)
        self.assertIn("[DD4129]", text)

    def test_retired_addresses_are_refused_with_the_reason_and_without_the_address(self):
        os.environ["OLD"] = f"https://tinh.webhook.office.com/webhookb2/{SECRET}"
        code, text = self.check(channel_table("teams", self.services, url={"env": "OLD"}))
        self.assertNotEqual(code, 0)
        self.assertRegex(text, r'dondoc\.toml:\d+:\d+: channel "teams": url: this is the address of an Office 365 connector')
        self.assertNotIn(SECRET, text)


if __name__ == "__main__":
    if not harness.BIN or not os.access(os.path.join(harness.BIN, "dondocd"), os.X_OK):
        print("DONDOC_BIN_DIR does not name a folder with dondocd", file=sys.stderr)
        sys.exit(77)
    unittest.main()
