"""Entering 专精特新发展评价得分: one by one, or a table at once."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet

from enterprises.models import DevelopmentScore, Enterprise

_CONTENT = ("score", "source", "published_on")


@dataclass(frozen=True)
class Line:
    """A row of the table as it was read: the score still without its enterprise, and what could not be read."""

    row: int
    credit_code: str
    score: DevelopmentScore
    faults: list[str]


@dataclass(frozen=True)
class Fault:
    """What is wrong in one row of the table."""

    row: int
    message: str


class ImportRefused(Exception):
    """Something is wrong in the table, so nothing of it was imported."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = faults


@dataclass(frozen=True)
class Imported:
    """The scores that were written, and how many stood there already."""

    created: list[DevelopmentScore]
    changed: list[DevelopmentScore]
    same: int


@transaction.atomic
def save_score(score: DevelopmentScore) -> None:
    """Save one score. Entering a year that has one by now replaces it: the other half of a double click was quicker."""
    Enterprise.objects.select_for_update(no_key=True).get(pk=score.enterprise_id)
    if score._state.adding:
        twin = DevelopmentScore.objects.filter(enterprise=score.enterprise_id, year=score.year).first()
        if twin is not None:
            score.pk, score._state.adding = twin.pk, False
    score.save()


@transaction.atomic
def import_scores(lines: Sequence[Line], enterprises: QuerySet[Enterprise]) -> Imported:
    """Write every line or none, for ``enterprises`` only. A score that stands there already is replaced.

    Raises:
        ImportRefused: names every fault with its row.
    """
    scores = _checked(lines, enterprises)
    ids = {score.enterprise_id for score in scores}
    list(Enterprise.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk").values("pk"))
    stored = {
        (row.enterprise_id, row.year): row
        for row in DevelopmentScore.objects.filter(enterprise__in=ids).order_by("pk")
    }
    created, changed, same = [], [], 0
    for score in scores:
        there = stored.get((score.enterprise_id, score.year))
        if there is None:
            created.append(score)
        elif any(getattr(there, name) != getattr(score, name) for name in _CONTENT):
            score.pk = there.pk
            changed.append(score)
        else:
            same += 1
    DevelopmentScore.objects.bulk_create(created)
    DevelopmentScore.objects.bulk_update(changed, _CONTENT)
    return Imported(created, changed, same)


def _checked(lines: Sequence[Line], enterprises: QuerySet[Enterprise]) -> list[DevelopmentScore]:
    """The scores, each with its enterprise. Raises ImportRefused."""
    codes = {line.credit_code for line in lines if line.credit_code}
    found = {each.credit_code: each for each in enterprises.filter(credit_code__in=codes).order_by("pk")}
    seen: dict[tuple[str, int], int] = {}
    # Of each row in the order of the columns; the code is the first.
    faults: list[Fault] = []
    for line in lines:
        code, year = line.credit_code, line.score.year
        if code and code not in found:
            faults.append(Fault(line.row, f"统一社会信用代码：本单位管辖范围内没有{code}这家企业。"))
        faults += [Fault(line.row, message) for message in line.faults]
        if code not in found:
            continue
        line.score.enterprise = found[code]
        if year is not None and (before := seen.setdefault((code, year), line.row)) != line.row:
            faults.append(Fault(line.row, f"与第{before}行重复：同一企业同一年度只能有一个得分。"))
    if faults:
        raise ImportRefused(faults)
    return [line.score for line in lines]
