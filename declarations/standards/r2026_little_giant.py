"""R2026 附件2: 专精特新“小巨人”企业认定标准 (工信部企业〔2026〕2号), in force from 2026-04-01: seven items, all needed.

The formula of the compound growth is inferred (standards 5.3). Growth is not tested in a renewal. Renewals of 2026
still go by annex 3 of R2022 (one secondary source), so the renewal is in force from 2027.
"""

from dataclasses import replace
from datetime import date

from declarations.standards.conditions import (
    Condition,
    every,
    in_field,
    product_is,
    reaches,
    some,
    stated,
    stays_within,
)
from declarations.standards.engine import Standard
from declarations.standards.entries import award_received, rights_held, title_held
from declarations.standards.facts import CHAIN_ROLE
from declarations.standards.intellectual_property import assess_r2026, is_applied
from declarations.standards.measures import (
    DOMESTIC_RANK,
    DOMESTIC_SHARE,
    INTERNATIONAL_SHARE,
    LAST_YEAR,
    SEGMENT_YEARS,
    THIS_YEAR,
    Y1,
    Y2,
    amount,
    compound_growth,
    development_score,
    share,
    total,
)
from declarations.standards.pass_rules import all_of
from declarations.standards.periods import Period
from enterprises.enums import ProductField, RecognitionLevel, TitleKind

BASIS, ECONOMY, RESEARCH, RIGHTS = "一、基础", "二、经营", "三、研发投入", "四、知识产权"
MARKET, FIELD, SCORE = "五、市场占有率", "六、主导产品所属领域", "七、发展评价"

GROWTH = Condition(
    code="2.3",
    name="近两年营业收入复合增长率5%以上",
    source="2号 附件2 第2项",
    test=reaches(compound_growth("revenue"), "5%"),
    part=ECONOMY,
)
DEVELOPMENT = Condition(
    code="7.1",
    name="本年度专精特新发展评价得分60分以上",
    source="2号 附件2 第7项",
    test=reaches(development_score(THIS_YEAR), "60"),
    part=SCORE,
)

CONDITIONS = (
    Condition(
        code="1.1",
        name="已是专精特新中小企业",
        source="2号 附件2 第1项",
        test=title_held(TitleKind.SPECIALIZED),
        part=BASIS,
    ),
    Condition(
        code="1.2",
        name="截至上年末从事特定细分市场时间达到3年以上",
        source="2号 附件2 第1项",
        test=reaches(SEGMENT_YEARS, "3"),
        part=BASIS,
    ),
    Condition(
        code="2.1",
        name="上年度营业收入5000万元以上",
        source="2号 附件2 第2项",
        test=reaches(amount("revenue"), "5000"),
        part=ECONOMY,
    ),
    Condition(
        code="2.2",
        name="上年度主营业务收入占营业收入比重90%以上",
        source="2号 附件2 第2项",
        test=reaches(share("main_revenue", of="revenue"), "90%"),
        part=ECONOMY,
    ),
    GROWTH,
    Condition(
        code="2.4",
        name="上年末资产负债率75%以下",
        source="2号 附件2 第2项",
        test=stays_within(share("total_liabilities", of="total_assets"), "75%"),
        part=ECONOMY,
    ),
    Condition(
        code="3.1",
        name="近两年研发费用合计1200万元以上",
        source="2号 附件2 第3项",
        test=reaches(total("rd_expense"), "1200"),
        part=RESEARCH,
    ),
    Condition(
        code="3.2",
        name="近两年每年研发费用占营业收入3%以上",
        source="2号 附件2 第3项",
        test=every(
            reaches(share("rd_expense", of="revenue", year=Y1), "3%"),
            reaches(share("rd_expense", of="revenue", year=Y2), "3%"),
        ),
        part=RESEARCH,
    ),
    Condition(
        code="4.1",
        name="拥有4项以上与主导产品相关的Ⅰ类知识产权，实际应用并产生经济效益（近三年国家级科技奖励排名前三的，免此要求）",
        source="2号 附件2 第4项",
        test=some(
            rights_held(4, assess_r2026, is_applied, "实际应用并产生经济效益的Ⅰ类知识产权"),
            award_received(RecognitionLevel.NATIONAL, period="awards", rank_at_most=3),
        ),
        part=RIGHTS,
    ),
    Condition(
        code="5.1",
        name="主导产品在国内或国际细分市场占有率10%以上，或国内排名前三",
        source="2号 附件2 第5项",
        test=some(
            reaches(DOMESTIC_SHARE, "10%"),
            reaches(INTERNATIONAL_SHARE, "10%"),
            stays_within(DOMESTIC_RANK, "3"),
        ),
        part=MARKET,
    ),
    Condition(
        code="5.2",
        name="主导产品享有较高知名度",
        source="2号 附件2 第5项",
        test=stated("high_reputation"),
        part=MARKET,
        judged=True,
    ),
    Condition(
        code="6.1",
        name="主导产品属于工业“六基”领域，或改造提升传统产业、培育壮大新兴产业、布局未来产业",
        source="2号 附件2 第6项",
        test=in_field(ProductField.SIX_BASES, ProductField.UPGRADING),
        part=FIELD,
    ),
    Condition(
        code="6.2",
        name="处于产业链关键环节，对提升产业链韧性和安全水平有重要作用",
        source="2号 附件2 第6项",
        test=product_is("chain_role", CHAIN_ROLE),
        part=FIELD,
        judged=True,
    ),
    DEVELOPMENT,
)

