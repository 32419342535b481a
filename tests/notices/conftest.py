"""Notices and messages for the tests of this room."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.utils import timezone

from notices.enums import MessageKind, NoticeKind
from notices.models import Message, Notice
from notices.services import level_of


@pytest.fixture
def make_notice(places) -> Callable[..., Notice]:
    """``make_notice("标题")``: a notice of the ministry, published an hour ago."""

    def make(title: str, body: str = "<p>正文</p>", authority=None, **fields) -> Notice:
        authority = authority or places.ministry
        values = {
            "kind": NoticeKind.NOTICE,
            "level": level_of(authority),
            "published_at": timezone.now() - dt.timedelta(hours=1),
        }
        return Notice.objects.create(authority=authority, title=title, body=body, **(values | fields))

    return make


@pytest.fixture
def make_message() -> Callable[..., Message]:
    """``make_message(enterprise, "标题")``: an unread message."""

    def make(enterprise, title: str, kind: MessageKind = MessageKind.DECLARATION, **fields) -> Message:
        values = {"body": "第一行\n第二行", "key": f"test-{enterprise.pk}-{title}"}
        return Message.objects.create(enterprise=enterprise, kind=kind, title=title, **(values | fields))

    return make
