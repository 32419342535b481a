"""How a notice stood when its page was asked for, whatever a form has written into the instance since."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q

from declarations.models import Batch
from notices.models import Notice
from notices.services import is_public


@dataclass(frozen=True)
class Standing:
    published_at: dt.datetime | None
    is_public: bool
    is_withdrawn: bool
    of_batch: bool


def stands(notice: Notice) -> Standing:
    """Asked for many times on one page: one query."""
    if not hasattr(notice, "standing"):
        used = Q(publicity_notice=notice) | Q(announcement=notice) | Q(changes__notice=notice)
        notice.standing = Standing(
            notice.published_at,
            is_public(notice),
            notice.withdrawn_at is not None,
            Batch.objects.filter(used).exists(),
        )
    return notice.standing
