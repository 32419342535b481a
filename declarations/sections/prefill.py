"""What a section that was never saved shows to begin with: what the enterprise keeps in 企业信息.

In the form in which the section would store it. Nothing here is stored, nor counts before the enterprise saves it.
"""

from collections.abc import Sequence
from dataclasses import replace

from declarations.dossier.evaluation import evaluate_dossier
from declarations.dossier.facts import facts_from
from declarations.dossier.loading import Dossier
from declarations.facts.of_rows import direct_facts
from declarations.forms.base import plain
from declarations.forms.direct import MOST_ROWS, Condition
from declarations.standards import Verdict
from enterprises.enums import RecognitionLevel, RecordKind
from enterprises.models import Record

_LEVELS = {
    RecordKind.AWARDS: (RecognitionLevel.NATIONAL, RecognitionLevel.PROVINCIAL),
    RecordKind.INSTITUTIONS: (
        RecognitionLevel.NATIONAL,
        RecognitionLevel.MINISTERIAL,
        RecognitionLevel.PROVINCIAL,
    ),
}


def direct_of_enterprise(dossier: Dossier, conditions: Sequence[Condition]) -> dict:
    """直通条件 from 奖励与资质: the entries of the levels D1 to D4 ask for, ticked unless they do not meet it.

    One query per list, and those of an evaluation if there are entries.
    """
    data = {
        each.rows: _rows(dossier, RecordKind(each.rows), list(each.form.base_fields)) for each in conditions
    }
    filled = {each.tick: bool(data[each.rows]) for each in conditions}
    if not any(filled.values()):
        return data | filled
    facts = replace(
        facts_from(dossier),
        **direct_facts(data | filled, {RecordKind(each.rows): each.tick for each in conditions}),
    )
    refuted = {
        result.code
        for result in evaluate_dossier(dossier, facts).conditions
        if result.verdict is Verdict.NOT_MET
    }
    return data | {each.tick: filled[each.tick] and each.code not in refuted for each in conditions}


def _rows(dossier: Dossier, kind: RecordKind, names: list[str]) -> list[dict]:
    entries = getattr(dossier.enterprise, kind.value).all()
    if kind in _LEVELS:
        entries = entries.filter(level__in=_LEVELS[kind])
    return [_row(entry, names) for entry in entries[:MOST_ROWS]]


def _row(entry: Record, names: list[str]) -> dict:
    return {name: plain(getattr(entry, name)) for name in names}
