"""R2022 附件3: 专精特新“小巨人”企业认定标准 (工信部企业〔2022〕63号): six dimensions, all of them needed.

New recognitions until R2026 replaced it; 复核 in 2026 still goes by it, without the growth test (since 2024).
The wording of 链 and the 50 places of “创客中国” are from memory, to be confirmed.
"""

from dataclasses import replace
from datetime import date

from declarations.standards.conditions import (
    Condition,
    Test,
    every,
    in_class,
    in_field,
    product_is,
    reaches,
    stated,
    stays_within,
)
from declarations.standards.engine import Standard
from declarations.standards.entries import (
    award_received,
    contest_placed,
    equity_raised,
    institution_built,
    quality_shown,
    rights_held,
    title_held,
)
from declarations.standards.facts import CHAIN_ROLE
from declarations.standards.intellectual_property import assess_r2022, is_applied
from declarations.standards.measures import (
    DOMESTIC_SHARE,
    SEGMENT_YEARS,
    Y1,
    Y2,
    amount,
    average_growth,
    share,
)
from declarations.standards.pass_rules import all_of, any_of
from declarations.standards.periods import Period
from enterprises.enums import ProductField, QualityKind, RecognitionLevel, TitleKind

SPECIALISED, REFINED, DISTINCTIVE = "专：专业化", "精：精细化", "特：特色化"
INNOVATIVE, DIRECT = "新：创新能力（一般性条件）", "新：创新能力（创新直通条件，任意一项）"
CHAIN, FIELD = "链：产业链配套", "品：主导产品所属领域"


def _rd_share_of_both_years(border: str) -> Test:
    return every(
        reaches(share("rd_expense", of="revenue", year=Y1), border),
        reaches(share("rd_expense", of="revenue", year=Y2), border),
    )


RESEARCH_BY_REVENUE = in_class(
    amount("revenue"),
    ("10000", _rd_share_of_both_years("3%")),
    ("5000", _rd_share_of_both_years("6%")),
    (
        None,
        every(
            equity_raised("8000", share_at_most="0.30", period="equity_two_years"),
            reaches(amount("rd_expense"), "3000"),
            reaches(share("rd_staff", of="employees"), "50%"),
        ),
    ),
)

GROWTH = Condition(
    code="1.3",
    name="近2年主营业务收入平均增长率不低于5%",
    source="63号 附件3 专业化指标",
    test=reaches(average_growth("main_revenue"), "5%"),
    part=SPECIALISED,
)

# Asked by the main text of the measures, not by the annex, and only of new applications.
PREREQUISITE = Condition(
    code="0.1",
    name="已是有效期内的专精特新中小企业",
    source="63号 正文 认定条件",
    test=title_held(TitleKind.SPECIALIZED),
    part="申报前提",
)

