"""信息更新: a certified enterprise tells the figures of the year, once for its highest title (63号 第14条; 2号 第17条)."""

from declarations.enums import FilingKind
from declarations.kinds.base import Kind, of_window
from notices.enums import MessageKind

UPDATE = Kind(
    code=FilingKind.UPDATE,
    is_scored=False,
    deadlines=of_window,
    message=MessageKind.UPDATE,
)
