"""Opening files from anybody with real readers (PDFium, Pillow), in a process with bounds on time and memory.

Forking from a program that has the readers loaded costs 3 ms an upload; starting Python with them each time would cost 100.
"""

import atexit
import json
import os
import socket
import subprocess
import sys
import threading
from multiprocessing.connection import Connection
from pathlib import Path

# Of one upload, an archive with all its entries included.
CPU_SECONDS = 10
SECONDS = 30
_ROOT = Path(__file__).parents[2]


class ReaderFailed(Exception):
    """The file broke the reader, or took longer or more memory than any honest one."""


class _Program:
    """The program that forks, one for each of our processes, started when it is first needed."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.pid = 0
        self.control: socket.socket | None = None
        self.process: subprocess.Popen | None = None

    def hand_over(self, end: socket.socket, message: bytes) -> None:
        with self.lock:
            for _ in range(2):
                try:
                    socket.send_fds(self._running(), [message], [end.fileno()])
                    return
                except OSError:
                    # It is gone, e.g. for want of memory: a new one is started.
                    self.close()
            raise ReaderFailed

    def _running(self) -> socket.socket:
        if self.pid != os.getpid():
            self.close()
        if self.control is None:
            atexit.register(self.close)
            self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            with theirs:
                # It ends with its end of the socket: with this process.
                self.process = subprocess.Popen(  # noqa: S603
                    [sys.executable, "-m", "enterprises.kit.files.opening", str(theirs.fileno())],
                    cwd=_ROOT,
                    pass_fds=[theirs.fileno()],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    start_new_session=True,
                )
            self.pid = os.getpid()
        return self.control

    def close(self) -> None:
        """End the program. A fork of ours closes its copy of the socket and leaves the program to its parent."""
        atexit.unregister(self.close)
        if self.control is not None:
            self.control.close()
        if self.process is not None and self.pid == os.getpid():
            self.process.wait()
        self.control, self.process = None, None


_program = _Program()


class Reader:
    """The reader of one upload. A context; started when the first file is read."""

    def __init__(self, pixels: int) -> None:
        self.bounds = {"cpu": CPU_SECONDS, "seconds": SECONDS, "pixels": pixels}
        self.connection: Connection | None = None
        self.failed = False

    def __enter__(self) -> "Reader":
        return self

    def __exit__(self, *_error: object) -> None:
        if self.connection is not None:
            self.connection.close()

    def read(self, kind: str, content: bytes) -> dict:
        """What ``opening`` found of a file of ``kind``: ``fault`` is absent when it opens to its end.

        Raises:
            ReaderFailed: and again for every further file of this upload, unread.
        """
        if self.failed:
            raise ReaderFailed
        try:
            connection = self._connected()
            connection.send_bytes(kind.encode())
            connection.send_bytes(content)
            if not connection.poll(SECONDS + 5):
                raise EOFError
            return json.loads(connection.recv_bytes(10_000))
        except (OSError, EOFError, ValueError) as error:
            self.failed = True
            raise ReaderFailed from error

    def _connected(self) -> Connection:
        if self.connection is None:
            ours, theirs = socket.socketpair()
            with theirs:
                _program.hand_over(theirs, json.dumps(self.bounds).encode())
            self.connection = Connection(ours.detach())
        return self.connection
