"""Choices of this room. Imports nothing of ours."""

from django.db import models


class AccountKind(models.TextChoices):
    """Who an account stands for. Only a legal account declares (M4.2)."""

    LEGAL = "legal", "法人账户"
    NATURAL = "natural", "自然人账户"
    OFFICIAL = "official", "管理端账户"


class Capability(models.TextChoices):
    """What somebody may do for an enterprise or an authority; ``enterprises.acting`` says who has which."""

    READ = "read", "查阅"
    # For an enterprise.
    MANAGE = "manage", "管理"
    FILL = "fill", "填报"
    SUBMIT = "submit", "提交"
    # For an authority.
    ENTER = "enter", "进入管理端"
    REVIEW = "review", "审核"
    CERTIFY = "certify", "公示与认定"
    PUBLISH = "publish", "信息发布"
    SUPPORT = "support", "账户支持"
    ADMINISTER = "administer", "本级管理"
    OVERSEE = "oversee", "暂停下级申报时间"
    AUDIT = "audit", "安全审计"
    # For the platform as a whole.
    PLATFORM = "platform", "平台管理"


class OfficialRole(models.TextChoices):
    """What an official is charged with; each is a set of capabilities."""

    REVIEWER = "reviewer", "审核"
    CERTIFIER = "certifier", "公示与认定"
    PUBLISHER = "publisher", "信息发布"
    SUPPORT = "support", "账户支持"
    ADMINISTRATOR = "administrator", "本级管理员"
    AUDITOR = "auditor", "安全审计员"


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
    """Kinds of intellectual property the standards count (63号 附件4 第3、5项)."""

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
    """Why a class Ⅰ right is of high value (63号 附件4 第4项). MAINTAINED also follows from the day it was granted."""

    OVERSEAS = "overseas", "在海外有同族专利权或取得收入"
    MAINTAINED = "maintained", "维持年限超过10年"
    PLEDGED = "pledged", "实现较高质押融资金额"
    AWARDED = "awarded", "获得国家科学技术奖或中国专利奖"


class CertificationState(models.TextChoices):
    """Stored state of a title. 已到期 follows from the date and is not stored."""

    VALID = "valid", "有效"
    RENEWING = "renewing", "复核中"
    CANCELLED = "cancelled", "已取消"
    # Published by mistake, e.g. under wrong dates: it never was one. A cancelled title was.
    WITHDRAWN = "withdrawn", "已撤回"


# Titles nobody holds, whatever their dates say.
VOID_TITLES = (CertificationState.CANCELLED, CertificationState.WITHDRAWN)


class RecognitionLevel(models.TextChoices):
    """Who grants an award or recognises an institution; ``SELF`` is an institution without recognition."""

    NATIONAL = "national", "国家级"
    MINISTERIAL = "ministerial", "部级"
    PROVINCIAL = "provincial", "省级"
    CITY = "city", "市级"
    COUNTY = "county", "县级"
    SELF = "self", "自建"


class HonourKind(models.TextChoices):
    """Honours that open the direct way (63号 附件1)."""

    HIGH_TECH = "high_tech", "高新技术企业"
    INNOVATION_DEMONSTRATION = "innovation_demonstration", "国家级技术创新示范企业"
    IP_ADVANTAGE = "ip_advantage", "知识产权优势企业"
    IP_DEMONSTRATION = "ip_demonstration", "知识产权示范企业"
    OTHER = "other", "其他荣誉"


class InstitutionKind(models.TextChoices):
    """Kinds of R&D institutions (63号 附件4 第17项); the last is for what a form does not name."""

    RESEARCH_INSTITUTE = "research_institute", "技术研究院"
    TECHNOLOGY_CENTRE = "technology_centre", "企业技术中心"
    ENGINEERING_CENTRE = "engineering_centre", "企业工程中心"
    DESIGN_CENTRE = "design_centre", "工业设计中心"
    KEY_LABORATORY = "key_laboratory", "重点实验室"
    ACADEMICIAN = "academician", "院士专家工作站"
    POSTDOCTORAL = "postdoctoral", "博士后工作站"
    OTHER = "other", "其他"


class QualityKind(models.TextChoices):
    """What shows the quality management of an enterprise (63号 附件2 第6项, 附件3 精细化)."""

    AWARD = "award", "质量奖"
    QUALITY_SYSTEM = "quality_system", "质量管理体系认证证书"
    MANAGEMENT_SYSTEM = "management_system", "其他管理体系认证证书"
    PRODUCT_CERTIFICATION = "product_certification", "发达国家和地区产品认证"
    OWN_BRAND = "own_brand", "自主品牌"


class StandardScope(models.TextChoices):
    """Where a technical standard applies."""

    INTERNATIONAL = "international", "国际标准"
    NATIONAL = "national", "国家标准"
    INDUSTRY = "industry", "行业标准"
    OTHER = "other", "其他标准"


class TitleKind(models.TextChoices):
    """Titles the rules ask for. Those of the three tiers are certified here and never typed in."""

    TECHNOLOGY = "technology", "科技型中小企业"
    INNOVATIVE = "innovative", "创新型中小企业"
    SPECIALIZED = "specialized", "专精特新中小企业"
    LITTLE_GIANT = "little_giant", "专精特新“小巨人”企业"


class ProductField(models.TextChoices):
    """Fields of a main product (63号 附件2 第4项, 附件3; 2号 附件2 第6项)."""

    SIX_BASES = (
        "six_bases",
        "工业“六基”领域（核心基础零部件、元器件、关键软件、先进基础工艺、关键基础材料、产业技术基础）",
    )
    KEY_FIELDS = "key_fields", "制造强国战略十大重点产业领域"
    NETWORK = "network", "网络强国建设的信息基础设施、关键核心技术、网络安全、数据安全领域"
    TIME_HONOURED = "time_honoured", "中华老字号"
    SERVES_LEADER = "serves_leader", "为重点产业链龙头企业直接配套"
    UPGRADING = "upgrading", "改造提升传统产业、培育壮大新兴产业或布局未来产业"


class RecordKind(models.TextChoices):
    """Lists an enterprise keeps, under the names standards ask for them by. Of each it may have some or none."""

    INTELLECTUAL_PROPERTY = "intellectual_property", "知识产权"
    AWARDS = "awards", "科技奖励"
    CONTESTS = "contests", "“创客中国”名次"
    HONOURS = "honours", "荣誉"
    INSTITUTIONS = "institutions", "研发机构"
    EQUITY_ROUNDS = "equity_rounds", "股权融资"
    QUALITY_EVIDENCE = "quality_evidence", "质量与品牌"
    TECHNICAL_STANDARDS = "technical_standards", "参与制修订的标准"
    TITLES = "titles", "科技型中小企业"

    @property
    def slug(self) -> str:
        """The kind in an address."""
        return self.value.replace("_", "-")

    @classmethod
    def of_slug(cls, slug: str) -> "RecordKind | None":
        return next((kind for kind in cls if kind.slug == slug), None)
