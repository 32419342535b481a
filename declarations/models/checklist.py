"""佐证材料清单: what evidence is asked for, by title, business, standard, province and year, in editions."""

import re
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from declarations.enums import FilingKind
from declarations.standards import Standard, UnknownStandard, get_standard, standards_of
from declarations.standards.provincial import PROVINCIAL_CODE
from enterprises.belonging import common
from enterprises.enums import AuthorityLevel, Capability, Tier

# The item that stands for all others: a ZIP whose entries are assigned to them.
PACKAGE = "package"
FIXED = "清单的这一版已经发布，不能再修改。请编辑下一版。"
_MEGABYTE = 1024 * 1024
# What makes editions those of one list. Nothing is nothing else to a database: empty is written as 0.
_LIST = ("tier", "kind", "standard", Coalesce("authority", 0), Coalesce("year", 0))
_PLACEHOLDER = re.compile(r"\{(?:year(?:-([12]))?)\}")


class EditionPublished(Exception):
    """A published edition was about to change: filings keep the one they began with."""

    def __init__(self) -> None:
        super().__init__(FIXED)


class Requirement(models.TextChoices):
    """When an item has to be given."""

    ALWAYS = "always", "必须提供"
    BY_SCORE = "by_score", "按评分申报的必须提供"
    BY_DIRECT = "by_direct", "按直通条件申报的必须提供"
    RIGHTS_LISTED = "rights_listed", "按评分申报且填写了知识产权的必须提供"
    NEVER = "never", "选填"


class Files(models.TextChoices):
    """What single files of an item may be."""

    ANY = "any", "PDF、JPG、PNG"
    PDF = "pdf", "只收PDF"
    PICTURES = "pictures", "只收JPG、PNG"


def in_year(text: str, year: int) -> str:
    """``text`` with its ``{year}``, ``{year-1}``, ``{year-2}`` written out; ``year`` is the last complete one."""
    return _PLACEHOLDER.sub(lambda found: str(year - int(found[1] or 0)), text)


def unknown_placeholders(text: str) -> bool:
    """Whether there are braces in ``text`` that mean nothing."""
    return bool(re.search(r"[{}]", _PLACEHOLDER.sub("", text)))


def codes_of(standards: Iterable[Standard]) -> set[str]:
    """The codes of all indicators and conditions of ``standards``."""
    found: set[str] = set()
    for standard in standards:
        found |= {each.code for group in standard.groups for each in group.indicators}
        found |= {each.code for each in standard.conditions}
    return found


def _is_code(code: str, standards: Sequence[Standard]) -> bool:
    local = any(each.provincial_group for each in standards)
    return code in codes_of(standards) or (
        local and re.fullmatch(rf"{PROVINCIAL_CODE}\.[0-9]{{1,2}}", code) is not None
    )


@dataclass(frozen=True)
class Served:
    """The lists of a new filing: the ministry's, and what the province adds to it."""

    national: "Checklist"
    provincial: "Checklist | None"


class ChecklistQuerySet(models.QuerySet):
    def published(self) -> "ChecklistQuerySet":
        return self.filter(published_at__isnull=False)

    def fitting(self, tier: str | F, kind: str | F, standard: str | F, year: int | F) -> "ChecklistQuerySet":
        """Published editions for what is filed under ``standard`` in ``year``, of whatever authority."""
        return self.published().filter(
            Q(year=None) | Q(year=year), tier=tier, kind=kind, standard__in=["", standard]
        )


