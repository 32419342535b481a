"""Rows for tests: a small map of places, and enterprises, accounts, windows in it."""

import datetime as dt
import itertools
from types import SimpleNamespace

from django.contrib.auth.hashers import make_password
from django.utils import timezone
from stdnum.cn import uscc

from assessments.enums import AssessmentState
from assessments.models import Assessment, Questionnaire
from assessments.scoring import score
from assessments.services.questionnaires import load_questionnaires
from declarations.enums import FilingKind
from declarations.models import Checklist, Window
from declarations.services.checklists import load_checklists
from enterprises.enums import AccountKind, AuthorityLevel, IndustryLevel, RegionLevel, Tier
from enterprises.models import (
    Authority,
    DevelopmentScore,
    Enterprise,
    Industry,
    ProductProfile,
    Record,
    Region,
    User,
    YearlyFigures,
)
from enterprises.models.certification import verification_code

PASSWORD = "correct-horse-battery"
_serial = itertools.count(1)

# code, name, full name, region level, authority level, parent authority
_PLACES = [
    ("440000", "广东省", "广东省", RegionLevel.PROVINCE, AuthorityLevel.PROVINCE, None, "000000"),
    ("440100", "广州市", "广东省广州市", RegionLevel.CITY, AuthorityLevel.CITY, "440000", "440000"),
    ("440103", "荔湾区", "广东省广州市荔湾区", RegionLevel.COUNTY, AuthorityLevel.COUNTY, "440100", "440100"),
    ("440106", "天河区", "广东省广州市天河区", RegionLevel.COUNTY, AuthorityLevel.COUNTY, "440100", "440100"),
    ("440300", "深圳市", "广东省深圳市", RegionLevel.CITY, AuthorityLevel.PROVINCE, "440000", "000000"),
    ("440305", "南山区", "广东省深圳市南山区", RegionLevel.COUNTY, AuthorityLevel.COUNTY, "440300", "440300"),
    ("441900", "东莞市", "广东省东莞市", RegionLevel.CITY, AuthorityLevel.CITY, "440000", "440000"),
    ("430000", "湖南省", "湖南省", RegionLevel.PROVINCE, AuthorityLevel.PROVINCE, None, "000000"),
    ("430100", "长沙市", "湖南省长沙市", RegionLevel.CITY, AuthorityLevel.CITY, "430000", "430000"),
    ("430104", "岳麓区", "湖南省长沙市岳麓区", RegionLevel.COUNTY, AuthorityLevel.COUNTY, "430100", "430100"),
]
_NAMES = {
    "440000": "guangdong",
    "440100": "guangzhou",
    "440103": "liwan",
    "440106": "tianhe",
    "440300": "shenzhen",
    "440305": "nanshan",
    "441900": "dongguan",
    "430000": "hunan",
    "430100": "changsha",
    "430104": "yuelu",
}


def make_places() -> SimpleNamespace:
    """Two provinces with cities and counties, one 计划单列市, and their authorities: ``places.tianhe`` is an Authority."""
    ministry = Authority(code="000000", name="工业和信息化部", level=AuthorityLevel.MINISTRY, path="000000")
    made = {"000000": ministry}
    Authority.objects.bulk_create([ministry])
    regions = {
        code: Region(code=code, name=name, full_name=full_name, level=level, parent_id=parent)
        for code, name, full_name, level, _office, parent, _superior in _PLACES
    }
    Region.objects.bulk_create(regions.values())
    waiting = list(_PLACES)
    # One statement for each level: an office is stored before those below it.
    while waiting:
        ready = [place for place in waiting if place[-1] in made]
        offices = [
            Authority(
                code=code,
                name=f"{name}中小企业主管部门",
                level=level,
                region=regions[code],
                parent=made[superior],
                path=made[superior].path + code,
            )
            for code, name, _full_name, _level, level, _parent, superior in ready
        ]
        waiting = [place for place in waiting if place not in ready]
        made |= {each.code: each for each in Authority.objects.bulk_create(offices)}
    return SimpleNamespace(ministry=ministry, **{_NAMES[code]: made[code] for code in _NAMES})


def make_industries() -> None:
    section = Industry.objects.create(code="C", name="制造业", level=IndustryLevel.SECTION)
    Industry.objects.create(code="34", name="通用设备制造业", level=IndustryLevel.DIVISION, parent=section)
    services = Industry.objects.create(
        code="I", name="信息传输、软件和信息技术服务业", level=IndustryLevel.SECTION
    )
    Industry.objects.create(
        code="65", name="软件和信息技术服务业", level=IndustryLevel.DIVISION, parent=services
    )


