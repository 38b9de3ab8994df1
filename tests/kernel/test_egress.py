"""Coopbox goes to an address that somebody typed, and to no door behind its own wall."""

import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from kernel import egress
from kernel.egress import NotAnAddress, NotReached, check_address, fetch, is_open


class _Server(BaseHTTPRequestHandler):
    def log_message(self, *said: object) -> None:
        """Nothing on the test's own output."""

    def do_GET(self) -> None:
        if self.path == "/away":
            self.send_response(302)
            self.send_header("Location", "/")
            self.end_headers()
            return
        self.send_response(200 if self.path != "/no" else 403)
        self.send_header("X-Seen-Host", self.headers["Host"])
        self.end_headers()
        if self.path == "/drops":
            for _ in range(50):
                self.wfile.write(b" ")
                self.wfile.flush()
                time.sleep(0.05)
        self.wfile.write(b"x" * 5000 if self.path == "/big" else b'{"ok": true}')

    def do_POST(self) -> None:
        said = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.end_headers()
        self.wfile.write(said)


@pytest.fixture
def near(settings) -> Iterator[str]:
    """A server of this machine that the operator named."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Server)
    settings.OUTGOING_NEAR = [f"chat.internal:{server.server_port}", f"127.0.0.1:{server.server_port}"]
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_server_the_operator_named_is_asked_and_its_answer_given_whatever_its_status(near):
    came = fetch("GET", f"{near}/?a=1")
    assert (came.status, came.json()) == (200, {"ok": True})
    assert came.headers["x-seen-host"] == near.removeprefix("http://")
    assert fetch("GET", f"{near}/no").status == 403
    assert fetch("POST", near, body=b"words").body == b"words"


@pytest.mark.parametrize(
    ("path", "code"), [("/away", "redirect"), ("/big", "too_large"), ("/drops", "slow")], ids=["away", "big", "drops"]
)
def test_no_redirect_is_followed_and_an_answer_has_a_size_and_a_time(near, path, code):
    began = time.monotonic()
    with pytest.raises(NotReached) as no:
        fetch("GET", near + path, seconds=0.4, most=1000)
    assert no.value.code == code
    assert time.monotonic() - began < 1.5


def test_a_closed_door_is_not_reached(near, settings):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings.OUTGOING_NEAR = [f"127.0.0.1:{port}"]
    with pytest.raises(NotReached, match="unreachable"):
        fetch("GET", f"http://127.0.0.1:{port}/")


@pytest.mark.parametrize(
    "url",
    [
        "http://chat.example/",
        "https://127.0.0.1/",
        "https://localhost:5432/",
        "https://[::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://10.1.2.3/",
        "https://169.254.169.254/latest/",
        "https://0x7f000001/",
        "https://2130706433/",
        "https://user:pass@93.184.215.14/",
        "https://93.184.215.14/#there",
        "ftp://93.184.215.14/",
        "file:///etc/passwd",
        "https://",
        "https://93.184.215.14:99999/",
        "https://93.184.215.14/\r\nX: 1",
        "https:\\\\93.184.215.14",
    ],
)
def test_it_does_not_go_there(url, settings):
    settings.OUTGOING_NEAR = []
    with pytest.raises(NotAnAddress):
        check_address(url)


def test_a_name_that_leads_behind_the_wall_is_refused_and_the_one_looked_up_is_the_one_gone_to(monkeypatch, settings):
    settings.OUTGOING_NEAR = []
    answers = [["93.184.215.14", "10.0.0.1"], ["93.184.215.14"], ["127.0.0.1"]]

    def look_up(host, port, **_more):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port)) for ip in answers.pop(0)]

    monkeypatch.setattr(egress.socket, "getaddrinfo", look_up)
    with pytest.raises(NotAnAddress):  # one of two is enough
        check_address("https://rebinding.example/")
    went: list[tuple[str, int]] = []

    def connect(where, *_more):
        went.append(where)
        raise ConnectionRefusedError

    monkeypatch.setattr(egress.socket, "create_connection", connect)
    with pytest.raises(NotReached):
        fetch("GET", "https://rebinding.example/")
    assert went == [("93.184.215.14", 443)], "it is looked up once"


@pytest.mark.parametrize(
    "ip", ["64:ff9b::a00:1", "2002:7f00:1::", "fd00::1", "fe80::1%eth0", "224.0.0.1", "100.64.0.1", "0.0.0.0"]
)
def test_these_are_not_on_the_open_internet(ip):
    assert not is_open(ip)


@pytest.mark.parametrize("ip", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"])
def test_these_are(ip):
    assert is_open(ip)
