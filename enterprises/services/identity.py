"""Name, 法定代表人 and 注册地: frozen while somebody reviews what was filed under them.

This room does not know filings; whoever does answers ``signals.identity_asked`` with a ``Hold``.
"""

from dataclasses import dataclass

from enterprises.models import Enterprise
from enterprises.signals import identity_asked

NAME, REPRESENTATIVE, REGION = "name", "legal_representative", "region_id"
IDENTITY = frozenset({NAME, REPRESENTATIVE, REGION})


@dataclass(frozen=True)
class Hold:
    """``fields`` (of ``IDENTITY``) cannot be changed; ``reason`` says why and until when, ``href`` leads there."""

    fields: frozenset[str]
    reason: str
    href: str
    label: str


def hold_on(enterprise: Enterprise) -> Hold | None:
    """What holds the enterprise's identity now. Under the enterprise's lock the answer stays true until its end."""
    answers = identity_asked.send(sender=Enterprise, enterprise=enterprise)
    return next((hold for _receiver, hold in answers if hold), None)
