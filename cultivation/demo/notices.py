"""Notices of the demonstration, from notices.toml beside this module. Everything in them is invented."""

import io
import itertools
import tomllib
from pathlib import Path

from django.core.files.base import ContentFile
from django.db import transaction
from openpyxl import Workbook

from enterprises.enums import Tier
from enterprises.kit.sheets.exports import XLSX
from enterprises.models import Authority
from notices import richtext
from notices.enums import NoticeKind
from notices.models import Notice, NoticeAttachment
from notices.services import publish_notice

_SOURCE = Path(__file__).with_name("notices.toml")
_DISCLAIMER = "（本文为演示内容，其中的企业、文号、名单和安排均为虚构。）"
_HEADS = ("序号", "企业名称", "所在地", "称号")
_PLACES = ("东城", "南湖", "西岭", "北泉", "中和", "新安")
_WORDS = ("云岫", "禾川", "启衡", "岚石", "澄江", "拓野", "朴工", "远岸", "星渚", "知微", "铸光", "青砺")
_TRADES = ("精密部件", "传感器件", "新材料", "工业软件", "检测装备", "生物试剂")
_LISTED = 12


@transaction.atomic
def create_notices() -> int:
    """Publish the demonstration's notices that are not there yet, known by their titles. Returns how many are new.

    Needs the authorities of the reference data.
    """
    entries = tomllib.loads(_SOURCE.read_text(encoding="utf-8"))["notice"]
    there = set(
        Notice.objects.filter(title__in=[entry["title"] for entry in entries]).values_list("title", flat=True)
    )
    authorities = Authority.objects.in_bulk({entry["authority"] for entry in entries}, field_name="code")
    missing = [entry for entry in entries if entry["title"] not in there]
    for entry in missing:
        _create(entry, authorities[entry["authority"]])
    return len(missing)


def _create(entry: dict, authority: Authority) -> None:
    body = _formatted(entry["text"])
    rows = _invented(Tier(entry["listing"]), seed=len(entry["title"])) if "listing" in entry else []
    if rows and "attachment" not in entry:
        body += richtext.table(_HEADS, rows)
    notice = publish_notice(
        authority,
        NoticeKind(entry["kind"]),
        entry["title"],
        body + richtext.paragraph(_DISCLAIMER),
        published_at=entry["at"],
    )
    if name := entry.get("attachment"):
        attachment = NoticeAttachment(notice=notice, name=name, content_type=XLSX)
        attachment.file.save(f"{attachment.pk}.xlsx", ContentFile(_workbook(rows)))


def _formatted(text: str) -> str:
    """The marks of notices.toml as HTML."""
    html = ""
    for mark, lines in itertools.groupby(text.strip().splitlines(), _mark):
        words = [line.split(" ", 1)[1] if mark else line for line in lines]
        if mark == "-":
            html += richtext.bullets(words)
        elif mark == "1":
            html += richtext.numbered(words)
        else:
            html += "".join((richtext.heading if mark == "#" else richtext.paragraph)(line) for line in words)
    return html


def _mark(line: str) -> str:
    first = line.split(" ", 1)[0]
    if first in ("#", "-"):
        return first
    return "1" if first.endswith(".") and first[:-1].isdigit() else ""


def _invented(tier: Tier, *, seed: int) -> list[tuple[str, ...]]:
    """Rows of a list: number, name of an enterprise that does not exist, place, title."""
    rows = []
    for number in range(1, _LISTED + 1):
        place = _PLACES[(seed + number) % len(_PLACES)]
        name = f"{place}{_WORDS[(seed * 5 + number) % len(_WORDS)]}示例{_TRADES[(seed + 2 * number) % len(_TRADES)]}有限公司"
        rows.append((str(number), name, f"{place}区", tier.label))
    return rows


def _workbook(rows: list[tuple[str, ...]]) -> bytes:
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("名单")
    for row in (_HEADS, *rows):
        sheet.append(row)
    content = io.BytesIO()
    workbook.save(content)
    return content.getvalue()
