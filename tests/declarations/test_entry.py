"""Where declarations begin: overview, cities dialog, starting (M1.5, M3.4, M4.2, M4.4)."""

import datetime as dt
import zoneinfo

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from declarations import forms
from declarations.enums import FilingState
from declarations.models import Checklist, Filing
from declarations.services import filings
from declarations.services.filings import FilingRefused, start_filing
from declarations.services.windows import NO_FORM
from declarations.services.windows_upkeep import save_window
from declarations.standards import registry
from enterprises.enums import Tier
from enterprises.kit.times.deadlines import deadline_text
from tests import factories
from tests.conftest import client_of
from tests.declarations.conftest import product_data, save, section_url, submit, url

SHANGHAI = zoneinfo.ZoneInfo("Asia/Shanghai")
CITIES = reverse("declarations:cities")
NEW = reverse("declarations:new")


def test_cities_are_public_and_lead_to_the_login(client, window):
    """M1.5: anybody sees the cities; 【申报】 asks for the login and comes back."""
    page = client.get(CITIES, {"tier": "innovative"}).content.decode()
    assert "申报：</span>广州市" in page and "申报：</span>东莞市" in page
    assert "申报：</span>深圳市" not in page
    response = client.get(NEW, {"window": window.pk})
    assert response.status_code == 302
    assert response.url.startswith(reverse("enterprises:login")) and "next=/declarations/new/" in response.url


def test_no_open_window_says_why(client, places):
    """M4.4: an entry shows only when the authority has set the time and it has come."""
    page = client.get(CITIES, {"tier": "innovative"}).content.decode()
    assert "暂无可以申报的地区" in page and "申报时间由各地主管部门设置" in page


@pytest.mark.parametrize("tier", ["specialized", "little_giant"])
def test_other_tiers_say_that_their_form_is_to_come(owner_client, places, owner, enterprise, tier):
    window = factories.make_window(places.guangdong, tier=tier)
    assert "在线申报表尚未开放" in owner_client.get(CITIES, {"tier": tier}).content.decode()
    assert "在线申报表尚未开放" in owner_client.get(NEW, {"window": window.pk}).content.decode()
    assert owner_client.post(NEW, {"window": window.pk}).status_code == 409
    assert not Filing.objects.exists()


def test_unknown_tier_is_not_found(client, db):
    assert client.get(CITIES, {"tier": "made-up"}).status_code == 404


@pytest.mark.parametrize("value", ["", "x", "-1", "9" * 30, "1 or 1=1", "١"])
def test_made_up_windows_are_not_found(owner_client, value):
    assert owner_client.get(NEW, {"window": value}).status_code == 404
    assert owner_client.post(NEW, {"window": value}).status_code == 404


def test_natural_person_is_told_to_register_a_legal_account(login, window):
    """M4.2."""
    browser = login(factories.make_natural_user())
    for address in (
        reverse("declarations:list"),
        f"{NEW}?window={window.pk}",
        reverse("declarations:changes"),
    ):
        response = browser.get(address)
        assert response.status_code == 403
        assert "法人账户" in response.content.decode()


def test_incomplete_profile_leads_to_the_profile(places, login, window):
    """M2.3."""
    enterprise = factories.make_enterprise(places.tianhe, address="")
    browser = login(factories.make_legal_user(enterprise))
    response = browser.post(NEW, {"window": window.pk})
    page = response.content.decode()
    assert response.status_code == 409 and "通讯地址" in page
    assert reverse("enterprises:profile_edit") in page


def test_enterprise_without_a_region(places, login, window):
    browser = login(factories.make_legal_user(factories.make_enterprise()))
    assert "还没有填写注册地" in browser.get(NEW, {"window": window.pk}).content.decode()
    assert "还没有填写企业注册地" in browser.get(CITIES).content.decode()


def test_window_of_another_province(owner_client, places):
    window = factories.make_window(places.hunan)
    response = owner_client.post(NEW, {"window": window.pk})
    assert response.status_code == 409
    assert "不在“创新型中小企业申报”的范围内" in response.content.decode()
    assert "本企业所在地现在没有开放申报" in owner_client.get(CITIES).content.decode()


def test_double_click_begins_one_filing(owner_client, window):
    first = owner_client.post(NEW, {"window": window.pk})
    second = owner_client.post(NEW, {"window": window.pk})
    assert first.url == second.url
    assert Filing.objects.count() == 1


def test_race_of_two_clicks_begins_one_filing(enterprise, window, owner, monkeypatch):
    """Both look before either writes."""
    existing, _ = start_filing(enterprise, window, owner)
    seen = iter([None, existing])
    monkeypatch.setattr(filings, "active_filing", lambda *args: next(seen))
    assert start_filing(enterprise, window, owner) == (existing, False)


