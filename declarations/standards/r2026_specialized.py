"""R2026 附件1: 专精特新中小企业认定标准 (工信部企业〔2026〕2号), in force from 2026-04-01: six conditions, all needed.

The exemptions of the fourth condition are from one secondary source. Item 5 names no number: the authority judges.
"""

from dataclasses import replace
from datetime import date

from declarations.standards.conditions import Condition, Test, every, reaches, some, stated, stays_within
from declarations.standards.engine import Standard
from declarations.standards.entries import (
    award_received,
    equity_raised,
    institution_owned,
    rights_held,
    title_held,
)
from declarations.standards.intellectual_property import assess_r2026, is_applied
from declarations.standards.measures import (
    LAST_YEAR,
    SEGMENT_YEARS,
    THIS_YEAR,
    Y1,
    Y2,
    amount,
    development_score,
    share,
)
from declarations.standards.pass_rules import all_of
from declarations.standards.periods import Period
from enterprises.enums import RecognitionLevel, TitleKind

BASIS, ECONOMY, RESEARCH = "一、基础", "二、经营", "三、研发投入"
RIGHTS, MARKET, SCORE = "四、知识产权", "五、市场地位", "六、发展评价"


def _research(year: int) -> Test:
    return every(
        reaches(amount("rd_expense", year=year), "100"),
        reaches(share("rd_expense", of="revenue", year=year), "3%"),
    )


DEVELOPMENT = Condition(
    code="6.1",
    name="本年度中小企业专精特新发展评价得分50分以上",
    source="2号 附件1 第6项",
    test=reaches(development_score(THIS_YEAR), "50"),
    part=SCORE,
)

CONDITIONS = (
    Condition(
        code="1.1",
        name="已是科技和创新型中小企业（有效期内的科技型或创新型中小企业）",
        source="2号 附件1 第1项",
        test=title_held(TitleKind.INNOVATIVE, TitleKind.TECHNOLOGY),
        part=BASIS,
    ),
    Condition(
        code="1.2",
        name="截至上年末从事特定细分市场时间达到3年以上",
        source="2号 附件1 第1项",
        test=reaches(SEGMENT_YEARS, "3"),
        part=BASIS,
    ),
    Condition(
        code="2.1",
        name="上年度营业收入1500万元以上；不足的，近两年新增股权投资（合格机构投资者的实缴额）2000万元以上",
        source="2号 附件1 第2项",
        test=some(
            reaches(amount("revenue"), "1500"),
            equity_raised("2000", share_at_most=None, period="equity_two_years", words="股权投资"),
        ),
        part=ECONOMY,
    ),
    Condition(
        code="2.2",
        name="上年度主营业务收入占营业收入比重80%以上",
        source="2号 附件1 第2项",
        test=reaches(share("main_revenue", of="revenue"), "80%"),
        part=ECONOMY,
    ),
    Condition(
        code="2.3",
        name="上年末资产负债率80%以下",
        source="2号 附件1 第2项",
        test=stays_within(share("total_liabilities", of="total_assets"), "80%"),
        part=ECONOMY,
    ),
    Condition(
        code="3.1",
        name="上年度研发费用100万元以上，且占营业收入3%以上",
        source="2号 附件1 第3项",
        test=_research(Y1),
        part=RESEARCH,
    ),
    Condition(
        code="3.2",
        name="前年度研发费用100万元以上，且占营业收入3%以上",
        source="2号 附件1 第3项",
        test=_research(Y2),
        part=RESEARCH,
    ),
    Condition(
        code="4.1",
        name="拥有1项以上与主导产品相关的Ⅰ类知识产权，实际应用并产生经济效益（近三年省部级以上科技奖励排名前三，"
        "或拥有经认定的省部级以上研发机构的，免此要求）",
        source="2号 附件1 第4项",
        test=some(
            rights_held(1, assess_r2026, is_applied, "实际应用并产生经济效益的Ⅰ类知识产权"),
            award_received(
                RecognitionLevel.NATIONAL,
                RecognitionLevel.MINISTERIAL,
                RecognitionLevel.PROVINCIAL,
                period="awards",
                rank_at_most=3,
            ),
            institution_owned(
                RecognitionLevel.NATIONAL, RecognitionLevel.MINISTERIAL, RecognitionLevel.PROVINCIAL
            ),
        ),
        part=RIGHTS,
    ),
    Condition(
        code="5.1",
        name="主导产品在国内或国际细分市场占有率位次较为靠前，享有一定知名度",
        source="2号 附件1 第5项",
        test=stated("leading_position"),
        part=MARKET,
        judged=True,
    ),
    DEVELOPMENT,
)

R2026_SPECIALIZED = Standard(
    id="R2026-SPECIALIZED",
    version=1,
    title="专精特新中小企业认定标准（2026年）",
    tier="specialized",
    kind="new",
    source="《优质中小企业梯度培育管理办法》（工信部企业〔2026〕2号）附件1",
    in_force_from=date(2026, 4, 1),
    in_force_until=None,
    groups=(),
    conditions=CONDITIONS,
    assess_rights=assess_r2026,
    passes=all_of(*(each.code for each in CONDITIONS)),
    notes=(
        "第四项的两种免除情形只有一处资料来源，未经正式文本核实。",
        "第五项没有量化，按企业自述判断，以主管部门判断为准。",
        "近三年获奖算到申报之日，近两年股权投资按会计年度计算：本平台的理解。",
        "发展评价得分的指标权重没有公开，只能使用主管部门公布的得分；“本年度”指申报之年。",
    ),
    # Our reading of 近三年 and 近两年, not policy: events up to the day of application, equity by accounting years.
    periods={
        "awards": Period(years=3, until_application=True),
        "equity_two_years": Period(years=2, until_application=False),
    },
)

R2026_SPECIALIZED_RENEWAL = replace(
    R2026_SPECIALIZED,
    id="R2026-SPECIALIZED-RENEWAL",
    title="专精特新中小企业认定标准（2026年）· 复核",
    kind="renewal",
    notes=(*R2026_SPECIALIZED.notes, "复核时仍查第一项的称号：本平台的理解，文件没有另行规定。"),
    conditions=tuple(
        replace(
            each,
            name="近两年任意一年中小企业专精特新发展评价得分50分以上",
            test=some(
                reaches(development_score(THIS_YEAR), "50"), reaches(development_score(LAST_YEAR), "50")
            ),
        )
        if each is DEVELOPMENT
        else each
        for each in CONDITIONS
    ),
)
