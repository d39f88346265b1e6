"""A private mail server on loopback: Postfix (STARTTLS and wrapped TLS, SASL) hands over to Dovecot by LMTP, read by IMAP.

Everything lives in one directory that is removed afterwards: configuration, queue, mailboxes, a certificate authority.
Needs root: Postfix drops its rights itself.
"""

import imaplib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time

USER = "may"
PASSWORD = "mật-khẩu-thử"
DOMAIN = "thu.test"


def free_ports(count):
    sockets = [socket.socket() for _ in range(count)]
    try:
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]
    finally:
        for one in sockets:
            one.close()


def make_certificates(directory, days=2):
    """An authority of our own and a certificate for localhost; returns (ca, certificate, key). Expired with days=-1."""
    ca_key, ca = os.path.join(directory, "ca.key"), os.path.join(directory, "ca.pem")
    key, request = os.path.join(directory, "server.key"), os.path.join(directory, "server.csr")
    certificate, names = os.path.join(directory, "server.pem"), os.path.join(directory, "names")
    with open(names, "w", encoding="ascii") as out:
        out.write("subjectAltName=DNS:localhost\n")

    def openssl(*words):
        subprocess.run(["openssl", *words], check=True, capture_output=True)

    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
            "-subj", "/CN=dondoc test authority", "-keyout", ca_key, "-out", ca)
    openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", "/CN=localhost",
            "-keyout", key, "-out", request)
    openssl("x509", "-req", "-in", request, "-CA", ca, "-CAkey", ca_key, "-CAcreateserial", "-days", str(days),
            "-extfile", names, "-out", certificate)
    return ca, certificate, key


class MailServer:
    """Use as a context manager; `submission` and `wrapped` are the ports, `ca` the authority's file."""

    def __init__(self, more=""):
        self.more = more  # lines for Postfix's main.cf
        self.root = tempfile.mkdtemp(prefix="dondoc-mail-", dir="/var/tmp")
        os.chmod(self.root, 0o755)
        self.submission, self.wrapped, self.imap, self.lmtp = free_ports(4)
        self.postfix_dir = os.path.join(self.root, "postfix")
        self.dovecot_conf = os.path.join(self.root, "dovecot.conf")
        self.dovecot = None

    def __enter__(self):
        try:
            self.ca, self.certificate, self.key = make_certificates(self.root)
            self._write_dovecot()
            self._write_postfix()
            self._start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        subprocess.run(["postfix", "-c", self.postfix_dir, "stop"], capture_output=True, check=False)
        if self.dovecot:
            self.dovecot.terminate()
            self.dovecot.wait(timeout=20)
        shutil.rmtree(self.root, ignore_errors=True)

    def _write_dovecot(self):
        mail = os.path.join(self.root, "mail")
        os.makedirs(mail)
        nobody = pwd.getpwnam("nobody")
        os.chown(mail, nobody.pw_uid, nobody.pw_gid)
        self.auth_socket = os.path.join(self.root, "run", "auth-client")
        with open(self.dovecot_conf, "w", encoding="utf-8") as out:
            out.write(f"""
base_dir = {self.root}/run
state_dir = {self.root}/state
log_path = {self.root}/dovecot.log
protocols = imap lmtp
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain login
first_valid_uid = 1
mail_location = maildir:{mail}/%n
default_internal_user = dovecot
default_login_user = dovenull
passdb {{
  driver = static
  args = password={PASSWORD}
}}
userdb {{
  driver = static
  args = uid=nobody gid=nogroup home={mail}/%n allow_all_users=yes
}}
service imap-login {{
  inet_listener imap {{
    port = {self.imap}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {self.lmtp}
  }}
}}
service auth {{
  unix_listener auth-client {{
    mode = 0666
  }}
}}
""")

    def _write_postfix(self):
        queue, data = os.path.join(self.root, "queue"), os.path.join(self.root, "data")
        os.makedirs(self.postfix_dir)
        os.makedirs(queue)
        os.makedirs(data)
        postfix = pwd.getpwnam("postfix")
        os.chown(data, postfix.pw_uid, postfix.pw_gid)
        with open(os.path.join(self.postfix_dir, "main.cf"), "w", encoding="utf-8") as out:
            out.write(f"""
compatibility_level = 3.6
queue_directory = {queue}
data_directory = {data}
maillog_file_prefixes = {self.root}
maillog_file = {self.root}/postfix.log
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = localhost
mydestination =
mynetworks =
alias_maps =
virtual_mailbox_domains = {DOMAIN}
virtual_transport = lmtp:inet:127.0.0.1:{self.lmtp}
smtpd_tls_cert_file = {self.certificate}
smtpd_tls_key_file = {self.key}
smtpd_tls_security_level = encrypt
smtpd_tls_auth_only = yes
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = {self.auth_socket}
smtpd_relay_restrictions = permit_sasl_authenticated, reject
smtpd_recipient_restrictions = check_recipient_access inline:{{ {{ khong-co@{DOMAIN} = 550 5.1.1 no such user }} }}, permit_sasl_authenticated, reject
{self.more}
""")
        with open(os.path.join(self.postfix_dir, "master.cf"), "w", encoding="utf-8") as out:
            out.write(f"""
127.0.0.1:{self.submission} inet n - n - - smtpd
127.0.0.1:{self.wrapped} inet n - n - - smtpd -o smtpd_tls_wrappermode=yes
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
proxymap unix - - n - - proxymap
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
retry unix - - n - - error
error unix - - n - - error
lmtp unix - - n - - lmtp
postlog unix-dgram n - n - 1 postlogd
""")

    def _start(self):
        self.dovecot = subprocess.Popen(["dovecot", "-F", "-c", self.dovecot_conf])
        started = subprocess.run(["postfix", "-c", self.postfix_dir, "start"], capture_output=True, text=True, check=False)
        if started.returncode != 0:
            raise RuntimeError("postfix: " + started.stderr)
        for port in (self.submission, self.wrapped, self.imap, self.lmtp):
            self._wait_for(port)

    @staticmethod
    def _wait_for(port):
        until = time.monotonic() + 20
        while time.monotonic() < until:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError(f"nothing listens on port {port}")

    def inbox(self, user, count, seconds=20):
        """The messages of one mailbox as bytes, once `count` have arrived."""
        until = time.monotonic() + seconds
        while True:
            messages = self._read(user)
            if len(messages) >= count or time.monotonic() > until:
                return messages
            time.sleep(0.2)

    def _read(self, user):
        with imaplib.IMAP4("127.0.0.1", self.imap) as client:
            client.authenticate("PLAIN", lambda _: f"\0{user}\0{PASSWORD}".encode())
            client.select("INBOX", readonly=True)
            _, found = client.search(None, "ALL")
            return [client.fetch(number, "(RFC822)")[1][0][1] for number in found[0].split()]

    def log(self):
        with open(os.path.join(self.root, "postfix.log"), encoding="utf-8", errors="replace") as lines:
            return lines.read()
