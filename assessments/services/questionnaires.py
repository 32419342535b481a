"""Editions come in, delivered with the platform or uploaded, and are published from a day."""

import csv
import datetime as dt
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from assessments import questionnaire_files, questionnaires
from assessments.enums import Category
from assessments.models import Questionnaire, Release
from enterprises.models import User

SCHEDULE = questionnaire_files.DATA_FOLDER / "releases.csv"


class QuestionnaireRefused(Exception):
    """Something cannot be done with an edition; `str()` says why, in words for the administrator."""


def load_questionnaires(folder: Path = questionnaire_files.DATA_FOLDER) -> list[Questionnaire]:
    """Bring in the questionnaires delivered as files, and the days from which they serve. Twice is as good as once.

    A file that was corrected replaces its row while that is neither published nor used.

    Raises:
        QuestionnaireRefused: a file says something else than the edition that was published from it.
    """
    loaded = [_delivered(parsed) for parsed in questionnaire_files.load_all(folder)]
    by_name = {(row.edition, row.category): row for row in loaded}
    with (folder / SCHEDULE.name).open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            row = by_name[line["edition"], line["category"]]
            Release.objects.get_or_create(
                category=row.category,
                valid_from=dt.date.fromisoformat(line["valid_from"]),
                defaults={"questionnaire": row},
            )
    return loaded


@transaction.atomic
def _delivered(parsed: questionnaires.Questionnaire) -> Questionnaire:
    row = Questionnaire.objects.filter(edition=parsed.edition, category=parsed.category).first()
    if row is None:
        return _saved(Questionnaire(), parsed)
    if row.digest == parsed.digest:
        return row
    if row.is_in_use:
        raise QuestionnaireRefused(
            f"The file of {parsed.edition}/{parsed.category} differs from the edition that was published. "
            "A published edition never changes: deliver the new content as a new edition."
        )
    return _saved(row, parsed)


def _saved(row: Questionnaire, parsed: questionnaires.Questionnaire) -> Questionnaire:
    row.edition, row.category, row.title = parsed.edition, parsed.category, parsed.title
    row.own_weights, row.content, row.digest = parsed.own_weights, parsed.as_dict(), parsed.digest
    row.save()
    return row


@transaction.atomic
def upload(parsed: questionnaires.Questionnaire, user: User) -> Questionnaire:
    """Keep an uploaded edition, not yet published. It replaces one of the same edition and category that is not either.

    The same content again is the row there already is.

    Raises:
        QuestionnaireRefused: that edition is published or in use, or somebody else uploads it at this moment.
    """
    same = Questionnaire.objects.filter(digest=parsed.digest).first()
    if same:
        return same
    known = Questionnaire.objects.select_for_update().filter(edition=parsed.edition, category=parsed.category)
    row = known.first() or Questionnaire()
    if row.pk and row.is_in_use:
        raise QuestionnaireRefused(
            f"“{row}”（{parsed.edition} · {Category(parsed.category).label}）已经发布，不能再修改。"
            "请在文件的 edition（版本）中写一个新的版本号后重新上传。"
        )
    row.added_by, row.added_at = user, timezone.now()
    try:
        with transaction.atomic():
            return _saved(row, parsed)
    except IntegrityError:
        raise QuestionnaireRefused("同一版本刚刚由另一个人上传，请刷新列表后核对。") from None


@transaction.atomic
def publish(questionnaire: Questionnaire, valid_from: dt.date, user: User) -> Release:
    """Let an edition serve its category from a day on. Doing it twice is the row there already is.

    Raises:
        ValidationError: the day has passed, or another edition is published from it.
    """
    # All of a category: two editions cannot be published for one day at the same time.
    same_category = Questionnaire.objects.select_for_update(no_key=True).filter(
        category=questionnaire.category
    )
    list(same_category.order_by("pk").values("pk"))
    there = Release.objects.filter(questionnaire=questionnaire, valid_from=valid_from).first()
    if there:
        return there
    refusal = refusal_to_publish(questionnaire, valid_from)
    if refusal:
        raise ValidationError(refusal)
    return Release.objects.create(
        category=questionnaire.category,
        questionnaire=questionnaire,
        valid_from=valid_from,
        added_by=user,
    )


def refusal_to_publish(questionnaire: Questionnaire, valid_from: dt.date) -> str:
    """Why an edition cannot be published from a day, in words for the administrator; empty when it can, or is."""
    there = Release.objects.filter(category=questionnaire.category, valid_from=valid_from)
    other = there.exclude(questionnaire=questionnaire).select_related("questionnaire").first()
    if other:
        return f"{other.questionnaire}已安排在这一天启用，请换一个日期。"
    if valid_from < timezone.localdate() and not there.exists():
        return "启用日期不能早于今天：已经开始的评测不会改用另一张表。"
    return ""


@transaction.atomic
def withdraw(release: Release) -> None:
    """Take back a publication that has not begun. Twice is as good as once.

    Raises:
        QuestionnaireRefused: its day has come.
    """
    locked = Release.objects.select_for_update(of=("self",)).filter(pk=release.pk).first()
    if locked is None:
        return
    if locked.valid_from <= timezone.localdate():
        raise QuestionnaireRefused("这张评测表已经启用，不能撤回；如需更换，请发布另一张。")
    locked.delete()
