"""A scripted HTTP server for fault tests: the path says what to answer.

Prints {"port": …} and then one JSON line a request. /status/503, /retry-after/35, /redirect, /silent (takes the request,
closes), /hang, /half (announces more than it sends), /garbage, /flood (an endless answer), anything else: 200 ok.
With CERTIFICATE KEY [old] as arguments it speaks TLS, with "old" none that is newer than 1.1.
"""

import json
import socket
import ssl
import struct
import sys
import threading
import time


def tell(event):
    sys.stdout.write(json.dumps(event) + "\n")
    sys.stdout.flush()


def read_request(connection):
    data = b""
    while b"\r\n\r\n" not in data:
        part = connection.recv(65536)
        if not part:
            return None
        data += part
    head, _, body = data.partition(b"\r\n\r\n")
    lines = head.decode("latin1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
    while len(body) < int(headers.get("content-length", "0")):
        body += connection.recv(65536)
    method, target, _ = lines[0].split(" ", 2)
    return method, target, headers, body


def answer(connection, status, headers=(), body=b"ok"):
    lines = [f"HTTP/1.1 {status} Text", f"Content-Length: {len(body)}", *headers]
    connection.sendall("\r\n".join(lines).encode() + b"\r\n\r\n" + body)


def flood(connection):
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n")
    sent = 0
    try:
        while sent < 1_000_000_000:
            sent += connection.send(b"x" * 65536)
    except OSError:
        pass
    tell({"event": "flooded", "bytes": sent})


def reset(connection):
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def respond(connection, target):
    """True if the connection stays open."""
    word, _, argument = target.strip("/").partition("/")
    if word == "status":
        answer(connection, int(argument.split("/")[0]), body=b"as you asked")
    elif word == "retry-after":
        answer(connection, 429, [f"Retry-After: {argument}"])
    elif word == "redirect":
        answer(connection, 302, ["Location: /elsewhere"])
    elif word == "silent":
        return False
    elif word == "reset":
        reset(connection)
        return False
    elif word == "hang":
        time.sleep(30)
        return False
    elif word == "half":
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
        return False
    elif word == "garbage":
        connection.sendall(b"\x00\x01\x02 this is no HTTP\r\n\r\n")
        return False
    elif word == "flood":
        flood(connection)
        return False
    else:
        answer(connection, 200)
    return True


def tls_context(certificate, key, age=""):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    if age == "old":
        context.set_ciphers("DEFAULT@SECLEVEL=0")
        context.minimum_version, context.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
    context.load_cert_chain(certificate, key)
    return context


def serve(connection, context):
    if context:
        try:
            connection = context.wrap_socket(connection, server_side=True)
        except OSError:
            return
    with connection:
        while True:
            try:
                request = read_request(connection)
                if request is None:
                    return
                method, target, headers, body = request
                tell({"event": "request", "method": method, "target": target, "headers": headers,
                      "body": body.decode("utf-8", "replace")})
                if not respond(connection, target):
                    return
            except OSError:
                return


def main():
    context = tls_context(*sys.argv[1:]) if len(sys.argv) > 1 else None
    listener = socket.create_server(("127.0.0.1", 0))
    tell({"port": listener.getsockname()[1]})
    while True:
        connection, _ = listener.accept()
        threading.Thread(target=serve, args=(connection, context), daemon=True).start()


if __name__ == "__main__":
    main()
