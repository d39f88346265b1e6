"""An HTTP proxy for tests that knows CONNECT only: usage proxy.py [STATUS].

Prints {"port": …} and then one JSON line a request. With a STATUS other than 200 it opens no way to anywhere.
"""

import json
import socket
import sys
import threading


def tell(event):
    sys.stdout.write(json.dumps(event) + "\n")
    sys.stdout.flush()


def pump(source, target):
    try:
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        pass


def serve(client, status):
    with client:
        head = b""
        while b"\r\n\r\n" not in head:
            part = client.recv(65536)
            if not part:
                return
            head += part
        method, target, _ = head.decode("latin1").split(" ", 2)
        tell({"event": "request", "method": method, "target": target})
        if status != 200 or method != "CONNECT":
            client.sendall(f"HTTP/1.1 {status} Text\r\nContent-Length: 0\r\n\r\n".encode())
            return
        host, _, port = target.rpartition(":")
        with socket.create_connection((host, int(port)), timeout=30) as server:
            client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            back = threading.Thread(target=pump, args=(server, client), daemon=True)
            back.start()
            pump(client, server)
            back.join()


def main():
    status = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    listener = socket.create_server(("127.0.0.1", 0))
    tell({"port": listener.getsockname()[1]})
    while True:
        client, _ = listener.accept()
        threading.Thread(target=serve, args=(client, status), daemon=True).start()


if __name__ == "__main__":
    main()
