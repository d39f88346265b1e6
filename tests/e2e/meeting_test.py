"""Meetings through the programs and a Maildir: who is invited, what mail programs get, and what a decision becomes.
The events are read by python3-icalendar, the mail by Python's parser: neither shares code with dondoc."""

import datetime
import email
import email.policy
import json
import os
import pathlib
import shutil
import sqlite3
import subprocess
import tempfile
import unittest

try:
    import icalendar
except ImportError:
    icalendar = None

BIN = pathlib.Path(os.environ.get("DONDOC_BIN_DIR", ".build/release/daemon"))
AGENCIES = """code,name_vi,level,parent,head_title
TG,Ủy ban nhân dân tỉnh,tinh,,Chủ tịch
TG-VP,Văn phòng Ủy ban nhân dân tỉnh,so,TG,Chánh Văn phòng
TG-STC,Sở Tài chính,so,TG,Giám đốc
"""
PEOPLE = """code,name,title,email,agency,role
STC-GD,Ngô Thị Mẫu,Giám đốc,giam-doc@stc.example,TG-STC,head
STC-PGD,Trần Văn Mẫu,Phó Giám đốc,pho@stc.example,TG-STC,deputy
STC-DM,Lê Văn Mẫu,Chuyên viên,dau-moi@stc.example,TG-STC,focal
VP-CVP,Phạm Văn Mẫu,Chánh Văn phòng,chanh@vp.example,TG-VP,head
VP-CV,Đỗ Thị Mẫu,Chuyên viên,chuyen-vien@vp.example,TG-VP,officer
"""
SERIES = """[[series]]
id = "giao-ban-thang"
kind = "report"
title = "Họp giao ban tháng {{month}}/{{year}}"
rrule = "FREQ=MONTHLY;BYMONTHDAY=-1"
start = 2022-11-30
if_day_off = "previous"
for_each = { agency.level = "so" }
horizon = "45d"
completion = "report"
"""
WEEKLY = """[[series]]
id = "hop-tuan"
kind = "meeting"
title = "Họp tuần {{date}}"
rrule = "FREQ=WEEKLY;BYDAY=MO"
start = 2022-12-12T08:00:00
if_day_off = "next"
agencies = ["TG-VP"]
horizon = "8d"
invite = ["head"]
place = "Phòng họp Văn phòng"
chair = "Chánh Văn phòng"
length = "45min"
"""
CODE = "giao-ban-thang/TG-STC/2022-12-31"
CONFIGURATION = """language = "vi"
time_zone = "Asia/Ho_Chi_Minh"
calendar = "hanh-chinh"
database = "dondoc.db"
host = "dondoc.example"
demo_clock = true
[delivery]
mode = "live"
slots = ["07:30", "13:30"]
[sender]
name = "Văn phòng Ủy ban nhân dân tỉnh"
contact = "Nguyễn Văn Mẫu, điện thoại 0000 000 000"
level = "so"
[operator]
to = [{ channel = "thu", address = "van-hanh@example.org" }]
[[channel]]
id = "thu"
type = "maildir"
directory = "thu"
from = "dondoc@example.org"
from_name = "Văn phòng UBND tỉnh"
"""


def events_of(message):
    """Every calendar part as (content type, method, VEVENT)."""
    found = []
    for part in message.walk():
        if part.get_content_type() in ("text/calendar", "application/ics"):
            calendar = icalendar.Calendar.from_ical(part.get_payload(decode=True))
            (event,) = calendar.walk("VEVENT")
            assert part.get_param("method") == calendar["METHOD"], part["Content-Type"]
            found.append((part.get_content_type(), str(calendar["METHOD"]), event))
    return found


