"""Real servers for the feeds' tests, on loopback: OpenSSH, nginx with TLS, a line that drops, a server that misbehaves.

Each has its own port, keys and folder, and is ended with its fixture.
"""

import os
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable
from contextlib import closing, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self

import pytest

SBIN = "/usr/sbin:/sbin"
USER = os.environ.get("USER") or os.environ.get("LOGNAME") or "root"


def program(name: str, package: str) -> str:
    """The path of a server's programme; a test that needs one that is absent is skipped."""
    found = shutil.which(name, path=f"{os.environ.get('PATH', '')}:{SBIN}")
    if not found:
        pytest.skip(f"{name} is not installed (Debian: {package}): this feed is not tried against a real server")
    return found


def free_port() -> int:
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def ran(*words: str) -> None:
    subprocess.run(words, check=True, capture_output=True)  # noqa: S603  own words


class Server:
    """A programme in the foreground, answering on `port` until it is ended."""

    def __init__(self, folder: Path):
        self.folder, self.port = folder, free_port()
        self.files = folder / "files"
        self.files.mkdir()
        self.log = folder / "log"

    def words(self) -> list[str]:
        raise NotImplementedError

    def __enter__(self) -> Self:
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(self.words(), stdout=log, stderr=log)  # noqa: S603  own words
        until = time.monotonic() + 20
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > until:
                self._process.kill()
                raise AssertionError(f"{type(self).__name__} did not start: {self.log.read_text()}")
            time.sleep(0.05)
        return self

    def _answers(self) -> bool:
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
            return True
        return False

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(20)


class Sshd(Server):
    """OpenSSH with a host key of its own, that lets in the user of the tests with one key, for SFTP."""

    def __init__(self, folder: Path):
        self._sshd = program("sshd", "openssh-server")
        super().__init__(folder)
        self.key = self.new_key("user")
        self.host_key = self.new_key("host")
        (folder / "authorized").write_bytes(self.key.with_suffix(".pub").read_bytes())
        if os.geteuid() == 0:
            Path("/run/sshd").mkdir(exist_ok=True)  # OpenSSH wants it, and only its service makes it

    def new_key(self, name: str) -> Path:
        ran(program("ssh-keygen", "openssh-client"), "-q", "-t", "ed25519", "-N", "", "-f", str(self.folder / name))
        return self.folder / name

    def words(self) -> list[str]:
        settings = (
            f"Port={self.port}", "ListenAddress=127.0.0.1", f"HostKey={self.host_key}", "PidFile=none", "UsePAM=no",
            f"AuthorizedKeysFile={self.folder / 'authorized'}", "StrictModes=no", "PasswordAuthentication=no",
            "KbdInteractiveAuthentication=no", "Subsystem=sftp internal-sftp -l VERBOSE", "PermitRootLogin=yes",
            "MaxStartups=100",
        )  # fmt: skip
        return [self._sshd, "-D", "-e", "-f", "/dev/null", *(word for told in settings for word in ("-o", told))]

    def url(self, folder: str = "", port: int | None = None) -> str:
        return f"sftp://127.0.0.1:{port or self.port}{self.files}/{folder}"

    def known_hosts(self, port: int | None = None, key: Path | None = None) -> Path:
        """A file that vouches for the server on this port."""
        path = self.folder / f"known_hosts-{port or self.port}-{(key or self.host_key).name}"
        words = (key or self.host_key).with_suffix(".pub").read_text().split()
        path.write_text(f"[127.0.0.1]:{port or self.port} {words[0]} {words[1]}\n")
        return path

    def env(self, port: int | None = None) -> dict[str, str]:
        """What the environment says of a feed `far` that is pulled from here."""
        told = {"USER": USER, "KEY_FILE": str(self.key), "KNOWN_HOSTS": str(self.known_hosts(port))}
        return {f"ACCU_FEED_FAR_{word}": text for word, text in told.items()}

    def bytes_read(self) -> int:
        """Bytes that the server read of files for its clients."""
        words = [line.split() for line in self.log.read_text("utf-8", "replace").splitlines() if "bytes read" in line]
        return sum(int(line[line.index("read") + 1]) for line in words)


def certificate(folder: Path) -> tuple[Path, Path]:
    """A self-made certificate of 127.0.0.1, which is its own authority, and its key."""
    cert, key = folder / "cert.pem", folder / "key.pem"
    ran(
        program("openssl", "openssl"), "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
        "-nodes", "-days", "2", "-subj", "/CN=loopback", "-addext", "subjectAltName=IP:127.0.0.1",
        "-keyout", str(key), "-out", str(cert),
    )  # fmt: skip
    return cert, key


