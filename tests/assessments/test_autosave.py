"""One answer saved in the background, as the script of the page does it."""

import re
import uuid
from unittest.mock import ANY

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.models import Assessment
from assessments.services import taking
from enterprises.kit.forms.saving import mark
from tests import factories
from tests.assessments.conftest import elsewhere, fill, posted, seen_on, submitted
from tests.assessments.sheets import answer, highest_sheet
from tests.assessments.test_taking import answers_of, take_url

COMPUTED = "按所填数据计算为 35%，取“超过 20%，至 40%”，得 3 分。"
CONTRADICTED = "按所填数量计算为 35%，对应“超过 20%，至 40%”，现选“超过 60%”，请核对数据或选项。"


def autosave(client, assessment, code, data=None, seen="", step="foundation"):
    """What the script sends after one question was touched: the page, and what the question says now."""
    shown = posted(step, answers_of(assessment)) if step in ("foundation", "operation") else {}
    others = {name: value for name, value in shown.items() if name.partition("-")[0] != code}
    body = others | {"part": code, "seen": f"{code}:{seen}"} | (data or {})
    return client.post(take_url(assessment, step), body)


def note(response, code) -> str:
    """What is said beside a question, without the markup."""
    return re.sub(r"<[^>]*>", "", response.json()["notes"].get(code, "")).strip()


def token_of(assessment, code) -> str:
    return mark(answers_of(assessment).get(code))


# --- Saved -------------------------------------------------------------------------------------------------------
def test_one_answer_is_saved_and_the_others_stay(owner_client, draft):
    fill(draft, {"Q07": answer("B"), "S01": {"level": 2}})
    response = autosave(owner_client, draft, "Q05", {"Q05": "C", "Q07": "D", "Q02-total": "80"})
    assert response.status_code == 200
    assert answers_of(draft) == {"Q05": answer("C"), "Q07": answer("B"), "S01": {"level": 2}}


def test_the_answer_tells_the_page_all_it_shows(owner, login, draft):
    with time_machine.travel("2026-03-02 09:15:30+08:00", tick=False):
        response = autosave(login(owner), draft, "Q05", {"Q05": "C"})
    assert response["Content-Type"] == "application/json"
    assert note(response, "Q05") == ""
    assert response.json() == {
        "notes": {},
        "token": token_of(draft, "Q05"),
        "wrong": [],
        "invalid": [],
        "saved_at": "09:15:30",
        "shown": {"steps": ANY},
    }
    assert "数字化基础 1/7" in response.json()["shown"]["steps"]


def test_the_page_made_later_carries_the_token_of_the_answer(owner_client, draft):
    token = autosave(owner_client, draft, "Q05", {"Q05": "C"}).json()["token"]
    page = owner_client.get(take_url(draft)).content.decode()
    assert token
    assert seen_on(page) == f"Q05:{token}"
    assert 'id="id_Q05_C" value="C" checked' in page


def test_saving_the_same_twice_is_saved_once(owner, login, draft):
    """A request sent again because its response was lost."""
    with time_machine.travel("2026-03-02 09:15:30+08:00", tick=False) as clock:
        client = login(owner)
        first = autosave(client, draft, "Q05", {"Q05": "B"})
        clock.shift(60)
        second = autosave(client, draft, "Q05", {"Q05": "B"})
    assert (first.status_code, second.status_code) == (200, 200)
    assert first.json() == second.json()
    assert answers_of(draft) == {"Q05": answer("B")}


@pytest.mark.parametrize(
    ("code", "step", "before", "empty"),
    [
        ("Q05", "foundation", answer("B"), {}),
        ("Q02", "foundation", answer("B", total="80"), {"Q02-rate": "", "Q02-total": " "}),
        ("S01", "operation", {"level": 3}, {}),
    ],
)
def test_an_answer_is_cleared(owner_client, draft, code, step, before, empty):
    fill(draft, {code: before, "Q07": answer("B")})
    response = autosave(owner_client, draft, code, empty, seen=mark(before), step=step)
    assert (response.status_code, response.json()["token"]) == (200, "")
    assert answers_of(draft) == {"Q07": answer("B")}


