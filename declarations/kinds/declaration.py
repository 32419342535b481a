"""申报: an enterprise asks for a title."""

from declarations.enums import FilingKind
from declarations.kinds.base import Kind, of_window
from enterprises.enums import Tier

DECLARATION = Kind(
    code=FilingKind.DECLARATION,
    is_scored=True,
    deadlines=of_window,
    # M3.4, M4.5
    assessed=frozenset({Tier.SPECIALIZED}),
)
