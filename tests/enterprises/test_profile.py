"""企业信息 (M3.1, M3.2): draft-valid, refused when stale, closed for certified enterprises."""

import datetime as dt
import re
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from enterprises.completeness import missing_profile_fields
from enterprises.enums import CertificationState, IndustryLevel
from enterprises.kit.forms.concurrency import StaleVersion
from enterprises.models import Certification, Enterprise, Industry
from enterprises.services.profile import ProfileLocked, save_profile
from enterprises.years import complete_years
from tests import factories
from tests.enterprises.pages import profile_values, save_profile_page

PROFILE = reverse("enterprises:profile")
EDIT = reverse("enterprises:profile_edit")


def certify(enterprise, **fields) -> Certification:
    today = timezone.localdate()
    values = {
        "tier": "innovative",
        "authority": enterprise.authority,
        "enterprise_name": enterprise.name,
        "document_number": "粤工信〔2026〕1号",
        "certified_on": today,
        "valid_from": today,
        "valid_until": today + dt.timedelta(days=1000),
    }
    return Certification.objects.create(enterprise=enterprise, **(values | fields))


def test_the_page_shows_what_is_known(owner_client, enterprise):
    page = owner_client.get(PROFILE).content.decode()
    for value in (
        enterprise.name,
        enterprise.credit_code,
        "广东省广州市天河区",
        "天河区中小企业主管部门",
        "34 通用设备制造业",
    ):
        assert value in page
    assert EDIT in page
    assert "申报前还需填写" not in page


def test_everything_can_be_saved(owner_client, enterprise):
    response = save_profile_page(
        owner_client,
        name="广州新名称有限公司",
        enterprise_type="foreign",
        founded_on="2010/5/6",
        registered_capital="１，234,567.80",
        listing_status="listed",
        contact_phone="020-87654321",
        email="new@example.com",
        industry="65",
        industry_class="6513",
    )
    assert response.status_code == 302
    assert response.url == PROFILE
    enterprise.refresh_from_db()
    assert enterprise.name == "广州新名称有限公司"
    assert enterprise.founded_on == dt.date(2010, 5, 6)
    assert enterprise.registered_capital == Decimal("1234567.80")
    assert (enterprise.industry_id, enterprise.industry_class) == ("65", "6513")
    assert enterprise.version == 2
    assert "企业信息已保存" in owner_client.get(PROFILE).content.decode()


