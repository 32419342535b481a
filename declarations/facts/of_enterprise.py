"""The facts of an enterprise as it stands today, without a declaration: what 申报体检 is computed from."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Exists, OuterRef
from django.utils import timezone

from assessments.models import Assessment
from assessments.questionnaire_checks import plain
from assessments.services.matching import Standing, standing_of
from declarations.facts.of_rows import (
    RECORD_FACTS,
    certified_title,
)
from declarations.standards.facts import Title
from declarations.tiers import TIERS
from enterprises.enums import VOID_TITLES, RecordKind, Tier, TitleKind
from enterprises.models import Certification, Enterprise, Record


@dataclass(frozen=True)
class Background:
    """What an enterprise keeps beside its figures and rights.

    ``records`` hold its lists; ``none`` the kinds it says it has none of. ``certifications``
    are those not cancelled, whatever their term.
    """

    records: dict[RecordKind, list[Record]]
    none: set[RecordKind]
    scores: dict[int, Decimal]
    certifications: list[Certification]
    assessment: Assessment | None
    assessment_is_outdated: bool = False

    def facts_of_list(self, kind: RecordKind) -> tuple | None:
        """The entries of one list; empty when there are none, None while nobody has said so."""
        rows = self.records[kind]
        if not rows and kind not in self.none:
            return None
        return tuple(RECORD_FACTS[kind](row) for row in rows)

    @property
    def digital_level(self) -> int | None:
        """The level of the latest assessment (M4.6)."""
        return self.assessment.level if self.assessment else None

    @property
    def assessment_in_words(self) -> dict[str, str] | None:
        """The assessment that counts as filings show and keep it; JSON-safe."""
        if self.assessment is None:
            return None
        return {
            "id": str(self.assessment.pk),
            "level": self.assessment.level_label,
            "table": _table_in_words(self.assessment),
            "total": plain(self.assessment.total),
            "submitted_at": f"{timezone.localtime(self.assessment.submitted_at):%Y-%m-%d %H:%M:%S}",
        }

    def held(self, tier: Tier, day: dt.date) -> Certification | None:
        """The title of ``tier`` the enterprise holds on ``day``, the one that lasts longest."""
        valid = [each for each in self.certifications if each.valid_from <= day <= each.valid_until]
        lasting = sorted(valid, key=lambda each: (each.valid_until, each.pk))
        return {each.tier: each for each in lasting}.get(tier)

    def titles(self, day: dt.date) -> tuple[Title, ...]:
        """Titles of the register, which is complete, and 科技型中小企业, which the enterprise lists itself.

        While the enterprise has neither listed 科技型 nor said that it has none, and holds nothing on ``day`` that 科技型
        would only do for, an entry of 科技型 without a term stands for what nobody has answered: conditions that ask
        for 科技型 stay open, those that ask for the register's titles alone are decided.
        """
        # What no standard can ask for is no fact.
        asked = [each for each in self.certifications if each.tier in TitleKind.values]
        found = tuple(certified_title(each) for each in asked)
        technology = self.facts_of_list(RecordKind.TITLES)
        if technology is not None:
            return (*found, *technology)
        done_for = [tier for tier, rules in TIERS.items() if rules.equivalent is TitleKind.TECHNOLOGY]
        if any(self.held(tier, day) for tier in done_for):
            return found
        return (*found, Title(TitleKind.TECHNOLOGY))


def _table_in_words(assessment: Assessment) -> str:
    questionnaire = assessment.questionnaire
    return f"{questionnaire}（题目与权重为本平台自拟）" if questionnaire.own_weights else str(questionnaire)


def load_background(enterprise: Enterprise) -> Background:
    """The background of ``enterprise``.

    One query tells what there is; then one per list that has entries, and at most four more.
    """
    others = ("declared_none", "development_scores", "certifications", "assessments")
    names = [*(kind.value for kind in RECORD_FACTS), *others]
    found = Enterprise.objects.annotate(**{f"has_{name}": _has(name) for name in names}).get(pk=enterprise.pk)

    def rows(name: str) -> list:
        return list(getattr(enterprise, name).all()) if getattr(found, f"has_{name}") else []

    certifications = [each for each in rows("certifications") if each.state not in VOID_TITLES]
    standing = standing_of(enterprise) if found.has_assessments else Standing(None, False)
    return Background(
        records={kind: rows(kind.value) for kind in RECORD_FACTS},
        none={RecordKind(row.kind) for row in rows("declared_none")},
        scores={row.year: row.score for row in rows("development_scores")},
        certifications=certifications,
        assessment=standing.counting,
        assessment_is_outdated=standing.is_outdated,
    )


def _has(name: str) -> Exists:
    """Whether an enterprise has any row under its related name ``name``."""
    model = Enterprise._meta.get_field(name).related_model
    return Exists(model.objects.filter(enterprise=OuterRef("pk")))


def background_facts(background: Background, day: dt.date) -> dict:
    """The facts that come from the background: lists, titles, level, scores."""
    lists = {kind.value: background.facts_of_list(kind) for kind in RECORD_FACTS if kind != RecordKind.TITLES}
    return {
        **lists,
        "titles": background.titles(day),
        "digital_level": background.digital_level,
        "development_scores": background.scores,
    }