R2026_LITTLE_GIANT = Standard(
    id="R2026-LITTLE-GIANT",
    version=1,
    title="专精特新“小巨人”企业认定标准（2026年）",
    tier="little_giant",
    kind="new",
    source="《优质中小企业梯度培育管理办法》（工信部企业〔2026〕2号）附件2",
    in_force_from=date(2026, 4, 1),
    in_force_until=None,
    groups=(),
    conditions=CONDITIONS,
    passes=all_of(*(each.code for each in CONDITIONS)),
    notes=(
        "复合增长率按（上年度营业收入÷大前年度营业收入）的平方根减1计算：推定的公式，未见正式文本。",
        "近三年获奖算到申报之日：本平台的理解。",
        "第六项的关键环节和第五项的知名度没有量化，按企业自述判断，以主管部门判断为准。",
        "发展评价得分的指标权重没有公开，只能使用主管部门公布的得分；“本年度”指申报之年。",
        "历年通知另有限制（如已是制造业单项冠军、与现有“小巨人”有控股关系的不推荐），须按当年通知核对，不在本结果之内。",
    ),
    # Our reading of 近三年, not policy: up to the day of application.
    periods={"awards": Period(years=3, until_application=True)},
)

_RENEWAL_DEVELOPMENT = replace(
    DEVELOPMENT,
    name="近两年任意一年专精特新发展评价得分60分以上",
    test=some(reaches(development_score(THIS_YEAR), "60"), reaches(development_score(LAST_YEAR), "60")),
)
_RENEWAL_CONDITIONS = (
    *(each for each in CONDITIONS if each is not GROWTH and each is not DEVELOPMENT),
    _RENEWAL_DEVELOPMENT,
)

R2026_LITTLE_GIANT_RENEWAL = replace(
    R2026_LITTLE_GIANT,
    id="R2026-LITTLE-GIANT-RENEWAL",
    title="专精特新“小巨人”企业认定标准（2026年）· 复核",
    kind="renewal",
    notes=(
        *R2026_LITTLE_GIANT.notes,
        "2026年的复核仍用2022年标准，本标准自2027年起用于复核；复核时仍查第一项的称号：本平台的理解。",
    ),
    in_force_from=date(2027, 1, 1),
    conditions=_RENEWAL_CONDITIONS,
    passes=all_of(*(each.code for each in _RENEWAL_CONDITIONS)),
)
