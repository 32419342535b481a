"""知识产权: a list, and a page per right."""

import datetime as dt
import uuid

import pytest
from django.urls import reverse

from enterprises.kit.forms.concurrency import StaleRow, token_of
from enterprises.models import IntellectualProperty
from enterprises.services.records import delete_record
from enterprises.services.rights import save_right
from tests import factories

LIST = reverse("enterprises:intellectual_property")
ADD = reverse("enterprises:intellectual_property_add")


def values(**changed) -> dict[str, str]:
    return {
        "kind": "invention",
        "number": "ZL201910000001.2",
        "name": "一种高精度主轴的装配方法",
        "granted_on": "2020-05-01",
        "acquisition": "own",
        "transferred_on": "",
        "high_value_reason": "",
        "related_to_main_product": "on",
    } | changed


def seen(response) -> str:
    """The marks a page was made from."""
    return response.context["seen"]


def make(enterprise, number: str = "1", **fields) -> IntellectualProperty:
    defaults = {"kind": "software", "name": "软件", "granted_on": dt.date(2020, 1, 1), "acquisition": "own"}
    return IntellectualProperty.objects.create(enterprise=enterprise, number=number, **(defaults | fields))


def edit_url(right) -> str:
    return reverse("enterprises:intellectual_property_edit", args=[right.pk])


def delete_url(right) -> str:
    return reverse("enterprises:intellectual_property_delete", args=[right.pk])


def test_a_right_is_added_changed_and_deleted(owner_client, enterprise):
    assert "还没有填写知识产权" in owner_client.get(LIST).content.decode()
    assert owner_client.post(ADD, values()).url == LIST
    right = IntellectualProperty.objects.get()
    assert right.enterprise == enterprise
    assert right.name in owner_client.get(LIST).content.decode()
    transferred = values(
        name="新名称",
        acquisition="transferred",
        transferred_on="2021-1-2",
        seen=seen(owner_client.get(edit_url(right))),
    )
    assert owner_client.post(edit_url(right), transferred).url == LIST
    right.refresh_from_db()
    assert (right.name, right.transferred_on) == ("新名称", dt.date(2021, 1, 2))
    assert owner_client.get(delete_url(right)).status_code == 200
    assert IntellectualProperty.objects.exists(), "reading the question deletes nothing"
    assert owner_client.post(delete_url(right)).url == LIST
    assert not IntellectualProperty.objects.exists()


@pytest.mark.parametrize(
    ("changed", "field", "told"),
    [
        ({"kind": ""}, "kind", "请选择类型"),
        ({"kind": "poem"}, "kind", "poem"),
        ({"number": ""}, "number", "请填写编号"),
        ({"number": "x" * 41}, "number", "40"),
        ({"name": "名" * 500_000}, "name", "120"),
        ({"granted_on": "2035-01-01"}, "granted_on", "不能晚于今天"),
        ({"granted_on": "昨天"}, "granted_on", "请填写日期"),
        ({"acquisition": ""}, "acquisition", "请选择取得方式"),
        ({"acquisition": "transferred"}, "transferred_on", "请填写受让日期"),
        ({"transferred_on": "2021-01-01"}, "transferred_on", "自主研发的不填"),
        ({"acquisition": "transferred", "transferred_on": "2035-01-01"}, "transferred_on", "不能晚于今天"),
        ({"high_value_reason": "famous"}, "high_value_reason", "famous"),
        ({"owner_rank": "0"}, "owner_rank", "从1起"),
        ({"owner_rank": "首位"}, "owner_rank", "请填写整数"),
        ({"produces_benefit": "perhaps"}, "produces_benefit", "perhaps"),
    ],
)
def test_every_wrong_field_is_told_at_the_field(owner_client, enterprise, changed, field, told):
    response = owner_client.post(ADD, values(**changed))
    assert response.status_code == 200
    errors = response.context["form"].errors
    assert list(errors) == [field]
    assert told in "".join(errors[field])
    assert not IntellectualProperty.objects.exists()


def test_a_number_is_listed_once(owner_client, enterprise):
    owner_client.post(ADD, values())
    response = owner_client.post(ADD, values(name="别的名称"))
    assert "已经填写过" in "".join(response.context["form"].errors["number"])
    other = make(enterprise, "2")
    response = owner_client.post(edit_url(other), values(seen=seen(owner_client.get(edit_url(other)))))
    assert "已经填写过" in "".join(response.context["form"].errors["number"])
    assert IntellectualProperty.objects.filter(kind="invention").count() == 1


