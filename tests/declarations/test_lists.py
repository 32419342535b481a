"""直通条件, 专业化 and 知识产权 show and edit what the enterprise keeps: there is one copy of each list and answer."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from declarations.dossier.evaluation import evaluate_dossier
from declarations.dossier.facts import facts_from, facts_of
from declarations.dossier.loading import load
from declarations.forms.declared import Conditions
from declarations.forms.innovative import INNOVATIVE
from declarations.models import Filing, FilingSection
from declarations.sections import blocks_of
from declarations.standards import evaluate
from enterprises.enums import RecordKind
from enterprises.models import Award, DeclaredNone, ProductProfile
from tests import factories
from tests.declarations.conftest import (
    YEAR,
    direct_data,
    entry_url,
    product_data,
    right_data,
    save,
    section_url,
    seen_of,
    url,
)

TICKED = "已按企业信息中的清单预先勾选，保存后生效"
CONDITIONS = INNOVATIVE.of_type(Conditions)[0].conditions
FITTING = {each.kind: each.tick for each in CONDITIONS}
AWARD = {
    "name": "省科学技术奖",
    "level": "provincial",
    "awarded_on": f"{YEAR}-06-01",
    "rank": "",
}


def ticked(client, filing) -> set[str]:
    form = client.get(section_url(filing, "direct")).context["form"]
    return {name for name in FITTING.values() if form[name].value() is True}


def browser_sends(client, filing) -> dict:
    """What a browser sends back from the untouched page 直通条件."""
    return {"seen": seen_of(client, filing, "direct")} | dict.fromkeys(ticked(client, filing), "on")


def facts(filing):
    return facts_from(load(Filing.objects.get(pk=filing.pk)))


def make(enterprise, kind, **fields):
    recent = {
        "awards": {"awarded_on": dt.date(YEAR, 3, 1)},
        "equity_rounds": {"received_on": dt.date(YEAR, 5, 1)},
    }
    return factories.make_record(enterprise, kind, **(recent.get(kind, {}) | fields))


# --- 直通条件: ticks ---------------------------------------------------------------------------------------------
def test_every_list_is_shown_and_ticked_and_counts_once_saved(filing, owner_client, enterprise):
    for kind in FITTING:
        make(enterprise, kind)
    page = owner_client.get(section_url(filing, "direct")).text
    assert TICKED in page and "省科学技术奖二等奖" in page and "示例创业投资基金" in page and "800.00" in page
    assert ticked(owner_client, filing) == set(FITTING.values())
    assert not FilingSection.objects.filter(filing=filing).exists(), "a page that is looked at stores nothing"
    assert [getattr(facts(filing), kind) for kind in FITTING] == [None] * 4
    assert "还没有填写" in owner_client.get(url(filing, "submit")).text
    assert save(owner_client, filing, "direct", browser_sends(owner_client, filing)).status_code == 302
    assert [len(getattr(facts(filing), kind)) for kind in FITTING] == [1] * 4
    assert TICKED not in owner_client.get(section_url(filing, "direct")).text
    assert "还没有填写。一项都不符合" not in owner_client.get(url(filing, "submit")).text


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("awards", {"level": "city"}),
        ("awards", {"level": "ministerial"}),
        ("awards", {"awarded_on": dt.date(YEAR - 5, 1, 1)}),
        ("honours", {"valid_until": dt.date(2020, 1, 1), "valid_from": None}),
        ("institutions", {"level": "city"}),
        ("institutions", {"level": "self", "recognised_on": None}),
        ("equity_rounds", {"paid_in": "499.99"}),
        ("equity_rounds", {"share_given_up": "30.001"}),
    ],
)
def test_what_does_not_fit_is_shown_and_not_ticked(filing, owner_client, enterprise, kind, fields):
    """Entries of other levels, too old, expired or too small; ticked all the same, they are a problem."""
    entry = make(enterprise, kind, **fields)
    assert ticked(owner_client, filing) == set()
    assert str(entry) in owner_client.get(section_url(filing, "direct")).text
    save(owner_client, filing, "direct", direct_data(**{FITTING[RecordKind(kind)]: "on"}))
    for page in (owner_client.get(url(filing, "submit")), owner_client.get(section_url(filing, "direct"))):
        assert "已勾选，但按填写的内容不满足" in page.text


def test_a_tick_without_an_entry_is_a_problem_where_it_stands(filing, owner_client):
    save(owner_client, filing, "direct", direct_data(has_award="on"))
    page = owner_client.get(url(filing, "submit")).text
    assert "已勾选，但没有填写奖项" in page and f"{section_url(filing, 'direct')}#awards" in page
    assert "已勾选，但没有填写奖项" in owner_client.get(section_url(filing, "direct")).text


def test_what_is_said_of_a_tick_follows_as_it_saves_itself(filing, owner_client, enterprise):
    make(enterprise, "honours")
    opened = seen_of(owner_client, filing, "direct")
    sent = {"seen": opened, "part": "has_award", "has_award": "on"}
    shown = owner_client.post(section_url(filing, "direct"), sent).json()["shown"]
    assert "已勾选，但没有填写奖项" in shown["has_award"]
    page = owner_client.get(section_url(filing, "direct")).text
    for name, html in shown.items():
        assert f'data-shown="{name}"' in html and f'data-shown="{name}"' in page
    off = {"seen": seen_of(owner_client, filing, "direct"), "part": "has_honour", "has_award": "on"}
    shown = owner_client.post(section_url(filing, "direct"), off).json()["shown"]
    assert "清单保留在企业信息里" in shown["has_honour"] and "清单保留" not in shown["has_award"]


def test_what_is_not_ticked_does_not_count_and_is_not_in_the_way(filing, owner_client, enterprise):
    make(enterprise, "awards")
    make(enterprise, "honours")
    sent = direct_data(seen_of(owner_client, filing, "direct"), has_honour="on")
    save(owner_client, filing, "direct", sent)
    assert (facts(filing).awards, len(facts(filing).honours)) == ((), 1)
    page = owner_client.get(section_url(filing, "direct")).text
    assert page.count("没有勾选“符合此项”：清单保留在企业信息里") == 1
    assert (
        "D1"
        not in owner_client.get(url(filing, "submit")).text.split("提交前还需要处理")[1].split("</ul>")[0]
    )
    block = next(each for each in blocks_of(load(filing)) if each.key == "direct")
    assert [table.caption for table in block.tables] == ["D2 荣誉"]


def test_direct_condition_decides_and_relieves(filing, owner_client, enterprise):
    """D2 met: the verdict stands, and only the last year is asked for."""
    make(enterprise, "honours", valid_until=timezone.localdate(), valid_from=None)
    save(owner_client, filing, "direct", direct_data(has_honour="on"))
    page = owner_client.get(section_url(filing, "score")).text
    assert "达到标准" in page and "满足条件 D2" in page
    missing = owner_client.get(url(filing, "submit")).text
    assert f"{YEAR}年营业收入" in missing and f"{YEAR - 1}年营业收入" not in missing
    assert "直通条件证明" in missing and "知识产权证书" not in missing


def test_equity_over_thirty_percent_does_not_count(filing, owner_client, enterprise):
    """63号 附件4 第8项: a round giving up more than 30 % does not count."""
    entry = make(enterprise, "equity_rounds", share_given_up="30.001")
    save(owner_client, filing, "direct", direct_data(has_equity="on"))
    assert "单笔出让股权超过30%" in owner_client.get(url(filing, "submit")).text
    entry.share_given_up = 30
    entry.save()
    assert "满足条件 D4" in owner_client.get(section_url(filing, "score")).text


def test_ticks_of_two_tabs_and_made_up_ones(filing, owner_client, enterprise):
    make(enterprise, "awards")
    opened = seen_of(owner_client, filing, "direct")
    assert save(owner_client, filing, "direct", {"seen": opened}).status_code == 302
    assert facts(filing).awards == (), "unticked by hand"
    hostile = "\x00\ud7ff9e999999999" + "9" * 5000
    for data in (dict.fromkeys(FITTING.values(), hostile), {"unknown": "1", "unfinished": hostile}):
        assert save(owner_client, filing, "direct", data).status_code in (302, 409)
    stale = save(owner_client, filing, "direct", {"seen": opened, "has_honour": "on"})
    assert stale.status_code in (302, 409)


def test_the_page_asks_as_much_for_one_entry_as_for_ten(filing, owner_client, enterprise, query_count):
    make(enterprise, "awards")
    few = query_count(owner_client, section_url(filing, "direct"))
    for number in range(9):
        make(enterprise, "awards", name=f"奖{number}")
    assert query_count(owner_client, section_url(filing, "direct")) == few


# --- Entries of the lists ----------------------------------------------------------------------------------------
def test_an_entry_is_added_changed_and_deleted_and_is_the_enterprises_own(filing, owner_client, enterprise):
    DeclaredNone.objects.create(enterprise=enterprise, kind=RecordKind.AWARDS)
    new = entry_url(filing, kind=RecordKind.AWARDS)
    assert new in owner_client.get(section_url(filing, "direct")).text
    answer = owner_client.post(new, AWARD)
    assert (answer.status_code, answer.url) == (302, f"{section_url(filing, 'direct')}#awards")
    award = enterprise.awards.get()
    assert not enterprise.declared_none.exists()
    assert "省科学技术奖" in owner_client.get(reverse("enterprises:records")).text
    edit = entry_url(filing, award, RecordKind.AWARDS)
    seen = owner_client.get(edit).context["seen"]
    owner_client.post(edit, AWARD | {"seen": seen, "name": "国家科学技术奖"})
    award.refresh_from_db()
    assert award.name == "国家科学技术奖"
    delete = entry_url(filing, award, RecordKind.AWARDS, delete=True)
    assert "将从企业的科技奖励清单中删除“国家科学技术奖”" in owner_client.get(delete).text
    for _ in range(2):
        assert owner_client.post(delete).status_code == 302
    assert "已不在清单中" in owner_client.get(section_url(filing, "direct")).text
    assert not Award.objects.exists() and owner_client.get(edit).status_code == 404


@pytest.mark.parametrize(
    ("kind", "data", "message"),
    [
        ("awards", AWARD | {"awarded_on": "去年三月"}, "请填写日期"),
        ("awards", AWARD | {"awarded_on": "2999-01-01"}, "日期不能晚于今天"),
        ("awards", AWARD | {"level": "magic"}, "magic"),
        ("awards", {"name": "\x00"}, "必填"),
        ("honours", {"kind": "high_tech", "name": "GR1", "valid_until": ""}, "必填"),
        ("equity_rounds", {"investor": "某基金", "share_given_up": "一成"}, "请填写数字"),
        ("equity_rounds", {"investor": "某基金", "paid_in": "9" * 5000}, "数字过大"),
    ],
)
def test_a_wrong_entry_is_named_at_its_field_and_nothing_is_stored(
    filing, owner_client, enterprise, kind, data, message
):
    response = owner_client.post(entry_url(filing, kind=RecordKind(kind)), data)
    assert response.status_code == 200 and message in response.text
    assert not getattr(enterprise, kind).exists()


def test_an_entry_twice_and_one_changed_elsewhere(filing, owner_client, enterprise):
    new = entry_url(filing, kind=RecordKind.AWARDS)
    for _ in range(2):
        assert owner_client.post(new, AWARD).status_code == 302
    award = enterprise.awards.get()
    edit = entry_url(filing, award, RecordKind.AWARDS)
    seen = owner_client.get(edit).context["seen"]
    enterprise.awards.update(name="别处改的")
    stale = owner_client.post(edit, AWARD | {"seen": seen, "name": "我的"})
    assert stale.status_code == 409 and "别处改的" in stale.text and "我的" in stale.text
    enterprise.awards.all().delete()
    gone = owner_client.post(edit, AWARD | {"seen": seen, "name": "我的"})
    assert gone.status_code == 409 and "已在另一个页面删除" in gone.text and "我的" in gone.text


def test_a_list_that_the_section_does_not_show_is_not_found(filing, owner_client, enterprise):
    contest = make(enterprise, "contests")
    for key, slug in (("direct", "contests"), ("ip", "awards"), ("operations", "awards"), ("direct", "x")):
        for address in (
            url(filing, "entry_new", key, slug),
            url(filing, "entry_edit", key, slug, contest.pk),
            url(filing, "entry_delete", key, slug, contest.pk),
        ):
            assert owner_client.get(address).status_code == 404
            assert owner_client.post(address, AWARD).status_code == 404
    assert enterprise.contests.exists() and not enterprise.awards.exists()


def test_the_question_before_deleting_a_right_that_is_gone_writes_nothing(filing, owner_client, enterprise):
    owner_client.post(entry_url(filing), right_data())
    right = enterprise.intellectual_property.get()
    address = entry_url(filing, right, delete=True)
    assert owner_client.get(address).status_code == 200
    right.delete()
    assert owner_client.get(address).status_code == 404
    assert "已不在清单中" not in owner_client.get(section_url(filing, "ip")).content.decode()


# --- 专业化 ------------------------------------------------------------------------------------------------------
def test_the_product_is_the_enterprises_own(filing, owner_client, enterprise):
    factories.make_product(enterprise, segment_years=Decimal("8.5"))
    kept = ProductProfile.objects.get()
    form = owner_client.get(section_url(filing, "product")).context["form"]
    shown = [form[name].value() for name in ("name", "in_strategic_emerging", "segment_years")]
    assert shown == [kept.name, "yes", "8.5"]
    product = facts(filing).main_product
    assert (product.name, product.segment_years, product.domestic_rank) == (kept.name, Decimal("8.5"), 3)
    sent = product_data(seen_of(owner_client, filing, "product"), name="另一种主轴", segment_years="9")
    assert save(owner_client, filing, "product", sent).status_code == 302
    changed = ProductProfile.objects.get()
    assert (changed.name, changed.segment_years, changed.domestic_rank) == ("另一种主轴", 9, 3)
    assert set(FilingSection.objects.get(filing=filing, key="product").data) == {
        "description",
        "strategic_code",
    }
    assert "另一种主轴" in owner_client.get(reverse("enterprises:product")).text


def test_an_untouched_draft_has_no_points_for_its_field(filing, owner_client):
    """The score page and the list of what is missing say the same."""
    evaluation = owner_client.get(section_url(filing, "score")).context["evaluation"]
    [line] = [
        line for group in evaluation.groups for line in group.lines if line.name == "主导产品所属领域情况"
    ]
    assert [gap.href for gap in line.gaps] == [
        f"{section_url(filing, 'product')}#div_id_in_strategic_emerging"
    ]
    assert "是否属于《战略性新兴产业分类》" in owner_client.get(url(filing, "submit")).text


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("8.5", ""),
        ("0", ""),
        ("8.55", "小数最多 1 位"),
        ("201", "不能大于 200 年"),
        ("-1", "不能为负数"),
        ("八", "例如 8.5"),
    ],
)
def test_years_in_a_segment_take_one_decimal(filing, owner_client, typed, told):
    response = save(owner_client, filing, "product", product_data(segment_years=typed))
    if not told:
        assert response.status_code == 302
        assert facts(filing).main_product.segment_years == Decimal(typed)
    else:
        assert told in response.content.decode()
        assert ProductProfile.objects.get().segment_years is None


# --- One truth ---------------------------------------------------------------------------------------------------
_LEVELS = st.sampled_from(["national", "ministerial", "provincial", "city"])
_DAYS = st.dates(dt.date(YEAR - 6, 1, 1), dt.date(YEAR, 12, 31))
_ENTRIES = st.fixed_dictionaries(
    {
        "awards": st.lists(st.fixed_dictionaries({"level": _LEVELS, "awarded_on": _DAYS}), max_size=2),
        "honours": st.lists(
            st.fixed_dictionaries({"valid_from": st.none(), "valid_until": _DAYS}), max_size=2
        ),
        "institutions": st.lists(
            st.fixed_dictionaries({"level": _LEVELS, "recognised_on": _DAYS}), max_size=2
        ),
        "equity_rounds": st.lists(
            st.fixed_dictionaries(
                {
                    "received_on": _DAYS,
                    "paid_in": st.decimals(1, 900, places=2),
                    "share_given_up": st.decimals(0, 60, places=3),
                }
            ),
            max_size=2,
        ),
    }
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(entries=_ENTRIES, emerging=st.sampled_from([None, True, False]))
def test_check_up_and_declaration_cannot_disagree(filing, entries, emerging):
    """With every list claimed, both see one enterprise and come to the same lines."""
    with transaction.atomic():
        for kind, rows in entries.items():
            for row in rows:
                factories.make_record(filing.enterprise, kind, **row)
            if not rows:
                DeclaredNone.objects.create(enterprise=filing.enterprise, kind=kind)
        factories.make_figures(filing.enterprise, YEAR)
        factories.make_product(filing.enterprise, in_strategic_emerging=emerging)
        dossier = load(filing)
        own = facts_of(filing.enterprise, dossier.as_of)
        filed = facts_from(dossier, dict.fromkeys(FITTING, True))
        assert filed == own
        assert evaluate_dossier(dossier, filed) == evaluate(dossier.standard, own)
        transaction.set_rollback(True)
