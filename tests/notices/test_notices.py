"""Public notices: tabs, search, paging, reading, attachments (M1.1, M5.2)."""

import contextlib
import datetime as dt
import uuid

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from notices.models import NoticeAttachment
from tests import factories

TEN_MEGABYTES = "好" * (10 * 1024 * 1024 // len("%E5%A5%BD"))
SHANGHAI = dt.timezone(dt.timedelta(hours=8))


def listed(client, **query) -> list[str]:
    page = client.get(reverse("notices:list"), query)
    assert page.status_code == 200
    return [notice.title for notice in page.context["page_obj"]]


def detail(notice) -> str:
    return reverse("notices:detail", args=[notice.pk])


@pytest.fixture
def everybody(client, places, login, owner_client):
    return {
        "anonymous": client,
        "legal": owner_client,
        "natural": login(factories.make_natural_user()),
        "official": login(factories.make_official(places.guangdong)),
    }


def test_m1_1_everybody_reads_notices(everybody, make_notice):
    notice = make_notice("年度安排")
    for who, client in everybody.items():
        assert listed(client) == ["年度安排"], who
        assert "年度安排" in client.get(detail(notice)).text, who


def test_m1_1_two_tabs_by_level_of_the_authority(client, places, make_notice):
    make_notice("部里的通知")
    make_notice("省里的通知", authority=places.guangdong)
    make_notice("市里的通知", authority=places.guangzhou)
    assert listed(client) == listed(client, level="ministry") == ["部里的通知"]
    assert listed(client, level="province") == ["市里的通知", "省里的通知"]
    page = client.get(reverse("notices:list"), {"level": "province"}).text
    assert '<a href="?level=province" aria-current="page">省级公告</a>' in page
    assert '<a href="?level=ministry">部级公告</a>' in page


@pytest.mark.parametrize("level", ["", "city", "x" * 1000, "\x00", "MINISTRY"])
def test_an_unknown_level_shows_the_first_tab(client, make_notice, level):
    make_notice("部里的通知")
    assert listed(client, level=level) == ["部里的通知"]


def test_m1_1_newest_first_with_times_to_the_minute(client, make_notice):
    make_notice("旧的", published_at=dt.datetime(2022, 8, 30, 9, 0, tzinfo=SHANGHAI))
    notice = make_notice("新的", published_at=dt.datetime(2022, 8, 31, 21, 33, 59, tzinfo=SHANGHAI))
    assert listed(client) == ["新的", "旧的"]
    for address in (reverse("notices:list"), detail(notice)):
        assert ">2022-08-31 21:33</time>" in client.get(address).text


def test_drafts_and_future_notices_are_invisible(client, make_notice, time_machine):
    at = timezone.now() + dt.timedelta(hours=2)
    hidden = [make_notice("草稿", published_at=None), make_notice("以后", published_at=at)]
    attachment = NoticeAttachment.objects.create(
        notice=hidden[1], name="a.pdf", file=ContentFile(b"x", "a.pdf")
    )
    file = reverse("notices:attachment", args=[hidden[1].pk, attachment.pk])
    assert listed(client) == listed(client, q="草稿") == []
    for address in (*map(detail, hidden), file):
        assert client.get(address).status_code == 404
    time_machine.move_to(at, tick=False)
    assert listed(client) == ["以后"]
    assert client.get(detail(hidden[1])).status_code == 200
    with contextlib.closing(client.get(file)) as response:
        assert response.status_code == 200


def test_an_unknown_notice_is_not_found(client, db):
    assert client.get(reverse("notices:detail", args=[uuid.uuid4()])).status_code == 404
    assert client.get("/notices/1/").status_code == 404


def test_m1_1_search_finds_words_in_title_and_text(client, places, make_notice):
    make_notice("复核安排", "<p>请按时<strong>提交</strong>材料</p>")
    make_notice("培训通知", '<p>讲解复核的要点 R&amp;D &lt;5% "数"</p>')
    make_notice("其他", "<p>无关</p>")
    make_notice("省里的复核", authority=places.hunan)
    assert listed(client, q="复核") == ["培训通知", "复核安排"]
    assert listed(client, q=" 复核  要点 ") == ["培训通知"]
    for word in ("R&D", "<5", '"数"'):
        assert listed(client, q=word) == ["培训通知"], word
    assert listed(client, q="复核", level="province") == ["省里的复核"]
    assert listed(client, q="%") == ["培训通知"]
    assert listed(client, q="_") == []


def test_search_finds_however_signs_are_typed_and_says_what_lies_outside_the_tab(client, places, make_notice):
    make_notice("关于第八批“小巨人”（2026年）的公示")
    make_notice("省里的“小巨人”公示", authority=places.hunan)
    for typed in (
        '"小巨人"',
        "“小巨人”",
        "「小巨人」",
        "２０２６",
        "(2026年)",
        "（2026年）",
        '"小巨人" 2026',
    ):
        assert listed(client, q=typed) == ["关于第八批“小巨人”（2026年）的公示"], typed
    page = client.get(reverse("notices:list"), {"q": '"小巨人"'}).text
    assert "在部级公告中找到1条；省级公告中另有1条。" in page


def test_search_keeps_its_words_on_tabs_and_pages(client, make_notice):
    for number in range(25):
        make_notice(f"复核 {number}")
    page = client.get(reverse("notices:list"), {"q": "复核"}).text
    assert 'href="?level=province&amp;q=%E5%A4%8D%E6%A0%B8"' in page
    assert 'href="?level=ministry&amp;q=%E5%A4%8D%E6%A0%B8&amp;page=2"' in page
    assert 'value="复核"' in page


def test_nothing_found_says_so_and_offers_the_other_tab(client, make_notice):
    make_notice("部里的通知")
    page = client.get(reverse("notices:list"), {"q": "没有这个词", "level": "province"}).text
    assert "没有找到相符的公告" in page
    assert "在部级公告中查找" in page


@pytest.mark.parametrize(
    "query",
    [
        TEN_MEGABYTES,
        "a " * 100_000,
        "\x00",
        "\x00复核\x00",
        "'; DROP TABLE notices_notice; --",
        "\\",
        "<script>",
        " " * 99,
    ],
    ids=range(8),
)
@pytest.mark.slow
def test_absurd_queries_are_answered(client, make_notice, query):
    make_notice("部里的通知")
    page = client.get(reverse("notices:list"), {"q": query})
    assert page.status_code == 200
    assert len(page.content) < 30_000
    assert b"<script>" not in page.content


def test_a_query_that_was_cut_says_so(client, make_notice):
    make_notice("复核安排")
    page = client.get(reverse("notices:list"), {"q": "复核 " * 30})
    assert "其余没有使用" in page.text
    assert "其余没有使用" not in client.get(reverse("notices:list"), {"q": "复核"}).text


@pytest.mark.parametrize(
    ("page", "shown"), [("0", 2), ("2", 2), ("-1", 2), ("9" * 30, 2), ("9" * 9000, 1), ("x", 1), ("", 1)]
)
def test_absurd_page_numbers_show_a_page_there_is(client, make_notice, page, shown):
    for number in range(21):
        make_notice(f"通知 {number}")
    answer = client.get(reverse("notices:list"), {"page": page})
    assert answer.status_code == 200
    assert answer.context["page_obj"].number == shown


def test_m1_1_twenty_on_a_page(client, make_notice):
    for number in range(21):
        make_notice(f"通知 {number}")
    assert len(listed(client)) == 20
    assert listed(client, page=2) == ["通知 0"]


def test_the_number_of_queries_does_not_grow(client, make_notice, query_count):
    for number in range(3):
        make_notice(f"通知 {number}")
    few = query_count(client, reverse("notices:list"))
    for number in range(30):
        make_notice(f"更多 {number}")
    assert query_count(client, reverse("notices:list")) == few == 2


def test_reading_takes_three_queries(client, make_notice, query_count):
    notice = make_notice("带附件")
    for number in range(4):
        NoticeAttachment.objects.create(notice=notice, name=f"{number}.pdf", file=f"{number}.pdf")
    assert query_count(client, detail(notice)) == 3


def test_the_text_of_a_notice_runs_nothing(client, make_notice):
    notice = make_notice(
        "标题<script>alert(1)</script>",
        '<p onclick="alert(1)">好</p><script>alert(2)</script><img src=x onerror=alert(3)>'
        '<a href="javascript:alert(4)">链接</a><iframe src="//evil.example"></iframe><svg onload=alert(5)>'
        '<h2 style="position:fixed">小标题</h2><table><tr><td>格</td></tr></table><form action="/x"><input></form>',
    )
    page = client.get(detail(notice)).text
    body = page[page.index('class="prose"') : page.index("</article>")]
    for danger in (
        "<script",
        "onclick",
        "onerror",
        "javascript:",
        "<iframe",
        "<svg onload",
        "style=",
        "<form",
        "<input",
    ):
        assert danger not in body, danger
    assert "标题&lt;script&gt;" in page
    for kept in ("<p>好</p>", "<h2>小标题</h2>", "<td>格</td>", ">链接</a>"):
        assert kept in body, kept


@pytest.fixture
def attachment(make_notice):
    notice = make_notice("名单公示")
    attachment = NoticeAttachment(notice=notice, name="名单（节选）.html")
    attachment.file.save("list.html", ContentFile(b"<script>alert(1)</script>"))
    return attachment


def test_m5_2_an_attachment_downloads_under_its_name_and_is_never_a_page(client, attachment):
    page = client.get(detail(attachment.notice)).text
    address = reverse("notices:attachment", args=[attachment.notice_id, attachment.pk])
    assert f'<a href="{address}">名单（节选）.html</a>' in page
    response = client.get(address)
    assert b"".join(response.streaming_content) == b"<script>alert(1)</script>"
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''%E5%90%8D")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"


def test_an_attachment_belongs_to_its_notice(client, attachment, make_notice):
    other = make_notice("另一则")
    assert client.get(reverse("notices:attachment", args=[other.pk, attachment.pk])).status_code == 404
    assert (
        client.get(reverse("notices:attachment", args=[attachment.notice_id, uuid.uuid4()])).status_code
        == 404
    )


def test_a_lost_file_is_not_found(client, attachment):
    attachment.file.storage.delete(attachment.file.name)
    address = reverse("notices:attachment", args=[attachment.notice_id, attachment.pk])
    assert client.get(address).status_code == 404


def test_notices_are_only_read(client, make_notice):
    notice = make_notice("通知")
    for address in (reverse("notices:list"), detail(notice)):
        assert client.post(address).status_code == 405
