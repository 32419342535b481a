"""A page of answers sent after the login had ended, by a browser without a script: nothing typed is lost."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from assessments.services import taking
from enterprises.kit.forms.kept import made_for
from enterprises.kit.forms.saving import mark
from tests import factories
from tests.assessments.conftest import fill, seen_on
from tests.assessments.sheets import answer, highest_sheet
from tests.assessments.test_taking import answers_of, take_url

LOGIN = reverse("enterprises:login")
RESTORED = "登录失效前填写的内容已经恢复"
UNSAVED = "尚未保存</p>\n      <p>请核对后保存"
TYPED = {"Q05": "D", "Q02-total": "1,280"}


@pytest.fixture
def browser(owner_client, draft) -> Client:
    """A browser whose login ended while a page of answers was open."""
    page = owner_client.get(take_url(draft)).text
    owner_client.mark = re.search(r'name="made_for" value="([^"]+)"', page)[1]
    Session.objects.all().delete()
    return owner_client


def send(browser, address: str, data: dict):
    """What the button of the page that was opened before sends."""
    return browser.post(address, data | {"made_for": browser.mark})


def log_in(browser, user, response):
    """Follow the redirect to the login page, fill it in, and follow where it leads."""
    page = browser.get(response.url).content.decode()
    wanted = re.search(r'name="next" value="([^"]*)"', page)[1]
    data = {"username": user.username, "password": factories.PASSWORD, "next": wanted}
    return browser.post(LOGIN, data, follow=True)


def keeps_something(browser) -> bool:
    """Whether an anonymous visitor got a session."""
    cookie = browser.cookies.get(settings.SESSION_COOKIE_NAME)
    return Session.objects.filter(session_key=cookie.value if cookie else "").exists()


def chosen(page) -> list[str]:
    return re.findall(r'id="id_(\w+)" value="\w+" checked', page)


def test_a_page_sent_without_a_login_leads_to_the_login_and_back(client, draft):
    response = client.post(take_url(draft), TYPED)
    assert response.status_code == 302
    assert urlsplit(response.url).path == LOGIN
    assert parse_qs(urlsplit(response.url).query) == {"next": [take_url(draft)]}
    assert answers_of(draft) == {}


def test_after_logging_in_again_what_was_typed_is_there_and_not_yet_saved(browser, owner, draft):
    fill(draft, {"Q05": answer("A"), "Q07": answer("B")})
    typed = TYPED | {"Q07": "C", "seen": ""}
    response = log_in(browser, owner, send(browser, take_url(draft), typed))
    assert response.redirect_chain == [(take_url(draft), 302)]
    page = response.content.decode()
    assert RESTORED in page and UNSAVED in page
    assert chosen(page) == ["Q05_D", "Q07_C"]
    assert 'name="Q02-total" id="id_Q02-total" value="1,280"' in page
    assert 'data-guard="dirty"' in page, "leaving the page asks first"
    assert answers_of(draft) == {"Q05": answer("A"), "Q07": answer("B")}


def test_opening_the_page_again_still_shows_what_was_typed(browser, owner, draft):
    log_in(browser, owner, send(browser, take_url(draft), TYPED))
    page = browser.get(take_url(draft)).content.decode()
    assert RESTORED in page
    assert chosen(page) == ["Q05_D"]
    assert answers_of(draft) == {}


def test_saving_stores_it_and_it_is_not_shown_again(browser, owner, draft):
    page = log_in(browser, owner, send(browser, take_url(draft), TYPED)).content.decode()
    response = send(browser, take_url(draft), TYPED | {"seen": seen_on(page)})
    assert response.url == take_url(draft, "operation")
    assert answers_of(draft) == {"Q05": answer("D"), "Q02": answer(total="1280")}
    fill(draft, {"Q05": answer("A")})
    page = browser.get(take_url(draft)).content.decode()
    assert RESTORED not in page
    assert chosen(page) == ["Q05_A"]


def test_what_was_saved_elsewhere_meanwhile_is_not_overwritten_unseen(browser, owner, draft):
    """Q05 was on the page that was sent, but not touched there."""
    fill(draft, {"Q05": answer("A")})
    sent = {"Q05": "A", "Q07": "B", "seen": f"Q05:{mark(answer('A'))}"}
    response = send(browser, take_url(draft), sent)
    fill(draft, {"Q05": answer("D")})
    page = log_in(browser, owner, response).content.decode()
    send(browser, take_url(draft), {"Q05": chosen(page)[0][-1], "Q07": "B", "seen": seen_on(page)})
    assert answers_of(draft) == {"Q05": answer("D"), "Q07": answer("B")}


def test_it_is_shown_on_its_own_page_only(browser, owner, draft):
    log_in(browser, owner, send(browser, take_url(draft, "operation"), {"S01": "3"}))
    assert RESTORED not in browser.get(take_url(draft)).content.decode()
    page = browser.get(take_url(draft, "operation")).content.decode()
    assert RESTORED in page
    assert chosen(page) == ["S01_3"]


def test_what_cannot_be_read_is_restored_with_its_complaint(browser, owner, draft):
    response = log_in(browser, owner, send(browser, take_url(draft), {"Q02-rate": "130", "Q05": "D"}))
    page = response.content.decode()
    assert RESTORED in page
    assert 'value="130"' in page
    assert "生产设备数字化率应在 0 到 100 之间，现为 130。" in page
    assert chosen(page) == ["Q05_D"]


def test_of_two_pages_sent_the_later_one_is_kept(browser, owner, draft):
    send(browser, take_url(draft), {"Q05": "A"})
    page = log_in(browser, owner, send(browser, take_url(draft), {"Q05": "D"})).content.decode()
    assert chosen(page) == ["Q05_D"]


def test_the_form_of_the_open_page_is_still_taken(owner, draft):
    """CSRF: its token outlives the login."""
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
    browser.mark = made_for(owner)
    page = browser.get(take_url(draft)).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
    Session.objects.all().delete()
    assert send(browser, take_url(draft), TYPED).status_code == 403
    assert not keeps_something(browser)
    response = send(browser, take_url(draft), TYPED | {"csrfmiddlewaretoken": token})
    assert response.url.startswith(LOGIN)
    assert keeps_something(browser)


def test_another_enterprise_that_logs_in_there_never_sees_it(browser, places, draft):
    stranger = factories.make_legal_user(factories.make_enterprise(places.liwan))
    response = log_in(browser, stranger, send(browser, take_url(draft), TYPED))
    assert response.status_code == 404
    assert "1,280" not in response.content.decode()
    theirs = taking.start(stranger.enterprise)
    page = browser.get(take_url(theirs)).content.decode()
    assert RESTORED not in page
    assert "1,280" not in page
    assert chosen(page) == []


def test_somebody_else_who_logs_in_there_takes_it_along_nowhere(browser, owner, places, draft):
    """Their logging out ends the session it lay in."""
    stranger = factories.make_legal_user(factories.make_enterprise(places.liwan))
    log_in(browser, stranger, send(browser, take_url(draft), TYPED))
    browser.post(reverse("enterprises:logout"))
    page = log_in(browser, owner, browser.get(take_url(draft))).content.decode()
    assert RESTORED not in page
    assert chosen(page) == []


def test_a_draft_submitted_meanwhile_shows_its_result(browser, owner, draft):
    asked = send(browser, take_url(draft), TYPED)
    fill(draft, highest_sheet())
    taking.submit(draft, owner, pledged=True, seen=taking.fingerprint(draft))
    response = log_in(browser, owner, asked)
    assert response.status_code == 409 and "这个页面现在不能再填写" in response.text
    response = browser.post(take_url(draft), {"discard_recalled": "1"}, follow=True)
    assert response.redirect_chain[-1] == (reverse("assessments:detail", args=[draft.pk]), 302)
    assert answers_of(draft) == highest_sheet()


# --- Not kept ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("characters", "kept"), [(60_000, True), (60_001, False), (500_000, False)])
def test_no_more_than_a_page_of_answers_is_kept(browser, draft, characters, kept):
    data = {"Q05": "D", "Q02-total": "9" * (characters - len("Q05=D&Q02-total="))}
    response = send(browser, take_url(draft), data)
    assert response.url.startswith(LOGIN)
    assert keeps_something(browser) is kept
    assert Session.objects.exists() is kept


@pytest.mark.parametrize("mark", ["", "1", "1:forged"])
def test_a_page_of_nobody_gets_no_session(client, draft, mark):
    assert client.post(take_url(draft), TYPED | {"made_for": mark}).url.startswith(LOGIN)
    assert not Session.objects.exists()


def test_a_pledge_is_not_kept(browser, owner, draft):
    """Whoever logs in gives it anew."""
    fill(draft, highest_sheet())
    data = {"pledge": "on", "seen": taking.fingerprint(draft)}
    response = browser.post(take_url(draft, "review"), data)
    assert not Session.objects.exists()
    page = log_in(browser, owner, response).content.decode()
    assert 'name="pledge"' in page and 'name="made_for"' not in page
    assert not re.search(r'name="pledge"[^>]* checked', page)
    draft.refresh_from_db()
    assert draft.is_draft


@pytest.mark.parametrize("step", ["foundation", "review"])
def test_opening_a_page_without_a_login_leads_there_and_keeps_nothing(client, draft, step):
    response = client.get(take_url(draft, step), {"Q05": "D"})
    assert response.status_code == 302
    assert urlsplit(response.url).path == LOGIN
    assert not Session.objects.exists()
