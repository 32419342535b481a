"""The tree of authorities (主管部门), beside the tree of regions."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from enterprises.belonging import Belongs
from enterprises.enums import AuthorityLevel, Capability
from enterprises.models.reference import Region

CODE_LENGTH = 6
# Sorts behind every continuation of a path in any collation: a path holds digits only.
_PATH_END = "9" * CODE_LENGTH * 6


class AuthorityQuerySet(models.QuerySet):
    def subtree(self, authority: "Authority") -> "AuthorityQuerySet":
        """``authority`` and everything below it: one range over the index of paths."""
        return self.filter(within("path", authority))

    def below(self, authority: "Authority | None") -> "AuthorityQuerySet":
        """The offices directly below ``authority``; below the ministry without one."""
        upper = (
            self.filter(parent=authority) if authority else self.filter(parent__level=AuthorityLevel.MINISTRY)
        )
        return upper.order_by("path")

    def lineage(self, authority: "Authority") -> "AuthorityQuerySet":
        """``authority`` and its ancestors, lowest first: its review chain up to the ministry."""
        return self.filter(code__in=authority.lineage_codes()).order_by("-path")

    def nearest(self, region: Region) -> "Authority | None":
        """The authority that reviews enterprises registered in ``region`` (M3.1)."""
        codes = region.lineage_codes()
        found = {authority.region_id: authority for authority in self.filter(region_id__in=codes)}
        return next((found[code] for code in codes if code in found), None)


def within(field: str, authority: "Authority") -> Q:
    """The condition "``field`` (a path) lies in the subtree of ``authority``", e.g. for ``"enterprise__authority__path"``."""
    return Q(**{f"{field}__gte": authority.path, f"{field}__lte": authority.path + _PATH_END})


class Authority(models.Model):
    """An office that reviews: ministry, province, city, county, or a zone that acts as one of them.

    ``path`` is the codes from the ministry down to this office, six digits each and nothing between them, so that a
    subtree is a range and an ancestor a prefix. Only ``enterprises.services.authorities`` writes it.
    """

    code = models.CharField(
        "代码", max_length=6, unique=True, validators=[RegexValidator(r"^[0-9]{6}$", "代码为6位数字。")]
    )
    name = models.CharField("名称", max_length=60)
    level = models.CharField("层级", max_length=10, choices=AuthorityLevel)
    region = models.OneToOneField(
        Region, models.PROTECT, null=True, blank=True, related_name="authority", verbose_name="行政区划"
    )
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级主管部门"
    )
    path = models.CharField("路径", max_length=36, unique=True, editable=False)
    publicity_days = models.PositiveSmallIntegerField(
        "公示最短天数",
        default=5,
        help_text="工作日（周一至周五）。全国没有统一天数，5天为本平台默认值，可按当地规定修改。",
    )

    objects = AuthorityQuerySet.as_manager()
    belongs = Belongs(takes=frozenset({Capability.ADMINISTER}), paths=("path",))

    class Meta:
        verbose_name = verbose_name_plural = "主管部门"
        ordering = ["path"]
        constraints = [
            models.CheckConstraint(
                name="authority_only_ministry_is_root",
                condition=Q(level=AuthorityLevel.MINISTRY, parent=None)
                | (~Q(level=AuthorityLevel.MINISTRY) & Q(parent__isnull=False)),
                violation_error_message="只有部级没有上级主管部门。",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def lineage_codes(self) -> list[str]:
        """Codes from this office up to the ministry."""
        codes = [self.path[i : i + CODE_LENGTH] for i in range(0, len(self.path), CODE_LENGTH)]
        return codes[::-1]

    def covers(self, other: "Authority") -> bool:
        """Whether ``other`` is this office or lies below it."""
        return other.path.startswith(self.path)
