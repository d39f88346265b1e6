#!/usr/bin/env python3
"""Prints one message of a Maildir as its reader sees it: show_message.py MAILDIR ADDRESS

With --count for the address, prints how many messages the Maildir holds instead.
"""

import email
import email.policy
import pathlib
import sys


def messages(maildir):
    for folder in ("new", "cur"):
        yield from sorted(pathlib.Path(maildir, folder).glob("*"))


def parsed(path):
    with open(path, "rb") as file:
        return email.message_from_binary_file(file, policy=email.policy.default)


def show(message):
    for label, field in (("Từ", "From"), ("Đến", "To"), ("Ngày", "Date"), ("Tiêu đề", "Subject")):
        print(f"{label}: {message[field]}")
    print()
    print(message.get_body(("plain",)).get_content().rstrip())


def main(maildir, address):
    if address == "--count":
        print(sum(1 for _ in messages(maildir)))
        return 0
    for path in messages(maildir):
        message = parsed(path)
        if address in str(message["To"]):
            show(message)
            return 0
    print(f"{maildir}: {address}: –", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]) if len(sys.argv) == 3 else __doc__)
