#!/usr/bin/python3
"""The answer page in a real browser, as wide as a telephone, with and without JavaScript, light and dark: Debian's
chromium and chromium-driver, spoken to by the WebDriver protocol. DONDOC_SCREENSHOTS names a folder to keep the pictures."""

import base64
import json
import os
import shutil
import subprocess
import sys
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
sys.path.insert(0, os.path.join(HERE, "..", "faults"))
import answers_test  # noqa: E402
import harness  # noqa: E402

WIDTH, HEIGHT = 360, 740
TAB, DOWN, ENTER = "\ue004", "\ue015", "\ue007"


class Browser:
    def __init__(self, script=True, dark=False):
        self.port = answers_test.free_port()
        self.driver = subprocess.Popen(["chromedriver", f"--port={self.port}"], stdout=subprocess.DEVNULL,
                                       stderr=subprocess.DEVNULL)
        options = {"args": ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                            *(["--blink-settings=preferredColorScheme=0", "--force-dark-mode"] if dark else [])],
                   "mobileEmulation": {"deviceMetrics": {"width": WIDTH, "height": HEIGHT, "pixelRatio": 2.0}},
                   "prefs": {} if script else {"profile.managed_default_content_settings.javascript": 2}}
        capabilities = {"alwaysMatch": {"browserName": "chrome", "goog:chromeOptions": options}}
        session = harness.eventually(lambda: self.try_call("POST", "/session", {"capabilities": capabilities}), 60)
        self.session = f"/session/{session['sessionId']}"

    def try_call(self, *arguments):
        try:
            return self.call(*arguments)
        except OSError:
            return None

    def call(self, method, path, body=None):
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", data, {"Content-Type": "application/json"},
                                         method=method)
        with urllib.request.urlopen(request, timeout=60) as response:
            return json.load(response)["value"]

    def do(self, method, what, body=None):
        return self.call(method, self.session + what, body)

    def open(self, url):
        self.do("POST", "/url", {"url": url})

    def find(self, selector):
        return [list(one.values())[0] for one in
                self.do("POST", "/elements", {"using": "css selector", "value": selector})]

    def click(self, selector):
        self.do("POST", f"/element/{self.find(selector)[0]}/click", {})

    def type(self, selector, text):
        self.do("POST", f"/element/{self.find(selector)[0]}/value", {"text": text})

    def keys(self, *keys):
        """Pressed one after another, as by hand: needs nothing of the page."""
        actions = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        self.do("POST", "/actions", {"actions": [{"type": "key", "id": "keyboard", "actions": actions}]})

    def shown(self, selector):
        return [one for one in self.find(selector) if self.do("GET", f"/element/{one}/displayed")]

    def text(self):
        """Of the page, or nothing while the next one loads."""
        main = self.find("main")
        try:
            return self.do("GET", f"/element/{main[0]}/text") if main else ""
        except OSError:
            return ""

    def says(self, words):
        return harness.eventually(lambda: words in self.text(), 30, 0.1)

    def width(self, selector="html"):
        """Of the element's box."""
        return self.do("GET", f"/element/{self.find(selector)[0]}/rect")["width"]

    def picture(self, name):
        folder = os.environ.get("DONDOC_SCREENSHOTS")
        if folder:
            with open(os.path.join(folder, name + ".png"), "wb") as out:
                out.write(base64.b64decode(self.do("GET", "/screenshot")))

    def close(self):
        self.try_call("DELETE", self.session)
        self.driver.terminate()
        self.driver.wait()


class InABrowser(answers_test.AnswersTest):
    PEOPLE = 3

    def visit(self, **options):
        _, link = self.start(2)
        self.codes = [row[0] for row in self.site.sql("SELECT code FROM items ORDER BY code")]
        browser = Browser(**options)
        self.addCleanup(browser.close)
        browser.open(f"http://127.0.0.1:{self.port}{link}")
        return browser

    def check_a_visit(self, name, **options):
        browser = self.visit(**options)
        browser.picture(name + "-1-form")
        self.assertLessEqual(browser.width("main"), WIDTH)
        self.assertEqual(browser.shown("#document"), [])
        for box in browser.find('input[name="item"]'):
            if not browser.do("GET", f"/element/{box}/selected"):
                browser.do("POST", f"/element/{box}/click", {})
        browser.click('label[for="a_done"]')
        self.assertEqual(len(browser.shown("#document")), 1)
        self.assertEqual(browser.shown("#progress"), [])
        browser.type("#document", "215/BC-STC")
        browser.type("#name", "Trần Thị Mẫu")
        browser.picture(name + "-2-filled")
        browser.click("button")
        self.assertTrue(browser.says("Ghi ngày văn bản"), browser.text())
        browser.picture(name + "-3-fault")
        self.assertIn("Ghi chức vụ", browser.text())
        day = answers_test.day(0)
        browser.type("#document_date", f"{day[5:7]}{day[8:10]}{day[0:4]}")
        browser.type("#position", "Phó Giám đốc")
        browser.click("button")
        self.assertTrue(browser.says("Đã ghi nhận."), browser.text())
        browser.picture(name + "-4-recorded")
        states = set(self.site.sql("SELECT state FROM items"))
        self.assertIn(("reported",), states)
        browser.do("POST", "/refresh", {})
        self.assertEqual(self.counts()[0], self.site.sql("SELECT count(*) FROM items WHERE state = 'reported'")[0][0])

    def test_with_scripts_allowed(self):
        self.check_a_visit("light")

    def test_without_scripts_by_the_keyboard_alone(self):
        _, link = self.start()
        browser = Browser(script=False)
        self.addCleanup(browser.close)
        browser.open("data:text/html,<title>no</title><script>document.title='yes'</script>")
        self.assertEqual(browser.do("GET", "/title"), "no")
        browser.open(f"http://127.0.0.1:{self.port}{link}")
        browser.keys(TAB, TAB, " ", DOWN, DOWN)  # the item is ticked; the third answer is chosen
        browser.picture("no-script-1-chosen")
        browser.keys(TAB, *"Xong 70%", TAB, *"Tran Thi Mau", TAB, *"Pho Giam doc")
        browser.picture("no-script-2-filled")
        browser.keys(TAB, ENTER)
        self.assertTrue(harness.eventually(lambda: self.counts()[0]))
        browser.picture("no-script-3-recorded")
        self.assertEqual(self.site.sql("SELECT kind, text, name, position FROM answers"),
                         [("progress", "Xong 70%", "Tran Thi Mau", "Pho Giam doc")])

    def test_in_the_dark(self):
        self.check_a_visit("dark", dark=True)


if __name__ == "__main__":
    if not shutil.which("chromedriver"):
        print("chromium-driver is not installed", file=sys.stderr)
        sys.exit(77)
    harness.main(workers=1)