@unittest.skipIf(icalendar is None, "needs python3-icalendar")
class Meetings(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="dondoc-meeting-"))
        self.addCleanup(shutil.rmtree, self.directory)
        self.clock = "2022-12-05T08:00:00+07:00"
        self.ok("init", "etc")
        (self.directory / "etc/dondoc.toml").write_text(CONFIGURATION, encoding="utf-8")
        for path in (self.directory / "etc/rules").glob("*.toml"):
            path.unlink()
        (self.directory / "etc/rules/ky.toml").write_text(SERIES, encoding="utf-8")
        (self.directory / "agencies.csv").write_text(AGENCIES, encoding="utf-8")
        (self.directory / "people.csv").write_text(PEOPLE, encoding="utf-8")
        self.dondoc("import", "agencies", "agencies.csv")
        self.dondoc("import", "people", "people.csv")
        self.seen = set()

    def run_program(self, program, *words):
        return subprocess.run([str(BIN / program), *words], capture_output=True, text=True, check=False,
                              cwd=self.directory, timeout=120, env={**os.environ, "LANG": "C.UTF-8"})

    def ok(self, *words, language="en"):
        result = self.run_program("dondoc", "--lang", language, *words)
        self.assertEqual(result.returncode, 0, f"{words}: {result.stdout}{result.stderr}")
        return result.stdout

    def here(self):
        return "--config", "etc", "--demo-clock", self.clock, "--by", "Trần Thị B"

    def dondoc(self, *words):
        return self.ok(*self.here(), *words)

    def refused(self, code, *words, exit_code=2):
        result = self.run_program("dondoc", "--lang", "en", *self.here(), *words)
        self.assertEqual(result.returncode, exit_code, f"{words}: {result.stdout}{result.stderr}")
        self.assertIn(f"[{code}]", result.stderr, words)

    def tick(self, clock=None):
        """What arrives, by address, that was not there before."""
        self.clock = clock or self.clock
        result = self.run_program("dondocd", "--config", "etc", "--once", "--demo-clock", self.clock)
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        new = {}
        for path in sorted((self.directory / "etc/thu").glob("*/new/*")):
            if path in self.seen:
                continue
            self.seen.add(path)
            message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            new.setdefault(path.parts[-3], []).append(message)
        new.pop("van-hanh@example.org", None)
        return new

    def rows(self, query):
        with sqlite3.connect(self.directory / "etc/dondoc.db") as database:
            found = database.execute(query).fetchall()
        database.close()
        return found

    def json(self, *words):
        return [json.loads(line) for line in self.dondoc(*words, "--json").splitlines()]

    def named(self, *more):
        return self.dondoc("meeting", "set", CODE, "--at", "2022-12-28 08:00", "--place", "Phòng họp số 1; tầng 2, trụ sở",
                           "--chair", "Ngô Thị Mẫu", *more)

    def test_people_get_an_event_once_and_its_changes(self):
        self.assertEqual(self.tick(), {})
        said = self.named("--minutes", "90", "--attendees", "Đỗ Thị Mẫu")
        self.assertIn("Invited: 4.", said)
        mail = self.tick("2022-12-05T08:05:00+07:00")
        self.assertEqual(sorted(mail), ["chuyen-vien@vp.example", "dau-moi@stc.example", "giam-doc@stc.example",
                                        "pho@stc.example"])
        (message,) = mail["pho@stc.example"]
        self.assertEqual(message["Subject"], "[Giấy mời] 08:00 ngày 28/12/2022 – Họp giao ban tháng 12/2022, Sở Tài chính")
        self.assertEqual(message.get_content_type(), "multipart/mixed")
        words, attached = message.iter_parts()
        self.assertEqual([part.get_content_type() for part in words.iter_parts()],
                         ["text/plain", "text/html", "text/calendar"])
        self.assertEqual((attached.get_content_type(), attached.get_filename()), ("application/ics", "invite.ics"))
        text = message.get_body(("plain",)).get_content()
        for line in ("Thời gian: từ 08 giờ 00 phút đến 09 giờ 30 phút, thứ Tư ngày 28/12/2022.",
                     "Địa điểm: Phòng họp số 1; tầng 2, trụ sở.", "Chủ trì: Ngô Thị Mẫu, Giám đốc Sở Tài chính."):
            self.assertIn(line, text)
        self.assertIn("thứ Tư ngày 28/12/2022", message.get_body(("html",)).get_content())
        (kind, method, event), (_, _, again) = events_of(message)
        self.assertEqual((kind, method, event["SEQUENCE"]), ("text/calendar", "REQUEST", 0))
        self.assertEqual(event.to_ical(), again.to_ical())
        self.assertEqual(event["DTSTART"].dt, datetime.datetime(2022, 12, 28, 1, 0, tzinfo=datetime.timezone.utc))
        self.assertEqual(event["DTEND"].dt - event["DTSTART"].dt, datetime.timedelta(minutes=90))
        self.assertEqual(str(event["SUMMARY"]), "Họp giao ban tháng 12/2022")
        self.assertEqual(str(event["LOCATION"]), "Phòng họp số 1; tầng 2, trụ sở")
        self.assertEqual(str(event["ORGANIZER"]), "mailto:dondoc@example.org")
        self.assertEqual(sorted((str(one), one.params["ROLE"]) for one in event["ATTENDEE"]),
                         [("mailto:chuyen-vien@vp.example", "REQ-PARTICIPANT"), ("mailto:dau-moi@stc.example", "REQ-PARTICIPANT"),
                          ("mailto:giam-doc@stc.example", "CHAIR"), ("mailto:pho@stc.example", "REQ-PARTICIPANT")])
        self.assertIn("Chủ trì: Ngô Thị Mẫu", str(event["DESCRIPTION"]))

        # Neither a restart nor saying the same again sends anything.
        self.assertEqual(self.tick("2022-12-05T08:10:00+07:00"), {})
        self.named("--minutes", "90", "--attendees", "VP-CV")
        self.assertEqual(self.tick("2022-12-05T08:15:00+07:00"), {})

        # Another time: the same event, the next sequence. Who is no longer asked is told so.
        self.dondoc("meeting", "set", CODE, "--at", "2022-12-29 14:00", "--attendees", "", "--reason", "lịch họp tỉnh")
        mail = self.tick("2022-12-05T08:20:00+07:00")
        self.assertEqual(len(mail), 4)
        moved = mail["giam-doc@stc.example"][0]
        self.assertIn("[Giấy mời – thay đổi] 14:00 ngày 29/12/2022", moved["Subject"])
        self.assertIn("Lý do: lịch họp tỉnh.", moved.get_body(("plain",)).get_content())
        _, method, later = events_of(moved)[0]
        self.assertEqual((method, later["UID"], later["SEQUENCE"]), ("REQUEST", event["UID"], 1))
        self.assertEqual(moved["In-Reply-To"].count("<"), 1)
        _, method, gone = events_of(mail["chuyen-vien@vp.example"][0])[0]
        self.assertEqual((method, gone["UID"], gone["SEQUENCE"], str(gone["STATUS"])), ("CANCEL", event["UID"], 1, "CANCELLED"))
        self.assertIn("không còn trong thành phần dự họp", mail["chuyen-vien@vp.example"][0].get_body(("plain",)).get_content())

        # Called off, and set again.
        self.dondoc("meeting", "cancel", CODE, "--reason", "họp đột xuất")
        mail = self.tick("2022-12-05T08:25:00+07:00")
        self.assertEqual(sorted(mail), ["dau-moi@stc.example", "giam-doc@stc.example", "pho@stc.example"])
        off = mail["pho@stc.example"][0]
        self.assertIn("[Hủy họp] 14:00 ngày 29/12/2022", off["Subject"])
        _, method, cancelled = events_of(off)[0]
        self.assertEqual((method, cancelled["UID"], cancelled["SEQUENCE"]), ("CANCEL", event["UID"], 2))
        self.assertEqual(self.tick("2022-12-05T08:30:00+07:00"), {})
        self.dondoc("meeting", "set", CODE, "--at", "2022-12-30 08:00")
        mail = self.tick("2022-12-05T08:35:00+07:00")
        self.assertEqual([events_of(message)[0][2]["SEQUENCE"] for (message,) in mail.values()], [3, 3, 3])

        explained = self.dondoc("explain", CODE)
        for words in ("FREQ=MONTHLY;BYMONTHDAY=-1", "2022-12-31 is a day off; shifted to Fri 2022-12-30", "SEQUENCE 1", "Trần Văn Mẫu (deputy): told",
                      "Đỗ Thị Mẫu (attendee): told"):
            self.assertIn(words, explained)
        rows = self.json("explain", CODE)
        (meeting,) = [row for row in rows if row["type"] == "meeting"]
        self.assertEqual((meeting["at"], meeting["sequence"], meeting["cancelled"]), ("2022-12-30T08:00:00+07:00", 3, False))
        self.assertEqual(len([row for row in rows if row["type"] == "invitation"]), 4 + 4 + 3 + 3)
        self.assertEqual(len(self.json("alerts", "--item", CODE)), 14)
        self.assertEqual({row["state"] for row in self.json("messages")}, {"delivered"})

    def test_what_was_not_sent_yet_is_replaced(self):
        self.tick()
        self.clock = "2022-12-05T19:00:00+07:00"  # the sending hours are over
        self.named()
        self.assertEqual(self.tick(), {})
        self.dondoc("meeting", "set", CODE, "--place", "Hội trường")
        self.assertEqual(self.tick("2022-12-05T19:30:00+07:00"), {})
        mail = self.tick("2022-12-06T08:00:00+07:00")
        self.assertEqual({to: len(messages) for to, messages in mail.items()},
                         {"dau-moi@stc.example": 1, "giam-doc@stc.example": 1, "pho@stc.example": 1})
        (message,) = mail["pho@stc.example"]
        _, method, event = events_of(message)[0]
        self.assertEqual((method, str(event["LOCATION"])), ("REQUEST", "Hội trường"))
        self.assertNotIn("thay đổi", message["Subject"])
        self.assertEqual(self.rows("SELECT DISTINCT n.state FROM notices AS n JOIN alerts AS a ON a.id = n.alert"
                                   " WHERE a.number = 0"), [("superseded",)])

    def test_a_meeting_called_off_before_anybody_was_invited_says_nothing(self):
        self.tick()
        self.clock = "2022-12-05T19:00:00+07:00"
        self.named()
        self.tick()
        self.dondoc("meeting", "cancel", CODE, "--reason", "nhầm")
        self.assertEqual(self.tick("2022-12-06T08:00:00+07:00"), {})
        self.named()
        self.assertEqual(len(self.tick("2022-12-06T08:05:00+07:00")), 3)
        self.dondoc("series", "cancel", "giao-ban-thang", CODE, "--reason", "gộp với họp tổng kết năm")
        mail = self.tick("2022-12-06T08:10:00+07:00")
        self.assertEqual([events_of(message)[0][1] for (message,) in mail.values()], ["CANCEL"] * 3)

    def test_a_series_that_says_when_and_whom_invites_by_itself(self):
        (self.directory / "etc/rules/tuan.toml").write_text(WEEKLY, encoding="utf-8")
        mail = self.tick("2022-12-06T08:00:00+07:00")
        self.assertEqual(sorted(mail), ["chanh@vp.example"])
        (message,) = mail["chanh@vp.example"]
        _, _, event = events_of(message)[0]
        self.assertEqual((event["DTSTART"].dt.isoformat(), str(event["LOCATION"]), event["SEQUENCE"]),
                         ("2022-12-12T01:00:00+00:00", "Phòng họp Văn phòng", 0))
        self.assertEqual(event["DTEND"].dt - event["DTSTART"].dt, datetime.timedelta(minutes=45))
        self.refused("DD5725", "meeting", "set", "hop-tuan/2022-12-12", "--at", "2022-12-12 09:00")
        self.dondoc("series", "move", "hop-tuan", "2022-12-12", "--to", "2022-12-13 14:00", "--reason", "họp tỉnh")
        mail = self.tick("2022-12-06T08:05:00+07:00")
        _, method, moved = events_of(mail["chanh@vp.example"][0])[0]
        self.assertEqual((method, moved["UID"], moved["SEQUENCE"], moved["DTSTART"].dt.isoformat()),
                         ("REQUEST", event["UID"], 1, "2022-12-13T07:00:00+00:00"))

    def test_the_agenda_is_that_of_the_agency(self):
        self.tick()
        for code, due in (("A-1", "2022-11-01"), ("A-2", "2022-11-20"), ("A-3", "2023-01-10"), ("A-4", "2023-06-30")):
            self.dondoc("add", "--code", code, "--title", f"Nhiệm vụ {code}", "--agency", "TG-STC", "--due", due)
        self.dondoc("add", "--code", "V-1", "--title", "của cơ quan khác", "--agency", "TG-VP", "--due", "2022-11-01")
        self.dondoc("add", "--code", "A-5", "--title", "Đã xong", "--agency", "TG-STC", "--due", "2022-12-20")
        self.dondoc("extend", "A-3", "--request", "--to", "2023-02-10", "--reason", "chờ ý kiến Bộ Tài chính")
        self.dondoc("done", "A-5", "--result", "12/BC-STC")
        self.tick("2022-12-05T08:30:00+07:00")
        head, *lines = self.json("meeting", "agenda", CODE)
        self.assertEqual((head["since"], head["until"]), ("2022-12-01T00:00:00+07:00", "2023-02-01T00:00:00+07:00"))
        self.assertEqual([(line["type"], line["code"]) for line in lines],
                         [("overdue", "A-1"), ("overdue", "A-2"), ("due", "A-3"), ("difficulties", "A-3"), ("done", "A-5")])
        self.assertEqual(lines[0]["working_days"], 24)
        self.assertEqual(lines[3]["note"], "chờ ý kiến Bộ Tài chính")
        self.named()
        mail = self.tick("2022-12-05T08:40:00+07:00")
        text = mail["giam-doc@stc.example"][0].get_body(("plain",)).get_content()
        said = self.ok(*self.here(), "meeting", "agenda", CODE, language="vi")
        agenda = said[said.index("Nội dung do hệ thống tổng hợp"):].strip()
        self.assertIn(agenda, text.replace("\r\n", "\n"))
        self.assertIn("Đến hạn trước kỳ họp sau (31/01/2023): 1", agenda)
        self.assertIn("2 đã quá hạn, 1 đến hạn trước kỳ họp sau, 1 có khó khăn, vướng mắc, 1 đã hoàn thành từ kỳ họp trước.", agenda)
        self.assertIn("1. A-1: Nhiệm vụ A-1 – hạn hết ngày 01/11/2022 (quá 24 ngày làm việc)", agenda)

    def test_what_a_meeting_decided_becomes_tasks_of_the_next_agenda(self):
        self.tick()
        self.named()
        self.tick("2022-12-05T08:05:00+07:00")
        self.clock = "2022-12-28T10:00:00+07:00"
        self.dondoc("add", "--from-meeting", CODE, "--title", "Rà soát thu ngân sách", "--due", "2023-01-20")
        self.dondoc("done", CODE, "--result", "05/TB-STC", "--result-date", "2022-12-28")
        self.dondoc("add", "--from-meeting", "giao-ban-thang/2022-12-31", "--agency", "TG-STC", "--title",
                    "Báo cáo tài sản công", "--due", "2023-03-01")
        self.assertEqual(self.rows("SELECT code, agency, parent, (SELECT number FROM documents WHERE id = document) FROM items"
                                   " WHERE source = 'local' ORDER BY code"),
                         [(f"{CODE}/1", "TG-STC", CODE, None), (f"{CODE}/2", "TG-STC", CODE, "05/TB-STC")])
        self.assertIn("minutes 05/TB-STC", self.dondoc("explain", f"{CODE}/1"))
        self.assertIn(CODE, self.dondoc("show", f"{CODE}/1"))
        # The minutes closed it: nothing is owed, nothing more is sent.
        self.assertEqual(self.rows(f"SELECT state, result_document FROM items WHERE code = '{CODE}'"), [("done", "05/TB-STC")])
        self.dondoc("done", f"{CODE}/1", "--result", "7/BC-STC")
        self.tick("2023-01-03T08:00:00+07:00")
        _, *lines = self.json("meeting", "agenda", "giao-ban-thang/TG-STC/2023-01-31")
        self.assertEqual([(line["code"], line["meeting"]) for line in lines if line["type"] == "decisions"],
                         [(f"{CODE}/2", CODE)])

    def test_explains_why_an_occurrence_was_shifted_or_moved(self):
        self.tick("2023-04-03T08:00:00+07:00")
        code = "giao-ban-thang/TG-STC/2023-04-30"
        (row,) = [row for row in self.json("explain", code) if row["type"] == "occurrence"]
        self.assertEqual((row["day"], row["shifted_to"]), ("2023-04-30", "2023-04-28"))
        self.assertTrue(row["day_off"], row)
        self.assertIn(row["day_off"], self.dondoc("explain", code))
        self.dondoc("series", "move", "giao-ban-thang", code, "--to", "2023-04-27", "--reason", "nghỉ lễ dài")
        self.assertIn("Moved by a person: end of 2023-04-27. Reason: nghỉ lễ dài", self.dondoc("explain", code))

    def test_refuses_what_cannot_be(self):
        self.tick()
        base = ("meeting", "set", CODE)
        self.refused("DD5002", *base, "--place", "x", "--chair", "y")
        self.refused("DD5002", *base, "--at", "2022-12-28 08:00", "--chair", "y")
        self.refused("DD5002", *base, "--at", "2022-12-28 08:00", "--place", "x")
        self.refused("DD5723", *base, "--at", "2022-12-28", "--place", "x", "--chair", "y")
        self.refused("DD5710", *base, "--at", "2022-12-01 08:00", "--place", "x", "--chair", "y")
        self.refused("DD5724", *base, "--at", "2022-12-28 08:00", "--until", "2022-12-28 08:00", "--place", "x", "--chair", "y")
        self.refused("DD5724", *base, "--at", "2022-12-28 08:00", "--minutes", "0", "--place", "x", "--chair", "y")
        self.refused("DD5726", *base, "--at", "2022-12-28 08:00", "--minutes", "9", "--until", "2022-12-28 09:00", "--place", "x",
                     "--chair", "y")
        self.refused("DD5030", *base, "--at", "2022-12-28 08:00", "--place", "x", "--chair", "y", "--attendees", "Ai Đó", exit_code=1)
        self.refused("DD5721", "meeting", "agenda", "giao-ban-thang")
        self.refused("DD5722", "meeting", "agenda", "giao-ban-thang/2022-12-31")
        self.refused("DD5708", "meeting", "agenda", "giao-ban-thang/TG-STC/2022-12-30", exit_code=1)
        self.refused("DD5727", "meeting", "cancel", CODE, "--reason", "x", exit_code=1)
        self.refused("DD5042", "meeting", "agenda", "giao-ban-thang/TG-STX/2022-12-31", exit_code=1)
        self.assertEqual(self.rows("SELECT count(*) FROM meetings WHERE source = 'series:giao-ban-thang'"), [(0,)])

    def test_a_hostile_place_stays_a_place(self):
        self.tick()
        place = 'Phòng 1\\"A"; B, C:\rBEGIN:VEVENT\nATTENDEE:mailto:x@y.example ' + "Hội trường lớn " * 20
        self.dondoc("meeting", "set", CODE, "--at", "2022-12-28 08:00", "--place", place, "--chair", 'Ông "A"; B: C,\nD')
        mail = self.tick("2022-12-05T08:05:00+07:00")
        (message,) = mail["pho@stc.example"]
        (_, _, event), _ = events_of(message)
        self.assertEqual(len(event["ATTENDEE"]), 3)
        self.assertEqual(str(event["LOCATION"]).split(), place.replace("\r", "").split())
        raw = [part for part in message.walk() if part.get_content_type() == "text/calendar"][0].get_payload(decode=True)
        self.assertEqual(raw.count(b"\n"), raw.count(b"\r\n"))
        for line in raw.split(b"\r\n"):
            self.assertLessEqual(len(line), 75, line)
            line.decode("utf-8")  # no letter is cut by the folding


if __name__ == "__main__":
    unittest.main()