def test_the_credit_code_cannot_be_changed(owner_client, enterprise):
    save_profile_page(owner_client, credit_code=factories.credit_code(), size="large", version_="9")
    code = enterprise.credit_code
    enterprise.refresh_from_db()
    assert enterprise.credit_code == code
    assert enterprise.size != "large"


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("name", "", "请填写企业名称。"),
        ("name", "\u200b\ufeff", "请填写企业名称。"),
        ("name", "企" * 101, "100"),
        ("name", "企" * 500_000, "100"),
        ("founded_on", "2035-01-01", "不能晚于今天"),
        ("founded_on", "1900-01-01", "不能早于 1949-10-01"),
        ("founded_on", "2010-02-30", "请填写日期"),
        ("founded_on", "去年", "请填写日期"),
        ("registered_capital", "-1", "不能为负数"),
        ("registered_capital", "一千万", "请填写数字"),
        ("registered_capital", "1.234", "小数最多 2 位"),
        ("registered_capital", "9" * 40, "数字过大"),
        ("registered_capital", "1e999999", "请填写数字"),
        ("registered_capital", "NaN", "请填写数字"),
        ("registered_capital", "Infinity", "请填写数字"),
        ("enterprise_type", "club", "club"),
        ("postcode", "51000", "6位数字"),
        ("postcode", "51000", "6位数字"),
        ("contact_mobile", "1380013800", "11位手机号"),
        ("fax", "无", "传真号码"),
        ("contact_phone", "办公室", "电话号码"),
        ("contact_phone", "手机13800138000转801", "手机号没有分机：请只填“13800138000”"),
        ("contact_mobile", "138 0013 8000 ext 801", "手机号没有分机：请只填“13800138000”"),
        ("fax", "转801", "传真号码"),
        ("industry_class", "342", "4位数字"),
        ("contact_mobile", "123", "11位手机号"),
        ("contact_phone", "call me", "电话号码"),
        ("email", "nobody", "请填写有效的电子邮箱"),
        ("address", "a\x00b", "含有不可见的字符"),
        ("industry", "999", "没有这个行业大类"),
        ("industry_class", "34", "4位数字"),
        ("industry_class", "6513", "前两位应为 34"),
    ],
)
def test_what_cannot_be_read_is_told_and_the_rest_is_saved(owner_client, enterprise, field, typed, told):
    enterprise.refresh_from_db()
    stored = getattr(enterprise, f"{field}_id" if field == "industry" else field)
    other = "controlling_shareholder"
    response = save_profile_page(owner_client, **{field: typed, other: "新股东"})
    page = response.content.decode()
    assert response.status_code == 200
    assert told in "".join(response.context["form"].errors[field])
    assert f'id="id_{field}_error"' in page
    assert "其余内容已保存" in page
    enterprise.refresh_from_db()
    assert getattr(enterprise, other) == "新股东"
    assert getattr(enterprise, f"{field}_id" if field == "industry" else field) == stored
    again = owner_client.post(EDIT, profile_values(owner_client) | {"address": "又一处"})
    assert again.status_code == 302, "the next save is not stale"
    if 0 < len(typed) < 100 and field not in ("enterprise_type", "industry"):
        assert f'value="{typed}"' in page, "what was typed is still in the field"


def test_ten_megabytes_of_text_are_refused_with_a_page(owner_client, enterprise):
    response = owner_client.post(EDIT, profile_values(owner_client) | {"address": "地" * 4_000_000})
    assert response.status_code == 413
    assert "没有被保存" in response.content.decode()
    enterprise.refresh_from_db()
    assert enterprise.version == 1


def test_nothing_is_needed_to_save(places, login, client):
    bare = factories.make_enterprise(complete=False)
    owner_client = login(factories.make_legal_user(bare))
    assert save_profile_page(owner_client).status_code == 302
    page = owner_client.get(PROFILE).content.decode()
    missing = [label for _name, label in missing_profile_fields(bare)]
    assert missing == [
        "注册时间",
        "注册资本",
        "法定代表人手机",
        "注册地",
        "通讯地址",
        "所属行业",
        "行业小类代码",
    ]
    assert f"申报前还需填写 {len(missing)} 项" in page


def test_a_complete_profile_misses_nothing_without_a_query(enterprise, django_assert_num_queries):
    enterprise = Enterprise.objects.select_related("region").get()
    with django_assert_num_queries(0):
        assert missing_profile_fields(enterprise) == []


def test_a_city_without_counties_is_a_complete_region(places):
    assert missing_profile_fields(factories.make_enterprise(places.dongguan)) == []
    assert [name for name, _ in missing_profile_fields(factories.make_enterprise(places.guangzhou))] == [
        "region"
    ]


# --- two tabs ----------------------------------------------------------------------------------------------------


def test_a_stale_tab_is_refused_and_shows_both(owner_client, enterprise):
    first_tab = profile_values(owner_client)
    second_tab = dict(first_tab)
    assert owner_client.post(EDIT, first_tab | {"address": "第一个标签页"}).status_code == 302
    response = owner_client.post(EDIT, second_tab | {"address": "第二个标签页"})
    page = response.content.decode()
    assert response.status_code == 409
    assert 'value="第二个标签页"' in page
    assert "第一个标签页" in page
    assert [each.label for each in response.context["conflicts"]] == ["通讯地址"]
    enterprise.refresh_from_db()
    assert enterprise.address == "第一个标签页"
    again = second_tab | {"address": "第二个标签页", "seen": response.context["seen"]}
    assert owner_client.post(EDIT, again).status_code == 302
    enterprise.refresh_from_db()
    assert enterprise.address == "第二个标签页"


