"""One worker of the server: waitress, which reads requests to their end before a thread sees them.

What waitress leaves open is settled here. A request that comes too slowly is cut, in its head as in its body. A body is
only as large as its address may take (``cultivation.bodies``), and all bodies on their way together are bounded. When
all connections are used, the address that holds most of them gives one up, so that idle ones keep nobody out.
"""

import contextlib
import gc
import importlib
import logging
import resource
import signal
import socket
import sys
import time
from collections import Counter

from django.conf import settings
from django.http import parse_cookie
from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.receiver import FixedStreamReceiver
from waitress.server import TcpWSGIServer
from waitress.task import ThreadedTaskDispatcher, WSGITask
from waitress.utilities import Error, RequestEntityTooLarge

from cultivation.bodies import largest_body
from enterprises.kit.times.arrival import SERVER_STAMP

CONNECTIONS = 500
# A connection, what it sends and what it is sent: each may be a file.
FILES_PER_CONNECTION = 3
SPARE_CONNECTIONS = 20
OTHER_FILES = 100
HEAD_SECONDS = 20
# A body has this time, and more for as much as has come: a phone at the edge of its network sends faster.
BODY_SECONDS = 30
BODY_BYTES_A_SECOND = 2 * 1024
IDLE_SECONDS = 60
IN_MEMORY_BYTES = 512 * 1024
# Of all large bodies on their way to this worker.
PENDING_BYTES = 4 * 1024**3
# A refused body is read and thrown away, so that the browser shows the answer; one beyond this is cut.
DISCARDED_BYTES = 1024**3
RESPONSE_BYTES = 256 * 1024**2
FINISH_SECONDS = 10


class Busy(Error):
    code = 503
    reason = "Service Unavailable"


class Discard:
    """Takes a refused body and keeps nothing."""

    def append(self, data: bytes) -> None:
        pass

    def close(self) -> None:
        pass

    def __len__(self) -> int:
        return 0


class Request(HTTPRequestParser):
    """A request on its way, with the time it has."""

    is_refused = False

    def __init__(self, adj: Adjustments, channel: "Channel") -> None:
        super().__init__(adj)
        self.channel = channel
        self.began = time.monotonic()
        # For deadlines: the instant its first byte came, however long its body and its turn take.
        self.arrived = time.time()

    def parse_header(self, header_plus: bytes) -> None:
        super().parse_header(header_plus)
        self.began = time.monotonic()
        if self.content_length <= IN_MEMORY_BYTES:
            return
        largest = largest_body(self.headers.get("CONTENT_TYPE", ""), self._has_session())
        if self.content_length > largest:
            self._refuse()
        elif self.channel.server.pending_bytes() + self.content_length > PENDING_BYTES:
            self._refuse()
            self.error = Busy("服务器正在接收的文件太多，没有接收这一次提交，请几分钟后重试。")

    def received(self, data: bytes) -> int:
        consumed = super().received(data)
        # Browsers announce how long a body is. What comes in pieces without saying so is no upload.
        if self.chunked and not self.error and self.body_bytes_received > largest_body("", has_session=False):
            self.error = RequestEntityTooLarge("Bodies in chunks are small.")
            self.completed = True
        return consumed

    def _has_session(self) -> bool:
        return settings.SESSION_COOKIE_NAME in parse_cookie(self.headers.get("COOKIE", ""))

    def _refuse(self) -> None:
        """Hand the request on without its body: the site sees its length and says what is wrong."""
        self.is_refused = True
        if self.expect_continue or self.content_length > DISCARDED_BYTES:
            self.expect_continue = False
            self.headers["CONNECTION"] = "close"
            self.body_rcv = None
            self.content_length = 0
        else:
            self.body_rcv = FixedStreamReceiver(self.content_length, Discard())

    def get_body_stream(self):
        if self.is_refused:
            self.body_rcv = None
        return super().get_body_stream()

    def is_too_slow(self, now: float) -> bool:
        time_used = now - self.began
        if not self.headers_finished:
            return time_used > HEAD_SECONDS
        return time_used > BODY_SECONDS + self.body_bytes_received / BODY_BYTES_A_SECOND


class Task(WSGITask):
    """A request in its turn."""

    def get_environment(self) -> dict:
        return super().get_environment() | {SERVER_STAMP: f"{self.request.arrived:.6f}"}


class Channel(HTTPChannel):
    """A connection."""

    task_class = Task

    def parser_class(self, adj: Adjustments) -> Request:
        return Request(adj, self)

    def is_waiting(self) -> bool:
        """Whether it has nothing from the site yet: no request, or one that is not complete."""
        return not self.requests and not self.total_outbufs_len

    def is_too_slow(self, now: float) -> bool:
        request = self.request
        return request is not None and self.is_waiting() and request.is_too_slow(now)

    def pending_bytes(self) -> int:
        requests = [*self.requests, self.request] if self.request else self.requests
        return sum(each.content_length for each in requests if not each.is_refused)