def test_a_double_click_adds_once(owner_client, enterprise):
    assert [owner_client.post(ADD, values()).status_code for _ in range(2)] == [302, 302]
    assert IntellectualProperty.objects.count() == 1


def test_rights_of_another_enterprise_do_not_exist(owner_client, places):
    foreign = make(factories.make_enterprise(places.tianhe), name="别人的权利")
    for url in (edit_url(foreign), delete_url(foreign)):
        absent = url.replace(str(foreign.pk), str(uuid.UUID(int=0)))
        for send in (owner_client.get, owner_client.post):
            answers = [send(address, values(seen="")) for address in (url, absent)]
            assert answers[0].status_code == answers[1].status_code in (302, 404, 409)
    assert owner_client.get(f"{LIST}1/").status_code == 404
    foreign.refresh_from_db()
    assert foreign.name == "别人的权利"
    assert "别人的权利" not in owner_client.get(LIST).content.decode()


def test_the_list_takes_the_same_queries_for_3_and_30_rows(owner_client, enterprise, query_count):
    for number in range(3):
        make(enterprise, str(number))
    few = query_count(owner_client, LIST)
    for number in range(3, 30):
        make(enterprise, str(number))
    assert query_count(owner_client, LIST) == few
    assert "第 1 / 2 页" in owner_client.get(LIST).content.decode()
    for page in ("2", "99", "x", "-1"):
        assert owner_client.get(LIST, {"page": page}).status_code == 200


def test_an_application_may_change_hands_before_the_grant(owner_client, enterprise):
    assert owner_client.post(ADD, values(acquisition="transferred", transferred_on="2019-01-01")).url == LIST
    assert IntellectualProperty.objects.get().transferred_on == dt.date(2019, 1, 1)


def test_rank_and_benefit_are_kept_and_shown(owner_client, enterprise):
    owner_client.post(ADD, values())
    right = IntellectualProperty.objects.get()
    assert (right.owner_rank, right.produces_benefit) == (None, None)
    assert "权利人排名：未填写<br>经济效益：未填写" in owner_client.get(LIST).content.decode()
    assert owner_client.get(ADD).content.decode().count("申报专精特新、小巨人时需要") == 2
    sent = values(owner_rank="2", produces_benefit="no", seen=seen(owner_client.get(edit_url(right))))
    assert owner_client.post(edit_url(right), sent).url == LIST
    right.refresh_from_db()
    assert (right.owner_rank, right.produces_benefit) == (2, False)
    assert "权利人排名：2<br>经济效益：未产生" in owner_client.get(LIST).content.decode()
    assert 'value="no" selected' in owner_client.get(edit_url(right)).content.decode()


# --- two tabs ----------------------------------------------------------------------------------------------------


def test_a_stale_tab_is_refused_and_shows_both(owner_client, enterprise):
    right = make(enterprise)
    page = owner_client.get(edit_url(right))
    first, second = (
        values(seen=seen(page), name="第一个标签页"),
        values(seen=seen(page), name="第二个标签页"),
    )
    assert owner_client.post(edit_url(right), first).url == LIST
    response = owner_client.post(edit_url(right), second)
    assert response.status_code == 409
    shown = response.content.decode()
    assert [(each.label, each.stored) for each in response.context["conflicts"]] == [("名称", "第一个标签页")]
    assert 'value="第二个标签页"' in shown
    right.refresh_from_db()
    assert right.name == "第一个标签页"
    assert owner_client.post(edit_url(right), second | {"seen": seen(response)}).url == LIST
    right.refresh_from_db()
    assert right.name == "第二个标签页"


@pytest.mark.parametrize("sent", ["", "x", "\x00", "0" * 5000])
def test_an_invented_mark_overwrites_nothing(owner_client, enterprise, sent):
    right = make(enterprise)
    assert owner_client.post(edit_url(right), values(seen=sent)).status_code in (200, 409)
    right.refresh_from_db()
    assert right.name == "软件"


def test_saving_the_same_twice_is_no_conflict(owner_client, enterprise):
    right = make(enterprise)
    sent = values(seen=seen(owner_client.get(edit_url(right))))
    assert [owner_client.post(edit_url(right), sent).status_code for _ in range(2)] == [302, 302]


