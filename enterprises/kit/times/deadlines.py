"""Instants as people write and read them: a date with a time, where ``24:00`` ends the day.

Stored is always the first instant after a deadline; a page shows and takes ``24:00`` of the day before.
"""

import datetime as dt
import re
from typing import Any, ClassVar, cast

from django import forms
from django.contrib.admin.widgets import AdminSplitDateTime
from django.core.exceptions import ValidationError
from django.forms.widgets import Script
from django.utils import timezone

from enterprises.kit.text.typed import halfwidth

CLOSING_HELP = "只填日期，表示到当日24:00为止；也可以填写时间，例如 18:00、24:00。"
OPENING_HELP = "只填日期，表示当日00:00起。"
_EARLIEST, _LATEST = 2000, 2100
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?")
_TIME = re.compile(r"(\d{1,2})\s*(?::\s*(\d{1,2})(?:\s*:\s*(\d{1,2}))?|[时点]\s*整?(?:(\d{1,2})\s*分?)?)")
_DAY_WORDS, _TIME_WORDS = "日期请写成 2026-01-31 的格式。", "时间请写成 08:30 的格式。"
_OTHER_MARKS = str.maketrans({"。": ".", "∶": ":"})


def deadline_text(deadline: dt.datetime) -> str:
    """The instant a deadline ends, as notices write it: midnight is 24:00 of the day before."""
    local = timezone.localtime(deadline)
    if local.time() == dt.time.min:
        last = local - dt.timedelta(days=1)
        return f"{last.year}年{last.month}月{last.day}日24:00"
    return f"{local.year}年{local.month}月{local.day}日{local:%H:%M}"


def start_text(start: dt.datetime) -> str:
    """The instant something begins: midnight is 00:00 of its own day."""
    local = timezone.localtime(start)
    return f"{local.year}年{local.month}月{local.day}日{local:%H:%M}"


def days_until(instant: dt.datetime, at: dt.datetime, *, closing: bool) -> int:
    """Calendar days from the day of ``at`` to the one a page names; 24:00 belongs to the day it ends."""
    named = timezone.localtime(instant)
    if closing and named.time() == dt.time.min:
        named -= dt.timedelta(days=1)
    return (named.date() - timezone.localdate(at)).days


def closing_words(deadline: dt.datetime, at: dt.datetime) -> str:
    """``2027年3月31日24:00截止，还有12天``; on its day ``今天24:00截止``; from then on ``已于2027年3月31日24:00截止``."""
    return _words(deadline, at, closing=True)


def opening_words(start: dt.datetime, at: dt.datetime) -> str:
    """``2027年3月1日00:00开始，还有12天``; on its day ``今天00:00开始``; from then on ``已于2027年3月1日00:00开始``."""
    return _words(start, at, closing=False)


def _words(instant: dt.datetime, at: dt.datetime, *, closing: bool) -> str:
    written, verb = _written(instant, closing=closing)
    if at >= instant:
        return f"已于{written}{verb}"
    days = days_until(instant, at, closing=closing)
    return f"{written}{verb}，还有{days}天" if days else f"今天{written.rpartition('日')[2]}{verb}"


def meaning(instant: dt.datetime, at: dt.datetime, *, closing: bool) -> str:
    """What was typed, said back beside it: ``即2027年3月31日24:00截止，还有120天``. As static/js/deadline-words.js says it."""
    written, verb = _written(instant, closing=closing)
    if at >= instant:
        left = "已经过去"
    else:
        days = days_until(instant, at, closing=closing)
        left = f"还有{days}天" if days else "就在今天"
    return f"即{written}{verb}，{left}"


def _written(instant: dt.datetime, *, closing: bool) -> tuple[str, str]:
    return (deadline_text(instant), "截止") if closing else (start_text(instant), "开始")


def read_instant(day: str, time: str = "", *, closing: bool) -> dt.datetime | None:
    """The instant written as a date and a time, or as both in ``day``; ``None`` for nothing at all.

    A date alone is its end where something closes and its beginning where something opens. ``24:00`` is the first
    instant of the next day.

    Raises:
        ValidationError: what is not a date or a time, or lies outside the years 2000 to 2100.
    """
    day, time = _plain(day), _plain(time)
    if not day and not time:
        return None
    found = _DAY.match(day)
    if found is None:
        raise ValidationError(_DAY_WORDS if day else "请填写日期。", code="invalid")
    date = _date(*map(int, found.groups()))
    behind = day[found.end() :].strip().removeprefix("T").strip()
    if behind and time and _offset(behind) != _offset(time):
        raise ValidationError("日期后面已经写了时间，请只保留一处时间。", code="invalid")
    written = time or behind
    offset = _offset(written) if written else dt.timedelta(days=int(closing))
    return timezone.make_aware(dt.datetime.combine(date, dt.time()) + offset)