def test_a_stale_region_and_industry_are_shown_too(owner_client, enterprise):
    tab = profile_values(owner_client)
    moved = {"county": "440103", "industry": "65", "industry_class": "6513"}
    assert owner_client.post(EDIT, tab | moved).status_code == 302
    mine = {"city": "441900", "county": "", "industry": "35", "industry_class": "", "address": "另一处"}
    response = owner_client.post(EDIT, tab | mine)
    assert response.status_code == 409
    assert [(each.label, each.stored) for each in response.context["conflicts"]] == [
        ("注册地", "广东省广州市荔湾区"),
        ("所属行业（大类）、具体细分领域（4位小类代码）", "65 软件和信息技术服务业，6513"),
    ]
    assert "65 软件和信息技术服务业，6513" in response.text


def test_sending_the_same_twice_is_no_conflict(owner_client, enterprise):
    values = profile_values(owner_client) | {"address": "双击"}
    assert [owner_client.post(EDIT, values).status_code for _ in range(2)] == [302, 302]
    enterprise.refresh_from_db()
    assert enterprise.version == 2


@pytest.mark.parametrize("seen", ["", "x", "address", "address:", "9" * 400, "address:٣"])
def test_an_unreadable_mark_overwrites_nothing(owner_client, enterprise, seen):
    assert save_profile_page(owner_client, seen=seen, address="新地址").status_code == 409
    enterprise.refresh_from_db()
    assert enterprise.address != "新地址"


def test_what_only_the_other_tab_changed_is_kept(owner_client, enterprise):
    tab = profile_values(owner_client)
    moved = {"county": "440103", "industry": "65", "industry_class": "6513"}
    assert owner_client.post(EDIT, tab | moved).status_code == 302
    assert owner_client.post(EDIT, tab | {"address": "另一处"}).status_code == 302
    enterprise.refresh_from_db()
    kept = (enterprise.region_id, enterprise.industry_id, enterprise.industry_class, enterprise.address)
    assert kept == ("440103", "65", "6513", "另一处")


def test_stored_values_are_escaped_when_shown(owner_client, enterprise):
    tab = profile_values(owner_client)
    save_profile_page(owner_client, address="<script>alert(1)</script>")
    page = owner_client.post(EDIT, tab | {"address": "x"}).content.decode()
    assert "<script>alert(1)</script>" not in page


# --- certified (M3.2) --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", [CertificationState.VALID, CertificationState.RENEWING])
def test_a_certified_enterprise_changes_its_contact_data_only(owner_client, enterprise, state):
    values = profile_values(owner_client)
    certify(enterprise, state=state)
    page = owner_client.get(PROFILE).content.decode()
    assert "修改联系方式" in page
    assert "【信息更新】" in page
    assert "1月1日至4月30日" in page
    page = owner_client.get(EDIT).content.decode()
    assert re.search(r'name="name"[^>]* disabled', page) and not re.search(
        r'name="contact_mobile"[^>]* disabled', page
    )
    contact = {
        "contact_name": "新联系人",
        "contact_mobile": "13900000001",
        "address": "新址1号",
        "postcode": "510001",
    }
    assert owner_client.post(EDIT, values | contact).status_code == 302
    enterprise.refresh_from_db()
    assert {name: getattr(enterprise, name) for name in contact} == contact


def test_what_else_a_page_from_before_the_title_brings_is_named(owner_client, enterprise):
    values, before = (
        profile_values(owner_client),
        (enterprise.name, enterprise.industry_id, enterprise.region_id),
    )
    certify(enterprise)
    changed = {"name": "绕过有限公司", "registered_capital": "2", "industry": "65", "address": "新址1号"}
    response = owner_client.post(EDIT, values | changed)
    assert sorted(response.context["form"].errors) == ["industry", "name", "registered_capital"]
    assert "“绕过有限公司”没有保存：取得称号后通过信息更新修改" in response.content.decode()
    enterprise.refresh_from_db()
    assert enterprise.address == "新址1号"
    assert (enterprise.name, enterprise.industry_id, enterprise.region_id) == before
    with pytest.raises(ProfileLocked):
        save_profile(enterprise.pk, {"name": "绕过有限公司"}, version=enterprise.version)


