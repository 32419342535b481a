"""Editions of the questionnaires, and which of them serves which category from when."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone

from assessments import questionnaire_reader, questionnaires
from assessments.enums import Category
from enterprises.belonging import common
from enterprises.enums import Capability

_FROZEN_FIELDS = ("edition", "category", "title", "own_weights", "content", "digest")
# The content behind a digest never changes, so reading it once per process is enough.
_parsed: dict[str, questionnaires.Questionnaire] = {}


class Questionnaire(models.Model):
    """评测表: one edition for one category.

    What was answered must stay what was asked: once it is published or an assessment refers to it, its content cannot
    change.
    """

    edition = models.CharField("版本", max_length=20)
    category = models.CharField("适用行业类别", max_length=20, choices=Category)
    title = models.CharField("名称", max_length=100)
    own_weights = models.BooleanField("题目与权重为本平台自拟", default=False)
    content = models.JSONField("内容", encoder=DjangoJSONEncoder)
    digest = models.CharField("内容摘要", max_length=64, unique=True, editable=False)
    added_by = models.ForeignKey(
        "enterprises.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="上传人"
    )
    added_at = models.DateTimeField("上传时间", default=timezone.now)

    belongs = common(Capability.ADMINISTER)

    class Meta:
        verbose_name = verbose_name_plural = "评测表"
        ordering = ["category", "-edition", "-id"]
        constraints = [
            models.UniqueConstraint(
                name="questionnaire_one_an_edition_and_category",
                fields=["edition", "category"],
                violation_error_message="该类别的这一版本已经存在。",
            )
        ]

    def __str__(self) -> str:
        """The title, with the edition where the title does not name it."""
        return self.title if self.edition in self.title else f"{self.title}（{self.edition}）"

    def save(self, *args, **kwargs) -> None:
        """Raises ValidationError when the content of a questionnaire in use would change."""
        if self.pk and self.is_in_use:
            stored = Questionnaire.objects.values(*_FROZEN_FIELDS).get(pk=self.pk)
            if any(stored[name] != getattr(self, name) for name in _FROZEN_FIELDS):
                raise ValidationError("该评测表已经发布，内容不能再修改；请发布新的版本。")
        super().save(*args, **kwargs)

    @property
    def is_in_use(self) -> bool:
        """Whether it is published, if only from a day to come, or was ever begun."""
        return self.releases.exists() or self.assessments.exists()

    @property
    def parsed(self) -> questionnaires.Questionnaire:
        """The content as an object to show and score with."""
        if self.digest not in _parsed:
            _parsed[self.digest] = questionnaire_reader.parse(self.content)
        return _parsed[self.digest]


class ReleaseQuerySet(models.QuerySet):
    def in_force(self, category: str, on: dt.date) -> "Release | None":
        """The row that says which questionnaire serves ``category`` on a day. One query."""
        rows = self.filter(category=category, valid_from__lte=on).select_related("questionnaire")
        return rows.defer("questionnaire__content").order_by("-valid_from").first()

    def in_force_for(self, category: models.F | models.OuterRef, on: dt.date) -> "ReleaseQuerySet":
        """The same as a subquery of rows that have a category."""
        return self.filter(category=category, valid_from__lte=on).order_by("-valid_from")[:1]


class Release(models.Model):
    """评测表启用安排: from a day on an edition serves a category, until a later row says otherwise."""

    category = models.CharField("行业类别", max_length=20, choices=Category)
    questionnaire = models.ForeignKey(
        Questionnaire, models.PROTECT, related_name="releases", verbose_name="评测表"
    )
    valid_from = models.DateField("启用日期", help_text="当日零时起，新开始的评测使用这张评测表。")
    added_by = models.ForeignKey(
        "enterprises.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="发布人"
    )
    added_at = models.DateTimeField("发布时间", default=timezone.now)

    objects = ReleaseQuerySet.as_manager()
    belongs = common(Capability.ADMINISTER)

    class Meta:
        verbose_name = verbose_name_plural = "评测表启用安排"
        ordering = ["category", "-valid_from"]
        constraints = [
            models.UniqueConstraint(
                name="release_one_a_category_and_day",
                fields=["category", "valid_from"],
                violation_error_message="该类别在这一天已经安排启用一张评测表。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.questionnaire} 自{self.valid_from}起"
