"""What reviewers read of an evaluation: the lines that were filed, their evidence, and what was corrected."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from declarations.dossier.evaluation import scheme_of_revision
from declarations.forms import form_of
from declarations.forms.places import sections_of_lines
from declarations.models import LineCorrection, Revision
from declarations.models.checklist import rows_of
from declarations.review.correcting import corrections_of, reviewed_evaluation, standing_by_code
from declarations.review.proofs import files_by_item, items_proving
from declarations.sections.presentation import revision_sections
from declarations.standards import Evaluation, UnknownStandard, Verdict, get_standard
from declarations.standards.points import Points
from declarations.words.blocks import Block, FileLine
from declarations.words.explanation import (
    ConditionView,
    EvaluationView,
    GroupView,
    LineView,
    parts_of,
    view_of,
)

VERDICT_WORDS = {Verdict.MET: "满足", Verdict.NOT_MET: "不满足", Verdict.UNKNOWN: "尚不能判断"}
NOT_COMPUTED = "未算出"


@dataclass(frozen=True)
class CorrectionView:
    """One correction in words. To an enterprise the template shows ``office`` and never ``person``."""

    code: str
    name: str
    old: str
    new: str
    reason: str
    office: str
    person: str
    at: dt.datetime


@dataclass(frozen=True)
class ReviewLine:
    """One line or condition as filed and as reviewed, with what proves it.

    ``block`` is the section of the form it is filled in. ``correction`` holds now; ``previous`` held in the
    revision before; ``history`` is everything done to this line in this revision, newest first. ``href``: where it
    is corrected, and its history shown. ``wanted``: the evidence a province asks for in its own indicator.
    """

    code: str
    filed: LineView | ConditionView
    now: LineView | ConditionView
    block: Block | None
    files: list[FileLine]
    wanted: str
    correction: CorrectionView | None
    previous: CorrectionView | None
    history: list[CorrectionView]
    href: str


@dataclass(frozen=True)
class ReviewGroup:
    filed: GroupView
    now: GroupView
    lines: list[ReviewLine]


@dataclass(frozen=True)
class ReviewPart:
    """Conditions under one heading of the annex."""

    title: str
    hint: str
    lines: list[ReviewLine]


@dataclass(frozen=True)
class Review:
    """The whole evaluation before a reviewer. ``change`` says that corrections turned the verdict (empty: not).

    ``verdict`` is that of ``now``.
    """

    filed: EvaluationView
    now: EvaluationView
    verdict: Verdict
    is_corrected: bool
    change: str
    groups: list[ReviewGroup]
    parts: list[ReviewPart]

    @property
    def summary(self) -> str:
        """Filed and reviewed side by side: the points, or the verdict of a standard that gives none."""
        if not self.filed.maximum:
            return f"自评{self.filed.verdict} → 审核{self.now.verdict}"
        return f"自评 {self.filed.points} 分 → 审核 {self.now.points} 分"

    @property
    def is_reached(self) -> bool:
        """Whether the standard is reached as reviewed."""
        return self.verdict is Verdict.MET

    @property
    def lines(self) -> list[ReviewLine]:
        """All lines and conditions, in the order of the annex."""
        return [line for part in (*self.groups, *self.parts) for line in part.lines]

    @property
    def corrections(self) -> list[CorrectionView]:
        """What stands corrected, in the order of the annex."""
        return [line.correction for line in self.lines if line.correction]

    @property
    def reasons_by_section(self) -> dict[str, list[str]]:
        """What stands corrected and why, by the section of the form it is filled in."""
        found: dict[str, list[str]] = {}
        for line in self.lines:
            if line.correction and line.block:
                words = f"第{line.code}项：{line.correction.old} → {line.correction.new}，{line.correction.reason}"
                found.setdefault(line.block.key, []).append(words)
        return found

    def line(self, code: str) -> ReviewLine | None:
        return next((line for line in self.lines if line.code == code), None)


def review_of(
    revision: Revision, previous: Revision | None = None, href_of: Callable[[str], str] | None = None
) -> Review:
    """The review of ``revision``; ``previous`` is the revision before it, ``href_of`` gives a line's own page.

    Four queries, however many lines.
    """
    rows = corrections_of([revision, previous] if previous else [revision])
    mine = [row for row in rows if row.revision_id == revision.pk]
    filed = Evaluation.from_dict(revision.evaluation)
    now = reviewed_evaluation(revision, filed, mine)
    lines = _Lines(revision, filed, mine, [row for row in rows if row.revision_id != revision.pk], href_of)
    filed_view, now_view = view_of(filed), view_of(now)
    return Review(
        filed=filed_view,
        now=now_view,
        verdict=now.verdict,
        is_corrected=bool(standing_by_code(mine)),
        change=_change(filed, now, filed_view, now_view),
        groups=[
            ReviewGroup(was, is_, [lines.of(*pair) for pair in zip(was.lines, is_.lines, strict=True)])
            for was, is_ in zip(filed_view.groups, now_view.groups, strict=True)
        ],
        parts=_parts(filed, filed_view, now_view, lines),
    )


class _Lines:
    """Puts evidence and corrections beside lines."""

    def __init__(
        self,
        revision: Revision,
        filed: Evaluation,
        rows: list[LineCorrection],
        earlier: list[LineCorrection],
        href_of: Callable[[str], str] | None,
    ) -> None:
        self.evaluation = filed
        self.sections = _sections(revision, filed)
        self.names = {each.code: each.name for each in (*filed.lines, *filed.conditions)}
        self.standing = standing_by_code(rows)
        self.earlier = standing_by_code(earlier)
        self.rows = rows
        self.href_of = href_of
        blocks = revision_sections(revision)
        self.blocks = {block.key: block for block in blocks}
        scheme = scheme_of_revision(revision)
        self.wanted = {each.code: each.evidence for each in scheme.indicators} if scheme else {}
        self.files = files_by_item(revision, blocks)
        self.asked = rows_of(revision.filing.checklist_id, revision.filing.provincial_checklist_id)

    def of(self, filed: LineView | ConditionView, now: LineView | ConditionView) -> ReviewLine:
        code = filed.code
        items = items_proving(self.asked, code, self.evaluation.year)
        return ReviewLine(
            code=code,
            filed=filed,
            now=now,
            block=self.blocks.get(self.sections.get(code, "")),
            files=[line for item in items for line in self.files.get(item, [])],
            wanted=self.wanted.get(code, ""),
            correction=self._view(self.standing.get(code)),
            previous=self._view(self.earlier.get(code)),
            history=[self._view(row) for row in reversed(self.rows) if row.code == code],
            href=self.href_of(code) if self.href_of else "",
        )

    def _view(self, row: LineCorrection | None) -> CorrectionView | None:
        if row is None:
            return None
        return CorrectionView(
            code=row.code,
            name=self.names.get(row.code, ""),
            old=_words(row.filed_points, row.filed_verdict),
            new="恢复自评" if row.takes_back else _words(row.points, row.verdict),
            reason=row.reason,
            office=row.authority.name,
            person=str(row.actor),
            at=row.created_at,
        )


def _sections(revision: Revision, filed: Evaluation) -> dict[str, str]:
    """The section of the form each line was filled in; none for those of a province's own."""
    form = form_of(revision.filing.tier, revision.filing.kind)
    if form is None or filed.year is None:
        return {}
    try:
        standard = get_standard(filed.standard_id, filed.standard_version)
    except UnknownStandard:
        return {}
    return sections_of_lines(form, standard, filed.year)


def _words(points: Points | None, verdict: str) -> str:
    if verdict:
        return VERDICT_WORDS[Verdict(verdict)]
    return NOT_COMPUTED if points is None else f"{points} 分"


def _change(filed: Evaluation, now: Evaluation, filed_view: EvaluationView, now_view: EvaluationView) -> str:
    if filed.verdict is now.verdict:
        return ""
    return f"审核更正后，结论由“{filed_view.verdict}”变为“{now_view.verdict}”。"


def _parts(
    filed: Evaluation, filed_view: EvaluationView, now_view: EvaluationView, lines: _Lines
) -> list[ReviewPart]:
    """Conditions by heading, in the order of the annex."""
    views = {
        was.code: (was, is_) for was, is_ in zip(filed_view.conditions, now_view.conditions, strict=True)
    }
    return [
        ReviewPart(title=title, hint=hint, lines=[lines.of(*views[each.code]) for each in found])
        for title, hint, found in parts_of(filed.conditions)
    ]
