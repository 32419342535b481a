"""Where a request comes from."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def peer_address(request: HttpRequest) -> str | None:
    """The address a request came from: the connection's, or what the outermost of our proxies wrote down."""
    address = request.META.get("REMOTE_ADDR", "")
    if settings.TRUSTED_PROXIES:
        # Each proxy appends the address it saw; what stands further left the visitor may have invented.
        seen = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        address = seen[-settings.TRUSTED_PROXIES :][0].strip()
    try:
        return str(ipaddress.ip_address(address))
    except ValueError:
        return None


def client_address(request: HttpRequest) -> str:
    """Whom a limit counts: the peer's IPv4 address, or the /64 network an IPv6 peer may move in."""
    address = peer_address(request)
    if address is None:
        return "unknown"
    parsed = ipaddress.ip_address(address)
    if parsed.version == 6:
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return address
