"""R2022 附件2: 专精特新中小企业认定标准 (工信部企业〔2022〕63号), in force until R2026 replaced it.

Three basic conditions, and 60 points or one of four alternatives. A province fills the 15 points of 特色化 and may
raise the pass mark (``provincial.py``). The lower bands of item 11 and all bands of items 12 and 13 are from one
secondary source.
"""

from dataclasses import replace
from datetime import date

from declarations.standards.bands import band_ge, band_le, best_of
from declarations.standards.conditions import Condition, every, in_field, product_is, reaches, some
from declarations.standards.engine import Group, Indicator, Standard
from declarations.standards.entries import (
    award_received,
    contest_placed,
    equity_raised,
    institution_owned,
    quality_shown,
    standard_made,
)
from declarations.standards.facts import CHAIN_ROLE
from declarations.standards.intellectual_property import (
    assess_r2022,
    is_class_one,
    is_class_two,
    is_high_value,
    is_own_class_one,
)
from declarations.standards.measures import (
    DIGITAL_LEVEL,
    SEGMENT_YEARS,
    amount,
    average,
    average_growth,
    share,
)
from declarations.standards.pass_rules import SCORE, all_of, any_of
from declarations.standards.periods import Period
from declarations.standards.provincial import ToBeSetByProvince
from declarations.standards.scoring import counted, first_met, ladder
from enterprises.enums import ProductField, QualityKind, RecognitionLevel

SPECIALISATION = Group(
    code="specialisation",
    name="专业化",
    minimum=0,
    indicators=(
        Indicator(
            code="1",
            name="上年度主营业务收入总额占营业收入总额比重",
            maximum=5,
            source="63号 附件2 第1项",
            scoring=band_ge(share("main_revenue", of="revenue"), ("80%", 5), ("70%", 3), ("60%", 1)),
        ),
        Indicator(
            code="2",
            name="近2年主营业务收入平均增长率",
            maximum=10,
            source="63号 附件2 第2项",
            scoring=band_ge(
                average_growth("main_revenue"), ("10%", 10), ("8%", 8), ("6%", 6), ("4%", 4), ("0%", 2)
            ),
        ),
        Indicator(
            code="3",
            name="从事特定细分市场年限",
            maximum=5,
            source="63号 附件2 第3项",
            # One point for every two full years.
            scoring=band_ge(SEGMENT_YEARS, ("10", 5), ("8", 4), ("6", 3), ("4", 2), ("2", 1)),
        ),
        Indicator(
            code="4",
            name="主导产品所属领域情况",
            maximum=5,
            source="63号 附件2 第4项",
            scoring=first_met(
                (
                    product_is("chain_role", CHAIN_ROLE),
                    5,
                    "在产业链关键环节补短板、锻长板、填空白",
                ),
                (
                    in_field(ProductField.SIX_BASES, ProductField.TIME_HONOURED, ProductField.SERVES_LEADER),
                    3,
                    "属于工业“六基”领域、中华老字号，或为重点产业链龙头企业配套",
                ),
                formula="主导产品在产业链中的作用和所属领域，取最高一档",
                otherwise="不属于以上情况",
            ),
        ),
    ),
)