def test_a_title_that_ended_does_not_lock(owner_client, enterprise):
    today = timezone.localdate()
    past = {"valid_from": today - dt.timedelta(days=900), "valid_until": today - dt.timedelta(days=1)}
    certify(enterprise, document_number="1", **past)
    certify(enterprise, document_number="2", state=CertificationState.CANCELLED)
    assert owner_client.get(EDIT).status_code == 200


# --- industry and size -------------------------------------------------------------------------------------------


def test_a_class_of_another_division_keeps_both_as_they_were(owner_client, enterprise):
    response = save_profile_page(owner_client, industry="65", industry_class="3421")
    assert "前两位应为 65" in "".join(response.context["form"].errors["industry_class"])
    enterprise.refresh_from_db()
    assert (enterprise.industry_id, enterprise.industry_class) == ("34", "3421")


def test_a_class_is_checked_against_the_imported_ones(owner_client, enterprise):
    Industry.objects.create(code="342", name="金属加工机械制造", level=IndustryLevel.GROUP, parent_id="34")
    Industry.objects.create(code="3421", name="金属切削机床制造", level=IndustryLevel.CLASS, parent_id="342")
    assert save_profile_page(owner_client, industry_class="3421").status_code == 302
    response = save_profile_page(owner_client, industry_class="3499")
    assert "没有小类 3499" in "".join(response.context["form"].errors["industry_class"])


def test_a_class_needs_a_division(owner_client, enterprise):
    response = save_profile_page(owner_client, industry="", industry_class="3421")
    assert "请先选择所属行业大类" in "".join(response.context["form"].errors["industry_class"])


def test_the_size_is_computed_stored_and_explained(owner_client, enterprise):
    factories.make_figures(enterprise, complete_years()[0], employees=120, revenue="5000.00")
    save_profile_page(owner_client, address="使重新计算")
    enterprise.refresh_from_db()
    assert enterprise.size == "small"
    page = owner_client.get(PROFILE).content.decode()
    assert "工信部联企业〔2011〕300号" in page
    assert "第2行“工业”" in page
    assert "从业人员 120 人" in page
    assert "营业收入 5,000 万元" in page
    save_profile_page(owner_client, industry="65", industry_class="6513")
    enterprise.refresh_from_db()
    assert enterprise.size == "medium", "软件: 100 people and 1,000 万元 reach 中型"


def test_the_size_stays_open_without_figures(owner_client, enterprise):
    save_profile_page(owner_client, address="使重新计算")
    enterprise.refresh_from_db()
    assert enterprise.size == ""
    page = owner_client.get(PROFILE).content.decode()
    assert "从业人员未填写" in page
    assert reverse("enterprises:figures_edit", args=[complete_years()[0]]) in page


# --- services and cost -------------------------------------------------------------------------------------------


def test_the_service_refuses_an_old_version(enterprise):
    save_profile(enterprise.pk, {"address": "一"}, version=1)
    with pytest.raises(StaleVersion) as stale:
        save_profile(enterprise.pk, {"address": "二"}, version=1)
    assert stale.value.stored.address == "一"


def test_a_region_taken_back_takes_the_authority_back(enterprise):
    assert save_profile(enterprise.pk, {"region_id": None}, version=1).authority is None


@pytest.mark.parametrize(("name", "most"), [("profile", 9), ("profile_edit", 10)])
def test_pages_take_few_queries(owner_client, query_count, name, most):
    assert query_count(owner_client, reverse(f"enterprises:{name}")) <= most
