"""When a request arrived: that instant decides whether it was in time, not the one at which its turn came."""

import datetime as dt
import re
from collections.abc import Mapping

from django.utils import timezone

# Where the server of this platform writes the instant at which it read a request's head; seconds since 1970.
SERVER_STAMP = "cultivation.arrived"
# What a proxy of ours writes: nginx ``proxy_set_header X-Request-Start "t=${msec}"``.
PROXY_STAMP = "HTTP_X_REQUEST_START"
# Nothing waits longer than this; an older stamp is somebody's mistake.
LONGEST_WAIT = dt.timedelta(minutes=15)
_SECONDS = re.compile(r"(?:t=)?(\d{9,11}(?:\.\d{1,6})?)")


def arrival(environ: Mapping[str, object], now: dt.datetime, *, behind_proxy: bool) -> dt.datetime:
    """The instant a request arrived, as the outermost of our own machines saw it; never after ``now``.

    A proxy's stamp counts only ``behind_proxy``: visitors may send the header as well.
    """
    stamps = [str(environ.get(SERVER_STAMP, ""))]
    if behind_proxy:
        stamps.insert(0, str(environ.get(PROXY_STAMP, "")))
    for stamp in stamps:
        match = _SECONDS.fullmatch(stamp)
        if match is None:
            continue
        seen = dt.datetime.fromtimestamp(float(match[1]), tz=dt.UTC)
        if now - LONGEST_WAIT <= seen:
            return timezone.localtime(min(seen, now))
    return now
