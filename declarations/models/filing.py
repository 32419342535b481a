"""The filing: one thing an enterprise files and authorities review."""

from typing import Any

import uuid_utils.compat as uuid
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact
from django.utils import timezone
from django.utils.functional import cached_property

from declarations.enums import (
    DECIDED_BY_APPROVAL,
    DECIDED_STATES,
    EDITABLE_STATES,
    ENDED_STATES,
    VOID_STATES,
    WITHOUT_WINDOW,
    FilingKind,
    FilingState,
)
from declarations.models.checklist import ChecklistItem, rows_of
from declarations.standards.points import exact
from enterprises.belonging import Belongs
from enterprises.enums import AuthorityLevel, Capability, Tier

_WITH_AUTHORITY = [FilingState.IN_REVIEW, FilingState.APPROVED, FilingState.PUBLICITY]
_UNDERWAY = [*EDITABLE_STATES, *_WITH_AUTHORITY]
_NEVER_SUBMITTED = [FilingState.DRAFT]
_REVIEW_LABELS = {
    AuthorityLevel.COUNTY: "待区县审核",
    AuthorityLevel.CITY: "待市级审核",
    AuthorityLevel.PROVINCE: "待省级审核",
    AuthorityLevel.MINISTRY: "待部级审核",
}


class FilingQuerySet(models.QuerySet):
    def underway(self) -> "FilingQuerySet":
        """Filings in which somebody still has to do something."""
        return self.exclude(state__in=ENDED_STATES)

    def in_the_way(self, *, kind: Any, tier: Any, year: Any, window: Any) -> "FilingQuerySet":
        """Filings that leave no room for one more in ``window``: one of a title and business for each year.

        What was rejected leaves room in another window. Values, or references to an outer query.
        """
        found = self.filter(kind=kind, tier=tier, window__year=year).exclude(state__in=VOID_STATES)
        return found.exclude(~Q(window=window), state=FilingState.REJECTED)

    def with_window(self) -> "FilingQuerySet":
        """With what ``Window.refusal`` looks at."""
        return self.select_related("window__authority", "window__superior__authority")