REFINEMENT = Group(
    code="refinement",
    name="精细化",
    minimum=0,
    indicators=(
        Indicator(
            code="5",
            name="数字化水平",
            maximum=5,
            source="63号 附件2 第5项",
            scoring=band_ge(DIGITAL_LEVEL, ("3", 5), ("2", 3)),
        ),
        Indicator(
            code="6",
            name="质量管理水平",
            maximum=5,
            source="63号 附件2 第6项",
            scoring=counted(
                (
                    quality_shown(
                        QualityKind.AWARD,
                        levels=(
                            RecognitionLevel.NATIONAL,
                            RecognitionLevel.MINISTERIAL,
                            RecognitionLevel.PROVINCIAL,
                        ),
                    ),
                    "省级以上质量奖",
                ),
                (quality_shown(QualityKind.QUALITY_SYSTEM), "质量管理体系认证"),
                (quality_shown(QualityKind.OWN_BRAND), "自主品牌"),
                (standard_made(), "参与制修订标准"),
                each=3,
                cap=5,
                formula="省级以上质量奖、质量管理体系认证、自主品牌、参与制修订标准，每项3分，最多5分",
            ),
        ),
        Indicator(
            code="7",
            name="上年度净利润率",
            maximum=10,
            source="63号 附件2 第7项",
            scoring=band_ge(
                share("net_profit", of="revenue"), ("10%", 10), ("8%", 8), ("6%", 6), ("4%", 4), ("2%", 2)
            ),
        ),
        Indicator(
            code="8",
            name="上年度资产负债率",
            maximum=5,
            source="63号 附件2 第8项",
            scoring=band_le(
                share("total_liabilities", of="total_assets"), ("50%", 5), ("60%", 3), ("70%", 1)
            ),
        ),
    ),
)

DISTINCTIVENESS = Group(
    code="distinctive",
    name="特色化",
    minimum=0,
    indicators=(
        Indicator(
            code="9",
            name="地方特色指标",
            maximum=15,
            source="63号 附件2 第9项",
            scoring=ToBeSetByProvince(15),
        ),
    ),
)

INNOVATION = Group(
    code="innovation",
    name="创新能力",
    minimum=0,
    indicators=(
        Indicator(
            code="10",
            name="与主导产品相关的有效知识产权数量",
            maximum=10,
            source="63号 附件2 第10项",
            scoring=ladder(
                assess_r2022,
                (is_high_value, 10, "Ⅰ类高价值知识产权"),
                (is_own_class_one, 8, "自主研发的Ⅰ类知识产权"),
                (is_class_one, 6, "Ⅰ类知识产权"),
                (is_class_two, 2, "Ⅱ类知识产权"),
                formula="与主导产品相关的有效知识产权，按类别取最高一档",
            ),
        ),
        Indicator(
            code="11",
            name="上年度研发费用投入",
            maximum=10,
            source="63号 附件2 第11项",
            scoring=best_of(
                band_ge(amount("rd_expense"), ("500", 10), ("400", 8), ("300", 6), ("200", 4), ("100", 2)),
                band_ge(
                    share("rd_expense", of="revenue"), ("10%", 10), ("8%", 8), ("6%", 6), ("4%", 4), ("3%", 2)
                ),
            ),
        ),
        Indicator(
            code="12",
            name="上年度研发人员占比",
            maximum=5,
            source="63号 附件2 第12项",
            scoring=band_ge(share("rd_staff", of="employees"), ("20%", 5), ("10%", 3), ("5%", 1)),
        ),
        Indicator(
            code="13",
            name="建立研发机构级别",
            maximum=10,
            source="63号 附件2 第13项",
            scoring=first_met(
                (institution_owned(RecognitionLevel.NATIONAL), 10, "国家级"),
                (institution_owned(RecognitionLevel.MINISTERIAL, RecognitionLevel.PROVINCIAL), 8, "省级"),
                (institution_owned(RecognitionLevel.CITY), 4, "市级"),
                (institution_owned(RecognitionLevel.COUNTY, RecognitionLevel.SELF), 2, "市级以下"),
                formula="研发机构，按级别取最高一档",
                otherwise="未建立研发机构",
            ),
        ),
    ),
)

BASIC, ALTERNATIVE = "基本条件", "免于得分要求的条件（任意一项）"

