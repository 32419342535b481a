"""The businesses (业务): one file each, and nowhere else a question which one it is."""

import datetime as dt

from declarations.enums import FilingKind, FilingState
from declarations.kinds.base import Deadlines, Kind
from declarations.kinds.change import CHANGE
from declarations.kinds.declaration import DECLARATION
from declarations.kinds.renewal import RENEWAL
from declarations.kinds.update import UPDATE
from declarations.models import Filing
from enterprises.kit.times.deadlines import deadline_text

__all__ = ["KINDS", "Deadlines", "Kind", "deadlines_of", "due_of", "hand_in", "kind_of"]

KINDS: dict[FilingKind, Kind] = {each.code: each for each in (DECLARATION, RENEWAL, UPDATE, CHANGE)}


def kind_of(filing: Filing) -> Kind:
    """The business of ``filing``."""
    return KINDS[FilingKind(filing.kind)]


def deadlines_of(filing: Filing) -> Deadlines:
    """Until when what may be done with ``filing``. Reads its window, best loaded ``with_window``."""
    return kind_of(filing).deadlines(filing)


def due_of(filing: Filing) -> dt.datetime | None:
    """Until when the enterprise can hand ``filing`` in, as it stands; None without a limit."""
    return deadlines_of(filing).due(filing.state)


def hand_in(filing: Filing) -> str:
    """The sentence that asks for a filing in work to be handed in, with its deadline."""
    what = "修改并重新提交" if filing.state == FilingState.RETURNED else "提交"
    due = due_of(filing)
    return f"请在{deadline_text(due)}前{what}。" if due else f"请填写完整后{what}，没有截止时间。"
