"""评测表 published from a day in the admin: what serves then, what was begun before, and how it is taken back."""

import datetime as dt
import re

import pytest
import time_machine
from django.urls import reverse
from django.utils.html import strip_tags

from assessments.enums import AssessmentState
from assessments.models import Assessment, Questionnaire, Release
from tests.admin.questionnaires import (
    DAY,
    INSTANT,
    ITS_DATE,
    LIST,
    MINE,
    NEW,
    NOW,
    OLD,
    PUBLISH,
    RELEASES,
    SHANGHAI,
    START,
    edition,
    messages_of,
    page_of,
    publish,
    uploaded,
)
from tests.assessments.conftest import fill, seen_on
from tests.assessments.sheets import highest_sheet


# --- Publishing ---------------------------------------------------------------------------------------------------
def test_an_edition_serves_from_its_day_and_what_was_begun_goes_on(browse, login, owner, enterprise, tables):
    with time_machine.travel(NOW, tick=False):
        client = browse("ministry")
        row = uploaded(client)
        form = client.get(PUBLISH).context["adminform"].form
        assert form["valid_from"].value() == dt.date(2026, 3, 3), "tomorrow, unless one says so"
        assert publish(client, row).url == RELEASES
        told = messages_of(client.get(RELEASES))
        assert f"自2026-03-12零时起，制造业企业新开始的评测使用“{NEW}”，代替“{OLD}”" in told
    with time_machine.travel(DAY - INSTANT, tick=False):
        browser = login(owner)
        page = browser.get(MINE).content.decode()
        assert OLD in page and NEW not in page
        browser.post(START)
        draft = Assessment.objects.get()
        assert draft.questionnaire == tables["2024"]
        assert "评测表已更换" not in browser.get(MINE).content.decode()
    with time_machine.travel(DAY, tick=False):
        browser = login(owner)
        review = reverse("assessments:take", args=[draft.pk, "review"])
        for address in (MINE, reverse("assessments:take", args=[draft.pk, "foundation"]), review):
            page = browser.get(address).content.decode()
            assert f"评测表已更换为：{NEW}" in page
            assert f"继续使用“{OLD}”，可以照常填写和提交" in page
        browser.post(START)
        assert Assessment.objects.get().questionnaire == tables["2024"]
        fill(draft, highest_sheet())
        seen = seen_on(browser.get(review).content.decode())
        browser.post(review, {"seen": seen, "pledge": "on"})
        draft.refresh_from_db()
        assert (draft.state, draft.level, draft.questionnaire) == (
            AssessmentState.SUBMITTED,
            4,
            tables["2024"],
        )
        page = browser.get(MINE).content.decode()
        assert f"<h2>{NEW}</h2>" in page
        assert "沿用上次答案" not in page, "its answers are to other questions"
        browser.post(START)
        assert Assessment.objects.drafts().get().questionnaire == row


def test_who_gives_the_old_attempt_up_begins_with_the_new_edition(browse, login, owner, tables):
    with time_machine.travel(NOW, tick=False):
        publish(browse("ministry"), uploaded(browse("ministry")))
        login(owner).post(START)
    with time_machine.travel(DAY, tick=False):
        browser, draft = login(owner), Assessment.objects.get()
        give_up = reverse("assessments:discard", args=[draft.pk])
        assert give_up in browser.get(MINE).content.decode()
        browser.post(give_up)
        browser.post(START)
        assert Assessment.objects.get().questionnaire.edition == "2027"
        assert "评测表已更换" not in browser.get(MINE).content.decode()


@pytest.mark.parametrize(
    ("day", "told"),
    [
        ("2026-03-01", "启用日期不能早于今天：已经开始的评测不会改用另一张表。"),
        ("1999-12-31", "请核对年份：1999年。"),
        ("2101-01-01", "请核对年份：2101年。"),
        ("", "请填写启用日期。"),
        ("2026-03-12", "中小企业数字化水平评测表（2022年版框架）· 制造业已安排在这一天启用，请换一个日期。"),
    ],
)
def test_days_from_which_nothing_can_be_published(browse, tables, day, told):
    with time_machine.travel(NOW, tick=False):
        client = browse("ministry")
        publish(client, tables["2022"])
        row = uploaded(client)
        response = client.post(PUBLISH, {"questionnaire": row.pk, "valid_from": day})
        assert response.context["adminform"].form.errors["valid_from"] == [told]
        assert not row.releases.exists()