def _plain(text: str) -> str:
    return halfwidth(text or "").translate(_OTHER_MARKS).strip()


def _date(year: int, month: int, day: int) -> dt.date:
    try:
        date = dt.date(year, month, day)
    except ValueError:
        raise ValidationError(
            _DAY_WORDS if not 1 <= month <= 12 else f"{year}年{month}月没有{day}日。"
        ) from None
    if not _EARLIEST <= year <= _LATEST:
        raise ValidationError(f"请核对年份：{year}年。")
    return date


def _offset(text: str) -> dt.timedelta:
    """How far into the day a time lies."""
    found = _TIME.fullmatch(text)
    if found is None:
        raise ValidationError(_TIME_WORDS, code="invalid")
    hours, minutes, seconds, spoken = found.groups()
    offset = dt.timedelta(hours=int(hours), minutes=int(minutes or spoken or 0), seconds=int(seconds or 0))
    too_large = int(minutes or spoken or 0) > 59 or int(seconds or 0) > 59
    if too_large or offset > dt.timedelta(days=1):
        raise ValidationError(_TIME_WORDS, code="invalid")
    return offset


class DeadlineWidget(AdminSplitDateTime):
    """A box for the date and one for the time; shows midnight as 24:00 of the day before where something closes.

    Beside them stands what they mean now; a script says it anew while somebody types.
    """

    closing = True
    template_name = "admin/widgets/deadline.html"

    class Media:
        js: ClassVar = [Script("js/deadline-words.js", type="module")]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        at = timezone.now()
        local = timezone.localtime(at)
        context["widget"] |= {
            "closing": self.closing,
            # By the clock on the wall: a visitor's own may be in another country, or wrong.
            "now": f"{local:%Y-%m-%dT%H:%M:%S}",
            "words": self._words(value, at),
        }
        return context

    def _words(self, value: Any, at: dt.datetime) -> str:
        texts = value if isinstance(value, list | tuple) else self.decompress(value)
        try:
            instant = read_instant(*(str(text or "") for text in texts), closing=self.closing)
        except ValidationError:
            # The error stands beside it.
            return ""
        return meaning(instant, at, closing=self.closing) if instant else ""

    def id_for_label(self, id_: str) -> str:
        # Where a label and a summary of errors lead: the box for the date.
        return f"{id_}_0" if id_ else id_

    def decompress(self, value: dt.datetime | None) -> Any:
        if value is None:
            return [None, None]
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        if self.closing and local.time() == dt.time.min:
            return [f"{local - dt.timedelta(days=1):%Y-%m-%d}", "24:00"]
        pattern = "%H:%M:%S" if local.second else "%H:%M"
        return [f"{local:%Y-%m-%d}", f"{local:{pattern}}"]


class DeadlineField(forms.MultiValueField):
    """When something closes (or, with ``closing=False``, opens), typed as people write it. Gives an aware instant."""

    widget = DeadlineWidget

    def __init__(self, *, closing: bool = True, **kwargs) -> None:
        self.closing = closing
        kwargs.setdefault("help_text", CLOSING_HELP if closing else OPENING_HELP)
        parts = (
            forms.CharField(required=False, max_length=40),
            forms.CharField(required=False, max_length=20),
        )
        super().__init__(fields=parts, require_all_fields=False, **kwargs)
        self.widget.closing = closing

    def clean(self, value) -> dt.datetime | None:
        widget = cast(DeadlineWidget, self.widget)
        texts = value if isinstance(value, list | tuple) else widget.decompress(value)
        day, time = (str(text or "") for text in texts)
        if "\0" in day + time:
            raise ValidationError("不允许含有空字符。")
        instant = read_instant(day, time, closing=self.closing)
        if instant is None and self.required:
            raise ValidationError(self.error_messages["required"], code="required")
        if instant is not None:
            self.run_validators(instant)
        return instant

    def has_changed(self, initial: dt.datetime | None, data) -> bool:
        """Whether another instant was typed. A page does not show what is smaller than a second."""
        if self.disabled:
            return False
        try:
            typed = self.clean(data)
        except ValidationError:
            return True
        if initial is None or typed is None:
            return typed is not initial
        return typed != initial.replace(microsecond=0)
