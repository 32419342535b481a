"""Who may do what with what: written out, then asked of ``enterprises.acting``. What is not written is denied."""

from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.models import Assessment, CategoryRule
from declarations.enums import FilingState
from declarations.models import Batch, Filing, ProvincialStandard
from enterprises.acting import NOBODY, OF_ROLES, acting_for, may, visible
from enterprises.enums import Capability, OfficialRole, Tier
from enterprises.models import HeldRole, Region, User
from enterprises.models.account import DEFAULT_ROLES
from notices.enums import NoticeLevel
from notices.models import Notice
from tests import factories

C, R = Capability, OfficialRole
CHAIN = ["440106", "440100", "440000"]

# 天河区 lies in 广州市 in 广东省; 荔湾区 beside it, 湖南省 elsewhere. Each with every default role.
DESK = {"tianhe", "reviewer"}
ABOVE = {"guangzhou", "guangdong", "ministry"}
INSIDE = DESK | ABOVE | {"root"}
OFFICES = INSIDE | {"liwan", "hunan"}
GUANGDONG_UP = {"guangdong", "ministry", "root"}
OWNER = {"owner"}

# thing: capability: who may. Every other actor may not, and nobody anything that is not named.
TABLE = {
    "enterprise": {C.READ: INSIDE | OWNER, C.MANAGE: OWNER},
    "draft": {C.READ: OWNER, C.FILL: OWNER, C.SUBMIT: OWNER},
    "filing at the county": {
        C.READ: INSIDE | OWNER,
        C.FILL: OWNER,
        C.SUBMIT: OWNER,
        C.REVIEW: DESK,
        C.CERTIFY: {"tianhe"},
    },
    "filing at the province": {
        C.READ: INSIDE | OWNER,
        C.FILL: OWNER,
        C.SUBMIT: OWNER,
        C.REVIEW: {"guangdong"},
        C.CERTIFY: {"guangdong"},
    },
    "unsubmitted assessment": {C.READ: OWNER, C.FILL: OWNER, C.SUBMIT: OWNER},
    "score": {C.READ: INSIDE | OWNER, C.ADMINISTER: {"tianhe", "root"} | ABOVE},
    "window of the province": {
        C.READ: INSIDE | {"liwan"},
        C.ADMINISTER: {"guangdong", "root"},
        C.OVERSEE: {"ministry", "root"},
    },
    "indicators of the province": {C.READ: INSIDE | {"liwan"}, C.ADMINISTER: {"guangdong", "root"}},
    "draft indicators of the province": {C.READ: GUANGDONG_UP, C.ADMINISTER: {"guangdong", "root"}},
    "batch of the province": {C.READ: GUANGDONG_UP, C.CERTIFY: {"guangdong"}},
    "notice of the province": {C.READ: GUANGDONG_UP, C.PUBLISH: {"guangdong", "root"}},
    "office of the county": {C.READ: INSIDE, C.ADMINISTER: {"tianhe", "root"} | ABOVE},
    "account of the county": {C.READ: INSIDE, C.SUPPORT: ABOVE | {"root"}},
    # The ministry's officials look after each other, never after themselves.
    "account of the ministry": {C.READ: {"ministry", "root"}, C.SUPPORT: {"root"}},
    "colleague at the ministry": {C.READ: {"ministry", "root"}, C.SUPPORT: {"ministry", "root"}},
    "account of the platform": {C.READ: {"root"}, C.SUPPORT: {"root"}},
    "region": {C.READ: OFFICES, C.PLATFORM: {"root"}},
    "rule of categories": {C.READ: OFFICES, C.ADMINISTER: OFFICES - {"reviewer"}},
    # Does not say whose it is.
    "a role held": {},
}


