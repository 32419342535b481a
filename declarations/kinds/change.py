"""重大变更: a certified enterprise tells what became of it, at any time and for all its titles (63号 第15条)."""

from declarations.enums import FilingKind
from declarations.kinds.base import Kind, unlimited

CHANGE = Kind(
    code=FilingKind.CHANGE,
    is_scored=False,
    deadlines=unlimited,
)
