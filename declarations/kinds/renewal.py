"""复核: an enterprise asks to keep a title for another term (63号 第13条; 2号 第16条)."""

from declarations.enums import FilingKind
from declarations.kinds.base import Kind, of_window

RENEWAL = Kind(
    code=FilingKind.RENEWAL,
    is_scored=True,
    deadlines=of_window,
)
