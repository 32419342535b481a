"""申报: an enterprise asks for a title."""

from declarations.enums import FilingKind
from declarations.kinds.base import Kind, of_window

DECLARATION = Kind(
    code=FilingKind.DECLARATION,
    is_scored=True,
    deadlines=of_window,
)
