"""Who sees what in the admin: level × model × inside or outside the jurisdiction (M5.1)."""

import re

import pytest
from django.contrib import admin
from django.urls import reverse
from django.views.defaults import permission_denied

from assessments.models import Assessment, CategoryChoice, CategoryRule, Questionnaire, Release
from declarations.models import Batch, Checklist, Filing, ProvincialStandard, Window
from enterprises.enums import Tier
from enterprises.models import Authority, Certification, DevelopmentScore, Enterprise, Industry, Region, User
from notices.enums import MessageKind, NoticeLevel
from notices.models import Message, Notice
from tests import factories
from tests.admin import filings
from tests.tables import table

NOBODY: set[str] = set()
# 天河区 lies in 广州市 in 广东省; 岳麓区 in 长沙市 in 湖南省; 深圳市 reports to the ministry.
INSIDE = {"tianhe", "guangzhou", "guangdong", "ministry", "superuser"}
OUTSIDE = {"liwan", "shenzhen", "hunan", "changsha", "yuelu"}
EVERYBODY = INSIDE | OUTSIDE
PROVINCES = {"guangdong", "hunan", "shenzhen"}


@pytest.fixture
def objects(filing, enterprise, places, officials):
    """One object of every model that belongs to 天河区's enterprise or to 广东省."""
    assessment = factories.make_assessment(enterprise)
    questionnaire = assessment.questionnaire
    certification = Certification.objects.create(
        enterprise=enterprise,
        tier=Tier.INNOVATIVE,
        authority=places.guangdong,
        enterprise_name=enterprise.name,
        document_number="粤工信〔2026〕9号",
        certified_on="2026-01-05",
        valid_from="2026-01-05",
        valid_until="2029-01-04",
    )
    notice = Notice.objects.create(
        level=NoticeLevel.PROVINCE, authority=places.guangdong, title="关于申报的通知", body="<p>正文</p>"
    )
    message = Message.objects.create(
        enterprise=enterprise, kind=MessageKind.DECLARATION, title="已提交", body="已提交。", key="one"
    )
    return {
        "filing": filing,
        "enterprise": enterprise,
        "certification": certification,
        "score": factories.make_development_score(enterprise, 2025),
        "assessment": assessment,
        "questionnaire": questionnaire,
        "release": questionnaire.releases.get(),
        "rule": CategoryRule.objects.create(code="72", category="other", reason="统计分类"),
        "choice": CategoryChoice.objects.create(
            enterprise=enterprise,
            industry_code="34",
            category="other",
            reason="主营业务",
            chosen_by=officials.tianhe,
        ),
        "message": message,
        "notice": notice,
        "window": filing.window,
        "batch": Batch.objects.create(name="第一批", tier=Tier.INNOVATIVE, authority=places.guangdong),
        "authority": places.tianhe,
        "official": officials.tianhe,
        "owner": enterprise.users.get(),
        "region": Region.objects.get(code="440106"),
        "industry": Industry.objects.get(code="34"),
    }


# object, who sees it, who may change it
MATRIX = {
    "filing": (INSIDE, NOBODY),
    "enterprise": (INSIDE, NOBODY),
    "certification": (INSIDE, NOBODY),
    "score": (INSIDE, {"guangdong", "ministry", "superuser"}),
    "assessment": (INSIDE, NOBODY),
    "questionnaire": (EVERYBODY, NOBODY),
    "release": (EVERYBODY, NOBODY),
    "rule": (EVERYBODY, {"ministry", "superuser"}),
    "choice": (INSIDE, NOBODY),
    "message": (INSIDE, NOBODY),
    "notice": ({"guangdong", "ministry", "superuser"}, {"guangdong", "superuser"}),
    "window": (INSIDE | {"liwan"}, {"guangdong", "superuser"}),
    "batch": ({"guangdong", "ministry", "superuser"}, NOBODY),
    "authority": (INSIDE, {"guangdong", "ministry", "superuser"}),
    "official": (INSIDE, {"guangzhou", "guangdong", "ministry", "superuser"}),
    "owner": (INSIDE, NOBODY),
    "region": (EVERYBODY, {"superuser"}),
    "industry": (EVERYBODY, {"superuser"}),
}


def address(obj, page="change") -> str:
    meta = obj._meta
    args = [obj.pk] if page in ("change", "history", "delete") else []
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_{page}", args=args)


