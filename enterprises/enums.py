"""Choices of this room. Imports nothing of ours."""

from django.db import models


class AccountKind(models.TextChoices):
    """Who an account stands for. Only a legal account declares (M4.2)."""

    LEGAL = "legal", "法人账户"
    NATURAL = "natural", "自然人账户"
    OFFICIAL = "official", "管理端账户"


class RegionLevel(models.TextChoices):
    PROVINCE = "province", "省级"
    CITY = "city", "地级"
    COUNTY = "county", "县级"


class IndustryLevel(models.TextChoices):
    """Levels of GB/T 4754-2017."""

    SECTION = "section", "门类"
    DIVISION = "division", "大类"
    GROUP = "group", "中类"
    CLASS = "class", "小类"


class AuthorityLevel(models.TextChoices):
    """Levels of the review chain, lowest last (M5.1)."""

    MINISTRY = "ministry", "部级"
    PROVINCE = "province", "省级"
    CITY = "city", "市级"
    COUNTY = "county", "区县级"

    @property
    def rank(self) -> int:
        """0 for the ministry, 3 for a county."""
        return list(AuthorityLevel).index(self)


class Tier(models.TextChoices):
    """The three titles of graded cultivation."""

    INNOVATIVE = "innovative", "创新型中小企业"
    SPECIALIZED = "specialized", "专精特新中小企业"
    LITTLE_GIANT = "little_giant", "专精特新“小巨人”企业"


class EnterpriseSize(models.TextChoices):
    LARGE = "large", "大型"
    MEDIUM = "medium", "中型"
    SMALL = "small", "小型"
    MICRO = "micro", "微型"


class EnterpriseType(models.TextChoices):
    """企业类型, as the application form of the third tier lists it."""

    STATE = "state", "国有"
    JOINT = "joint", "合资"
    PRIVATE = "private", "民营"
    FOREIGN = "foreign", "外资"


class ListingStatus(models.TextChoices):
    NO_PLAN = "no_plan", "无上市计划"
    PLANNED = "planned", "有上市计划"
    LISTED = "listed", "已上市"


class IntellectualPropertyKind(models.TextChoices):
    """Kinds of rights the standards count (63号 附件4)."""

    INVENTION = "invention", "发明专利"
    DEFENCE_INVENTION = "defence_invention", "国防专利"
    PLANT_VARIETY = "plant_variety", "植物新品种"
    CROP_VARIETY = "crop_variety", "国家级农作物品种"
    NEW_DRUG = "new_drug", "国家新药"
    TCM_PROTECTION = "tcm_protection", "国家一级中药保护品种"
    IC_LAYOUT = "ic_layout", "集成电路布图设计专有权"
    UTILITY_MODEL = "utility_model", "实用新型专利"
    DESIGN = "design", "外观设计专利"
    SOFTWARE = "software", "软件著作权"


class Acquisition(models.TextChoices):
    OWN = "own", "自主研发"
    TRANSFERRED = "transferred", "受让取得"


class HighValueReason(models.TextChoices):
    """Why a class Ⅰ right is of high value (63号 附件4 第4项)."""

    OVERSEAS = "overseas", "在海外有同族专利权或取得收入"
    MAINTAINED = "maintained", "维持年限超过10年"
    PLEDGED = "pledged", "实现较高质押融资金额"
    AWARDED = "awarded", "获得国家科学技术奖或中国专利奖"


class CertificationState(models.TextChoices):
    """Stored state of a title. 已到期 follows from the date and is not stored."""

    VALID = "valid", "有效"
    RENEWING = "renewing", "复核中"
    CANCELLED = "cancelled", "已取消"
