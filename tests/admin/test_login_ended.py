"""A form of the administrators sent after the login had ended: shown again to its own account, unsaved."""

import re
from dataclasses import dataclass

import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from assessments.services.questionnaires import load_questionnaires
from declarations.enums import Action
from declarations.models import Batch, Checklist, ProvincialStandard, Window
from declarations.workflow import transition
from enterprises.enums import Tier
from enterprises.models import DevelopmentScore, User
from notices.enums import NoticeKind
from notices.models import Notice, NoticeAttachment
from tests import factories

LOGIN = reverse("admin:login")
RESTORED = "登录失效前填写的内容已经恢复，尚未保存"
KEPT = "刚才填写的内容已经保留"


@dataclass
class Typed:
    """A form: whose, where, what is sent and which words of it must come back."""

    who: str
    address: str
    data: dict
    words: list[str]


def sent_late(client, address: str, data: dict):
    """Open the page, let the login end, send the form."""
    page = client.get(address).content.decode()
    made_for = re.search(r'name="made_for" value="([^"]+)"', page)
    Session.objects.all().delete()
    return client.post(address, data | {"made_for": made_for[1] if made_for else ""})


def log_in(client, user, response):
    """Log in where the answer leads to. Returns the login page and what follows it."""
    if not user.has_usable_password() or not user.check_password(factories.PASSWORD):
        user.set_password(factories.PASSWORD)
        user.save()
    page = client.get(response.url).content.decode()
    wanted = re.search(r'name="next" value="([^"]*)"', page)[1]
    data = {"username": user.username, "password": factories.PASSWORD, "next": wanted}
    return page, client.post(LOGIN, data, follow=True)