def credit_code(serial: int | None = None) -> str:
    """A well-formed 统一社会信用代码; the same serial gives the same code."""
    body = f"91440106MA{next(_serial) if serial is None else serial:07d}"
    return body + uscc.calc_check_digit(body)


def make_enterprise(authority: Authority | None = None, *, complete: bool = True, **fields) -> Enterprise:
    """An enterprise registered in ``authority``'s region; ``complete`` fills all a declaration needs."""
    number = next(_serial)
    values = {
        "name": f"广州示例精密机械{number}有限公司",
        "credit_code": credit_code(),
        "legal_representative": "陈法人",
        "contact_name": "李经办",
        "contact_mobile": "13800138000",
        "email": f"clerk{number}@example.com",
    }
    if complete and authority is not None:
        values |= {
            "region": authority.region,
            "authority": authority,
            "address": "示例路1号",
            "postcode": "510000",
            "legal_representative_phone": "13900139000",
            "controlling_shareholder": "陈法人",
            "actual_controller": "陈法人",
            "actual_controller_nationality": "中国",
            "contact_phone": "020-12345678",
            "founded_on": dt.date(2015, 5, 1),
            "registered_capital": "1000.00",
            "industry_id": "34",
            "industry_class": "3421",
            "size": "small",
            "enterprise_type": "private",
            "listing_status": "no_plan",
        }
        if not Industry.objects.filter(pk="34").exists():
            make_industries()
    return Enterprise.objects.create(**(values | fields))


def make_figures(enterprise: Enterprise, year: int, **fields) -> YearlyFigures:
    """A good year: R&D 6 %, main revenue 90 %, debt 40 %."""
    values = {
        "employees": 120,
        "rd_staff": 24,
        "revenue": "5000.00",
        "main_revenue": "4500.00",
        "rd_expense": "300.00",
        "total_assets": "6000.00",
        "net_assets": "3600.00",
        "total_liabilities": "2400.00",
        "net_profit": "500.00",
    }
    return YearlyFigures.objects.create(enterprise=enterprise, year=year, **(values | fields))


# A good entry of every list, by the name of the list.
_RECORDS = {
    "awards": {
        "name": "省科学技术奖二等奖",
        "level": "provincial",
        "awarded_on": dt.date(2025, 3, 1),
        "rank": 1,
    },
    "contests": {"name": "“创客中国”全国总决赛", "rank": 36, "announced_on": dt.date(2025, 9, 1)},
    "honours": {"kind": "high_tech", "name": "GR202544000001", "valid_until": dt.date(2028, 11, 30)},
    "institutions": {
        "kind": "technology_centre",
        "name": "企业技术中心",
        "level": "provincial",
        "recognised_on": dt.date(2024, 6, 1),
    },
    "equity_rounds": {
        "investor": "示例创业投资基金",
        "received_on": dt.date(2025, 5, 1),
        "paid_in": "800.00",
        "share_given_up": "8.000",
        "qualified_investor": True,
    },
    "quality_evidence": {"kind": "quality_system", "name": "ISO 9001", "valid_until": dt.date(2028, 1, 1)},
    "technical_standards": {
        "name": "精密主轴通用技术条件",
        "scope": "national",
        "published_on": dt.date(2024, 1, 1),
        "rank": 3,
    },
    "titles": {
        "number": "202644010600000001",
        "valid_from": dt.date(2026, 1, 1),
        "valid_until": dt.date(2026, 12, 31),
    },
}


def delivered_questionnaire(edition: str, category: str) -> Questionnaire:
    """The row of a delivered questionnaire; all of them are brought in when it is not there."""
    there = Questionnaire.objects.filter(edition=edition, category=category).first()
    if there:
        return there
    load_questionnaires()
    return Questionnaire.objects.get(edition=edition, category=category)


