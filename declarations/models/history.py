"""What was submitted and what was decided about it. Rows are written once and never changed."""

import uuid_utils.compat as uuid
from django.db import models
from django.db.models import Q
from django.utils import timezone

from declarations.enums import Action, FilingState
from declarations.models.attachment import Attachment
from declarations.models.filing import Filing

# Decisions the enterprise is given the reason of, and those that stay between authorities.
_WITH_REASON = [Action.RETURN, Action.REJECT, Action.UNPUBLICISE, Action.UNCERTIFY, Action.REVOKE]
_WITH_INTERNAL_REASON = [Action.RETURN_DOWN]


class Revision(models.Model):
    """What a submission said, frozen: content, figures, evidence, score with its standard, authority chain.

    Of a business without a score ``facts``, ``evaluation``, ``standard``, its version and ``score`` are empty.
    ``facts`` and ``evaluation`` are the input and the result of the standard ``standard`` in version
    ``standard_version``, so that an old score stays what it was. ``scheme`` is the ``ProvincialScheme`` the standard
    was completed by, as it was then; null where the province had set none.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid7, editable=False)
    filing = models.ForeignKey(Filing, models.PROTECT, related_name="revisions", verbose_name="申报")
    number = models.PositiveSmallIntegerField("版次")
    content = models.JSONField("内容")
    facts = models.JSONField("评价事实", null=True)
    evaluation = models.JSONField("评价结果", null=True)
    standard = models.CharField("标准", max_length=40, blank=True)
    standard_version = models.PositiveSmallIntegerField("标准版本", null=True)
    scheme = models.JSONField("省级特色化指标", null=True)
    score = models.DecimalField("得分", max_digits=5, decimal_places=2, null=True)
    submitted_by = models.ForeignKey(
        "enterprises.User", models.PROTECT, related_name="+", verbose_name="提交人"
    )
    created_at = models.DateTimeField("提交时间", default=timezone.now)
    attachments = models.ManyToManyField(
        Attachment, through="RevisionAttachment", related_name="revisions", verbose_name="佐证材料"
    )
    MADE_ON_DEMAND = ("pdf",)
    # Rendered once: a frozen revision always prints the same.
    pdf = models.FileField("PDF", upload_to="revisions/%Y/%m", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "提交版本"
        ordering = ["filing", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["filing", "number"], name="revision_numbered"),
            models.CheckConstraint(
                name="revision_scored_whole",
                condition=Q(
                    facts__isnull=False,
                    evaluation__isnull=False,
                    standard_version__isnull=False,
                    score__isnull=False,
                )
                & ~Q(standard="")
                | Q(
                    facts__isnull=True,
                    evaluation__isnull=True,
                    scheme__isnull=True,
                    standard_version=None,
                    score=None,
                    standard="",
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"第{self.number}版"


class RevisionAttachment(models.Model):
    """A revision names a piece of evidence: it cannot be deleted any more."""

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+", verbose_name="提交版本")
    attachment = models.ForeignKey(Attachment, models.PROTECT, related_name="+", verbose_name="佐证材料")

    class Meta:
        verbose_name = verbose_name_plural = "提交版本的佐证材料"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["revision", "attachment"], name="attachment_once_per_revision")
        ]

    def __str__(self) -> str:
        return f"{self.revision} · {self.attachment}"


class FilingEvent(models.Model):
    """One row per transition: who decided what, when, why. The legal trail.

    ``number`` is the order of a filing's events, not ``at``: clocks of two servers differ, and go back.
    ``comment`` is for the enterprise; ``internal`` is for authorities and never leaves their side.
    """

    filing = models.ForeignKey(Filing, models.PROTECT, related_name="events", verbose_name="申报")
    action = models.CharField("操作", max_length=12, choices=Action)
    from_state = models.CharField("原状态", max_length=12, choices=FilingState)
    to_state = models.CharField("新状态", max_length=12, choices=FilingState)
    from_authority = models.ForeignKey(
        "enterprises.Authority", models.PROTECT, null=True, related_name="+", verbose_name="原处理部门"
    )
    to_authority = models.ForeignKey(
        "enterprises.Authority", models.PROTECT, null=True, related_name="+", verbose_name="新处理部门"
    )
    actor = models.ForeignKey(
        "enterprises.User",
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="操作人",
        help_text="空为系统。",
    )
    revision = models.ForeignKey(
        Revision, models.PROTECT, null=True, related_name="+", verbose_name="提交版本"
    )
    number = models.PositiveIntegerField("序号")
    comment = models.TextField("给企业的意见", blank=True)
    internal = models.TextField("内部意见", blank=True)
    at = models.DateTimeField("时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "办理记录"
        ordering = ["filing", "number"]
        constraints = [
            models.UniqueConstraint(fields=["filing", "number"], name="event_numbered"),
            models.CheckConstraint(
                name="event_decision_has_reason",
                condition=(~Q(action__in=_WITH_REASON) | ~Q(comment=""))
                & (~Q(action__in=_WITH_INTERNAL_REASON) | ~Q(internal="")),
                violation_error_message="退回、不通过或撤回必须写明理由。",
            ),
        ]

    def __str__(self) -> str:
        return self.get_action_display()


class ReviewComment(models.Model):
    """A reviewer's remark when returning; the enterprise answers before it resubmits.

    It is on a ``place`` of the section, as ``declarations.sections`` names it, or on the section as a whole (empty).
    """

    event = models.ForeignKey(FilingEvent, models.PROTECT, related_name="comments", verbose_name="退回")
    filing = models.ForeignKey(Filing, models.PROTECT, related_name="comments", verbose_name="申报")
    section = models.CharField("栏目", max_length=20)
    place = models.CharField("项目", max_length=60, blank=True)
    text = models.TextField("意见")
    answer = models.TextField("修改说明", blank=True)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "修改意见"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="comment_answered_with_text",
                condition=Q(answer="", answered_at=None) | (~Q(answer="") & Q(answered_at__isnull=False)),
            )
        ]

    def __str__(self) -> str:
        return self.text