class Filing(models.Model):
    """A declaration, renewal, change or update (design: one kind of thing is filed).

    ``state``, ``current_authority``, ``returned_by`` and the time stamps are written by ``declarations.workflow``
    only. ``chain`` is the line of authority codes from the first reviewer to the final one, frozen at submission.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid7, editable=False)
    enterprise = models.ForeignKey(
        "enterprises.Enterprise", models.PROTECT, related_name="filings", verbose_name="企业"
    )
    # The order in which the enterprise began its filings: neither times nor ids tell, for clocks go back.
    number = models.PositiveIntegerField("序号", editable=False)
    kind = models.CharField("业务", max_length=12, choices=FilingKind)
    # Empty for a business without a window, which concerns all titles.
    tier = models.CharField("称号", max_length=15, choices=Tier, blank=True)
    window = models.ForeignKey(
        "declarations.Window",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="filings",
        verbose_name="申报时间",
    )
    # The lists of evidence it began with: the ministry's, and what the province adds. Later editions change neither.
    checklist = models.ForeignKey(
        "declarations.Checklist",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="filings",
        verbose_name="佐证材料清单",
    )
    provincial_checklist = models.ForeignKey(
        "declarations.Checklist",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="completed_filings",
        verbose_name="本省补充的佐证材料清单",
    )
    state = models.CharField("状态", max_length=12, choices=FilingState, default=FilingState.DRAFT)
    # By its code, as the chain names it: a constraint can compare the two.
    first_authority = models.ForeignKey(
        "enterprises.Authority",
        models.PROTECT,
        to_field="code",
        null=True,
        related_name="+",
        verbose_name="首个审核部门",
    )
    current_authority = models.ForeignKey(
        "enterprises.Authority", models.PROTECT, null=True, related_name="inbox", verbose_name="当前处理层级"
    )
    returned_by = models.ForeignKey(
        "enterprises.Authority", models.PROTECT, null=True, related_name="+", verbose_name="退回部门"
    )
    chain = models.JSONField("审核链", default=list)
    batch = models.ForeignKey(
        "declarations.Batch",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="filings",
        verbose_name="批次",
    )
    # As last submitted. The enterprise's own may be newer: put right while returned, or changed after the decision.
    filed_name = models.CharField("企业名称", max_length=100, blank=True, editable=False)
    score = models.DecimalField("自评得分", max_digits=5, decimal_places=2, null=True)
    # Null while no line of the latest revision stands corrected: a reviewed score always tells of a correction.
    review_score = models.DecimalField("审核得分", max_digits=5, decimal_places=2, null=True)
    created_at = models.DateTimeField("创建于", default=timezone.now)
    submitted_at = models.DateTimeField("提交于", null=True)
    decided_at = models.DateTimeField("办结于", null=True)

    objects = FilingQuerySet.as_manager()
    # Never submitted, never seen: a draft has no first reviewer.
    belongs = Belongs(
        takes=frozenset({Capability.FILL, Capability.SUBMIT, Capability.REVIEW, Capability.CERTIFY}),
        enterprise="enterprise_id",
        office="current_authority_id",
        paths=("first_authority__path",),
        once=Q(first_authority__isnull=False),
    )

    class Meta:
        verbose_name = verbose_name_plural = "申报"
        ordering = ["-submitted_at", "-id"]
        indexes = [
            models.Index(fields=["current_authority", "state", "-submitted_at", "-id"]),
            models.Index(fields=["first_authority", "-submitted_at", "-id"]),
            models.Index(fields=["enterprise", "-created_at"]),
        ]
        constraints = [
            models.UniqueConstraint(name="filing_numbered", fields=["enterprise", "number"]),
            models.UniqueConstraint(
                name="filing_one_active",
                fields=["enterprise", "tier", "kind", "window"],
                condition=~Q(state__in=VOID_STATES),
                violation_error_message="本次申报时间内已有一份申报。",
            ),
            models.UniqueConstraint(
                name="filing_one_open_without_window",
                fields=["enterprise", "kind"],
                condition=Q(window=None, state__in=_UNDERWAY),
                violation_error_message="已有一份还没有办结。",
            ),
            models.CheckConstraint(
                name="filing_window_by_kind",
                condition=Q(kind__in=WITHOUT_WINDOW, window=None, tier="")
                | (~Q(kind__in=WITHOUT_WINDOW) & Q(window__isnull=False) & ~Q(tier="")),
            ),
            models.CheckConstraint(
                name="filing_has_its_checklist",
                condition=Q(window=None) | Q(checklist__isnull=False),
                violation_error_message="还没有发布佐证材料清单。",
            ),
            models.CheckConstraint(
                name="filing_chain_begins_with_first",
                condition=Q(first_authority=None, chain=[])
                # What is null is no fault to a database: neither side may be.
                | Q(
                    Exact(
                        Coalesce(KeyTextTransform(0, "chain"), Value("", models.TextField())),
                        F("first_authority"),
                    )
                )
                & Q(first_authority__isnull=False),
            ),
            models.CheckConstraint(
                name="filing_authority_while_in_review",
                condition=Q(state__in=_WITH_AUTHORITY, current_authority__isnull=False)
                | (~Q(state__in=_WITH_AUTHORITY) & Q(current_authority=None)),
            ),
            models.CheckConstraint(
                name="filing_returned_by_somebody",
                condition=Q(state=FilingState.RETURNED, returned_by__isnull=False)
                | (~Q(state=FilingState.RETURNED) & Q(returned_by=None)),
            ),
            models.CheckConstraint(
                name="filing_submitted_once_filed",
                condition=Q(state__in=_NEVER_SUBMITTED, submitted_at=None, first_authority=None)
                | Q(state=FilingState.LAPSED)
                | (
                    ~Q(state__in=[*_NEVER_SUBMITTED, FilingState.LAPSED])
                    & Q(submitted_at__isnull=False, first_authority__isnull=False)
                ),
            ),
            models.CheckConstraint(
                name="filing_decided_when_ended",
                condition=Q(state__in=DECIDED_STATES, decided_at__isnull=False)
                | (~Q(state__in=DECIDED_STATES) & Q(decided_at=None)),
            ),
            models.CheckConstraint(
                name="filing_publicity_has_batch",
                condition=~Q(state=FilingState.PUBLICITY) | Q(batch__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_tier_display()}{self.get_kind_display()}"

    def save(self, *args, **kwargs) -> None:
        """A new filing gets the next number of its enterprise, whose row is locked by who begins one, and the lists of
        evidence that hold now.
        """
        if self.number is None:
            earlier = Filing.objects.filter(enterprise=self.enterprise_id)
            self.number = (earlier.aggregate(last=models.Max("number"))["last"] or 0) + 1
        if self._state.adding and self.window and self.checklist_id is None:
            self._begin_with_checklist()
        super().save(*args, **kwargs)

    def _begin_with_checklist(self) -> None:
        authority = self.enterprise.authority
        served = self.window.checklists(authority.lineage_codes() if authority else ())
        if served:
            self.checklist, self.provincial_checklist = served.national, served.provincial

    @cached_property
    def checklist_rows(self) -> list[ChecklistItem]:
        """The items of the lists of evidence it began with; read once. They never change."""
        return rows_of(self.checklist_id, self.provincial_checklist_id)

    @property
    def occasion(self) -> str:
        """On what occasion it is filed: the name of its window, else the business."""
        return str(self.window or self.get_kind_display())

    @property
    def enterprise_name(self) -> str:
        """Who filed, as it was filed; before that the name the enterprise has."""
        return self.filed_name or self.enterprise.name

    @property
    def is_editable(self) -> bool:
        """Whether the enterprise may change it, leaving deadlines aside."""
        return self.state in EDITABLE_STATES

    @property
    def status_label(self) -> str:
        """Words of the state on a page: a filing in review names the level that has it. Reads ``current_authority``."""
        if self.state == FilingState.IN_REVIEW:
            return _REVIEW_LABELS[AuthorityLevel(self.current_authority.level)]
        if self.state == FilingState.COMPLETED and self.kind in DECIDED_BY_APPROVAL:
            return "已办结"
        return self.get_state_display()

    @property
    def score_label(self) -> str:
        """The score that was filed and, where reviewers corrected it, theirs beside it."""
        if self.score is None:
            return "—"
        filed = exact(self.score)
        return str(filed) if self.review_score is None else f"{filed} → 审核 {exact(self.review_score)}"

    @property
    def status_tone(self) -> str:
        return FilingState(self.state).tone


class FilingSection(models.Model):
    """What the enterprise wrote into one section of the form: field name → value, JSON-safe."""

    filing = models.ForeignKey(Filing, models.CASCADE, related_name="sections")
    key = models.CharField(max_length=20)
    data = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = verbose_name_plural = "申报内容"
        ordering = ["filing", "key"]
        constraints = [models.UniqueConstraint(fields=["filing", "key"], name="section_once_per_filing")]

    def __str__(self) -> str:
        return self.key