def make_assessment(
    enterprise: Enterprise,
    level: int = 2,
    *,
    total: str = "46.5",
    at: dt.datetime | None = None,
    table: tuple[str, str] = ("2024", "manufacturing"),
    **fields,
) -> Assessment:
    """A submitted assessment that counts, without its answers; ``table`` is edition and category."""
    questionnaire = delivered_questionnaire(*table)
    result = score(questionnaire.parsed, {})
    Assessment.objects.most_recent().filter(enterprise=enterprise).update(is_latest=False)
    values = {
        "industry_id": enterprise.industry_id,
        "industry_class": enterprise.industry_class,
        "region_id": enterprise.region_id,
        "enterprise_name": enterprise.name,
        "level": level,
        "total": total,
        "result": result.as_dict(),
        "dimension_points": {each.code: str(each.points) for each in result.dimensions},
        "code": verification_code(),
        "submitted_at": at or timezone.now(),
    }
    return Assessment.objects.create(
        enterprise=enterprise,
        questionnaire=questionnaire,
        state=AssessmentState.SUBMITTED,
        is_latest=True,
        **(values | fields),
    )


def make_record(enterprise: Enterprise, kind: str, /, **fields) -> Record:
    """A good entry of the list ``enterprise.<kind>``, e.g. ``"awards"``."""
    record = getattr(enterprise, kind).create(**(_RECORDS[kind] | fields))
    record.refresh_from_db()
    return record


def make_product(enterprise: Enterprise, **fields) -> ProductProfile:
    """A main product with every question answered well."""
    values = {
        "name": "高精度主轴",
        "in_strategic_emerging": True,
        "segment_years": "8.0",
        "chain_role": True,
        "fields": ["six_bases"],
        "domestic_share": "12.500",
        "international_share": "1.000",
        "domestic_rank": 3,
        "sound_governance": True,
        "leading_technology": True,
        "digital_and_green": True,
        "information_system": True,
        "unique_advantage": True,
        "high_reputation": True,
        "competitive_brand": True,
        "leading_position": True,
    }
    return ProductProfile.objects.create(enterprise=enterprise, **(values | fields))


def make_development_score(enterprise: Enterprise, year: int, **fields) -> DevelopmentScore:
    values = {"score": "63.50", "source": "平台公布（示例）", "published_on": dt.date(year, 6, 1)}
    return DevelopmentScore.objects.create(enterprise=enterprise, year=year, **(values | fields))


def make_legal_user(enterprise: Enterprise, **fields) -> User:
    values = {
        "username": enterprise.credit_code,
        "kind": AccountKind.LEGAL,
        "full_name": enterprise.contact_name,
        "phone": enterprise.contact_mobile,
        "email": enterprise.email,
        "enterprise": enterprise,
        "password": make_password(PASSWORD),
    }
    return User.objects.create(**(values | fields))


def make_natural_user(**fields) -> User:
    values = {
        "username": "11010519491231002X",
        "kind": AccountKind.NATURAL,
        "full_name": "王自然",
        "phone": "13700137000",
        "email": "person@example.com",
        "password": make_password(PASSWORD),
    }
    return User.objects.create(**(values | fields))


def make_official(authority: Authority, username: str | None = None, **fields) -> User:
    official = new_official(authority, username, **fields)
    official.save(force_insert=True)
    official.charge()
    return official


def new_official(authority: Authority, username: str | None = None, **fields) -> User:
    """An official who is not stored yet."""
    values = {
        "username": username or f"official-{authority.code}-{next(_serial)}",
        "kind": AccountKind.OFFICIAL,
        "full_name": f"{authority.name}经办",
        "is_staff": True,
        "authority": authority,
        "password": make_password(PASSWORD),
    }
    return User(**(values | fields))


def period(number: int) -> dict[str, dt.datetime]:
    """Dates of the window before the one of today, or ``number`` more back: an office has one at a time."""
    opens = timezone.now() - dt.timedelta(days=50 + 40 * number)
    return {"opens_at": opens, "closes_at": opens + dt.timedelta(days=30)}


def make_window(authority: Authority, **fields) -> Window:
    """A window open now: from ten days ago to twenty days ahead; the province decides. With the lists of evidence."""
    if not Checklist.objects.exists():
        load_checklists()
    now = timezone.now()
    values = {
        "authority": authority,
        "kind": FilingKind.DECLARATION,
        "tier": Tier.INNOVATIVE,
        "year": timezone.localdate().year,
        "name": "创新型中小企业申报",
        "standard": "R2022-INNOVATIVE",
        "final_level": AuthorityLevel.PROVINCE,
        "opens_at": now - dt.timedelta(days=10),
        "closes_at": now + dt.timedelta(days=20),
    }
    return Window.objects.create(**(values | fields))