class Checklist(models.Model):
    """One edition of one list. ``authority`` empty: the ministry's list; else what that province adds to it.

    An empty ``standard`` or ``year``: for all of them. A province's items come after the ministry's and replace none of
    them, so it can ask for more and never for less. Once published an edition never changes: editing makes the
    next. ``is_delivered``: loaded with the platform, by nobody.
    """

    tier = models.CharField("称号", max_length=15, choices=Tier)
    kind = models.CharField("业务", max_length=12, choices=FilingKind)
    standard = models.CharField("适用标准", max_length=40, blank=True)
    authority = models.ForeignKey(
        "enterprises.Authority",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="checklists",
        limit_choices_to={"level": AuthorityLevel.PROVINCE},
        verbose_name="省级主管部门",
    )
    year = models.PositiveSmallIntegerField(
        "申报年度",
        null=True,
        blank=True,
        validators=[MinValueValidator(2000), MaxValueValidator(2100)],
        help_text="留空则各年度通用。",
    )
    edition = models.PositiveSmallIntegerField("版次", default=1, editable=False)
    basis = models.CharField(
        "依据或说明", max_length=300, blank=True, help_text="企业会看到。例如通知的名称和文号。"
    )
    is_delivered = models.BooleanField("随平台提供", default=False, editable=False)
    published_at = models.DateTimeField("发布时间", null=True, blank=True, editable=False)
    published_by = models.ForeignKey(
        "enterprises.User",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="发布人",
    )

    objects = ChecklistQuerySet.as_manager()

    # Which editions somebody reads, and whose are theirs to edit, is said by the pages: the ministry's belong to no office.
    belongs = common(Capability.ADMINISTER)

    class Meta:
        verbose_name = verbose_name_plural = "佐证材料清单"
        ordering = ["tier", "kind", "standard", "-year", "-edition"]
        constraints = [
            models.UniqueConstraint(
                *_LIST,
                "edition",
                name="checklist_edition_once",
                violation_error_message="这份清单的这一版已经存在。",
            ),
            models.UniqueConstraint(
                *_LIST,
                name="checklist_one_draft",
                condition=Q(published_at=None),
                violation_error_message="这份清单已有一版草稿，请打开那一版修改。",
            ),
            models.CheckConstraint(
                name="checklist_published_by_somebody",
                condition=Q(published_by=None) | Q(published_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        what = f"{self.get_tier_display()}{self.get_kind_display()}佐证材料清单"
        return f"{what}（第{self.edition}版）"

    def save(self, *args, **kwargs) -> None:
        """Raises EditionPublished once the stored edition is published."""
        if self.is_fixed():
            raise EditionPublished
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs) -> tuple[int, dict[str, int]]:
        """Raises EditionPublished once the stored edition is published."""
        if self.is_fixed():
            raise EditionPublished
        return super().delete(*args, **kwargs)

    def is_fixed(self) -> bool:
        """Whether it is stored as published."""
        return not self._state.adding and Checklist.objects.published().filter(pk=self.pk).exists()

    def editions(self) -> ChecklistQuerySet:
        """All stored editions of this list, itself among them."""
        return Checklist.objects.filter(
            tier=self.tier,
            kind=self.kind,
            standard=self.standard,
            authority=self.authority_id,
            year=self.year,
        )

    @property
    def standards(self) -> list[Standard]:
        """The standards whose lines its items may prove; none for a standard nobody knows."""
        if self.standard:
            try:
                return [get_standard(self.standard)]
            except UnknownStandard:
                return []
        return standards_of(self.tier)

    def clean(self) -> None:
        errors = {}
        if self.standard and self.tier not in {each.tier for each in self.standards}:
            errors["standard"] = "该标准不适用于所选称号。"
        if self.authority_id and self.authority.level != AuthorityLevel.PROVINCE:
            errors["authority"] = "清单由部级设定，省级可以补充。"
        if errors:
            raise ValidationError(errors)


class ChecklistItem(models.Model):
    """One item. ``key`` names it in files for good, through all editions; ``{year}`` in it is the last complete year.

    ``words``: a line for each way an entry of a package is known by its name: all words of the line stand in it.
    ``proves``: codes of indicators and conditions, parted by spaces. ``made_anew`` and ``of_year``: what was given in
    an earlier filing does not fit another one, or one of another year.
    """

    checklist = models.ForeignKey(Checklist, models.CASCADE, related_name="items")
    key = models.CharField(max_length=30, editable=False)
    number = models.PositiveSmallIntegerField(
        "顺序", validators=[MinValueValidator(1), MaxValueValidator(999)], help_text="小的在前。"
    )
    title = models.CharField("名称", max_length=60)
    hint = models.CharField("说明", max_length=300, blank=True)
    optional_hint = models.CharField(
        "不要求提供时的说明", max_length=300, blank=True, help_text="留空则与“说明”相同。"
    )
    example = models.CharField("示例", max_length=200, blank=True)
    required = models.CharField("要求", max_length=15, choices=Requirement, default=Requirement.ALWAYS)
    files = models.CharField("文件种类", max_length=10, choices=Files, default=Files.ANY)
    archive = models.BooleanField("可以上传压缩包（ZIP）", default=False)
    max_megabytes = models.PositiveSmallIntegerField(
        "单个文件上限（MB）",
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text="留空则按本平台的上限。",
    )
    proves = models.CharField(
        "证明的指标或条件", max_length=200, blank=True, help_text="标准中的编号，用空格隔开，例如 2 3 D1。"
    )
    words = models.TextField(
        "压缩包内文件名的词",
        max_length=500,
        blank=True,
        help_text="一行一种写法；一行有几个词的，文件名须都有。例如“审计 {year}”。",
    )
    made_anew = models.BooleanField("每次申报重新出具", default=False)
    of_year = models.BooleanField("只用于当年度", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "材料项"
        ordering = ["checklist", "number", "id"]
        constraints = [
            models.UniqueConstraint(name="checklist_item_key_once", fields=["checklist", "key"]),
            models.CheckConstraint(
                name="checklist_item_archive_of_anything",
                condition=Q(archive=False) | Q(files=Files.ANY),
                violation_error_message="可以上传压缩包的，文件种类须为“PDF、JPG、PNG”。",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args, **kwargs) -> None:
        """Raises EditionPublished once its edition is published."""
        if self.checklist.is_fixed():
            raise EditionPublished
        if not self.key:
            # No key of the other side's: "m" and "p" part the ministry's from the provinces'.
            self.key = f"{'p' if self.checklist.authority_id else 'm'}_{secrets.token_hex(6)}"
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs) -> tuple[int, dict[str, int]]:
        """Raises EditionPublished once its edition is published."""
        if self.checklist.is_fixed():
            raise EditionPublished
        return super().delete(*args, **kwargs)

    def clean(self) -> None:
        errors = {}
        for name in ("title", "hint", "optional_hint", "example", "words"):
            if unknown_placeholders(getattr(self, name)):
                errors[name] = "花括号只用于年度：{year}、{year-1}、{year-2}。"
        most = self.platform_bytes // _MEGABYTE
        if self.max_megabytes and self.max_megabytes > most:
            errors["max_megabytes"] = f"不能超过本平台的上限{most} MB。"
        standards = self.checklist.standards
        # Without a title the list itself says what is wrong.
        unknown = [code for code in self.codes if not _is_code(code, standards)] if standards else []
        if unknown:
            errors["proves"] = f"标准中没有这些编号：{'、'.join(unknown)}。"
        if errors:
            raise ValidationError(errors)

    @property
    def codes(self) -> list[str]:
        """The lines of a standard it proves."""
        return self.proves.split()

    @property
    def platform_bytes(self) -> int:
        """What no file here may exceed, whatever the list says."""
        takes_zip = self.archive or self.key == PACKAGE
        return settings.EVIDENCE_ARCHIVE_MAX_BYTES if takes_zip else settings.EVIDENCE_MAX_BYTES

    @property
    def max_bytes(self) -> int:
        """What no file given for it may exceed."""
        own = self.max_megabytes * _MEGABYTE if self.max_megabytes else self.platform_bytes
        return min(own, self.platform_bytes)


def serving(tier: str, kind: str, standard: str, year: int, offices: Sequence[str] = ()) -> Served | None:
    """What a filing that begins now is asked for; None while the ministry has published nothing that fits. One query.

    Of several the most specific: named for the standard before named for the year, and of one list its newest edition.
    ``offices`` are the codes of the authorities over the enterprise.
    """
    candidates = list(
        Checklist.objects.fitting(tier, kind, standard, year)
        .filter(
            Q(authority=None) | Q(authority__code__in=list(offices), authority__level=AuthorityLevel.PROVINCE)
        )
        .order_by("id")
    )

    def best(found: list[Checklist]) -> Checklist | None:
        return max(
            found, key=lambda each: (bool(each.standard), each.year is not None, each.edition), default=None
        )

    national = best([each for each in candidates if each.authority_id is None])
    if national is None:
        return None
    return Served(national, best([each for each in candidates if each.authority_id is not None]))


def rows_of(*checklists: int | None) -> list[ChecklistItem]:
    """The items of a filing's lists (their keys), each with its list, in the order of its page: the ministry's, then the
    province's. One query.
    """
    keys = [each for each in checklists if each is not None]
    if not keys:
        return []
    return list(
        ChecklistItem.objects.filter(checklist__in=keys)
        .select_related("checklist")
        .order_by(F("checklist__authority").asc(nulls_first=True), "number", "id")
    )