@pytest.fixture
def everybody(browse):
    """A browser of every official, by whose it is."""
    return {name: browse(name) for name in EVERYBODY}


@table("name", MATRIX)
@pytest.mark.slow
def test_who_sees_and_who_changes(name, objects, everybody):
    seers, changers = MATRIX[name]
    seen, changeable = set(), set()
    for official, client in everybody.items():
        response = client.get(address(objects[name]))
        assert response.status_code in (200, 302, 403), (official, response.status_code)
        if response.status_code == 200:
            seen.add(official)
            if 'name="_save"' in response.content.decode():
                changeable.add(official)
    assert seen == seers
    assert changeable == changers


@table(
    "name",
    [name for name in MATRIX if name not in ("region", "industry", "questionnaire", "release", "rule")],
)
@pytest.mark.slow
def test_lists_hold_what_lies_in_the_jurisdiction(name, objects, everybody):
    seers, _ = MATRIX[name]
    obj = objects[name]
    query = "?scope=all" if name == "filing" else ""
    for official, client in everybody.items():
        response = client.get(address(obj, "changelist") + query)
        if response.status_code == 403:
            assert official not in seers
            continue
        listed = address(obj) in response.content.decode()
        assert listed == (official in seers), official


@table("name", MATRIX)
@pytest.mark.slow
def test_nothing_outside_is_changed_by_a_post(name, objects, everybody):
    """Posting to an object that is not one's own changes nothing, whatever is posted."""
    _, changers = MATRIX[name]
    obj = objects[name]
    for official in EVERYBODY - changers:
        client = everybody[official]
        before = type(obj).objects.filter(pk=obj.pk).values().get()
        response = client.post(address(obj), {"name": "改", "title": "改", "full_name": "改", "_save": "1"})
        assert response.status_code in (302, 403, 405), (official, response.status_code)
        assert type(obj).objects.filter(pk=obj.pk).values().get() == before


@table("name", [name for name in MATRIX if name not in ("notice", "score", "rule")])
def test_nothing_is_deleted_here(name, objects, everybody):
    obj = objects[name]
    for official in ("guangdong", "superuser"):
        assert everybody[official].post(address(obj, "delete"), {"post": "yes"}).status_code == 403
    assert type(obj).objects.filter(pk=obj.pk).exists()


@table("name", MATRIX)
@pytest.mark.slow
def test_history_of_what_lies_outside_does_not_exist(name, objects, everybody):
    seers, _ = MATRIX[name]
    for official, client in everybody.items():
        assert (client.get(address(objects[name], "history")).status_code == 200) == (official in seers)


def test_drafts_are_the_enterprise_s_own(window, browse, places):
    """What was never submitted is shown to no official, a superuser included."""
    draft = filings.make_draft(factories.make_enterprise(places.liwan), window)
    for official in ("liwan", "guangdong", "ministry", "superuser"):
        client = browse(official)
        assert address(draft) not in client.get(address(draft, "changelist") + "?scope=all").content.decode()
        assert client.get(address(draft)).status_code == 302


def test_unsubmitted_assessments_are_the_enterprise_s_own(objects, browse, enterprise):
    draft = Assessment.objects.create(enterprise=enterprise, questionnaire=objects["questionnaire"])
    assert browse("tianhe").get(address(draft)).status_code == 302


def test_superusers_are_invisible_to_officials(officials, browse):
    assert browse("ministry").get(address(officials.superuser)).status_code == 302
    assert (
        officials.superuser.username
        not in browse("ministry").get(address(officials.superuser, "changelist")).content.decode()
    )


def test_no_list_may_be_searched_by_a_password(browse):
    """A filter on a column that is not offered is refused."""
    for query in ("password__startswith=argon", "enterprise__users__password__startswith=a"):
        response = browse("tianhe").get(reverse("admin:enterprises_user_changelist") + f"?{query}")
        assert response.status_code in (302, 400)


def test_autocomplete_offers_the_jurisdiction_only(browse, places):
    question = {"app_label": "enterprises", "model_name": "user", "field_name": "authority", "term": "区"}
    offered = {
        row["id"]
        for row in browse("guangdong").get(reverse("admin:autocomplete"), question).json()["results"]
    }
    assert offered == {str(places.tianhe.pk), str(places.liwan.pk)}


