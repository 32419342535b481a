"""The server of the site: ``python -m cultivation.serve`` opens the port and keeps workers at it.

The supervisor computes nothing and imports nothing of the site, so that it has no reason to die. It opens the listening
socket, which all workers share: what waits at it outlives any of them. A worker that dies is started again, always, after
a pause that grows while it keeps dying. Each worker holds one end of a socket pair; when the supervisor is gone, however
it went, the other end closes and the worker finishes what it has begun and leaves the port.
"""

import argparse
import contextlib
import logging
import os
import selectors
import signal
import socket
import subprocess
import sys
import time

SHORTEST_PAUSE, LONGEST_PAUSE = 0.1, 30.0  # seconds before a dead worker is started again
STEADY = 60  # seconds after which a worker's death says nothing about its next life
GRACE = 15  # seconds a worker has to finish; it gives itself less

logger = logging.getLogger("cultivation.serve")


class Place:
    """One worker's place: the process in it, if any, and when the next one may start."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.process: subprocess.Popen | None = None
        self.control: socket.socket | None = None
        self.started = 0.0
        self.due = 0.0
        self.pause = 0.0

    def start(self, application: str, listener: socket.socket, threads: int) -> None:
        self.control, theirs = socket.socketpair()
        self.control.setblocking(False)
        self.started = time.monotonic()
        with theirs:
            fds = (listener.fileno(), theirs.fileno())
            command = [sys.executable, "-m", "cultivation.worker", application, *map(str, fds), str(threads)]
            self.process = subprocess.Popen(command, pass_fds=fds)  # noqa: S603 (words of our own)

    def clear(self) -> None:
        """Forget the process that ended and decide when the next one starts."""
        self.process = None
        self.control.close()
        self.control = None
        now = time.monotonic()
        if now - self.started >= STEADY:
            self.pause = 0.0
        self.pause = min(max(self.pause * 2, SHORTEST_PAUSE), LONGEST_PAUSE)
        self.due = now + self.pause


class Supervisor:
    """Keeps ``workers`` processes serving ``application`` at ``listener``."""

    def __init__(self, application: str, listener: socket.socket, workers: int, threads: int) -> None:
        self.application = application
        self.listener = listener
        self.threads = threads
        self.places = [Place(number) for number in range(1, workers + 1)]
        self.has_served = False
        self.stops = 0
        self.selector = selectors.DefaultSelector()

    def run(self) -> int:
        """Serve until a signal ends it. The exit status: 0, or 1 when no worker ever came up."""
        self._listen_to_signals()
        while not self.stops:
            self._start_due()
            self._wait(self._pause())
            if not self._collect() and not self.has_served:
                logger.error("The site could not be started; the lines above say why.")
                self._finish()
                return 1
        self._finish()
        return 0

    # --- Signals
    def _listen_to_signals(self) -> None:
        heard, ring = socket.socketpair()
        heard.setblocking(False)
        ring.setblocking(False)
        self._bell = (heard, ring)
        signal.set_wakeup_fd(ring.fileno(), warn_on_full_buffer=False)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._stop)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        self.selector.register(heard, selectors.EVENT_READ)

    def _stop(self, number: int, frame: object) -> None:
        self.stops += 1

    # --- Workers
    def _start_due(self) -> None:
        for place in self.places:
            if place.process is None and place.due <= time.monotonic():
                place.start(self.application, self.listener, self.threads)
                self.selector.register(place.control, selectors.EVENT_READ)

    def _pause(self) -> float | None:
        waiting = [place.due - time.monotonic() for place in self.places if place.process is None]
        return max(0.0, min(waiting)) if waiting else None

    def _wait(self, seconds: float | None) -> None:
        for key, _ in self.selector.select(seconds):
            with contextlib.suppress(OSError):
                said = key.fileobj.recv(1024)
                if key.fileobj is self._bell[0]:
                    continue
                if said:
                    self.has_served = True
                else:
                    # Its death is told by the signal; an end of the line that stays readable would keep us busy.
                    self.selector.unregister(key.fileobj)

    def _collect(self) -> bool:
        """Clear the places of workers that ended. False when one of them ended with a fault."""
        all_well = True
        for place in self.places:
            status = place.process.poll() if place.process else None
            if status is None:
                continue
            with contextlib.suppress(KeyError):
                self.selector.unregister(place.control)
            pid = place.process.pid
            place.clear()
            if not self.stops:
                all_well = all_well and status == 0
                logger.warning(
                    "Worker %d (process %d) ended: %s. It is started again in %.1f s.",
                    place.number,
                    pid,
                    _ending(status),
                    place.pause,
                )
        return all_well

    def _finish(self) -> None:
        """End the workers in order; a second signal, or the end of their time, ends them at once."""
        self.listener.close()
        self._tell(signal.SIGTERM)
        deadline = time.monotonic() + GRACE
        asked = self.stops
        while any(place.process for place in self.places):
            if time.monotonic() >= deadline or self.stops > asked:
                self._tell(signal.SIGKILL)
            self._wait(0.2)
            self._collect()

    def _tell(self, number: int) -> None:
        for place in self.places:
            if place.process:
                place.process.send_signal(number)


def _ending(status: int) -> str:
    if status < 0:
        return f"killed by {signal.Signals(-status).name}"
    return f"exit status {status}"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m cultivation.serve", description=__doc__.splitlines()[0])
    parser.add_argument("application", nargs="?", default="cultivation.wsgi:application")
    parser.add_argument("--host", default=os.environ.get("HOST", "127.0.0.1"))
    parser.add_argument("--port", type=int, default=os.environ.get("PORT", "8000"))
    parser.add_argument("--workers", type=int, default=os.environ.get("WORKERS", "2"))
    parser.add_argument("--threads", type=int, default=os.environ.get("THREADS", "4"))
    chosen = parser.parse_args()
    if chosen.workers < 1 or chosen.threads < 1:
        parser.error("WORKERS and THREADS are at least 1.")
    logging.basicConfig(format="{asctime} {levelname} {name}: {message}", style="{", level=logging.INFO)
    family = socket.AF_INET6 if ":" in chosen.host else socket.AF_INET
    try:
        listener = socket.create_server((chosen.host, chosen.port), family=family, backlog=1024)
    except OSError as error:
        logger.error("Cannot listen on %s port %d: %s", chosen.host, chosen.port, error.strerror)
        return 1
    return Supervisor(chosen.application, listener, chosen.workers, chosen.threads).run()


if __name__ == "__main__":
    sys.exit(main())
