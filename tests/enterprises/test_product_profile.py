"""主导产品 and the statements of the enterprise: every answer may be left out, and unknown is not no."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from enterprises.forms.product import STATEMENTS
from enterprises.models import ProductProfile
from tests import factories

URL = reverse("enterprises:product")


def values(client) -> dict:
    """What a browser would send back from the untouched form."""
    response = client.get(URL)
    sent = {}
    for field in response.context["form"]:
        value = field.field.prepare_value(field.value())
        if value is None and field.html_name == "fields":
            continue
        sent[field.html_name] = value if isinstance(value, list) else "" if value is None else str(value)
    return sent | {"seen": response.context["seen"]}


def save(client, **changed):
    return client.post(URL, values(client) | changed)


def test_every_answer_is_kept(owner_client, enterprise):
    response = save(
        owner_client,
        name="高精度主轴",
        in_strategic_emerging="yes",
        chain_role="no",
        fields=["network", "six_bases"],
        segment_years="8.5",
        domestic_rank="３",
        domestic_share="12.345%",
        international_share="0",
        **dict.fromkeys(STATEMENTS, "yes"),
    )
    assert response.url == URL
    row = ProductProfile.objects.get()
    assert (row.enterprise, row.name, row.in_strategic_emerging, row.chain_role) == (
        enterprise,
        "高精度主轴",
        True,
        False,
    )
    assert row.fields == ["six_bases", "network"]
    assert (row.segment_years, row.domestic_rank) == (Decimal("8.5"), 3)
    assert (row.domestic_share, row.international_share) == (Decimal("12.345"), 0)
    assert all(getattr(row, name) is True for name in STATEMENTS)
    page = owner_client.get(URL).content.decode()
    for name in (
        "name",
        "in_strategic_emerging",
        "chain_role",
        "segment_years",
        "domestic_rank",
        *STATEMENTS,
    ):
        assert f'id="id_{name}"' in page
    assert 'value="12.345"' in page


def test_nothing_answered_is_nothing_known(owner_client, enterprise):
    assert save(owner_client).url == URL
    assert not ProductProfile.objects.exists()
    save(owner_client, name="主轴")
    row = ProductProfile.objects.get()
    assert (row.fields, row.in_strategic_emerging, row.chain_role, row.domestic_share) == (
        None,
        None,
        None,
        None,
    )
    assert all(getattr(row, name) is None for name in STATEMENTS)


def test_none_of_the_fields_is_an_answer_and_can_be_taken_back(owner_client, enterprise):
    save(owner_client, fields=["none"])
    assert ProductProfile.objects.get().fields == []
    assert values(owner_client)["fields"] == ["none"]
    save(owner_client, fields=[])
    assert ProductProfile.objects.get().fields is None


def test_an_error_elsewhere_ticks_nothing_in_the_fields(owner_client, enterprise):
    page = owner_client.post(URL, values(owner_client) | {"domestic_share": "100.1"})
    assert page.context["form"]["fields"].value() is None
    assert 'value="none" checked' not in page.content.decode()
    save(owner_client, fields=["none"])
    page = owner_client.post(URL, values(owner_client) | {"domestic_share": "100.1"})
    assert page.context["form"]["fields"].value() == ["none"]
    assert ProductProfile.objects.get().fields == []


def test_an_answer_is_changed_and_taken_back(owner_client, enterprise):
    factories.make_product(enterprise)
    assert values(owner_client)["chain_role"] == "yes"
    save(owner_client, chain_role="no", sound_governance="")
    row = ProductProfile.objects.get()
    assert (row.chain_role, row.sound_governance, row.leading_technology) == (False, None, True)


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("name", "x" * 101, "100"),
        ("segment_years", "-1", "不能为负数"),
        ("segment_years", "200.1", "不能大于"),
        ("segment_years", "8.55", "小数最多 1 位"),
        ("segment_years", "很久", "请填写数字"),
        ("domestic_share", "100.001", "不能大于100%"),
        ("domestic_share", "-0.1", "不能为负数"),
        ("international_share", "Infinity", "请填写数字"),
        ("domestic_rank", "0", "从1起"),
        ("domestic_rank", "9" * 30, "不能大于"),
        ("chain_role", "maybe", "maybe"),
        ("fields", ["six_bases", "none"], "不能再选其他领域"),
        ("fields", ["moon"], "moon"),
    ],
)
def test_what_cannot_be_read_is_told_and_the_rest_is_saved(owner_client, enterprise, field, typed, told):
    response = save(owner_client, **{field: typed, "information_system": "yes"})
    assert response.status_code == 200
    assert list(response.context["form"].errors) == [field]
    assert told in "".join(response.context["form"].errors[field])
    assert "其余内容已保存" in response.content.decode()
    row = ProductProfile.objects.get()
    assert row.information_system is True
    assert not getattr(row, field)


@pytest.mark.parametrize(
    ("field", "typed"), [("domestic_share", "100"), ("segment_years", "200"), ("domestic_rank", "1")]
)
def test_borders_belong_to_what_is_allowed(owner_client, enterprise, field, typed):
    assert save(owner_client, **{field: typed}).status_code == 302


def test_a_stale_tab_is_refused_and_shows_both(owner_client, enterprise):
    tab = values(owner_client)
    first = {"name": "第一个", "fields": ["six_bases"], "chain_role": "yes"}
    assert owner_client.post(URL, tab | first).status_code == 302
    response = owner_client.post(URL, tab | {"name": "第二个"})
    assert response.status_code == 409
    assert [each.label for each in response.context["conflicts"]] == ["主导产品名称"]
    page = response.content.decode()
    assert 'value="第二个"' in page
    assert '<td data-label="已保存的">第一个</td>' in page
    assert ProductProfile.objects.get().name == "第一个"
    again = tab | {"name": "第二个", "seen": response.context["seen"]}
    assert owner_client.post(URL, again).status_code == 302
    row = ProductProfile.objects.get()
    assert (row.name, row.fields, row.chain_role) == ("第二个", ["six_bases"], True), "untouched here"


def test_choices_changed_in_two_tabs_are_shown_in_words(owner_client, enterprise):
    tab = values(owner_client)
    assert owner_client.post(URL, tab | {"fields": ["six_bases"], "chain_role": "yes"}).status_code == 302
    response = owner_client.post(URL, tab | {"fields": ["none"], "chain_role": "no"})
    assert [(each.label, each.stored, each.typed) for each in response.context["conflicts"]] == [
        ("位于产业链关键环节，发挥补短板、锻长板、填空白等实际作用", "是", "否"),
        (
            "所属领域",
            "工业“六基”领域（核心基础零部件、元器件、关键软件、先进基础工艺、关键基础材料、产业技术基础）",
            "以上都不属于",
        ),
    ]


def test_a_double_click_saves_once(owner_client, enterprise):
    sent = values(owner_client) | {"name": "主轴"}
    assert [owner_client.post(URL, sent).status_code for _ in range(2)] == [302, 302]
    assert ProductProfile.objects.get().version == 1


@pytest.mark.parametrize("seen", ["", "x", "name:", "9" * 40])
def test_an_unreadable_mark_overwrites_nothing(owner_client, enterprise, seen):
    factories.make_product(enterprise)
    assert save(owner_client, name="别的", seen=seen).status_code == 409
    assert ProductProfile.objects.get().name == "高精度主轴"


def test_the_product_of_another_enterprise_is_neither_shown_nor_touched(owner_client, enterprise, places):
    other = factories.make_product(factories.make_enterprise(places.tianhe), name="别人的产品")
    assert "别人的产品" not in owner_client.get(URL).content.decode()
    save(owner_client, name="自己的")
    other.refresh_from_db()
    assert other.name == "别人的产品"


def test_the_page_takes_few_queries(owner_client, enterprise, query_count):
    before = query_count(owner_client, URL)
    factories.make_product(enterprise)
    assert query_count(owner_client, URL) == before <= 6


@pytest.mark.parametrize(
    "wrong",
    [
        {"domestic_share": "100.001"},
        {"international_share": "-1"},
        {"domestic_rank": 0},
        {"segment_years": "200.1"},
    ],
)
def test_the_database_refuses_what_cannot_be(enterprise, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.make_product(enterprise, **wrong)


def test_officials_read_what_was_answered(enterprise, places, login):
    factories.make_product(enterprise, fields=[], high_reputation=None)
    factories.make_record(enterprise, "awards", name="某某奖")
    factories.make_development_score(enterprise, 2025)
    address = reverse("admin:enterprises_enterprise_change", args=[enterprise.pk])
    page = login(factories.make_official(places.tianhe)).get(address).content.decode()
    for shown in ("高精度主轴", "以上都不属于", "12.5 %", "某某奖", "63.50"):
        assert shown in page


@pytest.mark.parametrize(
    ("field", "example"), [("segment_years", "8.5"), ("domestic_share", "12.3"), ("domestic_rank", "1")]
)
def test_examples_fit_their_field(owner_client, enterprise, field, example):
    response = save(owner_client, **{field: "很多"})
    assert f"例如 {example}。" in "".join(response.context["form"].errors[field])
