"""The server as a process of its own: workers that die, a supervisor that dies, an end in order, bodies by their size."""

import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings

PROBE = "tests.cultivation.probe:application"
SESSION = {"Cookie": f"{settings.SESSION_COOKIE_NAME}=x"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
FILES = {"Content-Type": "multipart/form-data; boundary=b"}


class Running:
    """A server on a free port."""

    def __init__(self, application: str = PROBE, port: int = 0) -> None:
        self.port = port or free_port()
        command = [sys.executable, "-m", "cultivation.serve", application, "--port", str(self.port)]
        self.process = subprocess.Popen(command, cwd=settings.BASE_DIR, stderr=subprocess.PIPE, text=True)

    def workers(self) -> list[int]:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in children.read_text().split()]

    def ask(self, path: str = "/", body: bytes | None = None, headers: dict | None = None) -> dict:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        with contextlib.closing(connection):
            connection.request("POST" if body is not None else "GET", path, body, headers or {})
            response = connection.getresponse()
            text = response.read()
            return json.loads(text) if response.status == 200 else {"status": response.status}

    def is_listening(self) -> bool:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=5):
            return True
        return False


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def until(is_so: Callable[[], object], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


@pytest.fixture
def server() -> Iterator[Running]:
    running = Running()
    try:
        until(running.is_listening)
        running.ask()
        yield running
    finally:
        running.process.kill()
        running.process.communicate()
        until(lambda: not running.is_listening())


def test_workers_that_die_are_started_again(server):
    """Two deaths at once ended the old server; here all workers die, twice."""
    for _ in range(2):
        until(lambda: len(server.workers()) == 2)
        killed = server.workers()
        for pid in killed:
            os.kill(pid, signal.SIGKILL)
        until(lambda dead=frozenset(killed): not dead & set(server.workers()))
        assert server.ask()["pid"] not in killed
    assert server.process.poll() is None


def test_a_killed_supervisor_takes_its_workers_down(server):
    server.process.kill()
    server.process.wait()
    until(lambda: not server.is_listening())


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_an_end_in_order_finishes_what_has_begun(server, tmp_path, number):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    answers = []
    asking = threading.Thread(target=lambda: answers.append(server.ask(f"/wait?{pipe}")))
    asking.start()
    with pipe.open("w"):  # opens once the application waits at the other end
        for pid in (server.process.pid, *(server.workers() if number == signal.SIGINT else [])):
            os.kill(pid, number)
        until(lambda: not server.is_listening())
        assert server.process.poll() is None
    asking.join()
    assert answers[0]["pid"]
    assert server.process.wait(30) == 0


def test_a_site_that_cannot_start_is_given_up():
    running = Running("tests.cultivation.nothing:application")
    _, said = running.process.communicate(timeout=60)
    assert running.process.returncode == 1
    assert "No module named 'tests.cultivation.nothing'" in said and "could not be started" in said


def test_a_port_in_use_is_named():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        running = Running(port=other.getsockname()[1])
        _, said = running.process.communicate(timeout=60)
    assert running.process.returncode == 1 and str(running.port) in said and "Traceback" not in said


def test_bodies_are_as_large_as_their_form_takes(server):
    """Refused bodies never reach the site, which still learns their length and says so in words."""
    large = 3 * 1024 * 1024
    cases = [
        ("a form", FORM, 1000, 1000),
        ("a long form", FORM, large, 0),
        ("a long form, logged in", FORM | SESSION, large, 0),
        ("files without a login", FILES, large, 0),
        ("files", FILES | SESSION, large, large),
        ("too many files", FILES | SESSION, settings.REQUEST_MAX_BYTES + 1, 0),
    ]
    wrong = {}
    for name, headers, size, read in cases:
        answer = server.ask("/", b"x" * size, headers)
        if (answer["length"], answer["read"]) != (str(size), read):
            wrong[name] = answer
    assert not wrong


def test_a_slow_body_holds_no_thread(server):
    """More half-sent forms than there are threads, and everybody else is served."""
    with contextlib.ExitStack() as open_forms:
        for _ in range(40):
            client = open_forms.enter_context(socket.create_connection(("127.0.0.1", server.port)))
            client.sendall(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nx")
        assert all(server.ask()["pid"] for _ in range(8))


def test_headers_reach_the_site_as_they_are(server):
    before = time.time()
    answer = server.ask("/", headers={"X-Forwarded-For": "192.0.2.7"})
    assert answer["forwarded"] == "192.0.2.7" and answer["address"] == "127.0.0.1"
    # The instant of its first byte, for deadlines; the visitor's own word for it is another name.
    assert before <= float(answer["arrived"]) <= time.time()
