"""科技型中小企业评价 (国科发政〔2017〕115号): evidence for tier 1 under R2026, granted by the science authorities.

The hard limits are from one secondary source, the points are official. Class Ⅰ and Ⅱ are taken as R2022 has them.
"""

from datetime import date

from declarations.standards.bands import band_ge, best_of
from declarations.standards.conditions import Condition, stays_within
from declarations.standards.engine import Group, Indicator, Standard
from declarations.standards.entries import award_received, honour_held, institution_owned, standard_led
from declarations.standards.intellectual_property import assess_r2022, is_class_one, is_class_two
from declarations.standards.measures import amount, share
from declarations.standards.pass_rules import SCORE, LineScored, all_of, any_of
from declarations.standards.periods import Period
from declarations.standards.scoring import ladder
from enterprises.enums import HonourKind, RecognitionLevel, StandardScope

STAFF_SHARE = share("tech_staff", of="employees")

INDICATORS = Group(
    code="technology",
    name="科技型中小企业评价指标",
    minimum=0,
    indicators=(
        Indicator(
            code="1",
            name="科技人员占职工总数比例",
            maximum=20,
            source="115号 评价指标 科技人员",
            scoring=band_ge(STAFF_SHARE, ("30%", 20), ("25%", 16), ("20%", 12), ("15%", 8), ("10%", 4)),
        ),
        Indicator(
            code="2",
            name="研发投入",
            maximum=50,
            source="115号 评价指标 研发投入",
            scoring=best_of(
                band_ge(
                    share("rd_expense", of="revenue"), ("6%", 50), ("5%", 40), ("4%", 30), ("3%", 20), ("2%", 10)
                ),
                band_ge(
                    share("rd_expense", of="total_cost"),
                    ("30%", 50), ("25%", 40), ("20%", 30), ("15%", 20), ("10%", 10),
                ),
            ),
        ),
        Indicator(
            code="3",
            name="科技成果（知识产权）",
            maximum=30,
            source="115号 评价指标 科技成果",
            scoring=ladder(
                assess_r2022,
                (is_class_one, 30, "Ⅰ类知识产权"),
                (is_class_two, 24, "Ⅱ类知识产权", 4),
                (is_class_two, 18, "Ⅱ类知识产权", 3),
                (is_class_two, 12, "Ⅱ类知识产权", 2),
                (is_class_two, 6, "Ⅱ类知识产权"),
                formula="与主要产品相关的知识产权，Ⅰ类1项以上取最高一档，Ⅱ类按数量",
            ),
        ),
    ),
)  # fmt: skip

LIMITS, DIRECT = "基本条件", "直接确认条件（任意一项）"

CONDITIONS = (
    Condition(
        code="L1",
        name="职工总数不超过500人",
        source="115号 基本条件",
        test=stays_within(amount("employees"), "500"),
        part=LIMITS,
    ),
    Condition(
        code="L2",
        name="年销售收入不超过2亿元（20,000万元）",
        source="115号 基本条件",
        test=stays_within(amount("revenue"), "20000"),
        part=LIMITS,
    ),
    Condition(
        code="L3",
        name="资产总额不超过2亿元（20,000万元）",
        source="115号 基本条件",
        test=stays_within(amount("total_assets"), "20000"),
        part=LIMITS,
    ),
    Condition(
        code="K1",
        name="拥有有效期内的高新技术企业资格",
        source="115号 直接确认条件1",
        test=honour_held(HonourKind.HIGH_TECH, list_is_open=False),
        part=DIRECT,
        needed=False,
    ),
    Condition(
        code="K2",
        name="近五年获得过国家级科技奖励，并在获奖单位中排名前三",
        source="115号 直接确认条件2",
        test=award_received(RecognitionLevel.NATIONAL, period="five_years", rank_at_most=3),
        part=DIRECT,
        needed=False,
    ),
    Condition(
        code="K3",
        name="拥有经认定的省部级以上研发机构",
        source="115号 直接确认条件3",
        test=institution_owned(
            RecognitionLevel.NATIONAL, RecognitionLevel.MINISTERIAL, RecognitionLevel.PROVINCIAL
        ),
        part=DIRECT,
        needed=False,
    ),
    Condition(
        code="K4",
        name="近五年主导制定过国际标准、国家标准或行业标准（起草单位排名前五）",
        source="115号 直接确认条件4",
        test=standard_led(
            StandardScope.INTERNATIONAL,
            StandardScope.NATIONAL,
            StandardScope.INDUSTRY,
            period="five_years",
            rank_at_most=5,
        ),
        part=DIRECT,
        needed=False,
    ),
)

TECHNOLOGY_SME = Standard(
    id="TECH-SME",
    version=1,
    title="科技型中小企业评价标准",
    tier="innovative",
    kind="evidence",
    source="《科技型中小企业评价办法》（国科发政〔2017〕115号）",
    # The document is of 2017; its day is not confirmed.
    in_force_from=date(2017, 1, 1),
    in_force_until=None,
    groups=(INDICATORS,),
    conditions=CONDITIONS,
    passes=all_of("L1", "L2", "L3", any_of(all_of(SCORE, LineScored("1")), "K1", "K2", "K3", "K4")),
    pass_mark=60,
    notes=(
        "由科技主管部门评价，此处只是估算；施行日期和基本条件未经正式文本核实。",
        "产品、事故和失信方面的基本条件不在估算之内；Ⅰ类、Ⅱ类知识产权按2022年标准的定义。",
        "近五年算到申报之日：本平台的理解。",
    ),
    # Our reading of 近五年, not policy: up to the day of application.
    periods={"five_years": Period(years=5, until_application=True)},
)