CONDITIONS = (
    Condition(
        code="C1",
        name="从事特定细分市场时间达到2年以上",
        source="63号 附件2 基本条件1",
        test=reaches(SEGMENT_YEARS, "2"),
        part=BASIC,
    ),
    Condition(
        code="C2",
        name="上年度研发费用总额不低于100万元，且占营业收入总额比重不低于3%",
        source="63号 附件2 基本条件2",
        test=every(reaches(amount("rd_expense"), "100"), reaches(share("rd_expense", of="revenue"), "3%")),
        part=BASIC,
    ),
    Condition(
        code="C3",
        name="上年度营业收入1000万元以上，或近2年新增股权融资总额（合格机构投资者的实缴额）2000万元以上",
        source="63号 附件2 基本条件3",
        test=some(
            reaches(amount("revenue"), "1000"),
            equity_raised("2000", share_at_most="0.30", period="equity_two_years"),
        ),
        part=BASIC,
    ),
    Condition(
        code="ALT-1",
        name="近三年获得过省级科技奖励并在获奖单位中排名前三，或获得国家级科技奖励并排名前五",
        source="63号 附件2 替代条件1",
        test=some(
            award_received(RecognitionLevel.PROVINCIAL, period="awards", rank_at_most=3),
            award_received(RecognitionLevel.NATIONAL, period="awards", rank_at_most=5),
        ),
        part=ALTERNATIVE,
        needed=False,
    ),
    Condition(
        code="ALT-2",
        name="近两年研发费用总额均值在1000万元以上",
        source="63号 附件2 替代条件2",
        test=reaches(average("rd_expense"), "1000"),
        part=ALTERNATIVE,
        needed=False,
    ),
    Condition(
        code="ALT-3",
        name="近两年新增股权融资总额（合格机构投资者的实缴额）6000万元以上",
        source="63号 附件2 替代条件3",
        test=equity_raised("6000", share_at_most="0.30", period="equity_two_years"),
        part=ALTERNATIVE,
        needed=False,
    ),
    Condition(
        code="ALT-4",
        name="近三年进入“创客中国”中小企业创新创业大赛全国500强企业组名单",
        source="63号 附件2 替代条件4",
        test=contest_placed(500, period="awards"),
        part=ALTERNATIVE,
        needed=False,
    ),
)

R2022_SPECIALIZED = Standard(
    id="R2022-SPECIALIZED",
    version=1,
    title="专精特新中小企业认定标准（2022年）",
    tier="specialized",
    kind="new",
    source="《优质中小企业梯度培育管理暂行办法》（工信部企业〔2022〕63号）附件2",
    in_force_from=date(2022, 8, 1),
    in_force_until=date(2026, 3, 31),
    groups=(SPECIALISATION, REFINEMENT, DISTINCTIVENESS, INNOVATION),
    conditions=CONDITIONS,
    passes=all_of("C1", "C2", "C3", any_of(SCORE, "ALT-1", "ALT-2", "ALT-3", "ALT-4")),
    pass_mark=60,
    provincial_group="distinctive",
    notes=(
        "施行日期2022年8月1日和截止日期2026年3月31日未经正式文本核实。",
        "第11项100万元至500万元各档、第12项和第13项的分档只有一处资料来源，未经正式文本核实。",
        "近2年平均增长率按两个年度增长率的算术平均计算；部级研发机构按省级计分：本平台的理解。",
        "近三年获奖和名次算到申报之日，近两年股权融资按会计年度计算：本平台的理解。",
        "正文要求先取得创新型中小企业称号的地区，由申报时间另行规定，不在附件的得分之内。",
    ),
    # Our reading of 近三年 and 近两年, not policy: events up to the day of application, equity by accounting years.
    periods={
        "awards": Period(years=3, until_application=True),
        "equity_two_years": Period(years=2, until_application=False),
    },
)

# Nothing in the document sets 复核 apart from a new 认定.
R2022_SPECIALIZED_RENEWAL = replace(
    R2022_SPECIALIZED,
    id="R2022-SPECIALIZED-RENEWAL",
    title="专精特新中小企业认定标准（2022年）· 复核",
    kind="renewal",
    notes=(*R2022_SPECIALIZED.notes, "文件没有另定复核的条件，按新申报的条件评价：本平台的理解。"),
)