def test_a_second_delete_is_told_and_harmless(owner_client, enterprise):
    right, other = make(enterprise), make(enterprise, "2")
    assert owner_client.post(delete_url(right)).url == LIST
    assert "已删除知识产权" in owner_client.get(LIST).content.decode()
    assert owner_client.post(delete_url(right)).url == LIST
    assert "已不在清单中" in owner_client.get(LIST).content.decode()
    assert owner_client.get(delete_url(right)).status_code == 404
    assert "已不在清单中" not in owner_client.get(LIST).content.decode(), "a question writes nothing"
    assert list(IntellectualProperty.objects.all()) == [other]


def test_a_right_deleted_in_another_tab_stays_deleted_and_the_text_stays_typed(owner_client, enterprise):
    right = make(enterprise)
    sent = values(seen=seen(owner_client.get(edit_url(right))), name="白写的名称")
    owner_client.post(delete_url(right))
    response = owner_client.post(edit_url(right), sent)
    assert response.status_code == 409
    page = response.content.decode()
    assert "已在另一个页面删除" in page
    assert 'value="白写的名称"' in page
    assert not IntellectualProperty.objects.exists()


def test_the_service_lists_nothing_again_that_was_deleted_meanwhile(enterprise):
    right = make(enterprise)
    shown = token_of(right)
    assert delete_record(IntellectualProperty.objects.get()) is True
    assert delete_record(right) is False
    with pytest.raises(StaleRow) as stale:
        save_right(right, shown)
    assert stale.value.stored is None
    assert not IntellectualProperty.objects.exists()


def test_the_address_of_a_right_cannot_be_guessed(enterprise):
    first, second = make(enterprise), make(enterprise, "2")
    assert {first.pk.version, second.pk.version} == {7}


@pytest.mark.parametrize(
    ("kind", "number", "told"),
    [
        ("invention", "ZL202010000001.1", ""),
        ("invention", "ZL202080000001.1", ""),
        ("utility_model", "ZL2020 2 0000001.1", ""),
        ("utility_model", "ZL202090000001.1", ""),
        ("design", "202030000001.1", ""),
        ("invention", "ZL98100001.X", ""),
        ("invention", "ZL202020000001.1", "表示实用新型专利，所选类型是发明专利"),
        ("design", "ZL02100001.1", "表示发明专利，所选类型是外观设计专利"),
        ("utility_model", "CN202030000001", "表示外观设计专利"),
        ("invention", "ZL202050000001.1", "不是1、2、3、8、9中的一个"),
        # Numbers that are no patents', and kinds that are numbered otherwise, say nothing.
        ("software", "2020SR0200001", ""),
        ("plant_variety", "CNA20202001.2", ""),
        ("defence_invention", "ZL202020000001.1", ""),
    ],
)
def test_the_kind_in_a_patents_number_is_compared_with_the_chosen_one(
    owner_client, enterprise, kind, number, told
):
    response = owner_client.post(ADD, values(kind=kind, number=number))
    if not told:
        assert response.status_code == 302, response.context["form"].errors
        return
    assert told in response.context["form"].errors["number"][0]
    assert not enterprise.intellectual_property.exists()


def test_twins_stored_before_numbers_had_one_form_are_named_and_stay(owner_client, enterprise):
    first = make(enterprise, "ZL202010123456.7", kind="invention", granted_on=dt.date(2020, 1, 1))
    twin = make(enterprise, "ZL202010123456", kind="invention", granted_on=dt.date(2020, 1, 2))
    page = owner_client.get(LIST).content.decode()
    assert page.count("与第1行是同一项") == 1
    assert f"和“{first.name}”只计一次，请核对后删除其中一项" in page
    assert delete_url(twin) in page and delete_url(first) in page
    assert enterprise.intellectual_property.count() == 2, "nothing is deleted unasked"
    owner_client.post(delete_url(twin))
    assert "是同一项" not in owner_client.get(LIST).content.decode()


def test_a_patent_is_one_whatever_kind_is_chosen(owner_client, enterprise):
    make(enterprise, "ZL202010123456.7", kind="defence_invention")
    response = owner_client.post(ADD, values(number="202010123456"))
    assert "已经填写过" in response.context["form"].errors["number"][0]
