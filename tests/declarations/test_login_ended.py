"""A form sent after the login had ended: what was typed is shown again to its own account, and to nobody else."""

import datetime as dt
import re

import time_machine
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.services import taking
from assessments.services.questionnaires import load_questionnaires
from cultivation.demo.filings import one_page_pdf
from declarations.enums import Action
from declarations.workflow import transition
from enterprises.enums import RecordKind
from enterprises.models import Award, Enterprise, IntellectualProperty, ProductProfile, YearlyFigures
from tests import factories
from tests.declarations.conftest import (
    YEAR,
    direct_data,
    entry_url,
    operations_data,
    product_data,
    right_data,
    section_url,
    submit,
    url,
)

LOGIN = reverse("enterprises:login")
RESTORED = "登录失效前填写的内容已经恢复，尚未保存"
KEPT = "刚才填写的内容已经保留"


def end_login(client) -> None:
    Session.objects.all().delete()


def sent_late(client, address: str, data: dict):
    """Open the page, let the login end, send the form."""
    page = client.get(address).content.decode()
    made_for = re.search(r'name="made_for" value="([^"]+)"', page)
    end_login(client)
    return client.post(address, data | {"made_for": made_for[1] if made_for else ""})


def log_in(client, user, response):
    page = client.get(response.url).content.decode()
    wanted = re.search(r'name="next" value="([^"]*)"', page)[1]
    data = {"username": user.username, "password": factories.PASSWORD, "next": wanted}
    return page, client.post(LOGIN, data, follow=True)


def forms(filing) -> dict[str, tuple[dict, list[str]]]:
    """Every address with a form of an enterprise, what is sent there and what of it must come back."""
    figures = reverse("enterprises:figures_edit", args=[YEAR])
    held = filing.enterprise.awards.first() or factories.make_record(filing.enterprise, "awards")
    record = reverse("enterprises:records_edit", args=["awards", held.pk])
    award = {"name": "省科学技术奖", "level": "provincial", "awarded_on": "去年三月"}
    return {
        reverse("enterprises:profile_edit"): ({"version": "1", "contact_mobile": "1380099", "address": "新址88号"}, ["1380099", "新址88号"]),
        figures: ({"version": "0", "revenue": "五千万", "employees": "77"}, ["五千万", 'value="77"']),
        reverse("enterprises:product"): ({"version": "0", "name": "高精度主轴甲"}, ["高精度主轴甲"]),
        reverse("enterprises:records_add", args=["awards"]): ({"name": "某某奖"}, ["某某奖"]),
        record: ({"seen": "", "name": "改了一半的奖", "awarded_on": "去年"}, ["改了一半的奖", "去年"]),
        reverse("enterprises:intellectual_property_add"): (right_data(name="一种新方法"), ["一种新方法"]),
        section_url(filing, "product"): (product_data(description="写了很久的说明"), ["写了很久的说明"]),
        section_url(filing, "operations"): (operations_data(**{f"y{YEAR}-revenue": "六千"}), ["六千", "请填写数字"]),
        section_url(filing, "direct"): (direct_data(has_award="on"), ["符合此项（D1）"]),
        entry_url(filing, kind=RecordKind.AWARDS): (award, ["去年三月"]),
        entry_url(filing): (right_data(name="又一种方法"), ["又一种方法"]),
    }  # fmt: skip


def stored() -> list[int]:
    models = (YearlyFigures, ProductProfile, Award, IntellectualProperty)
    return [model.objects.count() for model in models] + list(
        Enterprise.objects.values_list("version", flat=True)
    )


def test_what_was_typed_comes_back_unsaved_on_every_form(filing, owner_client, owner):
    pages, wrong = forms(filing), []
    before = stored()
    for address, (data, texts) in pages.items():
        response = sent_late(owner_client, address, data)
        login_page, answer = log_in(owner_client, owner, response)
        page = answer.content.decode()
        missing = [text for text in [RESTORED, 'data-guard="dirty"', *texts] if text not in page]
        if missing or KEPT not in login_page or answer.redirect_chain != [(address, 302)]:
            wrong.append((address, missing))
    assert not wrong
    assert stored() == before and not filing.sections.exists()


def test_sending_it_again_saves_it_and_it_is_not_shown_any_more(filing, owner_client, owner):
    address = section_url(filing, "product")
    log_in(owner_client, owner, sent_late(owner_client, address, product_data(name="主轴乙")))
    assert owner_client.post(address, product_data(name="主轴丙")).status_code == 302
    page = owner_client.get(address).content.decode()
    assert RESTORED not in page and "主轴丙" in page and "主轴乙" not in page


def test_it_can_be_given_up(filing, owner_client, owner):
    address = section_url(filing, "product")
    log_in(owner_client, owner, sent_late(owner_client, address, product_data(name="主轴乙")))
    response = owner_client.post(address, {"discard_recalled": "1"}, follow=True)
    assert RESTORED not in response.content.decode() and "主轴乙" not in response.content.decode()
    assert not filing.sections.exists()


def test_what_was_saved_elsewhere_meanwhile_is_told_of(filing, owner_client, owner):
    address = section_url(filing, "product")
    response = sent_late(owner_client, address, product_data(name="主轴乙"))
    factories.make_product(filing.enterprise, name="别处保存的")
    _, answer = log_in(owner_client, owner, response)
    seen = re.search(r'name="seen" value="([^"]*)"', answer.content.decode())[1]
    response = owner_client.post(address, product_data(seen, name="主轴乙"))
    assert response.status_code == 409 and "别处保存的" in response.content.decode()


