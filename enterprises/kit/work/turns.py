"""Turns at expensive work: one at a time for each account, and few at once in this process.

A worker has few threads, and they are everybody's. Who cannot have a turn is told to come back, and waits outside.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

AT_ONCE = 2

_lock = threading.Lock()
_having_turns: set[object] = set()


class NoTurn(Exception):
    """The work was not begun. ``is_own``: because the same account has a turn already."""

    def __init__(self, is_own: bool):
        super().__init__()
        self.is_own = is_own


@contextmanager
def turn(who: object) -> Iterator[None]:
    """A turn of ``who`` (an account's key) for as long as the block runs.

    Raises:
        NoTurn: ``who`` has one already, or ``AT_ONCE`` others have.
    """
    with _lock:
        if who in _having_turns or len(_having_turns) >= AT_ONCE:
            raise NoTurn(is_own=who in _having_turns)
        _having_turns.add(who)
    try:
        yield
    finally:
        with _lock:
            _having_turns.discard(who)