# --- What is said beside the questions ---------------------------------------------------------------------------
def test_a_pair_of_numbers_tells_the_band_and_the_points(owner_client, draft):
    response = autosave(owner_client, draft, "Q02", {"Q02-total": "100", "Q02-digital": "35"})
    assert note(response, "Q02") == COMPUTED
    assert answers_of(draft) == {"Q02": answer(total="100", digital="35")}, "nothing was chosen for the user"


def test_counts_that_contradict_the_choice_are_saved_with_the_complaint(owner_client, draft):
    data = {"Q02": "E", "Q02-total": "100", "Q02-digital": "35"}
    response = autosave(owner_client, draft, "Q02", data)
    assert response.status_code == 200
    assert note(response, "Q02") == CONTRADICTED
    assert response.json()["wrong"] == ["Q02"]
    assert response.json()["invalid"] == []
    assert "数字化基础 0/7" in response.json()["shown"]["steps"]
    assert answers_of(draft) == {"Q02": answer("E", total="100", digital="35")}


def test_questions_that_count_with_a_number_are_judged_again_with_it(owner_client, draft):
    """Q03 counts with the number of machines given in Q02."""
    fill(draft, {"Q03": answer(connected="35")})
    token, said = "", []
    for total in ("100", "20", "70"):
        data = {"Q02-total": total, "Q02-digital": "10"}
        response = autosave(owner_client, draft, "Q02", data, seen=token)
        token = response.json()["token"]
        said.append((note(response, "Q03"), response.json()["wrong"]))
    assert said == [
        (COMPUTED, []),
        ("联网生产设备数量（35）多于总数（20），请核对。", ["Q03"]),
        ("按所填数据计算为 50%，取“超过 40%，至 60%”，得 4.5 分。", []),
    ]


def test_what_is_said_of_a_question_is_never_of_an_answer_saved_before(owner_client, draft):
    fill(draft, {"Q02": answer(total="100", digital="90"), "Q03": answer(connected="90")})
    data = {"Q02-total": "100", "Q02-digital": "35"}
    response = autosave(owner_client, draft, "Q02", data, seen=token_of(draft, "Q02"))
    assert list(response.json()["notes"]) == ["Q02", "Q03"]
    assert note(response, "Q02") == COMPUTED
    data["Q02-rate"] = "130"
    unreadable = autosave(owner_client, draft, "Q02", data, seen=response.json()["token"])
    assert note(unreadable, "Q02") == "生产设备数字化率应在 0 到 100 之间，现为 130。"


# --- Not saved: unreadable ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("data", "name", "message"),
    [
        ({"Q02-rate": "130"}, "Q02-rate", "生产设备数字化率应在 0 到 100 之间，现为 130。"),
        ({"Q02-total": "<b>很多</b>"}, "Q02-total", "生产设备数量应是数字，例如 12。"),
        ({"Q05": ["B", "C"]}, "Q05", "只能选择一项，请重新选择。"),
        ({"Q01": ["A", "B"]}, "Q01", "选了“以上均无”就不能再选其他项，请只保留一种。"),
        ({"Q05": ["Z"]}, "Q05", "没有这个选项，请重新选择。"),
    ],
    ids=["130%", "words", "two-singles", "none-and-others", "unknown-option"],
)
def test_what_cannot_be_read_is_named_and_nothing_of_the_question_is_saved(
    owner_client, draft, data, name, message
):
    code = name.partition("-")[0]
    before = {"Q01": answer("C"), "Q02": answer("B", total="80"), "Q05": answer("A"), "Q07": answer("B")}
    fill(draft, before)
    others = {"Q02": "C", "Q02-digital": "12"} if code == "Q02" else {}
    response = autosave(owner_client, draft, code, others | data, seen=token_of(draft, code))
    assert response.status_code == 422
    assert response.json()["invalid"] == [name]
    assert response.json()["wrong"] == [code]
    assert note(response, code) == message
    assert answers_of(draft) == before


def test_after_a_correction_the_question_is_saved(owner_client, draft):
    data = {"Q02-total": "100", "Q02-digital": "35"}
    unreadable = autosave(owner_client, draft, "Q02", data | {"Q02-rate": "130"})
    assert unreadable.json()["token"] is None, "the page keeps the token it has"
    response = autosave(owner_client, draft, "Q02", data)
    assert (response.status_code, response.json()["invalid"], response.json()["wrong"]) == (200, [], [])
    assert note(response, "Q02") == COMPUTED