@pytest.fixture
def actors(places, enterprise):
    """Account by name; ``silent`` has no role, ``gone`` is no longer active."""
    officials = {
        name: factories.make_official(getattr(places, name))
        for name in ("tianhe", "liwan", "guangzhou", "guangdong", "hunan", "ministry")
    }
    reviewer, silent, auditor = (factories.make_official(places.tianhe) for _ in range(3))
    HeldRole.objects.filter(user__in=[reviewer, silent, auditor]).delete()
    reviewer.charge(R.REVIEWER)
    auditor.charge(R.AUDITOR)
    return officials | {
        "reviewer": reviewer,
        "silent": silent,
        "auditor": auditor,
        "gone": factories.make_official(places.guangdong, is_active=False),
        "root": User.objects.create_superuser("root-admin", password=factories.PASSWORD, full_name="管理员"),
        "root gone": User.objects.create_superuser("root-gone", full_name="前任", is_active=False),
        "owner": factories.make_legal_user(enterprise),
        "owner gone": factories.make_legal_user(enterprise, username="gone", is_active=False),
        "other enterprise": factories.make_legal_user(factories.make_enterprise(places.tianhe)),
        "natural person": factories.make_natural_user(),
        "anonymous": AnonymousUser(),
        "system": None,
    }


@pytest.fixture
def things(actors, places, enterprise):
    window, other = (
        factories.make_window(places.guangdong),
        factories.make_window(places.guangdong, tier="specialized", standard="R2022-SPECIALIZED"),
    )
    common = {"enterprise": enterprise, "kind": "declaration"}
    submitted = {
        "state": FilingState.IN_REVIEW,
        "chain": CHAIN,
        "first_authority": places.tianhe,
        "submitted_at": window.opens_at,
    }
    year, office = window.year, places.guangdong
    draft = Filing.objects.create(**common, tier="innovative", window=window)
    at_county = Filing.objects.create(
        **common, tier="specialized", window=other, **submitted, current_authority=places.tianhe
    )
    at_province = Filing.objects.get(pk=at_county.pk)
    at_province.current_authority = office
    assessment = factories.make_assessment(enterprise)
    return {
        "enterprise": enterprise,
        "draft": draft,
        "filing at the county": at_county,
        "filing at the province": at_province,
        "unsubmitted assessment": Assessment.objects.create(
            enterprise=enterprise, questionnaire=assessment.questionnaire
        ),
        "score": factories.make_development_score(enterprise, 2025),
        "window of the province": window,
        "indicators of the province": ProvincialStandard.objects.create(
            authority=office, year=year, pass_mark=60, basis="粤工信", published_at=window.opens_at
        ),
        "draft indicators of the province": ProvincialStandard.objects.create(
            authority=office, year=year - 1, pass_mark=60, basis="粤工信"
        ),
        "batch of the province": Batch.objects.create(name="第一批", tier=Tier.INNOVATIVE, authority=office),
        "notice of the province": Notice.objects.create(
            level=NoticeLevel.PROVINCE, authority=office, title="通知", body="<p>正文</p>"
        ),
        "office of the county": places.tianhe,
        "account of the county": actors["tianhe"],
        "account of the ministry": actors["ministry"],
        "colleague at the ministry": factories.make_official(places.ministry),
        "account of the platform": actors["root"],
        "region": Region.objects.get(code="440106"),
        "rule of categories": CategoryRule.objects.create(code="72", category="other", reason="统计分类"),
        "a role held": HeldRole.objects.filter(user=actors["tianhe"]).order_by("pk").first(),
    }  # fmt: skip


def test_every_actor_capability_and_thing(actors, things):
    assert things.keys() == TABLE.keys()
    wrong = [
        f"{name}: {capability} of {thing}"
        for thing, allowed in TABLE.items()
        for capability in Capability
        for name, person in actors.items()
        if may(acting_for(person), capability, things[thing]) != (name in allowed.get(capability, ()))
    ]
    assert wrong == []


def test_a_list_holds_what_may_be_read_of_it(actors, things):
    wrong = [
        (name, thing)
        for thing, obj in things.items()
        for name, person in actors.items()
        if visible(acting_for(person), type(obj)._default_manager.filter(pk=obj.pk)).exists()
        != may(acting_for(person), C.READ, obj)
    ]
    assert wrong == []


