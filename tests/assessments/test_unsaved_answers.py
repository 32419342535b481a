"""What a page shows and the database does not hold: compared with what others saved when it is saved, not before."""

import re

from django.test import Client
from django.urls import reverse

from assessments.services import taking
from enterprises.kit.forms.kept import made_for
from enterprises.kit.forms.saving import mark
from tests.assessments.conftest import elsewhere, fill, seen_on
from tests.assessments.sheets import answer
from tests.assessments.test_taking import answers_of, save, take_url


def unsaved_on(html: str) -> list[str]:
    return re.findall(r'data-part="(\w+)" data-unsaved', html)


def test_a_corrected_answer_is_compared_with_what_another_device_saved_meanwhile(owner_client, draft):
    seen = seen_on(owner_client.get(take_url(draft)).text)
    page = owner_client.post(take_url(draft), {"Q02-rate": "130", "seen": seen}).text
    assert unsaved_on(page) == ["Q02"]
    taking.save_answers(draft, {"Q02": answer(total="80")}, {})
    again = owner_client.post(take_url(draft), {"Q02-rate": "30", "seen": seen_on(page)}).text
    assert elsewhere(again) == ["生产设备数量 80台"]
    assert answers_of(draft) == {"Q02": answer(total="80")}


def test_autosave_does_not_take_note_of_others_with_an_unreadable_answer(owner_client, draft):
    address = take_url(draft)
    taking.save_answers(draft, {"Q02": answer(total="80")}, {})
    refused = owner_client.post(address, {"part": "Q02", "Q02-rate": "130", "seen": ""})
    assert (refused.status_code, refused.json()["token"]) == (422, None)
    corrected = owner_client.post(address, {"part": "Q02", "Q02-rate": "30", "seen": ""})
    assert corrected.status_code == 409
    assert answers_of(draft) == {"Q02": answer(total="80")}


def test_answers_typed_before_the_login_ended_overwrite_nothing_unasked(owner_client, owner, draft):
    """The restored page was made before another device saved: only what both changed differently is a conflict."""
    fill(draft, {"Q07": answer("B")})
    seen = seen_on(owner_client.get(take_url(draft)).text)
    browser = Client()
    typed = {"Q05": ["D"], "Q06": ["C"], "Q07": ["B"], "seen": seen, "made_for": made_for(owner)}
    browser.post(take_url(draft), typed)
    taking.save_answers(
        draft,
        {"Q05": answer("B"), "Q07": answer("C")},
        {"Q07": mark(answer("B"))},
    )
    session = browser.session
    kept = session["kept-forms"]
    browser.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
    session = browser.session
    session["kept-forms"] = kept
    session.save()
    page = browser.get(take_url(draft)).text
    assert "登录失效前填写的内容已经恢复" in page
    assert unsaved_on(page) == ["Q05", "Q06", "Q07"]
    data = {"Q05": ["D"], "Q06": ["C"], "Q07": ["B"], "seen": seen_on(page)}
    again = browser.post(take_url(draft), data).text
    assert answers_of(draft) == {"Q05": answer("B"), "Q06": answer("C"), "Q07": answer("C")}
    assert elsewhere(again) == ["B 覆盖单个业务环节"]


def test_a_saved_page_has_nothing_unsaved(owner_client, draft):
    save(owner_client, draft, "foundation", {"Q05": ["D"], "stay": "1"})
    assert unsaved_on(owner_client.get(take_url(draft)).text) == []


def test_a_page_sent_again_after_a_correction_keeps_what_was_saved_elsewhere(owner_client, draft):
    fill(draft, {"Q05": answer("B")})
    seen = seen_on(owner_client.get(take_url(draft)).text)
    taking.save_answers(draft, {"Q05": answer("D")}, {"Q05": mark(answer("B"))})
    page = owner_client.post(take_url(draft), {"Q05": "B", "Q02-total": "很多", "seen": seen}).text
    shown = re.search(r'id="id_Q05_(\w)" value="\w" checked', page)[1]
    owner_client.post(take_url(draft), {"Q05": shown, "Q02-total": "80", "seen": seen_on(page)})
    assert answers_of(draft)["Q05"] == answer("D")


def test_changing_back_after_an_answer_of_the_server_was_lost_is_told(owner_client, draft):
    fill(draft, {"Q05": answer("A")})
    address = take_url(draft)
    opened = f"Q05:{mark(answer('A'))}"
    owner_client.post(address, {"part": "Q05", "Q05": "B", "seen": opened})  # its response never arrives
    assert owner_client.post(address, {"part": "Q05", "Q05": "A", "seen": opened}).status_code == 409


def test_the_summary_of_what_was_not_saved_lists_only_that(owner_client, draft):
    data = {"Q05": ["B", "C"], "Q02": "E", "Q02-total": "100", "Q02-digital": "35", "seen": ""}
    page = owner_client.post(take_url(draft), data).text
    assert "Q02" in answers_of(draft)
    summary = page[(at := page.index("以下题目没有保存")) : page.index("</ul>", at)]
    assert 'href="#Q05"' in summary and 'href="#Q02"' not in summary


def test_a_conflict_beside_an_error_names_both(owner_client, draft):
    seen = seen_on(owner_client.get(take_url(draft)).text)
    taking.save_answers(draft, {"Q05": answer("B")}, {})
    page = owner_client.post(take_url(draft), {"Q05": "D", "Q02-total": "很多", "seen": seen}).text
    assert "保存了不同的内容" in page and "以下题目没有保存" in page


def test_a_conflict_says_nothing_of_the_other_s_numbers_as_if_they_were_mine(owner_client, draft):
    fill(draft, {"Q02": answer(total="100", digital="35")})
    address = take_url(draft)
    data = {"part": "Q02", "Q02-total": "100", "Q02-digital": "90", "seen": "Q02:x"}
    response = owner_client.post(address, data)
    assert response.status_code == 409
    assert "按所填数据计算" not in response.json()["notes"]["Q02"]


def test_giving_up_twice_says_the_same(owner_client, draft):
    address = reverse("assessments:discard", args=[draft.pk])
    assert [owner_client.post(address).status_code for _ in range(2)] == [302, 302]
    assert owner_client.get(address).status_code == 404


def test_addresses_that_only_do_something_lead_to_a_page_after_a_login(owner_client, draft):
    for name in ("start", "category"):
        assert owner_client.get(reverse(f"assessments:{name}")).url == reverse("assessments:list")