CONDITIONS = (
    PREREQUISITE,
    Condition(
        code="1.1",
        name="截至上年末从事特定细分市场时间达到3年以上",
        source="63号 附件3 专业化指标",
        test=reaches(SEGMENT_YEARS, "3"),
        part=SPECIALISED,
    ),
    Condition(
        code="1.2",
        name="主营业务收入总额占营业收入总额比重不低于70%",
        source="63号 附件3 专业化指标",
        test=reaches(share("main_revenue", of="revenue"), "70%"),
        part=SPECIALISED,
    ),
    GROWTH,
    Condition(
        code="2.1",
        name="有长期发展战略，治理规范，信誉良好，技术、工艺和质量国内领先，推进数字化、绿色化发展",
        source="63号 附件3 精细化指标",
        test=every(stated("sound_governance"), stated("leading_technology"), stated("digital_and_green")),
        part=REFINED,
        judged=True,
    ),
    Condition(
        code="2.2",
        name="至少1项核心业务（研发设计、生产制造、供应链管理等）采用信息系统支撑",
        source="63号 附件3 精细化指标",
        test=stated("information_system"),
        part=REFINED,
    ),
    Condition(
        code="2.3",
        name="取得管理体系认证，或产品通过发达国家和地区产品认证（国际行业协会认证）",
        source="63号 附件3 精细化指标",
        test=quality_shown(
            QualityKind.QUALITY_SYSTEM, QualityKind.MANAGEMENT_SYSTEM, QualityKind.PRODUCT_CERTIFICATION
        ),
        part=REFINED,
    ),
    Condition(
        code="2.4",
        name="截至上年末资产负债率不高于70%",
        source="63号 附件3 精细化指标",
        test=stays_within(share("total_liabilities", of="total_assets"), "70%"),
        part=REFINED,
    ),
    Condition(
        code="3.1",
        name="技术和产品有自身独特优势",
        source="63号 附件3 特色化指标",
        test=stated("unique_advantage"),
        part=DISTINCTIVE,
        judged=True,
    ),
    Condition(
        code="3.2",
        name="主导产品在全国细分市场占有率达到10%以上，享有较高知名度",
        source="63号 附件3 特色化指标",
        test=every(reaches(DOMESTIC_SHARE, "10%"), stated("high_reputation")),
        part=DISTINCTIVE,
        judged=True,
    ),
    Condition(
        code="3.3",
        name="拥有直接面向市场并具有竞争优势的自主品牌",
        source="63号 附件3 特色化指标",
        test=every(quality_shown(QualityKind.OWN_BRAND), stated("competitive_brand")),
        part=DISTINCTIVE,
        judged=True,
    ),
    Condition(
        code="4.1",
        name="研发强度：上年度营业收入1亿元以上的，近2年每年不低于3%；5000万元以上不足1亿元的，近2年每年不低于6%；"
        "不足5000万元的，近2年新增股权融资8000万元以上、研发费用3000万元以上、研发人员占比50%以上",
        source="63号 附件3 创新能力指标 一般性条件1",
        test=RESEARCH_BY_REVENUE,
        part=INNOVATIVE,
    ),
    Condition(
        code="4.2",
        name="自建研发机构，或与高校院所联合建立研发机构",
        source="63号 附件3 创新能力指标 一般性条件2",
        test=institution_built(),
        part=INNOVATIVE,
    ),
    Condition(
        code="4.3",
        name="拥有2项以上与主导产品相关的Ⅰ类知识产权，且实际应用并产生经济效益",
        source="63号 附件3 创新能力指标 一般性条件3",
        test=rights_held(2, assess_r2022, is_applied, "实际应用并产生经济效益的Ⅰ类知识产权"),
        part=INNOVATIVE,
    ),
    Condition(
        code="4.P1",
        name="近三年获得国家级科技奖励，并在获奖单位中排名前三",
        source="63号 附件3 创新能力指标 创新直通条件1",
        test=award_received(RecognitionLevel.NATIONAL, period="awards", rank_at_most=3),
        part=DIRECT,
        needed=False,
    ),
    Condition(
        code="4.P2",
        name="近三年进入“创客中国”中小企业创新创业大赛全国50强企业组名单",
        source="63号 附件3 创新能力指标 创新直通条件2",
        test=contest_placed(50, period="awards"),
        part=DIRECT,
        needed=False,
    ),
    Condition(
        code="5.1",
        name="位于产业链关键环节，围绕重点产业链实现关键基础技术和产品的产业化应用，发挥补短板、锻长板、填空白等作用",
        source="63号 附件3 产业链配套指标",
        test=product_is("chain_role", CHAIN_ROLE),
        part=CHAIN,
        judged=True,
    ),
    Condition(
        code="6.1",
        name="主导产品原则上属于工业“六基”、制造强国战略十大重点产业领域或网络强国建设领域",
        source="63号 附件3 主导产品所属领域指标",
        test=in_field(ProductField.SIX_BASES, ProductField.KEY_FIELDS, ProductField.NETWORK),
        part=FIELD,
        judged=True,
    ),
)

_SPECIALISED = ("0.1", "1.1", "1.2", "1.3")
_OTHERS = ("2.1", "2.2", "2.3", "2.4", "3.1", "3.2", "3.3", "5.1", "6.1")
_INNOVATION = any_of(all_of("4.1", "4.2", "4.3"), "4.P1", "4.P2")

R2022_LITTLE_GIANT = Standard(
    id="R2022-LITTLE-GIANT",
    version=1,
    title="专精特新“小巨人”企业认定标准（2022年）",
    tier="little_giant",
    kind="new",
    source="《优质中小企业梯度培育管理暂行办法》（工信部企业〔2022〕63号）附件3",
    in_force_from=date(2022, 8, 1),
    in_force_until=date(2026, 3, 31),
    groups=(),
    conditions=CONDITIONS,
    passes=all_of(*_SPECIALISED, *_OTHERS, _INNOVATION),
    notes=(
        "施行日期2022年8月1日、截止日期2026年3月31日和复核用到2026年底未经正式文本核实。",
        "“创客中国”50强、产业链配套的表述未经正式文本核实。",
        "近2年平均增长率按两个年度增长率的算术平均计算：本平台的理解。",
        "近三年获奖和名次算到申报之日，近2年股权融资按会计年度计算：本平台的理解。",
        "历年通知另有限制（如已是制造业单项冠军、与现有“小巨人”有控股关系的不推荐，2025年起营业收入不足5000万元的不受理），"
        "须按当年通知核对，不在本结果之内。",
    ),
    # Our reading of 近三年 and 近2年, not policy: events up to the day of application, equity by accounting years.
    periods={
        "awards": Period(years=3, until_application=True),
        "equity_two_years": Period(years=2, until_application=False),
    },
)

R2022_LITTLE_GIANT_RENEWAL = replace(
    R2022_LITTLE_GIANT,
    id="R2022-LITTLE-GIANT-RENEWAL",
    title="专精特新“小巨人”企业认定标准（2022年）· 复核",
    kind="renewal",
    in_force_until=date(2026, 12, 31),
    conditions=tuple(each for each in CONDITIONS if each not in (PREREQUISITE, GROWTH)),
    passes=all_of("1.1", "1.2", *_OTHERS, _INNOVATION),
)
