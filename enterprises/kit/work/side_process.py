"""A process beside the requests for work that would hold the interpreter: text in, bytes out, one piece at a time."""

import os
import struct
import subprocess
import sys
import threading
from collections.abc import Callable

_LENGTH = struct.Struct("!cQ")
DONE, REFUSED, FAILED = b"D", b"R", b"F"


class Refused(Exception):
    """The work cannot be done, for a reason the other side foresaw; the message says why."""


class Broken(Exception):
    """The process died, or was ended after its time."""


class SideProcess:
    """``python -m module``, started at the first piece of work and again after it died.

    It ends with this process, because its input ends then.
    """

    def __init__(self, module: str, seconds: float) -> None:
        self._module = module
        self._seconds = seconds
        self._lock = threading.Lock()
        self._process: subprocess.Popen | None = None

    def ask(self, text: str) -> bytes:
        """What the process makes of ``text``.

        Raises:
            Refused: the work is refused, with a reason.
            Broken: the process died or took longer than its time.
            RuntimeError: the work failed; the message is the other side's traceback.
        """
        with self._lock:
            if self._process is None or self._process.poll() is not None:
                self._process = subprocess.Popen(  # noqa: S603 (a module of ours)
                    [sys.executable, "-m", self._module], stdin=subprocess.PIPE, stdout=subprocess.PIPE
                )
            clock = threading.Timer(self._seconds, self._process.kill)
            clock.start()
            try:
                _send(self._process.stdin, DONE, text.encode())
                outcome, content = _receive(self._process.stdout)
            except (OSError, EOFError) as error:
                self._end()
                raise Broken from error
            finally:
                clock.cancel()
        if outcome == REFUSED:
            raise Refused(content.decode())
        if outcome == FAILED:
            raise RuntimeError(content.decode())
        return content

    def end(self) -> None:
        """End the process; the next piece of work starts another."""
        with self._lock:
            self._end()

    def _end(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None


def answer(work: Callable[[str], bytes], failure: Callable[[], str]) -> None:
    """The other side: do ``work`` until the input ends, giving way to whatever serves people."""
    os.nice(10)
    # What the work prints is no part of the answer.
    asked, told = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    while True:
        try:
            _, text = _receive(asked)
        except EOFError:
            return
        try:
            said = (DONE, work(text.decode()))
        except Refused as refused:
            said = (REFUSED, str(refused).encode())
        except Exception:
            said = (FAILED, failure().encode())
        _send(told, *said)


def _send(pipe, kind: bytes, content: bytes) -> None:
    pipe.write(_LENGTH.pack(kind, len(content)) + content)
    pipe.flush()


def _receive(pipe) -> tuple[bytes, bytes]:
    kind, length = _LENGTH.unpack(_exactly(pipe, _LENGTH.size))
    return kind, _exactly(pipe, length)


def _exactly(pipe, length: int) -> bytes:
    content = pipe.read(length)
    if len(content) < length:
        raise EOFError
    return content