def test_an_active_filing_is_taken_up_again(filing, owner_client, window):
    assert owner_client.get(NEW, {"window": window.pk}).url == section_url(filing, "basic")


def test_rejected_leaves_no_room_withdrawn_does(filing, enterprise, window, owner):
    Filing.objects.filter(pk=filing.pk).update(
        state=FilingState.REJECTED,
        submitted_at=timezone.now(),
        decided_at=timezone.now(),
        first_authority=enterprise.authority,
        chain=[enterprise.authority.code],
    )
    assert start_filing(enterprise, window, owner)[1] is False
    Filing.objects.filter(pk=filing.pk).update(state=FilingState.WITHDRAWN, decided_at=None)
    again, created = start_filing(enterprise, window, owner)
    assert created and again.pk != filing.pk


# --- What cannot be judged or filled in cannot be begun ------------------------------------------------------------
LACKING = [
    ("its form", lambda patch: patch.setattr(forms, "FORMS", []), NO_FORM),
    ("its standard", lambda patch: patch.setattr(registry, "STANDARDS", ()), "没有适用的标准，不能申报"),
    ("its list", lambda patch: Checklist.objects.all().delete(), "佐证材料清单还没有发布，暂时不能申报"),
]


@pytest.mark.parametrize(("lacks", "take_away", "words"), LACKING, ids=[each[0] for each in LACKING])
def test_a_filing_without_form_standard_or_list_is_refused_when_it_begins(
    lacks, take_away, words, owner_client, window, monkeypatch
):
    assert words not in owner_client.get(NEW, {"window": window.pk}).text
    take_away(monkeypatch)
    assert words in owner_client.get(NEW, {"window": window.pk}).text
    refused = owner_client.post(NEW, {"window": window.pk})
    assert refused.status_code == 409 and words in refused.text
    assert not Filing.objects.exists()


# --- Borders of the window ---------------------------------------------------------------------------------------
@pytest.fixture
def may(places):
    """1 May 0:00 to 25 May 24:00."""
    return factories.make_window(
        places.guangdong,
        year=2026,
        opens_at=dt.datetime(2026, 5, 1, tzinfo=SHANGHAI),
        closes_at=dt.datetime(2026, 5, 26, tzinfo=SHANGHAI),
    )


BORDERS = [
    (dt.datetime(2026, 4, 30, 23, 59, 59, 999999, tzinfo=SHANGHAI), False, "还没有开始"),
    (dt.datetime(2026, 5, 1, tzinfo=SHANGHAI), True, ""),
    (dt.datetime(2026, 5, 25, 23, 59, 59, 999999, tzinfo=SHANGHAI), True, ""),
    (dt.datetime(2026, 5, 26, tzinfo=SHANGHAI), False, "已于2026年5月25日24:00截止"),
]


@pytest.mark.parametrize(("moment", "is_open", "words"), BORDERS)
def test_exact_borders_of_starting(enterprise, owner, may, client, moment, is_open, words):
    """24:00 of the 25th is the first instant after the window."""
    if is_open:
        assert start_filing(enterprise, may, owner, moment)[1]
    else:
        with pytest.raises(FilingRefused, match=words):
            start_filing(enterprise, may, owner, moment)
    with time_machine.travel(moment, tick=False):
        assert ("广州市" in client.get(CITIES).content.decode()) is is_open


@pytest.mark.parametrize(("moment", "is_open", "words"), BORDERS[2:])
def test_exact_borders_of_saving_and_submitting(login, enterprise, owner, may, moment, is_open, words):
    """A draft cannot be changed or submitted from the closing instant on; what was typed stays on the page."""
    filing, _ = start_filing(enterprise, may, owner, may.opens_at)
    with time_machine.travel(moment, tick=False):
        browser = login(owner)
        response = save(browser, filing, "product", product_data())
        assert response.status_code == (302 if is_open else 409)
        if is_open:
            assert browser.get(section_url(filing, "product")).status_code == 200
            assert "2026年5月25日24:00" in browser.get(section_url(filing, "product")).content.decode()
        else:
            page = response.content.decode()
            assert words in page and "精密主轴" in page
            assert browser.get(section_url(filing, "product")).url == url(filing, "filing")
            assert words in browser.get(url(filing, "filing")).content.decode()


