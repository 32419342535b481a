"""What a worker allows a request that comes slowly."""

import time

from waitress.adjustments import Adjustments

from cultivation.worker import BODY_BYTES_A_SECOND, BODY_SECONDS, HEAD_SECONDS, Request

HEAD = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 400000\r\n\r\n"


def test_time_for_a_request():
    now = time.monotonic()
    minute_of_body = 60 * BODY_BYTES_A_SECOND
    cases = [
        ("half a head in time", HEAD[:20], HEAD_SECONDS - 1, False),
        ("half a head too late", HEAD[:20], HEAD_SECONDS + 1, True),
        ("a head, then silence in time", HEAD, BODY_SECONDS - 1, False),
        ("a head, then silence", HEAD, BODY_SECONDS + 1, True),
        ("a slow body", HEAD + b"x" * minute_of_body, BODY_SECONDS + 59, False),
        ("a body that stopped", HEAD + b"x" * minute_of_body, BODY_SECONDS + 61, True),
    ]
    wrong = []
    for name, sent, age, is_cut in cases:
        request = Request(Adjustments(), None)
        rest = sent
        while rest:
            rest = rest[request.received(rest) :]
        request.began = now - age
        if request.is_too_slow(now) != is_cut:
            wrong.append(name)
    assert not wrong


def test_a_body_in_pieces_is_small():
    request = Request(Adjustments(), None)
    request.received(b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n")
    piece = b"100000\r\n" + b"x" * 0x100000 + b"\r\n"
    for _ in range(3):
        request.received(piece)
    assert request.completed and request.error.code == 413
    request.close()