# --- Not saved: another answer stands there ----------------------------------------------------------------------
def test_what_another_tab_saved_stays_and_is_shown(owner_client, draft):
    fill(draft, {"Q05": answer("A")})
    opened = token_of(draft, "Q05")
    autosave(owner_client, draft, "Q05", {"Q05": "B"}, seen=opened)
    response = autosave(owner_client, draft, "Q05", {"Q05": "D"}, seen=opened)
    assert response.status_code == 409
    assert "已保存的内容：B 覆盖单个业务环节（来自另一个页面或设备）" in note(response, "Q05")
    assert answers_of(draft) == {"Q05": answer("B")}
    again = autosave(owner_client, draft, "Q05", {"Q05": "D"}, seen=response.json()["token"])
    assert again.status_code == 200, "who has seen the other answer decides"
    assert note(again, "Q05") == ""
    assert answers_of(draft) == {"Q05": answer("D")}


@pytest.mark.parametrize(
    ("other", "mine", "words"),
    [({}, {"Q05": "D"}, "未作答"), ({"Q05": "B"}, {}, "B 覆盖单个业务环节")],
    ids=["the-other-cleared", "this-one-clears"],
)
def test_clearing_conflicts_like_any_other_change(owner_client, draft, other, mine, words):
    fill(draft, {"Q05": answer("A")})
    opened = token_of(draft, "Q05")
    autosave(owner_client, draft, "Q05", other, seen=opened)
    theirs = answers_of(draft)
    response = autosave(owner_client, draft, "Q05", mine, seen=opened)
    assert response.status_code == 409
    assert f"已保存的内容：{words}" in note(response, "Q05")
    assert answers_of(draft) == theirs
    assert autosave(owner_client, draft, "Q05", mine, seen=response.json()["token"]).status_code == 200
    assert answers_of(draft) == ({"Q05": answer("D")} if mine else {})


def test_an_unreadable_answer_does_not_hide_what_another_tab_saved(owner_client, draft):
    page = owner_client.get(take_url(draft)).content.decode()
    autosave(owner_client, draft, "Q02", {"Q02-total": "80"})
    assert autosave(owner_client, draft, "Q02", {"Q02-rate": "130"}).status_code == 422
    assert autosave(owner_client, draft, "Q02", {"Q02-rate": "30"}).status_code == 409
    for typed in ("130", "30"):
        data = {"Q02-rate": typed, "seen": seen_on(page)}
        page = owner_client.post(take_url(draft), data).content.decode()
    assert elsewhere(page) == ["生产设备数量 80台"]
    assert answers_of(draft) == {"Q02": answer(total="80")}


def test_tabs_that_answer_different_questions_never_conflict(owner_client, draft):
    tokens = {"Q05": "", "Q07": ""}
    for option in "BCD":
        for code in tokens:
            response = autosave(owner_client, draft, code, {code: option}, seen=tokens[code])
            assert response.status_code == 200
            tokens[code] = response.json()["token"]
    assert answers_of(draft) == {"Q05": answer("D"), "Q07": answer("D")}


@pytest.mark.parametrize("seen", ["", "Q05", "::", "Q07:", "\x00", "Q05:" + "x" * 9000])
def test_a_made_up_token_overwrites_nothing(owner_client, draft, seen):
    fill(draft, {"Q05": answer("B")})
    response = owner_client.post(take_url(draft), {"part": "Q05", "Q05": "D", "seen": seen})
    assert response.status_code == 409
    assert answers_of(draft) == {"Q05": answer("B")}


@pytest.mark.parametrize("opened_with", [{}, {"Q05": answer("A")}], ids=["unanswered", "answered"])
def test_a_page_sent_whole_keeps_what_was_saved_elsewhere_meanwhile(owner_client, draft, opened_with):
    """Q05 was not touched on this page: it is sent as it was when the page was opened."""
    fill(draft, opened_with)
    seen = seen_on(owner_client.get(take_url(draft)).content.decode())
    autosave(owner_client, draft, "Q05", {"Q05": "D"}, seen=token_of(draft, "Q05"))
    untouched = {"Q05": "A"} if opened_with else {}
    response = owner_client.post(take_url(draft), untouched | {"Q07": "B", "seen": seen})
    assert response.status_code == 302
    assert answers_of(draft) == {"Q05": answer("D"), "Q07": answer("B")}


