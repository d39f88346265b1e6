#!/usr/bin/env python3
"""Prints the newest message to ADDRESS as its reader sees it: show_message.py DIRECTORY ADDRESS

DIRECTORY is that of a maildir channel, which holds a Maildir for every address. With --count for the address, prints how
many messages there are instead.
"""

import email
import email.policy
import pathlib
import sys


def messages(directory):
    """Paths, the newest first."""
    found = [path for folder in ("new", "cur") for path in pathlib.Path(directory).glob(f"*/{folder}/*")]
    return sorted(found, key=lambda path: path.stat().st_mtime_ns, reverse=True)


def parsed(path):
    with open(path, "rb") as file:
        return email.message_from_binary_file(file, policy=email.policy.default)


def show(message):
    for label, field in (("Từ", "From"), ("Đến", "To"), ("Ngày", "Date"), ("Tiêu đề", "Subject")):
        print(f"{label}: {message[field]}")
    print()
    print(message.get_body(("plain",)).get_content().rstrip())


def main(directory, address):
    if address == "--count":
        print(len(messages(directory)))
        return 0
    for path in messages(directory):
        message = parsed(path)
        if address in str(message["To"]):
            show(message)
            return 0
    print(f"{directory}: không có thư nào gửi {address} / no message to {address}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]) if len(sys.argv) == 3 else __doc__)
