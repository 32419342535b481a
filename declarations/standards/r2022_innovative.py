"""R2022 附件1: 创新型中小企业评价标准 (工信部企业〔2022〕63号).

Still in use for tier 1 under R2026 until a merged standard is published (办法〔2026〕2号 第30条).
In force from 2022-08-01 as remembered, not confirmed.
"""

from dataclasses import replace
from datetime import date

from declarations.standards.bands import band_ge, band_le
from declarations.standards.conditions import Condition
from declarations.standards.engine import Group, Indicator, Standard
from declarations.standards.entries import award_received, equity_raised, honour_held, institution_owned
from declarations.standards.intellectual_property import (
    assess_r2022,
    is_class_one,
    is_class_two,
    is_high_value,
    is_own_class_one,
)
from declarations.standards.measures import growth, share
from declarations.standards.pass_rules import GROUP_MINIMA, SCORE, all_of, any_of
from declarations.standards.periods import Period
from declarations.standards.scoring import choice, ladder
from enterprises.enums import HonourKind, RecognitionLevel

INNOVATION = Group(
    code="innovation",
    name="创新能力",
    minimum=20,
    indicators=(
        Indicator(
            code="1",
            name="与主导产品相关的有效知识产权数量",
            maximum=20,
            source="63号 附件1 第1项",
            scoring=ladder(
                assess_r2022,
                (is_high_value, 20, "Ⅰ类高价值知识产权"),
                (is_own_class_one, 15, "自主研发的Ⅰ类知识产权"),
                (is_class_one, 10, "Ⅰ类知识产权"),
                (is_class_two, 5, "Ⅱ类知识产权"),
                formula="与主导产品相关的有效知识产权，按类别取最高一档",
            ),
        ),
        Indicator(
            code="2",
            name="上年度研发费用总额占营业收入总额比重",
            maximum=20,
            source="63号 附件1 第2项",
            scoring=band_ge(
                share("rd_expense", of="revenue"), ("5%", 20), ("3%", 15), ("2%", 10), ("1%", 5), below=0
            ),
        ),
    ),
)

GROWTH = Group(
    code="growth",
    name="成长性",
    minimum=15,
    indicators=(
        Indicator(
            code="3",
            name="上年度主营业务收入增长率",
            maximum=20,
            source="63号 附件1 第3项",
            scoring=band_ge(growth("main_revenue"), ("15%", 20), ("10%", 15), ("5%", 10), ("0%", 5), below=0),
        ),
        Indicator(
            code="4",
            name="上年度资产负债率",
            maximum=10,
            source="63号 附件1 第4项",
            scoring=band_le(share("total_liabilities", of="total_assets"), ("55%", 10), ("75%", 5), above=0),
        ),
    ),
)

SPECIALISATION = Group(
    code="specialisation",
    name="专业化",
    minimum=15,
    indicators=(
        Indicator(
            code="5",
            name="主导产品所属领域情况",
            maximum=10,
            source="63号 附件1 第5项",
            scoring=choice(
                "main_product.in_strategic_emerging",
                "主导产品所属领域是否在《战略性新兴产业分类》中",
                {True: ("属于《战略性新兴产业分类》", 10), False: ("属于其他领域", 5)},
            ),
        ),
        Indicator(
            code="6",
            name="上年度主营业务收入总额占营业收入总额比重",
            maximum=20,
            source="63号 附件1 第6项",
            scoring=band_ge(
                share("main_revenue", of="revenue"),
                ("70%", 20),
                ("60%", 15),
                ("55%", 10),
                ("50%", 5),
                below=0,
            ),
        ),
    ),
)

DIRECT_CONDITIONS = (
    Condition(
        code="D1",
        name="近三年内获得过国家级、省级科技奖励",
        source="63号 附件1 直通条件1",
        part="直通条件",
        needed=False,
        test=award_received(RecognitionLevel.NATIONAL, RecognitionLevel.PROVINCIAL, period="awards"),
    ),
    Condition(
        code="D2",
        name="拥有有效期内的高新技术企业、国家级技术创新示范企业、知识产权优势企业、知识产权示范企业等荣誉",
        source="63号 附件1 直通条件2",
        part="直通条件",
        needed=False,
        test=honour_held(
            HonourKind.HIGH_TECH,
            HonourKind.INNOVATION_DEMONSTRATION,
            HonourKind.IP_ADVANTAGE,
            HonourKind.IP_DEMONSTRATION,
            list_is_open=True,
        ),
    ),
    Condition(
        code="D3",
        name="拥有经认定的省部级以上研发机构",
        source="63号 附件1 直通条件3",
        part="直通条件",
        needed=False,
        test=institution_owned(
            RecognitionLevel.NATIONAL, RecognitionLevel.MINISTERIAL, RecognitionLevel.PROVINCIAL
        ),
    ),
    Condition(
        code="D4",
        name="近三年新增股权融资总额（合格机构投资者的实缴额）500万元以上",
        source="63号 附件1 直通条件4",
        part="直通条件",
        needed=False,
        test=equity_raised("500", share_at_most="0.30", period="equity"),
    ),
)

R2022_INNOVATIVE = Standard(
    id="R2022-INNOVATIVE",
    version=1,
    title="创新型中小企业评价标准（2022年）",
    tier="innovative",
    kind="new",
    source="《优质中小企业梯度培育管理暂行办法》（工信部企业〔2022〕63号）附件1",
    in_force_from=date(2022, 8, 1),
    in_force_until=None,
    groups=(INNOVATION, GROWTH, SPECIALISATION),
    conditions=DIRECT_CONDITIONS,
    passes=any_of("D1", "D2", "D3", "D4", all_of(SCORE, GROUP_MINIMA)),
    pass_mark=60,
    notes=(
        "施行日期2022年8月1日未经正式文本核实。",
        "近三年获奖算到申报之日，近三年股权融资按会计年度计算：本平台的理解。",
        "直通条件2所列荣誉之外的同类荣誉，由主管部门判断。",
    ),
    # Our reading of 近三年, not policy: awards count up to the day of application, equity by accounting years.
    periods={
        "awards": Period(years=3, until_application=True),
        "equity": Period(years=3, until_application=False),
    },
)

# Nothing in the document sets 复核 apart from a new 评价.
R2022_INNOVATIVE_RENEWAL = replace(
    R2022_INNOVATIVE,
    id="R2022-INNOVATIVE-RENEWAL",
    title="创新型中小企业评价标准（2022年）· 复核",
    kind="renewal",
    notes=(*R2022_INNOVATIVE.notes, "文件没有另定复核的条件，按新申报的条件评价：本平台的理解。"),
)