# --- Who and what ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("step", "question"),
    [("foundation", code) for code in ("", "Q99", "S01", "\x00", "q05")]
    + [("review", "Q05"), ("elsewhere", "Q05"), ("operation", "Q05")],
)
def test_a_question_that_is_not_on_the_page_is_not_found(owner_client, draft, step, question):
    assert autosave(owner_client, draft, question, {question: "B"}, step=step).status_code == 404
    assert answers_of(draft) == {}


def test_another_enterprises_assessment_does_not_exist(login, places, draft):
    stranger = login(factories.make_legal_user(factories.make_enterprise(places.liwan)))
    assert autosave(stranger, draft, "Q05", {"Q05": "B"}).status_code == 404
    gone = reverse("assessments:take", args=[uuid.uuid4(), "foundation"])
    assert stranger.post(gone, {"part": "Q05", "Q05": "B", "seen": ""}).status_code == 404
    assert answers_of(draft) == {}


def test_nothing_is_saved_by_get(owner_client, draft):
    assert owner_client.get(take_url(draft), {"part": "Q05", "Q05": "B"}).status_code == 200
    assert answers_of(draft) == {}


def test_accounts_that_take_no_assessment_are_refused(login, places, draft):
    for user in (factories.make_natural_user(), factories.make_official(places.tianhe)):
        assert autosave(login(user), draft, "Q05", {"Q05": "B"}).status_code == 403, user.kind
    assert answers_of(draft) == {}


def test_without_a_login_the_script_is_led_to_it(client, draft):
    response = autosave(client, draft, "Q05", {"Q05": "B"})
    assert response.status_code == 302
    assert response.url.startswith(reverse("enterprises:login"))
    assert answers_of(draft) == {}


def test_the_token_of_the_form_is_needed(owner, draft):
    """CSRF: the script sends the cookie's value in a header."""
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
    assert autosave(browser, draft, "Q05", {"Q05": "B"}).status_code == 403
    assert answers_of(draft) == {}
    page = browser.get(take_url(draft))
    cookie = re.search(r'data-csrf-cookie="([^"]+)"', page.content.decode())[1]
    headers = {"X-CSRFToken": browser.cookies[cookie].value}
    response = browser.post(take_url(draft), {"part": "Q05", "seen": "", "Q05": "B"}, headers=headers)
    assert response.status_code == 200
    assert answers_of(draft) == {"Q05": answer("B")}


def test_a_submitted_assessment_says_so_and_leads_on(owner_client, enterprise, questionnaire):
    assessment = submitted(enterprise, highest_sheet())
    response = autosave(owner_client, assessment, "Q05", {"Q05": "A"}, seen=token_of(assessment, "Q05"))
    assert response.status_code == 410
    assert "已经提交，不能再修改" in response.json()["message"]
    assert owner_client.get(response.json()["href"]).status_code == 200
    assert answers_of(assessment) == highest_sheet()


def test_an_answer_of_last_year_s_page_is_saved_in_the_new_year(owner, login, questionnaire, enterprise):
    with time_machine.travel("2026-12-31T23:50:00+08:00", tick=False):
        draft = taking.start(enterprise)
        seen = seen_on(login(owner).get(take_url(draft)).text)
    with time_machine.travel("2027-01-01T00:10:00+08:00", tick=False):
        response = autosave(login(owner), draft, "Q05", {"Q05": "C", "seen": seen})
    assert (response.status_code, answers_of(draft)) == (200, {"Q05": answer("C")})


def test_a_discarded_draft_is_gone(owner_client, draft):
    owner_client.post(reverse("assessments:discard", args=[draft.pk]))
    assert owner_client.post(take_url(draft), {"part": "Q05", "Q05": "B", "seen": ""}).status_code == 404
    assert not Assessment.objects.exists()


def test_queries_are_few_and_do_not_grow_with_the_answers(owner_client, draft):
    def queries(answers) -> int:
        fill(draft, answers)
        seen = mark(answers.get("Q02"))
        with CaptureQueriesContext(connection) as captured:
            response = autosave(owner_client, draft, "Q02", {"Q02-total": "80"}, seen=seen)
        assert response.status_code == 200
        return len(captured)

    few = queries({})
    assert queries(highest_sheet()) == few <= 12