def test_answers_to_remarks_come_back_and_ticks_do_not(complete, owner_client, owner, places):
    submit(owner_client, complete)
    event = transition(complete, Action.RETURN, factories.make_official(places.tianhe), comment="请补充")
    remark = event.comments.create(filing=complete, section="product", text="说明过于简单")
    data = {f"answer-{remark.pk}": "写了很久的答复", "pledge": "on"}
    _, answer = log_in(owner_client, owner, sent_late(owner_client, url(complete, "submit"), data))
    page = answer.content.decode()
    assert RESTORED in page and "写了很久的答复" in page
    assert not re.search(r'name="pledge"[^>]* checked', page)
    remark.refresh_from_db()
    assert remark.answer == ""


def test_a_filing_closed_meanwhile_shows_it_to_copy(filing, owner_client, owner):
    address = section_url(filing, "product")
    response = sent_late(owner_client, address, product_data(description="写了很久的说明"))
    transition(filing, Action.LAPSE, None, at=filing.window.closes_at)
    _, answer = log_in(owner_client, owner, response)
    page = answer.content.decode()
    assert answer.status_code == 409 and "写了很久的说明" in page and RESTORED not in page
    assert "尚未提交" not in page


def test_files_are_named_to_be_chosen_again(filing, owner_client, owner):
    load_questionnaires()
    assessment = taking.start(owner.enterprise, from_latest=False)
    question = assessment.questionnaire.parsed.items[0].code
    pages = {
        section_url(filing, "evidence"): "file-audit_report",
        reverse("assessments:evidence", args=[assessment.pk, question]): "file",
    }
    for address, name in pages.items():
        file = SimpleUploadedFile("审计<1>报告.pdf", one_page_pdf("Audit"))
        _, answer = log_in(owner_client, owner, sent_late(owner_client, address, {name: file}))
        page = answer.content.decode()
        assert "选择的文件没有上传" in page and "“审计&lt;1&gt;报告.pdf”" in page, address
    assert not filing.attachments.exists() and not assessment.evidence.exists()


# --- Nobody else's -----------------------------------------------------------------------------------------------
def test_another_account_never_sees_it(filing, owner_client, places):
    """Addresses without a key in them lead the stranger to a page of their own."""
    stranger = factories.make_legal_user(factories.make_enterprise(places.liwan))
    seen = []
    for address, (data, texts) in forms(filing).items():
        response = sent_late(owner_client, address, data)
        _, answer = log_in(owner_client, stranger, response)
        page = answer.content.decode()
        seen += [(address, text) for text in [RESTORED, texts[0]] if text in page]
        owner_client.logout()
        owner_client.force_login(
            filing.enterprise.users.get(), backend="django.contrib.auth.backends.ModelBackend"
        )
    assert not seen


def test_what_is_not_kept(filing, owner_client, client, owner, settings):
    """Without the mark of the page, with a forged one, too long, a page of passwords, a page nobody knows."""
    product = reverse("enterprises:product")
    page = owner_client.get(product).content.decode()
    mark = re.search(r'name="made_for" value="([^"]+)"', page)[1]
    password = reverse("enterprises:password")
    sent = {
        "no mark": (product, {"name": "甲"}),
        "forged": (product, {"name": "甲", "made_for": f"{owner.pk}:{'A' * 43}"}),
        "too long": (product, {"name": "甲" * 7000, "made_for": mark}),
        "passwords": (password, {"old_password": factories.PASSWORD, "made_for": mark}),
    }
    kept = []
    for name, (address, data) in sent.items():
        Session.objects.all().delete()
        client.cookies.clear()
        assert client.post(address, data).url.startswith(LOGIN)
        if Session.objects.exists() or KEPT in client.get(LOGIN).content.decode():
            kept.append(name)
    assert not kept


def test_it_is_forgotten_after_a_day_and_six_pages_are_the_most(filing, owner_client, owner):
    marks = re.search(
        r'name="made_for" value="([^"]+)"', owner_client.get(section_url(filing, "product")).content.decode()
    )[1]
    end_login(owner_client)
    for address, (data, _) in forms(filing).items():
        owner_client.post(address, data | {"made_for": marks})
    assert len(owner_client.session["kept-forms"]) == 6
    with time_machine.travel(timezone.now() + dt.timedelta(hours=25), tick=False):
        owner_client.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
        assert RESTORED not in owner_client.get(entry_url(filing)).content.decode()


def test_a_login_in_another_window_loses_nothing_either(filing, owner):
    """It gives the browser another CSRF token than the open page has."""
    browser, address = Client(enforce_csrf_checks=True), reverse("enterprises:product")
    browser.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
    page = browser.get(address).content.decode()
    mark = re.search(r'name="made_for" value="([^"]+)"', page)[1]
    data = {"version": "0", "name": "高精度主轴甲", "csrfmiddlewaretoken": "A" * 64}
    assert browser.post(address, data | {"made_for": "1:forged"}).status_code == 403
    page = browser.post(address, data | {"made_for": mark}, follow=True).content.decode()
    assert RESTORED in page and "高精度主轴甲" in page
    assert not ProductProfile.objects.exists()


def test_a_button_without_a_page_of_its_own_leads_to_where_it_stands(owner_client, owner):
    """After the login its address is opened, not sent to."""
    led = {
        reverse("enterprises:records_none", args=["awards"]): f"{reverse('enterprises:records')}#awards",
        reverse("notices:messages_read"): reverse("notices:messages"),
    }
    for address, target in led.items():
        end_login(owner_client)
        _, answer = log_in(owner_client, owner, owner_client.post(address, {"none": "yes"}))
        assert answer.redirect_chain == [(address, 302), (target, 302)] and answer.status_code == 200
    assert not owner.enterprise.declared_none.exists()
