"""``manage.py verify_evaluations``: does every stored evaluation still follow from what was stored with it?"""

from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from declarations.dossier.evaluation import recompute, score_of
from declarations.models import Revision
from declarations.standards import Evaluation, UnknownStandard
from declarations.standards.result import Line

# Rows held in memory at a time.
CHUNK = 200


class Command(BaseCommand):
    help = (
        "Recomputes the evaluation of every submitted revision from its own snapshot and names each that differs "
        "in points, total or verdict. Changes nothing. Exit code 1 when one differs."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        checked = differing = 0
        revisions = Revision.objects.defer("content").order_by("pk")
        for revision in revisions.iterator(chunk_size=CHUNK):
            checked += 1
            found = list(differences(revision))
            if found:
                differing += 1
                self.stdout.write(
                    f"revision {revision.pk} (filing {revision.filing_id}, no. {revision.number}, "
                    f"{revision.standard} version {revision.standard_version})"
                )
                for words in found:
                    self.stdout.write(f"  {words}")
        if differing:
            raise CommandError(f"{differing} of {checked} revisions differ.", returncode=1)
        self.stdout.write(f"{checked} revisions checked, none differs.")


def differences(revision: Revision) -> Iterator[str]:
    """What the stored evaluation of ``revision`` says and a recomputation does not, in words; nothing when all agrees."""
    try:
        stored = Evaluation.from_dict(revision.evaluation)
    except (KeyError, TypeError, ValueError) as problem:
        yield f"the stored evaluation cannot be read: {problem!r}"
        return
    try:
        again = recompute(revision)
    except (UnknownStandard, ValueError) as problem:
        yield f"cannot be recomputed: {problem!r}"
        return
    yield from _differences("points of", _points(stored), _points(again))
    yield from _differences("verdict on", _verdicts(stored), _verdicts(again))
    yield from _differences("", _outcome(stored), _outcome(again))
    if revision.score != score_of(again):
        yield f"score: stored {revision.score}, recomputed {score_of(again)}"


def _differences(what: str, stored: dict[str, str], again: dict[str, str]) -> Iterator[str]:
    for name in dict.fromkeys([*stored, *again]):
        before, after = stored.get(name, "none"), again.get(name, "none")
        if before != after:
            yield f"{what} {name}: stored {before}, recomputed {after}".strip()


def _points(evaluation: Evaluation) -> dict[str, str]:
    return {line.code: _points_of(line) for line in evaluation.lines}


def _points_of(line: Line) -> str:
    return str(line.points) if line.points is not None else f"{line.status} {line.at_least}–{line.at_most}"


def _verdicts(evaluation: Evaluation) -> dict[str, str]:
    return {condition.code: str(condition.verdict) for condition in evaluation.conditions}


def _outcome(evaluation: Evaluation) -> dict[str, str]:
    return {
        "total": f"{evaluation.total}–{evaluation.total_at_most} of {evaluation.maximum}",
        "pass mark": str(evaluation.pass_mark),
        "verdict": str(evaluation.verdict),
    }
