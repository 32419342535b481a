"""What a section that was never saved shows to begin with: what the enterprise keeps in 企业信息.

In the form in which the section would store it. Nothing here is stored, nor counts before the enterprise saves it.
"""

from dataclasses import replace

from declarations.dossier.evaluation import evaluate_dossier
from declarations.dossier.facts import facts_from
from declarations.dossier.loading import Dossier
from declarations.facts.of_rows import direct_facts
from declarations.forms.base import plain
from declarations.forms.direct import CONDITIONS, MOST_ROWS
from declarations.standards import Verdict
from enterprises.enums import RecognitionLevel, RecordKind
from enterprises.kit.forms.fields import without_zeros
from enterprises.models import Record

_LEVELS = {
    RecordKind.AWARDS: (RecognitionLevel.NATIONAL, RecognitionLevel.PROVINCIAL),
    RecordKind.INSTITUTIONS: (
        RecognitionLevel.NATIONAL,
        RecognitionLevel.MINISTERIAL,
        RecognitionLevel.PROVINCIAL,
    ),
}
_ANSWERS = {True: "yes", False: "no", None: ""}


def direct_of_enterprise(dossier: Dossier) -> dict:
    """直通条件 from 奖励与资质: the entries of the levels D1 to D4 ask for, ticked unless they do not meet it.

    One query per list, and those of an evaluation if there are entries.
    """
    data = {
        each.rows: _rows(dossier, RecordKind(each.rows), list(each.form.base_fields)) for each in CONDITIONS
    }
    filled = {each.tick: bool(data[each.rows]) for each in CONDITIONS}
    if not any(filled.values()):
        return data | filled
    facts = replace(facts_from(dossier), **direct_facts(data | filled))
    refuted = {
        result.code
        for result in evaluate_dossier(dossier, facts).conditions
        if result.verdict is Verdict.NOT_MET
    }
    return data | {each.tick: filled[each.tick] and each.code not in refuted for each in CONDITIONS}


def product_of_enterprise(dossier: Dossier) -> dict:
    """专业化 from 主导产品."""
    product = dossier.background.product
    if product is None:
        return {}
    years = product.segment_years
    return {
        "name": product.name,
        "in_strategic_emerging": _ANSWERS[product.in_strategic_emerging],
        "segment_years": "" if years is None else without_zeros(years),
    }


def _rows(dossier: Dossier, kind: RecordKind, names: list[str]) -> list[dict]:
    entries = getattr(dossier.enterprise, kind.value).all()
    if kind in _LEVELS:
        entries = entries.filter(level__in=_LEVELS[kind])
    return [_row(entry, names) for entry in entries[:MOST_ROWS]]


def _row(entry: Record, names: list[str]) -> dict:
    return {name: plain(getattr(entry, name)) for name in names}
