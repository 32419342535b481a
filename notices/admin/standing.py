"""How a notice stood when its page was asked for, whatever a form has written into the instance since."""

import datetime as dt
from dataclasses import dataclass

from notices.models import Notice
from notices.services import is_public


@dataclass(frozen=True)
class Standing:
    published_at: dt.datetime | None
    is_public: bool
    is_withdrawn: bool
    of_batch: bool


def stands(notice: Notice) -> Standing:
    """Asked for many times on one page: a query for each relation of another room, once."""
    if not hasattr(notice, "standing"):
        notice.standing = Standing(
            notice.published_at,
            is_public(notice),
            notice.withdrawn_at is not None,
            _is_named_elsewhere(notice),
        )
    return notice.standing


def _is_named_elsewhere(notice: Notice) -> bool:
    """Whether a row of another room says something by this notice (a batch its publicity); that room takes it back."""
    fields = Notice._meta.get_fields(include_hidden=True)
    named = [each for each in fields if each.auto_created and each.related_model._meta.app_label != "notices"]
    return any(
        each.related_model._default_manager.filter(**{each.field.name: notice}).exists() for each in named
    )
