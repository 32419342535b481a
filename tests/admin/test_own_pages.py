"""Every page an admin declares (``own_pages``, ``front``): its methods, its closed doors, its thing that is not there."""

import uuid

import pytest
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models.signals import pre_delete
from django.http import HttpResponse
from django.urls import resolve, reverse

from assessments.models import Questionnaire
from assessments.services.questionnaires import load_questionnaires
from declarations.models import Batch, Checklist, Filing, Window
from enterprises.kit.admin.pages import READING, OwnPages, Page, address_of
from enterprises.models import Authority
from notices.enums import NoticeLevel
from notices.models import Notice
from tests.admin import filings

# What an address names beside the thing.
NAMED = {
    (Filing, "review"): ["recommend"],
    (Filing, "correct"): ["1"],
    (Questionnaire, "preview"): ["foundation"],
    (Batch, "correct_title"): [uuid.uuid4()],
    (Batch, "withdraw_title"): [uuid.uuid4()],
}
DECLARED = [
    (model, page)
    for model, model_admin in admin.site._registry.items()
    for page in (*model_admin.own_pages, *filter(None, [model_admin.front]))
]


def address(model, page, key) -> str:
    args = [*([] if page.of_list else [key]), *NAMED.get((model, page.name), [])]
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page.name}", args=args)


@pytest.fixture
def things(filing, window, places):
    """A thing of every model that has such pages, all of 广东省 or of everybody."""
    load_questionnaires()
    made = [
        filing,
        window,
        Batch.objects.create(name="第一批", tier=filing.tier, authority=places.guangdong),
        Notice.objects.create(
            level=NoticeLevel.PROVINCE, authority=places.guangdong, title="通知", body="<p>正文</p>"
        ),
        Questionnaire.objects.order_by("pk").first(),
        Checklist.objects.order_by("pk").first(),
    ]
    return {type(each): each.pk for each in made}


def test_pages_are_declared_and_nowhere_written_by_hand():
    assert len(DECLARED) >= 22
    own = [type(each) for each in admin.site._registry.values() if isinstance(each, OwnPages)]
    by_hand = [each for each in own if {"get_urls", "change_view"} & vars(each).keys()]
    # Its editor needs a policy of its own (a decorator of Django's page).
    assert {each.__name__ for each in by_hand} == {"NoticeAdmin"}


def test_methods_and_doors(things, enterprise, browse, client, login):
    """405 to a method that is not declared; led to the login, or refused, whoever is no official or out of reach."""
    guangdong, hunan = browse("guangdong"), browse("hunan")
    faults = []
    for model, page in DECLARED:
        place = address(model, page, things.get(model))
        for method in {"POST", "PUT", "DELETE", *READING} - set(page.methods):
            if guangdong.generic(method, place).status_code != 405:
                faults.append(f"{place}: {method}")
        for who, browser in {"visitor": client, "enterprise": login(enterprise.users.get())}.items():
            answer = browser.get(place)
            if answer.status_code != 302 or not answer.url.startswith(reverse("admin:login")):
                faults.append(f"{place}: {who}")
        common = page.of_list or model is Questionnaire
        if not common and hunan.get(place).status_code not in (302, 405):
            faults.append(f"{place}: out of reach")
    assert faults == []


def test_a_thing_that_is_not_there(things, browse):
    client = browse("superuser")
    for model, page in DECLARED:
        if page.of_list:
            continue
        missing = uuid.uuid4() if isinstance(things[model], uuid.UUID) else 10**9
        method = "get" if "GET" in page.methods else "post"
        answer = getattr(client, method)(address(model, page, missing))
        assert answer.status_code == (404 if model is Questionnaire else 302), page.name


def test_what_is_typed_survives_the_end_of_a_login():
    kept = {
        page.name: getattr(resolve(address(model, page, _any_key(model))).func, "keeps_typed", 0)
        for model, page in DECLARED
        if "POST" in page.methods
    }
    assert all(kept.values()), kept


def _any_key(model) -> object:
    return uuid.uuid4() if model._meta.pk.get_internal_type() == "UUIDField" else 1


def test_a_new_page_costs_its_declaration(places, rf, officials):
    """Address, name, permission, sentence and method come from it; nothing else is written."""

    class Pages(OwnPages):
        own_pages = (
            Page(
                "hello", lambda _admin, _request, thing: HttpResponse(f"hello {thing.code}"), methods=READING
            ),
            Page("shut", lambda *_: HttpResponse(), needs="has_delete_permission"),
            Page("all", lambda *_: HttpResponse("all"), at="everything/", of_list=True),
        )

        def has_delete_permission(self, request, obj=None) -> bool:
            return False

        def has_view_permission(self, request, obj=None) -> bool:
            return True

    patterns = Pages(Authority, admin.site).get_urls()[:3]
    assert [(str(each.pattern), each.name) for each in patterns] == [
        ("<int:key>/hello/", "enterprises_authority_hello"),
        ("<int:key>/shut/", "enterprises_authority_shut"),
        ("everything/", "enterprises_authority_all"),
    ]
    request = rf.get("/")
    request.user = officials.guangdong
    hello, shut, everything = (each.callback for each in patterns)
    assert hello(request, key=places.tianhe.pk).content == b"hello 440106"
    assert everything(request).content == b"all"
    with pytest.raises(PermissionDenied):
        shut(request, key=places.tianhe.pk)
    request.method = "POST"
    assert hello(request, key=places.tianhe.pk).status_code == 405


def test_what_is_found_only_at_the_end_of_a_transaction_is_said_in_the_form(
    transactional_db, window, enterprise, browse
):
    """Somebody begins a filing while the window is being withdrawn: the database tells when it commits."""

    def begin(**_kwargs) -> None:
        filings.make_draft(enterprise, window)

    client = browse("guangdong")
    pre_delete.connect(begin, sender=Window)
    try:
        answer = client.post(address_of(window, "withdrawal"), {"reason": "误设"})
    finally:
        pre_delete.disconnect(begin, sender=Window)
    assert answer.status_code == 200
    assert "刚刚有企业开始申报，不能撤销" in answer.text
    assert "误设" in answer.text
    assert Window.objects.filter(pk=window.pk).exists()
