"""Formatted text made from plain values."""

from notices import richtext
from notices.enums import NoticeKind, NoticeLevel
from notices.services import publish_notice

EVIL = "<script>alert(1)</script>&"
ESCAPED = "&lt;script&gt;alert(1)&lt;/script&gt;&amp;"


def test_plain_values_stay_plain():
    for html in (
        richtext.heading(EVIL),
        richtext.paragraph(EVIL),
        richtext.bullets([EVIL]),
        richtext.numbered([EVIL]),
        richtext.table([EVIL], [[EVIL]]),
    ):
        assert ESCAPED in html
        assert "<script" not in html
        assert richtext.sanitise(html) == html


def test_table_has_a_head_and_a_line_for_every_row():
    html = richtext.table(["序号", "企业名称"], [[1, "甲"], [2, "乙"]])
    assert html == (
        "<table><tbody><tr><th>序号</th><th>企业名称</th></tr>"
        "<tr><td>1</td><td>甲</td></tr><tr><td>2</td><td>乙</td></tr></tbody></table>"
    )


def test_publishing_sanitises_and_takes_the_level_from_the_authority(places):
    notice = publish_notice(
        places.guangdong, NoticeKind.PUBLICITY, "公示", "<p onclick=x>好</p><script>1</script>"
    )
    notice.refresh_from_db()
    assert notice.body == "<p>好</p>"
    assert notice.level == NoticeLevel.PROVINCE
    assert (
        publish_notice(places.ministry, NoticeKind.NOTICE, "通知", "<p>好</p>").level == NoticeLevel.MINISTRY
    )