NGINX = """
daemon off; master_process off; {user} pid {folder}/pid; error_log {folder}/log; worker_processes 1;
events {{ worker_connections 256; }}
http {{
  types {{ text/html html; }} default_type application/octet-stream;
  log_format asked '$request_method $status $body_bytes_sent "$http_range" $uri';
  access_log {folder}/asked asked;
  client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
  uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
  server {{
    listen 127.0.0.1:{port} ssl; ssl_certificate {folder}/cert.pem; ssl_certificate_key {folder}/key.pem;
    root {folder}/files; autoindex on; keepalive_requests 100000;
    location /closed/ {{ auth_basic "closed"; auth_basic_user_file {folder}/users; }}
    location /timeless/ {{ etag off; if_modified_since off; max_ranges 0; add_header Last-Modified ""; }}
    location /moved/ {{ return 302 https://elsewhere.example/; }}
  }}
}}
"""


class Nginx(Server):
    """nginx with TLS, a listing page for each folder, ranges, a closed folder and one whose files have no time."""

    def __init__(self, folder: Path):
        self._nginx = program("nginx", "nginx-light")
        super().__init__(folder)
        self.ca_file, _ = certificate(folder)
        (folder / "users").write_text("officer:{PLAIN}fictitious\n")
        user = "user root;" if os.geteuid() == 0 else ""
        (folder / "conf").write_text(NGINX.format(folder=folder, port=self.port, user=user))

    def words(self) -> list[str]:
        return [self._nginx, "-c", str(self.folder / "conf"), "-e", str(self.folder / "log")]

    def url(self, path: str = "", port: int | None = None) -> str:
        return f"https://127.0.0.1:{port or self.port}/{path}"

    def asked(self) -> list[tuple[str, int, int, str, str]]:
        """Every request: method, status, bytes of the body that were sent, the range that was asked for, path."""
        found = []
        for line in (self.folder / "asked").read_text("utf-8", "replace").splitlines():
            method, status, sent, span, path = line.split(" ", 4)
            found.append((method, int(status), int(sent), span.strip('"'), path))
        return found


ALL = 1 << 60


class DroppingLine:
    """A line to a port that breaks off, again and again, after so many bytes of the server's; counts what it carried.

    Each connection may carry the next number of `lets`, the last one for all that follow.
    With `stalls` it does not break off, it only carries nothing more.
    """

    def __init__(self, port: int, *lets: int, stalls: bool = False):
        self._to, self._lets, self._stalls = port, list(lets), stalls
        self.carried: list[int] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self._open: list[socket.socket] = []
        self._ended = threading.Event()

    def __enter__(self) -> Self:
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        for one in [self._listener, *self._open]:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                server = socket.create_connection(("127.0.0.1", self._to))
                self._open += [client, server]
                lets = self._lets.pop(0) if len(self._lets) > 1 else self._lets[0]
                number = len(self.carried)
                self.carried.append(0)
                threading.Thread(target=self._carry, args=(client, server, ALL, None), daemon=True).start()
                threading.Thread(target=self._carry, args=(server, client, lets, number), daemon=True).start()

    def _carry(self, source: socket.socket, to: socket.socket, left: int, number: int | None) -> None:
        with suppress(OSError):
            while left > 0 and (chunk := source.recv(min(65536, left))):
                to.sendall(chunk)
                left -= len(chunk)
                if number is not None:
                    self.carried[number] += len(chunk)
            if self._stalls and not left:
                self._ended.wait(120)
        for one in (to,) if number is not None else (source, to):
            with suppress(OSError):  # the client gets every byte that was carried, and then the end
                one.shutdown(socket.SHUT_WR if number is not None else socket.SHUT_RDWR)


Answer = Callable[[BaseHTTPRequestHandler], None]


class Misbehaving:
    """An HTTPS server whose every answer a test writes itself."""

    def __init__(self, folder: Path, answer: Answer):
        self.ca_file, key = certificate(folder)
        self.asked: list[tuple[str, str, str | None]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1

            def do_GET(self) -> None:
                outer.asked.append((self.command, self.path, self.headers.get("Range")))
                answer(self)

            do_HEAD = do_GET  # noqa: N815

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        class Quiet(ThreadingHTTPServer):
            def handle_error(self, *_: Any) -> None:
                """Clients that go away are what is tried."""

        self._server = Quiet(("127.0.0.1", 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.ca_file, key)
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.url = f"https://127.0.0.1:{self._server.server_address[1]}/"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


def answered(to: BaseHTTPRequestHandler, body: bytes, status: int = 200, **headers: str) -> None:
    """A whole and honest answer; headers with _ for -."""
    to.send_response(status)
    for name, text in ({"Content_Length": str(len(body))} | headers).items():
        to.send_header(name.replace("_", "-"), text)
    to.end_headers()
    if to.command != "HEAD":
        to.wfile.write(body)
