"""Fixed vocabularies of the assessments room. Imports nothing of ours."""

from enum import StrEnum

from django.db import models


class Category(models.TextChoices):
    """Which of the three tables an enterprise takes (工信厅企业〔2022〕32号: by industry characteristics)."""

    MANUFACTURING = "manufacturing", "制造业"
    PRODUCER_SERVICE = "producer_service", "生产性服务业"
    OTHER = "other", "其他行业"


class AssessmentState(models.TextChoices):
    DRAFT = "draft", "未提交"
    SUBMITTED = "submitted", "已提交"


class DigitalLevel(models.IntegerChoices):
    """Digital-maturity level; below 20 points the notices give no name, so 未达一级 is ours."""

    NONE = 0, "未达一级"
    FIRST = 1, "一级"
    SECOND = 2, "二级"
    THIRD = 3, "三级"
    FOURTH = 4, "四级"


class ItemKind(StrEnum):
    SINGLE = "single"
    MULTI = "multi"


class Trend(StrEnum):
    UP = "up"
    SAME = "same"
    DOWN = "down"


class ProblemKind(StrEnum):
    """MISSING and WRONG forbid submitting; a NOTICE only asks to look again."""

    MISSING = "missing"
    WRONG = "wrong"
    NOTICE = "notice"