def test_submitting_at_the_closing_instant(complete, owner_client, window):
    # Not 24:00, so the page says the minute.
    with time_machine.travel(window.closes_at, tick=False):
        browser = client_of(complete.enterprise.users.get())
        response = browser.post(url(complete, "submit"), {"pledge": "on"}, follow=True)
        assert "截止" in response.content.decode()
    complete.refresh_from_db()
    assert complete.state == FilingState.DRAFT
    with time_machine.travel(window.closes_at - dt.timedelta(microseconds=1), tick=False):
        browser = client_of(complete.enterprise.users.get())
        submit(browser, complete)
    complete.refresh_from_db()
    assert complete.state == FilingState.IN_REVIEW


# --- Overview ----------------------------------------------------------------------------------------------------
def test_overview_has_three_cards_and_the_history(owner_client, filing):
    """M3.4: 01/02/03 each 【申请】, 【详情】【下载】, times to the second, the assessment of 专精特新."""
    page = owner_client.get(reverse("declarations:list")).content.decode()
    for number, tier in zip(("01", "02", "03"), Tier, strict=True):
        assert number in page and f"{CITIES}?tier={tier.value}" in page
    assert "须先完成数字化水平评测" in page and reverse("assessments:list") in page
    assert f"{timezone.localtime(filing.created_at):%Y-%m-%d %H:%M:%S}" in page
    assert url(filing, "filing") in page and url(filing, "pdf") in page


def test_overview_without_filings(owner_client):
    assert "还没有申报" in owner_client.get(reverse("declarations:list")).content.decode()


def test_what_is_not_open_yet_says_so(owner_client):
    assert "重大变更报告尚未开放" in owner_client.get(reverse("declarations:changes")).content.decode()
    assert "复核申请尚未开放" in owner_client.get(reverse("declarations:renewals")).content.decode()


# --- The place chosen (issue 9, 6) -------------------------------------------------------------------------------
def test_the_city_chosen_is_checked_against_ones_own(owner_client, places, window, enterprise):
    """All cities of a province led to the same page, and 韶关 passed with 注册地 广州."""
    page = owner_client.get(CITIES, {"tier": "innovative"}).content.decode()
    assert f"place={places.dongguan.code}" in page
    assert page.index("广州市（本企业注册地）") < page.index("东莞市")
    elsewhere = {"window": window.pk, "place": places.dongguan.code}
    shown = owner_client.get(NEW, elsewhere).content.decode()
    for answer in (shown, owner_client.post(NEW, elsewhere).content.decode()):
        assert "您选择的是东莞市" in answer and f"由注册地的{enterprise.authority}审核" in answer
        assert reverse("enterprises:profile") in answer
        assert "开始填写" not in answer
    assert not Filing.objects.exists()
    own = {"window": window.pk, "place": places.guangzhou.code}
    assert f'name="place" value="{places.guangzhou.code}"' in owner_client.get(NEW, own).content.decode()
    assert owner_client.post(NEW, own).status_code == 302
    # What was begun is not found again under another place.
    assert owner_client.post(NEW, elsewhere).status_code == 409


@pytest.mark.parametrize("place", ["x", "44010", "4401000", "999999", "４４０１００", "44 100"])
def test_made_up_places_are_not_found(owner_client, window, place):
    assert owner_client.get(NEW, {"window": window.pk, "place": place}).status_code == 404
    assert owner_client.post(NEW, {"window": window.pk, "place": place}).status_code == 404


def test_a_prolongation_is_read_by_everybody(client, owner_client, places, window):
    official = factories.make_official(places.guangdong)
    old, window.closes_at = window.closes_at, window.closes_at + dt.timedelta(days=5)
    save_window(window, official, "应各地要求延长")
    words = f"由{deadline_text(old)}延长至{deadline_text(window.closes_at)}，原因：应各地要求延长"
    assert words in client.get(CITIES).content.decode()
    assert words in owner_client.get(CITIES).content.decode()
    assert words in owner_client.get(f"{NEW}?window={window.pk}").content.decode()


@pytest.mark.parametrize("tier", ["specialized", "little_giant"])
def test_a_title_without_a_form_is_open_to_nobody(client, owner_client, places, tier):
    """20: a window could be public for a title nobody can file; 02 and 03 gave two reasons."""
    window = factories.make_window(
        places.guangdong,
        tier=tier,
        standard=f"R2026-{tier.upper().replace('_', '-')}",
        final_level="ministry",
    )
    for browser in (client, owner_client):
        page = browser.get(CITIES, {"tier": tier}).content.decode()
        assert page.count(NO_FORM) == 1
        assert "广州市" not in page and "暂无可以申报的地区" not in page and "没有开放申报" not in page
    assert NO_FORM in owner_client.get(NEW, {"window": window.pk}).content.decode()
    overview = owner_client.get(reverse("declarations:list")).content.decode()
    assert overview.count(NO_FORM) == 2
    assert window.name not in owner_client.get(reverse("home")).content.decode()
