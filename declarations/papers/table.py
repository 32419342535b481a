"""The submitted filings of one window as a table: what each said last, in the columns its form declares."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from django.db.models import QuerySet

from declarations.models import Filing, Revision, Window
from declarations.sections import sections_for
from declarations.words.blocks import from_plain

_WIDTH = 18
_CHUNK = 200
_COMMON = (
    ("企业名称", 36),
    ("统一社会信用代码", 22),
    ("状态", 16),
    ("当前处理层级", 28),
    ("得分", 10),
    ("提交时间", 20),
    ("版次", 8),
)


def columns_of(window: Window) -> list[tuple[str, int]]:
    """Headings and widths in characters: where a filing stands, then what the form of the window asks."""
    return [*_COMMON, *((heading, _WIDTH) for heading in _headings(window))]


def rows_of(window: Window, filings: QuerySet[Filing]) -> Iterator[list[Any]]:
    """A row for each of the window's submitted ``filings``, from its newest revision. Two queries for every 200."""
    headings = _headings(window)
    waiting = filings.filter(window=window).select_related("enterprise", "current_authority").iterator(_CHUNK)
    while chunk := list(islice(waiting, _CHUNK)):
        newest = _newest(chunk)
        for filing in chunk:
            if revision := newest.get(filing.pk):
                yield [*_standing(filing, revision), *_said(revision, headings)]


def _headings(window: Window) -> list[str]:
    sections = sections_for(window.tier, window.kind)
    asked = [heading for section in sections for heading in section.columns(window.year - 1)]
    return [heading for heading in asked if heading not in dict(_COMMON)]


def _newest(filings: Sequence[Filing]) -> dict[Any, Revision]:
    revisions = Revision.objects.filter(filing__in=filings).order_by("number")
    return {revision.filing_id: revision for revision in revisions}


def _standing(filing: Filing, revision: Revision) -> list[Any]:
    names = [filing.enterprise_name, filing.enterprise.credit_code]
    desk = str(filing.current_authority or "")
    return [*names, filing.status_label, desk, revision.score, revision.created_at, revision.number]


def _said(revision: Revision, headings: Sequence[str]) -> list[str]:
    """What the revision says under each heading; empty where its form was another one then."""
    blocks = from_plain(revision.content["blocks"])
    cells = {heading: text for block in blocks for heading, text in block.cells().items()}
    return [cells.get(heading, "") for heading in headings]