# What each may at all, without a thing; the default roles together give every capability of an office.
OF_EVERY_OFFICE = {C.ENTER, C.READ, C.REVIEW, C.CERTIFY, C.PUBLISH, C.SUPPORT, C.ADMINISTER, C.OVERSEE}
AT_ALL = {
    "tianhe": OF_EVERY_OFFICE,
    "ministry": OF_EVERY_OFFICE,
    "reviewer": {C.ENTER, C.READ, C.REVIEW},
    "silent": {C.ENTER},
    "auditor": {C.ENTER, C.AUDIT},
    "gone": set(),
    "root": OF_EVERY_OFFICE | {C.PLATFORM},
    "root gone": set(),
    "owner": {C.READ, C.MANAGE, C.FILL, C.SUBMIT},
    "owner gone": set(),
    "natural person": set(),
    "anonymous": set(),
    "system": set(),
}


def test_capabilities_by_role(actors):
    held = {name: {each for each in C if may(acting_for(actors[name]), each)} for name in AT_ALL}
    assert held == AT_ALL
    assert set(OF_ROLES) == set(R), "every role is a set of capabilities"


def test_a_frozen_answer_for_requests_accounts_and_nobody(rf, actors):
    request = rf.get("/")
    request.user = actors["tianhe"]
    acting = acting_for(request)
    assert acting == acting_for(actors["tianhe"])
    assert (acting.person, acting.authority.name, acting.level) == (
        actors["tianhe"],
        "天河区中小企业主管部门",
        "county",
    )
    assert acting.roles == set(DEFAULT_ROLES)
    with pytest.raises(AttributeError):
        acting.everywhere = True
    assert acting_for(None) == acting_for(AnonymousUser()) == NOBODY


def test_roles_are_read_once_for_an_account(actors):
    official, owner = (User.objects.get(pk=actors[name].pk) for name in ("tianhe", "owner"))
    with CaptureQueriesContext(connection) as captured:
        for _ in range(3):
            acting_for(official)
    assert len(captured) == 1
    with CaptureQueriesContext(connection) as captured:
        acting_for(owner)
    assert len(captured) == 0


def test_an_official_without_a_role_comes_in_and_finds_nothing(actors, login):
    for name in ("silent", "auditor"):
        client = login(actors[name])
        page = client.get(reverse("admin:index"))
        assert page.status_code == 200
        assert "待我处理" not in page.text and "/admin/declarations/" not in page.text
        assert client.get(reverse("admin:account")).status_code == 200
        for model in (
            "declarations_filing",
            "enterprises_enterprise",
            "notices_notice",
            "declarations_batch",
        ):
            assert client.get(reverse(f"admin:{model}_changelist")).status_code == 403, model


def test_a_role_is_held_once_and_known(actors):
    for role in (R.REVIEWER, "emperor"):
        with pytest.raises(IntegrityError), transaction.atomic():
            HeldRole.objects.create(user=actors["tianhe"], role=role)


def test_officials_of_before_keep_what_they_could_do(actors, places):
    HeldRole.objects.all().delete()
    import_module("enterprises.migrations.0008_official_roles").charge_officials(apps, None)
    for name in ("tianhe", "gone", "root"):
        assert User.objects.get(pk=actors[name].pk).held_roles() == set(DEFAULT_ROLES), name
    assert not HeldRole.objects.filter(user__in=[actors["owner"], actors["natural person"]]).exists()


def test_an_account_made_in_the_admin_has_the_default_roles(actors, places, login):
    form = {
        "username": "new-official",
        "password1": "Ju4!long-enough",
        "password2": "Ju4!long-enough",
        "full_name": "新来的",
        "authority": str(places.hunan.pk),
        "phone": "",
        "email": "",
    }
    assert login(actors["ministry"]).post(reverse("admin:enterprises_user_add"), form).status_code == 302
    assert User.objects.get(username="new-official").held_roles() == set(DEFAULT_ROLES)