def test_only_the_platform_s_own_models_have_pages():
    labels = {model._meta.label for model in admin.site._registry}
    assert labels == {
        model._meta.label
        for model in (
            Assessment, CategoryChoice, CategoryRule, Questionnaire, Release,
            Authority, Batch, Certification, DevelopmentScore, Enterprise, Filing, Industry, Message, Notice,
            Checklist, ProvincialStandard, Region, User,
            Window,
        )
    }  # fmt: skip


# --- Who comes in at all -------------------------------------------------------------------------------------------
def admin_pages() -> list[str]:
    pages = [reverse("admin:index"), reverse("admin:autocomplete"), reverse("admin:password_change")]
    for model in admin.site._registry:
        meta = model._meta
        pages += [
            reverse(f"admin:{meta.app_label}_{meta.model_name}_{page}") for page in ("changelist", "add")
        ]
    return pages


@pytest.mark.parametrize("page", admin_pages())
def test_visitors_are_led_to_the_officials_login(page, db, client):
    response = client.get(page)
    assert response.status_code == 302
    assert response.url.startswith(reverse("admin:login"))


@pytest.mark.parametrize("page", [reverse("admin:index"), reverse("admin:declarations_filing_changelist")])
def test_an_enterprise_is_refused_in_words(page, owner_client):
    response = owner_client.get(page, follow=True)
    assert "不能进入管理端" in response.content.decode()
    assert "待我处理" not in response.content.decode()


def test_a_dismissed_official_is_out_at_once(officials, login):
    client = login(officials.tianhe)
    assert client.get(reverse("admin:index")).status_code == 200
    User.objects.filter(pk=officials.tianhe.pk).update(is_active=False)
    assert client.get(reverse("admin:index")).status_code == 302


def test_officials_log_in_and_enterprises_do_not(officials, owner, client):
    page = reverse("admin:login")
    wrong = client.post(page, {"username": officials.tianhe.username, "password": "wrong"})
    assert wrong.status_code == 200
    other = client.post(page, {"username": owner.username, "password": factories.PASSWORD})
    assert "这是企业或个人账户" in other.content.decode()
    right = client.post(page, {"username": officials.tianhe.username, "password": factories.PASSWORD})
    assert right.status_code == 302
    assert client.get(reverse("admin:index")).status_code == 200


@pytest.mark.parametrize(
    ("wanted", "led"),
    [
        ("/admin/declarations/filing/", "/admin/declarations/filing/"),
        ("https://evil.example/", "/admin/"),
        ("//evil.example/", "/admin/"),
        ("/enterprise/", "/admin/"),
        ("/admin/login/", "/admin/"),
        ("/admin/logout/", "/admin/"),
        ("", "/admin/"),
    ],
)
def test_an_official_who_logs_in_lands_on_the_administrators_side(officials, client, wanted, led):
    page = reverse("admin:login")
    data = {"username": officials.tianhe.username, "password": factories.PASSWORD, "next": wanted}
    assert client.post(page, data).url == led
    assert client.get(page, {"next": wanted}).url == led, "logged in already"


# --- The front page ------------------------------------------------------------------------------------------------
def tiles(client) -> dict[str, int]:
    page = client.get(reverse("admin:index")).content.decode()
    found = re.findall(r"<strong>(\d+)</strong><span>(.*?)</span>", page)
    return {label: int(count) for count, label in found}


def test_a_403_leads_officials_back_to_the_admin(places, rf):
    """20: it led to the public page."""
    request = rf.get("/admin/x/")
    request.user = factories.make_official(places.tianhe)
    assert reverse("admin:index") in permission_denied(request, Exception()).content.decode()
    request.user = factories.make_legal_user(factories.make_enterprise())
    assert reverse("admin:index") not in permission_denied(request, Exception()).content.decode()


def test_the_workbench_counts_what_waits(filing, browse):
    assert tiles(browse("tianhe")) == {
        "待我处理的申报": 1,
        "正在进行的申报时间": 1,
    }
    assert tiles(browse("guangzhou"))["待我处理的申报"] == 0
    assert tiles(browse("hunan")) == {"待我处理的申报": 0, "正在进行的申报时间": 0, "公示期满待认定的批次": 0}
