"""Code tables: administrative divisions (GB/T 2260) and industries (GB/T 4754-2017)."""

from django.core.validators import RegexValidator
from django.db import models

from enterprises.belonging import common
from enterprises.enums import Capability, IndustryLevel, RegionLevel


class Region(models.Model):
    """An administrative division, or a zone an administrator added beside the standard's.

    A province's parent is empty. Cities without counties and counties directly under a province exist.
    """

    code = models.CharField(
        "代码", max_length=6, primary_key=True, validators=[RegexValidator(r"^[0-9]{6}$", "代码为6位数字。")]
    )
    name = models.CharField("名称", max_length=50)
    full_name = models.CharField("全称", max_length=120)
    level = models.CharField("层级", max_length=10, choices=RegionLevel)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级"
    )

    belongs = common(Capability.PLATFORM)

    class Meta:
        verbose_name = verbose_name_plural = "行政区划"
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                name="region_only_provinces_have_no_parent",
                condition=models.Q(level=RegionLevel.PROVINCE, parent=None)
                | (~models.Q(level=RegionLevel.PROVINCE) & models.Q(parent__isnull=False)),
                violation_error_message="省级没有上级，其他层级必须有上级。",
            )
        ]

    def __str__(self) -> str:
        return self.full_name

    def lineage_codes(self) -> list[str]:
        """This region's code and those of its ancestors, lowest first. At most two queries."""
        codes = [self.code]
        parent = self.parent
        while parent is not None:
            codes.append(parent.code)
            parent = parent.parent
        return codes


class Industry(models.Model):
    """A section, division, group or class of GB/T 4754-2017."""

    code = models.CharField("代码", max_length=4, primary_key=True)
    name = models.CharField("名称", max_length=80)
    level = models.CharField("层级", max_length=10, choices=IndustryLevel)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级"
    )

    belongs = common(Capability.PLATFORM)

    class Meta:
        verbose_name = verbose_name_plural = "国民经济行业"
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"