def test_publishing_from_today_serves_at_once_and_other_categories_go_on(browse, owner_client, tables):
    """The same day is free in another category."""
    client = browse("ministry")
    today = dt.datetime.now(SHANGHAI).date()
    row = uploaded(client)
    assert publish(client, row, today).url == RELEASES
    other = Questionnaire.objects.get(category="other")
    assert publish(client, other, today).url == RELEASES
    assert f"<h2>{NEW}</h2>" in owner_client.get(MINE).content.decode()
    assert Release.objects.filter(valid_from=today).count() == 2


def test_publishing_twice_is_one_row(browse, officials, tables):
    with time_machine.travel(NOW, tick=False):
        row = uploaded(browse("ministry"))
        assert publish(browse("ministry"), row).url == RELEASES
        assert publish(browse("superuser"), row).url == RELEASES
    release = row.releases.get()
    assert (release.valid_from, release.category) == (ITS_DATE, "manufacturing")
    assert release.added_by == officials.ministry


def test_a_publication_can_be_taken_back_until_its_day(browse, tables):
    with time_machine.travel(NOW, tick=False):
        row = uploaded(browse("ministry"))
        publish(browse("ministry"), row)
        release = row.releases.get()
        delete = page_of(release, "delete")
        assert browse("guangdong").post(delete, {"post": "yes"}).status_code == 403
    with time_machine.travel(DAY, tick=False):
        assert delete not in browse("ministry").get(page_of(release)).content.decode()
        for office in ("ministry", "superuser"):
            assert browse(office).post(delete, {"post": "yes"}).status_code == 403
        assert row.releases.exists()
    with time_machine.travel(DAY - INSTANT, tick=False):
        client = browse("ministry")
        assert delete in client.get(page_of(release)).content.decode()
        assert client.get(delete).status_code == 200
        assert client.post(delete, {"post": "yes"}).status_code == 302
        assert not row.releases.exists()
        assert uploaded(client, edition("2027", ("以上均无", "都没有"))).pk == row.pk, "it may change again"


def badges(client, page: str) -> dict[str, str]:
    """What each row of a list says: the title (and day) → its state."""
    rows = re.findall(r"<tr>(.*?)</tr>", client.get(page).content.decode(), re.S)
    found = {}
    for row in rows:
        title, state = (
            re.search(r"<th class.*?</th>", row, re.S),
            re.search(r'status--\w+">(.*?)</span>', row),
        )
        if title and state:
            found[strip_tags(title[0])] = state[1]
    return found


def test_the_lists_say_what_is_in_force(browse, tables):
    before = str(tables["2022"])
    with time_machine.travel(NOW, tick=False):
        client = browse("ministry")
        row = uploaded(client)
        shown = badges(client, LIST)
        assert (shown[before], shown[OLD], shown[NEW]) == ("已停用", "现行，2024-09-04 起", "未发布")
        publish(client, row)
        shown = badges(client, LIST)
        assert (shown[before], shown[OLD], shown[NEW]) == (
            "已停用",
            "现行，2024-09-04 起",
            "2026-03-12 起启用",
        )
        shown = badges(client, RELEASES + "?category__exact=manufacturing")
        assert (shown[before], shown[OLD], shown[NEW]) == ("已停用", "现行", "待启用")
    with time_machine.travel(DAY, tick=False):
        client = browse("guangdong")
        shown = badges(client, LIST)
        assert (shown[OLD], shown[NEW]) == ("已停用", "现行，2026-03-12 起")
        shown = badges(client, RELEASES)
        assert (shown[OLD], shown[NEW]) == ("已停用", "现行")


@pytest.mark.parametrize(
    "value", ["abc", "9" * 18, "9" * 20, "9" * 5000, "%00", "-1", "1.5", "٣", "", "1&questionnaire=x"]
)
def test_the_form_to_publish_takes_any_address(browse, tables, value):
    html = browse("ministry").get(f"{PUBLISH}?questionnaire={value}").content.decode()
    assert 'name="valid_from"' in html


def test_the_form_to_publish_names_the_table_one_comes_from(browse, tables):
    row = tables["2022"]
    html = browse("ministry").get(f"{PUBLISH}?questionnaire={row.pk}").content.decode()
    assert f'<option value="{row.pk}" selected>{row}</option>' in html


def test_a_publication_that_was_taken_back_leads_to_the_list(browse, tables):
    row = tables["2022"]
    release = Release.objects.create(category=row.category, questionnaire=row, valid_from=dt.date(2099, 1, 1))
    client = browse("ministry")
    badges = client.get(reverse("admin:assessments_questionnaire_changelist")).text
    assert "2099-01-01 起再次启用" in badges
    response = client.post(reverse("admin:assessments_release_delete", args=[release.pk]), {"post": "yes"})
    assert response.url == reverse("admin:assessments_release_changelist")
    assert not Release.objects.filter(pk=release.pk).exists()
