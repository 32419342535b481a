"""One function for each meaning of typed text: what comes out, however it was typed."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from enterprises.kit.text import typed
from enterprises.models import Enterprise, IntellectualProperty

READ = {
    typed.phone: {
        "13800138000": [
            "138 0013 8000",
            "\uff11\uff13\uff18\uff10\uff10\uff11\uff13\uff18\uff10\uff10\uff10",
            "+86 138-0013-8000",
            "86-13800138000",
            "138\u00a00013\u20078000",
            "\u202d13800138000\u202c",
        ],
        "020-87650001": [
            "020\uff0d87650001",
            "(020)87650001",
            "020 8765 0001",
            "02087650001",
            "\uff08020\uff0987650001",
            "+86 020-87650001",
        ],
        "0755-12345678": ["0755\u201412345678", "075512345678"],
        "020-87650001-123": ["020-87650001\u8f6c123", "020-87650001#123"],
        "020-87650001-801": [
            "020-87650001 转 801",
            "020-87650001 转分机 801",
            "020-87650001ext801",
            "020-87650001 Ext. 801",
            "020-87650001 x801",
            "02087650001-801",
            "020-87650001（分机号：801）",
            "电话：020-87650001转801",
        ],
        "400-820-8820": ["400-820-8820", "热线：400-820-8820"],
        # As people paste them.
        "0755-87654321": [
            "电话：0755-87654321",
            "联系电话: (0755) 8765 4321",
            "TEL：0755-87654321",
            "Tel. +86-0755-87654321",
            "办公电话 0755 87654321",
            "电话/传真：0755-87654321",
            "传真号码:0755-87654321",
            "0755-87654321（办）",
        ],
        "13900139000": [
            "手机 139 0013 9000",
            "手机号：13900139000",
            "Mobile: 139-0013-9000",
            "13900139000（微信同号）",
        ],
        # No number has these; they stay, and who asked says so.
        "13800138000-801": ["13800138000转801", "手机13800138000 ext 801"],
        "无": ["无"],
        "转801": ["转801"],
    },
    typed.email: {
        "demo1@example.com": ["demo1\uff20example.com", " demo1@example\u3002com ", "demo1 @ example.com"],
    },
    typed.number: {
        "-120.5": ["\u2212120.5", "\uff0d120.5", "\u2013120.5", "-120\uff0e5"],
        "1234567.89": [
            "1,234,567.89",
            "\uff11\uff0c\uff12\uff13\uff14\uff0c567.89",
            "1 234 567.89",
            "1\u2009234\u2009567.89",
        ],
        "12%": ["12%"],
        "12元": ["12元"],
        # Nobody can tell what these mean; they stay and are no numbers.
        "1,2": ["1,2", "1，2"],
        "1_000": ["1_000"],
    },
    typed.name: {
        "广州示例有限公司": [
            "\u2f34\u5dde\u793a\u4f8b\u6709\u9650\u516c\u53f8",
            " 广州 示例\u200b有限公司\ufeff",
        ],
        "广东石化（集团）有限公司": ["广东\u2f6f化(集团)有限公司", "广东石化\uff08集团\uff09有限公司"],
        "长城门业": ["\u2ed3城\u2ed4业"],
        "阿不都·热合曼": [
            *(f"阿不都{dot}热合曼" for dot in "·•・･‧∙⋅·．."),
            "阿不都 · 热合曼",
            "阿不都 • 热合曼",
        ],
        "艾力·买买提·吾守尔": ["艾力•买买提．吾守尔"],
        "张三，李四": ["张三,李四", "张三，李四", "张三, 李四", "张三 ， 李四"],
        "示例，Inc": ["示例,Inc"],
        "ABC Co., Ltd.": ["ABC Co., Ltd.", "ABC Co.， Ltd."],
        "ABC（中国）Co., Ltd.": ["ABC (中国) Co., Ltd."],
        "示例3.5机械": ["示例3.5机械"],
        "ABC Tools有限公司": ["ABC  Tools 有限公司", "\uff21\uff22\uff23 Tools有限公司"],
        # Lawful characters stay what they are.
        "䶮㛃𬭎𠮷①㎡": ["䶮㛃𬭎𠮷①㎡"],
    },
    typed.right_number: {
        "ZL202010123456.7": [
            "ZL202010123456.7",
            "ZL 202010123456.7",
            "zl202010123456.7",
            "\uff3a\uff2c\uff12\uff10\uff12\uff10\uff11\uff10\uff11\uff12\uff13\uff14\uff15\uff16\uff0e\uff17",
            "ZL2020 1 0123456.7",
            "202010123456.7",
            "ZL2020\u200b10123456.7",
            "2020101234567",
            "CN202010123456.7",
            "专利号\uff1aZL202010123456.7",
        ],
        "ZL202010123456": ["ZL202010123456", "202010123456"],
        "ZL98123456.X": ["ZL98123456.x"],
        "2020SR0123456": ["2020sr 0123456", "登记号\uff1a2020SR0123456"],
        "CNA20180001.2": ["cna20180001.2"],
    },
    typed.digits: {"3421": ["\uff13\uff14\uff12\uff11", "34 21"]},
    typed.code: {"91440106MA0000000X": ["91440106-ma0000000x", "'91440106MA0000000X"]},
    typed.comparable: {
        '"小巨人"(2026)': ["“小巨人”（２０２６）", "「小巨人」〔2026〕", '"小巨人"【2026】'],
    },
}


def test_what_was_typed_has_one_form():
    wrong = [
        (reader.__name__, text, reader(text), expected)
        for reader, table in READ.items()
        for expected, texts in table.items()
        for text in texts
        if reader(text) != expected
    ]
    assert not wrong
    moving = [(reader.__name__, one) for reader, table in READ.items() for one in table if reader(one) != one]
    assert not moving


def test_days_as_people_write_them():
    day = dt.date(2015, 5, 1)
    for text in (
        "2015-05-01",
        "2015/5/1",
        "2015.5.1",
        "2015年5月1日",
        "２０１５年５月１日",
        "20150501",
        " 2015 - 5 - 1 ",
        "2015.05.01",
        "2015。5。1",
        "2015、5、1",
        "2015年5月1号",
        "2015年05月01",
        "2015-05-01 00:00:00",
        "2015-05-01T00:00",
        "2015/5/1 0:00",
        "2015-5-1 00:00",
        "二〇一五年五月一日",
        "二零一五年五月一日",
        "二○一五年五月一号",
    ):
        assert typed.day(text) == day, text
    assert typed.day("二〇二六年十二月三十一日") == dt.date(2026, 12, 31)
    assert typed.day("二〇二六年十月二十日") == dt.date(2026, 10, 20)
    for text in (
        "", "2015", "2015-13-01", "20151301", "1.5.2015", "5月1日", "15/5/1", "2015-05-01 13:00",
        "二〇一五年十三月一日", "二〇一五年五月十十日",
    ):  # fmt: skip
        assert typed.day(text) is None, text


def test_a_year_of_two_digits_is_asked_about():
    asked = {
        "26/3/5": dt.date(2026, 3, 5),
        "26.3.5": dt.date(2026, 3, 5),
        "98年3月5日": dt.date(1998, 3, 5),
        "48-1-1": dt.date(2048, 1, 1),
        "49-1-1": dt.date(1949, 1, 1),
        "26/13/5": None,
        "2026/3/5": None,
        "5/3": None,
        "260305": None,
    }
    assert {text: typed.day_asked(text) for text in asked} == asked


def test_a_unit_of_the_field_may_stand_behind_a_number_another_may_not():
    assert typed.number("1,200万元", "万元") == "1200"
    assert typed.number("１２％", "%") == "12"
    assert typed.number("1200元", "万元") == "1200元"


@given(st.text(st.characters(exclude_categories=["M", "Sk", "Cs"]), max_size=60))
def test_read_twice_is_read_once(text):
    for reader in READ:
        once = reader(text)
        assert reader(once) == once, reader


def test_rows_constraints_and_queries_have_the_one_form(enterprise):
    Enterprise.objects.filter(pk=enterprise.pk).update(
        contact_mobile="138 0013 8000", name="广州示例(集团)有限公司"
    )
    enterprise.refresh_from_db()
    assert (enterprise.contact_mobile, enterprise.name) == ("13800138000", "广州示例（集团）有限公司")
    assert Enterprise.objects.filter(
        contact_mobile="１３８-0013-8000", name="广州示例(集团) 有限公司"
    ).exists()
    right = IntellectualProperty.objects.create(
        enterprise=enterprise,
        kind="invention",
        number="zl 2020 1 0123456.7",
        name="甲",
        granted_on="2022-01-01",
        acquisition="own",
    )
    assert right.number == "ZL202010123456.7"
    assert IntellectualProperty.objects.filter(number="202010123456.7").count() == 1