def inline(prefix: str, *rows: dict) -> dict:
    """Rows of a list in a form, with what says how many they are."""
    counts = {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": 0}
    return counts | {
        f"{prefix}-{n}-{name}": value for n, row in enumerate(rows) for name, value in row.items()
    }


@pytest.fixture
def notice(places, officials):
    return Notice.objects.create(
        kind=NoticeKind.NOTICE,
        title="旧公告",
        body="<p>旧正文</p>",
        level="province",
        authority=places.guangdong,
        published_at=timezone.now(),
    )


@pytest.fixture
def batch(places):
    return Batch.objects.create(name="第一批", tier=Tier.INNOVATIVE, authority=places.guangdong)


@pytest.fixture
def forms(places, officials, window, filing, notice, batch) -> list[Typed]:
    load_questionnaires()
    decide = reverse("admin:declarations_filing_review", args=[filing.pk, "return"])
    return [
        Typed(
            "guangdong",
            reverse("admin:notices_notice_add"),
            {"kind": "notice", "title": "申报通知", "body": f"<p>{'写了很久的正文，' * 400}完</p>"}
            | inline("attachments", {"name": "附件一"}),
            ["申报通知", "正文，完", "附件一"],
        ),
        Typed(
            "guangdong",
            reverse("admin:notices_notice_change", args=[notice.pk]),
            {"kind": "notice", "title": "新标题", "body": "<p>新正文</p>", "reason": "原标题有误"}
            | inline("attachments"),
            ["新标题", "新正文", "原标题有误"],
        ),
        Typed(
            "guangdong",
            reverse("admin:notices_notice_withdraw", args=[notice.pk]),
            {"reason": "误发的公告", "text_stays": "on"},
            ["误发的公告", "checked"],
        ),
        Typed(
            "guangdong",
            reverse("admin:declarations_window_add"),
            {"name": "明年的申报时间", "opens_at_0": "2031-02-30", "opens_at_1": "08:00"},
            ["明年的申报时间", "2031-02-30"],
        ),
        Typed(
            "guangdong",
            reverse("admin:declarations_window_withdrawal", args=[window.pk]),
            {"reason": "时间设错了", "deed": "withdraw"},
            ["时间设错了"],
        ),
        Typed(
            "guangdong",
            reverse("admin:declarations_batch_add"),
            {"name": "第二批创新型", "tier": "innovative"},
            ["第二批创新型"],
        ),
        Typed(
            "guangdong",
            reverse("admin:declarations_batch_rename", args=[batch.pk]),
            {"name": "更好的名称", "reason": "原名称不全"},
            ["更好的名称", "原名称不全"],
        ),
        Typed(
            "guangdong",
            reverse("admin:declarations_batch_publicise", args=[batch.pk]),
            {"objection_channel": "中小企业处 020-12345678", "starts_at_0": "2031-03-01"},
            ["中小企业处 020-12345678", "2031-03-01"],
        ),
        Typed(
            "tianhe",
            decide,
            {
                "seen": "1",
                "comment": "请补充审计报告",
                "internal": "再看看",
                "section_basic": "注册地不符",
                "place_1": "product:name",
                "remark_1": "名称不全",
                "place_2": "ip:intellectual_property",
                "remark_2": "缺证书",
            },
            ["请补充审计报告", "再看看", "注册地不符", "名称不全", "缺证书", '"product:name" selected'],
        ),
        Typed(
            "guangdong",
            reverse("admin:declarations_provincialstandard_add"),
            {"year": "2031", "pass_mark": "60", "basis": "粤工信规〔2031〕1号"}
            | inline("indicators", {"name": "省级特色一"}, {"name": "省级特色二"}, {"name": "省级特色三"}),
            ["粤工信规〔2031〕1号", "省级特色一", "省级特色三"],
        ),
        Typed(
            "ministry",
            reverse("admin:declarations_checklist_add"),
            {"tier": "innovative", "kind": "update", "basis": "某函〔2031〕9号"}
            | inline("items", {"title": "材料之一"}, {"title": "材料之二"}),
            ["某函〔2031〕9号", "材料之一", "材料之二"],
        ),
        Typed(
            "superuser",
            reverse("admin:enterprises_user_add"),
            {"username": "new-office", "full_name": "新的经办人", "password1": "geheim-pass-1"},
            ["new-office", "新的经办人"],
        ),
    ]


def stored() -> list:
    counts = [
        model.objects.count()
        for model in (Notice, NoticeAttachment, Window, Batch, Checklist, ProvincialStandard)
    ]
    names = [Notice.objects.values_list("title", "body"), Batch.objects.values_list("name")]
    return [*counts, User.objects.count(), *(sorted(each) for each in names)]


def test_what_was_typed_comes_back_unsaved_on_every_page(forms, officials, browse):
    before, wrong = stored(), []
    for form in forms:
        client, user = browse(form.who), getattr(officials, form.who)
        login_page, answer = log_in(client, user, sent_late(client, form.address, form.data))
        page = answer.content.decode()
        missing = [words for words in [RESTORED, *form.words] if words not in page]
        if missing or KEPT not in login_page or answer.status_code != 200 or "geheim" in page:
            wrong.append((form.address, answer.status_code, missing))
    assert not wrong
    assert stored() == before


def test_sent_again_it_is_saved_and_not_shown_any_more(officials, browse):
    client, address = browse("guangdong"), reverse("admin:notices_notice_add")
    data = {"kind": "notice", "title": "申报通知", "body": "<p>正文</p>"} | inline("attachments")
    log_in(client, officials.guangdong, sent_late(client, address, data))
    assert client.post(address, data).status_code == 302
    assert Notice.objects.get().title == "申报通知"
    assert RESTORED not in client.get(address).content.decode()


def test_it_can_be_given_up(officials, browse):
    client, address = browse("guangdong"), reverse("admin:notices_notice_add")
    data = {"kind": "notice", "title": "申报通知", "body": "<p>正文</p>"} | inline("attachments")
    log_in(client, officials.guangdong, sent_late(client, address, data))
    page = client.post(address, {"discard_recalled": "1"}, follow=True).content.decode()
    assert RESTORED not in page and "申报通知" not in page and not Notice.objects.exists()


def test_another_official_never_sees_it(forms, officials, browse):
    seen = []
    for form in forms:
        client = browse(form.who)
        other = officials.superuser if form.who != "superuser" else officials.guangdong
        _, answer = log_in(client, other, sent_late(client, form.address, form.data))
        page = answer.content.decode()
        seen += [(form.address, word) for word in [RESTORED, form.words[0]] if word in page]
    assert not seen


def test_files_are_named_to_be_chosen_again(officials, browse):
    load_questionnaires()
    notice = {"kind": "notice", "title": "申报通知", "body": "<p>正文</p>"}
    pages = {
        reverse("admin:notices_notice_add"): notice | inline("attachments", {"name": "表", "file": None}),
        reverse("admin:enterprises_developmentscore_import"): {"file": None},
        reverse("admin:assessments_questionnaire_upload"): {"file": None},
    }
    wrong = []
    for address, data in pages.items():
        client = browse("superuser")
        file = SimpleUploadedFile("申报<b>名单.xlsx", b"no workbook")
        data = {name: file if value is None else value for name, value in data.items()}
        _, answer = log_in(client, officials.superuser, sent_late(client, address, data))
        page = answer.content.decode()
        if "选择的文件没有上传" not in page or "“申报&lt;b&gt;名单.xlsx”" not in page:
            wrong.append(address)
    assert not wrong
    assert not Notice.objects.exists() and not DevelopmentScore.objects.exists()


def test_what_moved_on_meanwhile_shows_it_to_copy(filing, notice, officials, browse, places):
    """Decided by a colleague, withdrawn by a colleague: the page has no form any more."""
    decide = reverse("admin:declarations_filing_review", args=[filing.pk, "return"])
    client = browse("tianhe")
    response = sent_late(client, decide, {"seen": "1", "comment": "请补充审计报告"})
    colleague = factories.make_official(places.tianhe)
    transition(filing, Action.REJECT, colleague, comment="不符合")
    _, answer = log_in(client, officials.tianhe, response)
    assert answer.status_code == 409 and "请补充审计报告" in answer.content.decode()
    page = client.post(decide, {"discard_recalled": "1"}, follow=True).content.decode()
    assert "您不能办理【退回企业" in page or "您不能办理" in page
    change = reverse("admin:notices_notice_change", args=[notice.pk])
    client = browse("guangdong")
    data = {"title": "新标题", "body": "<p>新的正文</p>"} | inline("attachments")
    response = sent_late(client, change, data)
    Notice.objects.update(withdrawn_at=timezone.now(), withdrawal_reason="误发")
    _, answer = log_in(client, officials.guangdong, response)
    page = answer.content.decode()
    assert answer.status_code == 409 and "新的正文" in page and "&lt;p&gt;" not in page
    page = client.post(change, {"discard_recalled": "1"}, follow=True)
    assert page.status_code == 200 and "新的正文" not in page.content.decode()


def test_passwords_are_not_kept(officials, browse):
    client = browse("superuser")
    sent_late(client, reverse("admin:enterprises_user_add"), {"username": "a", "password1": "geheim-pass-1"})
    assert "geheim" not in str(client.session["kept-forms"]) and client.session["kept-forms"]
