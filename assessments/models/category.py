"""Which category of questionnaire an industry belongs to, where administrators or enterprises decided it."""

from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone

from assessments.enums import Category
from enterprises.belonging import common, of_enterprise
from enterprises.enums import Capability

LEAST_REASON, MOST_REASON = 4, 200


class CategoryRule(models.Model):
    """类别调整: an administrator's word on a division, group or class, before the platform's own table.

    The longest code that an industry begins with decides. ``confirm``: the enterprises of it choose themselves.
    """

    code = models.CharField(
        "行业代码",
        max_length=4,
        unique=True,
        error_messages={"unique": "这个行业代码已有一条调整，请在列表中打开修改。"},
        validators=[RegexValidator(r"^[0-9]{2,4}$", "填写大类（2位）、中类（3位）或小类（4位）代码。")],
        help_text="大类2位、中类3位或小类4位，例如 72、729、7292。越细的代码越优先。",
    )
    category = models.CharField("行业类别", max_length=20, choices=Category)
    confirm = models.BooleanField(
        "由企业确认", default=False, help_text="勾选后，这些企业评测前须自己确认类别并说明理由。"
    )
    reason = models.CharField("调整依据", max_length=200)
    updated_at = models.DateTimeField("更新于", auto_now=True)

    belongs = common(Capability.ADMINISTER)

    class Meta:
        verbose_name = verbose_name_plural = "评测类别调整"
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} → {self.get_category_display()}"


class CategoryChoice(models.Model):
    """An enterprise's confirmation of its category, with its reason; kept for ever, the latest counts.

    It holds for the industry it was given for: ``industry_code`` is the class code, or the division where no class is
    filled in.
    """

    enterprise = models.ForeignKey(
        "enterprises.Enterprise", models.CASCADE, related_name="category_choices", verbose_name="企业"
    )
    industry_code = models.CharField("行业代码", max_length=4)
    category = models.CharField("行业类别", max_length=20, choices=Category)
    reason = models.CharField("理由", max_length=MOST_REASON)
    chosen_by = models.ForeignKey("enterprises.User", models.PROTECT, related_name="+", verbose_name="确认人")
    chosen_at = models.DateTimeField("确认时间", default=timezone.now)

    belongs = of_enterprise(Capability.FILL)

    class Meta:
        verbose_name = verbose_name_plural = "企业确认的评测类别"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.industry_code} → {self.get_category_display()}"
