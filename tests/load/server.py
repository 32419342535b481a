"""The server under measurement: as ``make run`` starts it, and the CPU time its processes used."""

import contextlib
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
_TICKS = os.sysconf("SC_CLK_TCK")
_START_SECONDS = 60


class Server:
    """A running server; ``cpu_seconds`` grows with what it computes."""

    def __init__(self, process: subprocess.Popen, port: int) -> None:
        self.process = process
        self.port = port

    def cpu_seconds(self) -> float:
        """User and system time of the server and all its processes so far."""
        times, parents = {}, {}
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):
                # The second field is the program's name in brackets and may hold anything.
                fields = stat.read_text().rpartition(")")[2].split()
                pid = int(stat.parent.name)
                parents[pid] = int(fields[1])
                times[pid] = (int(fields[11]) + int(fields[12])) / _TICKS
        return sum(used for pid, used in times.items() if self._owns(pid, parents))

    def settle(self) -> None:
        """Wait, at most half a minute, until the requests a finished load left behind are worked off."""
        deadline = time.monotonic() + 30
        used = self.cpu_seconds()
        while time.monotonic() < deadline:
            time.sleep(0.25)
            before, used = used, self.cpu_seconds()
            if used - before <= 2 / _TICKS:
                return

    def _owns(self, pid: int | None, parents: dict[int, int]) -> bool:
        while pid and pid != self.process.pid:
            pid = parents.get(pid)
        return pid == self.process.pid


@contextlib.contextmanager
def serve(application: str, environment: dict[str, str], log: int | None = None) -> Iterator[Server]:
    """``application`` on a free port of this machine, stopped at the end whatever happens. ``log``: where its log goes.

    Raises:
        RuntimeError: it does not answer within a minute.
    """
    port = _free_port()
    command = [ROOT / ".venv/bin/python", "-m", "cultivation.serve", application, "--port", str(port)]
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | environment, stderr=log)
    try:
        _wait(process, port)
        yield Server(process, port)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait(process: subprocess.Popen, port: int) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.1)
    raise RuntimeError(f"The server did not start (exit code {process.poll()}).")