class Server(TcpWSGIServer):
    """The listening socket in this worker, and all its connections."""

    channel_class = Channel
    is_stopping = False

    def pending_bytes(self) -> int:
        """What the large bodies on their way or in work may take up on the disk."""
        sizes = (channel.pending_bytes() for channel in self.active_channels.values())
        return sum(size for size in sizes if size > IN_MEMORY_BYTES)

    def handle_accept(self) -> None:
        if len(self.active_channels) >= self.adj.connection_limit - SPARE_CONNECTIONS:
            self._make_room()
        super().handle_accept()

    def _make_room(self) -> None:
        waiting = [channel for channel in self.active_channels.values() if channel.is_waiting()]
        if not waiting:
            return
        held = Counter(channel.addr[0] for channel in waiting)
        most = max(held.values())
        oldest = min(
            (channel for channel in waiting if held[channel.addr[0]] == most),
            key=lambda channel: channel.creation_time,
        )
        oldest.handle_close()

    def maintenance(self, now: float) -> None:
        super().maintenance(now)
        for channel in self.active_channels.values():
            if channel.is_too_slow(time.monotonic()):
                channel.will_close = True

    def stop(self, *_: object) -> None:
        """Take no more connections; ``serve`` ends when what has begun is finished."""
        self.is_stopping = True
        self.pull_trigger()

    def serve(self) -> None:
        """Serve until ``stop`` is called, then finish what has begun, within ``FINISH_SECONDS``."""
        while not self.is_stopping:
            wasyncore.loop(timeout=1, map=self._map, use_poll=True, count=1)
        self.accepting = False
        self.del_channel()
        self.socket.close()
        deadline = time.monotonic() + FINISH_SECONDS
        while time.monotonic() < deadline and any(
            not channel.is_waiting() for channel in self.active_channels.values()
        ):
            wasyncore.loop(timeout=0.1, map=self._map, use_poll=True, count=1)


class Lifeline(wasyncore.file_dispatcher):
    """This worker's end of the line to the supervisor. It falls silent when the supervisor is gone."""

    def __init__(self, fd: int, server: Server) -> None:
        super().__init__(fd, map=server._map)
        self.server = server

    def writable(self) -> bool:
        return False

    def handle_read(self) -> None:
        if not self.recv(1):
            self.close()

    def handle_close(self) -> None:
        self.close()
        self.server.stop()


def _connections() -> int:
    """As many as this process may have files for."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = (CONNECTIONS + SPARE_CONNECTIONS) * FILES_PER_CONNECTION + OTHER_FILES
    if soft < wanted and (hard == resource.RLIM_INFINITY or hard > soft):
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return max(min(CONNECTIONS, (soft - OTHER_FILES) // FILES_PER_CONNECTION - SPARE_CONNECTIONS), 1)


def _server(application: str, listener: socket.socket, threads: int) -> Server:
    module, _, name = application.partition(":")
    callable_ = getattr(importlib.import_module(module), name)
    adjustments = Adjustments(
        sockets=[listener],
        connection_limit=_connections() + SPARE_CONNECTIONS,
        channel_timeout=IDLE_SECONDS,
        cleanup_interval=5,
        inbuf_overflow=IN_MEMORY_BYTES,
        # A whole answer is taken from the thread at once: who reads slowly holds a file, not a thread.
        outbuf_high_watermark=RESPONSE_BYTES,
        recv_bytes=64 * 1024,
        max_request_header_size=32 * 1024,
        max_request_body_size=DISCARDED_BYTES + 1,
        # The site decides by its own setting whom to believe.
        clear_untrusted_proxy_headers=False,
        ident=None,
        threads=threads,
    )
    dispatcher = ThreadedTaskDispatcher()
    dispatcher.set_thread_count(threads)
    address = (listener.family, listener.type, listener.proto, listener.getsockname())
    return Server(callable_, {}, True, listener, dispatcher, adjustments, sockinfo=address, bind_socket=False)


def main(application: str, listener_fd: str, control_fd: str, threads: str) -> None:
    # Ctrl-C goes to all processes of a terminal; the supervisor hears it and ends the workers in order.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    server = _server(application, socket.socket(fileno=int(listener_fd)), int(threads))
    # A queue is what a busy hour looks like.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    signal.signal(signal.SIGTERM, server.stop)
    control = socket.socket(fileno=int(control_fd))
    Lifeline(control.fileno(), server)
    with contextlib.suppress(OSError):
        control.send(b"1")
    gc.collect()
    gc.freeze()
    server.serve()


if __name__ == "__main__":
    main(*sys.argv[1:])
